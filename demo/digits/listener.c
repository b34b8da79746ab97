#include "listener.h"

void listener_reset(listener *l) {
    mote_logmel_reset(&digits_logmel, &l->logmel, l->history);
    mote_clip_reset(&digits_clip, &l->clip, l->ring);
}

/* The front end works in the arena: the model needs it only for the length of a run. */
int listener_push(listener *l, const int16_t pcm[DIGITS_HOP]) {
    int32_t *scratch = (int32_t *)(void *)l->arena;
    if (mote_logmel_push(&digits_logmel, &l->logmel, pcm, DIGITS_HOP, scratch, l->frame) != 1 ||
        !mote_clip_push(&digits_clip, &l->clip, l->frame))
        return 0;
    mote_clip_read(&digits_clip, &l->clip, digits_input(l->arena));
    return 1;
}

int32_t listener_pending(const listener *l) {
    return mote_clip_pending(&digits_clip, &l->clip);
}
