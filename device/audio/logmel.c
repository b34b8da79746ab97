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

static void make_frame(const mote_logmel_config *config, const int16_t *history, int32_t *scratch,
                       int8_t *out) {
    int32_t frame = config->frame;
    for (int32_t i = 0; i < frame; i++)
        scratch[i] = history[i] * config->window[i];
    memset(scratch + frame, 0, (size_t)(config->fft - frame) * sizeof *scratch);
    mote_fft_real(scratch, config->fft, config->twiddle);
    mote_mel_bank(config, scratch, out);
}

int mote_logmel_push(const mote_logmel_config *config, mote_logmel_state *state, const int16_t *pcm,
                     int32_t n, int32_t *scratch, int8_t *frame_out) {
    if (n < 0 || n > config->hop)
        return -1;
    int16_t *history = state->history;
    int32_t missing = config->frame - state->filled;
    int32_t taken = n < missing ? n : missing;
    memcpy(history + state->filled, pcm, (size_t)taken * sizeof *pcm);
    state->filled += taken;
    if (taken < missing)
        return 0;
    make_frame(config, history, scratch, frame_out);
    int32_t kept = config->frame - config->hop;
    memmove(history, history + config->hop, (size_t)kept * sizeof *history);
    memcpy(history + kept, pcm + taken, (size_t)(n - taken) * sizeof *pcm);
    state->filled = kept + n - taken;
    return 1;
}
