#include "clip.h"

#include <string.h>

#include "logmel.h"

static int32_t frames_after(const mote_clip_config *config) {
    return (config->frames - config->loudest) / 2;
}

/* Above silence, so never negative. */
static int32_t loudness(const int8_t *frame, int32_t bands) {
    int32_t sum = 0;
    for (int32_t b = 0; b < bands; b++)
        sum += frame[b] - MOTE_LOGMEL_SILENCE;
    return sum;
}

void mote_clip_reset(const mote_clip_config *config, mote_clip_state *state, int8_t *ring) {
    memset(ring, MOTE_LOGMEL_SILENCE, (size_t)config->frames * config->bands);
    *state = (mote_clip_state){ring, 0, 0, -1, 0};
}

int mote_clip_push(const mote_clip_config *config, mote_clip_state *state, const int8_t *frame) {
    int32_t bands = config->bands, frames = config->frames;
    int32_t leaving = state->next - config->loudest;
    if (leaving < 0)
        leaving += frames;
    state->sum -= loudness(state->ring + leaving * bands, bands);
    state->sum += loudness(frame, bands);
    memcpy(state->ring + state->next * bands, frame, (size_t)bands);
    state->next = state->next + 1 < frames ? state->next + 1 : 0;
    if (state->sum > state->record) {
        state->record = state->sum;
        state->age = 0;
    } else if (state->age <= frames_after(config)) {
        state->age++;
    }
    return state->age == frames_after(config);
}

int32_t mote_clip_pending(const mote_clip_config *config, const mote_clip_state *state) {
    return state->age < frames_after(config) ? frames_after(config) - state->age : 0;
}

void mote_clip_read(const mote_clip_config *config, const mote_clip_state *state, int8_t *out) {
    int32_t bands = config->bands, size = config->frames * bands, old = state->next * bands;
    memcpy(out, state->ring + old, (size_t)(size - old));
    memcpy(out + size - old, state->ring, (size_t)old);
    if (config->range == 0)
        return;
    int32_t largest = -128, lowest = 127 - config->range;
    for (int32_t i = 0; i < size; i++)
        largest = out[i] > largest ? out[i] : largest;
    for (int32_t i = 0; i < size; i++) {
        int32_t level = out[i] + 127 - largest;
        out[i] = (int8_t)(level < lowest ? lowest : level);
    }
}
