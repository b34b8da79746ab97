/* .conf files of audio front ends: what is accepted runs, and is emitted. */
#include "fuzz.h"

#include "audio/emit.h"
#include "audio/features.h"

static void fuzz_read(bytes file) {
    const audio_conf *c =
        audio_conf_parse(mem_printf("%.*s", (int)file.size, (char *)file.data), "fuzz.conf");
    int16_t pcm[2 * AUDIO_MAX_FFT] = {1, -1, INT16_MAX, INT16_MIN};
    text header = {0}, source = {0};
    audio_features_of(c, pcm, 2 * c->logmel.hop);
    audio_emit_header(&header, c, "m", "M");
    audio_emit(&source, c, "m");
}
