/* .wav files. The first byte of the input chooses the rate that is asked for. */
#include "fuzz.h"

#include "audio/wav.h"

static void fuzz_read(bytes file) {
    static const int rates[] = {8000, 16000, 44100, 4000};
    if (file.size == 0)
        return;
    audio_pcm pcm = audio_wav_parse((bytes){file.data + 1, file.size - 1}, rates[file.data[0] % 4]);
    CHECK(pcm.count > 0);
}
