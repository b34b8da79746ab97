/* Front ends of all sizes. */
#ifndef MOTE_TEST_AUDIO_CONFS_H
#define MOTE_TEST_AUDIO_CONFS_H

#define CONF(rate, frame, hop, fft, bands, high)                                                   \
    "[features]\nsample_rate_hz = " rate "\nframe = " frame "\nhop = " hop "\nfft = " fft          \
    "\nbands = " bands "\nlow_hz = 80\nhigh_hz = " high "\nfloor = 0.0625\n"                       \
    "[clip]\nframes = 10\nloudest = 4\nrange = 0\n"

#define CONF_8_KHZ CONF("8000", "256", "160", "256", "24", "3800")
#define CONF_16_KHZ CONF("16000", "512", "320", "512", "40", "7600")
#define CONF_SMALL CONF("8000", "60", "17", "64", "7", "4000")
#define CONF_LARGE CONF("48000", "1000", "1000", "1024", "64", "24000")

#endif
