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

int32_t mote_clip_level(const mote_clip_config *config, const mote_clip_state *state) {
    int32_t size = config->frames * config->bands, largest = -128;
    if (config->range == 0)
        return 0;
    for (int32_t i = 0; i < size; i++)
        largest = state->ring[i] > largest ? state->ring[i] : largest;
    return 127 - largest;
}

void mote_clip_frame(const mote_clip_config *config, const mote_clip_state *state, int32_t index,
                     int32_t level, int8_t *out) {
    int32_t at = state->next + index, lowest = config->range == 0 ? -128 : 127 - config->range;
    const int8_t *in =
        state->ring + (at < config->frames ? at : at - config->frames) * config->bands;
    for (int32_t b = 0; b < config->bands; b++) {
        int32_t raised = in[b] + level;
        out[b] = (int8_t)(raised < lowest ? lowest : raised);
    }
}

void mote_clip_read(const mote_clip_config *config, const mote_clip_state *state, int8_t *out) {
    int32_t level = mote_clip_level(config, state);
    for (int32_t i = 0; i < config->frames; i++)
        mote_clip_frame(config, state, i, level, out + i * config->bands);
}
