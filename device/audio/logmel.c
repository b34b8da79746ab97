#include "logmel.h"

#include <string.h>

#include "fft.h"
#include "melbank.h"

void mote_logmel_reset(const mote_logmel_config *config, mote_logmel_state *state,
                       int16_t *history) {
    memset(history, 0, config->frame * sizeof *history);
    state->history = history;
    state->filled = config->frame - config->hop;
}

/* Four at a time: small C libraries copy byte by byte. `to` lies before `from`, or elsewhere. */
static void copy_samples(int16_t *to, const int16_t *from, int32_t count) {
    for (; count >= 4; count -= 4, from += 4, to += 4) {
        int16_t a = from[0], b = from[1], c = from[2], d = from[3];
        to[0] = a;
        to[1] = b;
        to[2] = c;
        to[3] = d;
    }
    for (int32_t i = 0; i < count; i++)
        to[i] = from[i];
}

static void make_frame(const mote_logmel_config *config, const int16_t *history, int32_t *scratch,
                       int8_t *out) {
    mote_fft_real(history, config->window, config->frame, scratch, config->fft, config->twiddle);
    mote_mel_bank(config, scratch, out);
}

int mote_logmel_push(const mote_logmel_config *config, mote_logmel_state *state, const int16_t *pcm,
                     int32_t n, int32_t *scratch, int8_t *frame_out) {
    if (n < 0 || n > config->hop)
        return -1;
    int16_t *history = state->history;
    int32_t missing = config->frame - state->filled;
    int32_t taken = n < missing ? n : missing;
    copy_samples(history + state->filled, pcm, taken);
    state->filled += taken;
    if (taken < missing)
        return 0;
    make_frame(config, history, scratch, frame_out);
    int32_t kept = config->frame - config->hop;
    copy_samples(history, history + config->hop, kept);
    copy_samples(history + kept, pcm + taken, n - taken);
    state->filled = kept + n - taken;
    return 1;
}
