#include "listener.h"

void listener_reset(listener *l) {
    mote_logmel_reset(&digits_logmel, &l->logmel, l->history);
    mote_clip_reset(&digits_clip, &l->clip, l->ring);
}

/* The front end works in the arena, which the model needs only while frames are pushed. */
int listener_push(listener *l, const int16_t pcm[DIGITS_HOP]) {
    int32_t *scratch = (int32_t *)(void *)l->arena;
    if (mote_logmel_push(&digits_logmel, &l->logmel, pcm, DIGITS_HOP, scratch, l->frame) != 1 ||
        !mote_clip_push(&digits_clip, &l->clip, l->frame))
        return 0;
    l->level = mote_clip_level(&digits_clip, &l->clip);
    return 1;
}

const int8_t *listener_frame(listener *l, int32_t index) {
    mote_clip_frame(&digits_clip, &l->clip, index, l->level, l->frame);
    return l->frame;
}

int32_t listener_pending(const listener *l) {
    return mote_clip_pending(&digits_clip, &l->clip);
}
