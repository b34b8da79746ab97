/* Hears digits in endless sound: front end, clip and model, in one piece of memory. */
#ifndef MOTE_DEMO_LISTENER_H
#define MOTE_DEMO_LISTENER_H

#include "digits.h"
#include "digits_audio.h"

typedef struct listener {
    uint64_t arena[(DIGITS_ARENA_BYTES + 7) / 8];
    int8_t ring[DIGITS_CLIP_FRAMES * DIGITS_BANDS];
    int16_t history[DIGITS_FRAME];
    mote_logmel_state logmel;
    mote_clip_state clip;
    int32_t level;              /* of the clip that is ready */
    int8_t frame[DIGITS_BANDS]; /* behind a word, so aligned as push_row demands */
} listener;

void listener_reset(listener *l);

/* Takes one block of sound. Returns 1 when a clip is ready. */
int listener_push(listener *l, const int16_t pcm[DIGITS_HOP]);

/* Feature frame `index` of that clip, 0 .. DIGITS_ROWS - 1: a row for the model. It is overwritten
 * by the next call of any function here. */
const int8_t *listener_frame(listener *l, int32_t index);

/* How many blocks of silence may still make a clip ready. */
int32_t listener_pending(const listener *l);

#endif
