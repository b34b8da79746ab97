/* Picks the clip that a model looks at out of endless feature frames, with bounded memory.
 *
 * The clip is a run of `frames` feature frames with the loudest `loudest` frames in its middle.
 * Loudness is the sum of the features above silence over `loudest` consecutive frames. Whenever a
 * sum was larger than all before it and (frames - loudest) / 2 more frames have come, a clip is
 * ready; of several in one recording the last one counts, for it is the loudest. What is missing
 * before the first or after the last sample is silence. */
#ifndef MOTE_AUDIO_CLIP_H
#define MOTE_AUDIO_CLIP_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mote_clip_config {
    uint16_t frames;  /* of a clip: the model's rows */
    uint16_t loudest; /* frames, 1 .. frames */
    uint16_t bands;   /* features of a frame */
    uint16_t range;   /* 0: features stay as they are. Else all are raised or lowered by the same so
                       * that the largest of the clip is 127, and none is below 127 - range */
} mote_clip_config;

/* `ring` is the caller's: int8_t[frames][bands]. */
typedef struct mote_clip_state {
    int8_t *ring;
    int32_t next;   /* the oldest frame, which the next one replaces */
    int32_t sum;    /* loudness of the last `loudest` frames */
    int32_t record; /* the largest sum so far, -1 at first */
    int32_t age;    /* frames since the record */
} mote_clip_state;

/* Starts anew: silence so far. Also to be called when a word was heard and the next may come. */
void mote_clip_reset(const mote_clip_config *config, mote_clip_state *state, int8_t *ring);

/* Takes a feature frame. Returns 1 when a clip is ready, which mote_clip_frame and mote_clip_read
 * give until the next frame comes, else 0. */
int mote_clip_push(const mote_clip_config *config, mote_clip_state *state, const int8_t *frame);

/* Can a clip still get ready if nothing but silence comes? Then as many frames are to be pushed. */
int32_t mote_clip_pending(const mote_clip_config *config, const mote_clip_state *state);

/* The clip that is ready, frame by frame: frame `index`, 0 .. frames - 1, oldest first, raised by
 * `level`, which is mote_clip_level of the whole clip: out is int8_t[bands]. */
int32_t mote_clip_level(const mote_clip_config *config, const mote_clip_state *state);
void mote_clip_frame(const mote_clip_config *config, const mote_clip_state *state, int32_t index,
                     int32_t level, int8_t *out);

/* All of its frames: out is int8_t[frames][bands]. */
void mote_clip_read(const mote_clip_config *config, const mote_clip_state *state, int8_t *out);

#ifdef __cplusplus
}
#endif

#endif
