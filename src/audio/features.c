#include "audio/features.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

/* The device's front end, fed a hop at a time. */
typedef struct front_end {
    const audio_conf *conf;
    mote_logmel_state state;
    int32_t *scratch;
    int16_t *block; /* [hop] */
} front_end;

static front_end front_end_new(const audio_conf *c) {
    front_end f = {.conf = c,
                   .scratch = NEW_ARRAY(int32_t, c->logmel.fft),
                   .block = NEW_ARRAY(int16_t, c->logmel.hop)};
    mote_logmel_reset(&c->logmel, &f.state, NEW_ARRAY(int16_t, c->logmel.frame));
    return f;
}

/* The frame of hop `index`; zeros stand for the samples behind the end. */
static void front_end_frame(front_end *f, const int16_t *pcm, int64_t count, int64_t index,
                            int8_t *frame) {
    int64_t hop = f->conf->logmel.hop, left = count - index * hop;
    int64_t n = left < 0 ? 0 : left < hop ? left : hop;
    memset(f->block, 0, (size_t)hop * sizeof *f->block);
    if (n > 0)
        memcpy(f->block, pcm + index * hop, (size_t)n * sizeof *pcm);
    int ready =
        mote_logmel_push(&f->conf->logmel, &f->state, f->block, (int32_t)hop, f->scratch, frame);
    CHECK(ready == 1);
}

static int64_t hops_of(const audio_conf *c, int64_t count) {
    return (count + c->logmel.hop - 1) / c->logmel.hop;
}

audio_features audio_features_of(const audio_conf *c, const int16_t *pcm, int64_t count) {
    front_end f = front_end_new(c);
    audio_features out = {.frames = hops_of(c, count)};
    out.value = mem_new((size_t)out.frames, c->logmel.bands);
    for (int64_t i = 0; i < out.frames; i++)
        front_end_frame(&f, pcm, count, i, out.value + i * c->logmel.bands);
    return out;
}

int8_t *audio_clip_of(const audio_conf *c, const int16_t *pcm, int64_t count) {
    front_end f = front_end_new(c);
    size_t size = (size_t)c->clip.frames * c->clip.bands;
    int8_t *ring = mem_new(size, 1), *clip = mem_new(size, 1), *frame = mem_new(c->clip.bands, 1);
    mote_clip_state state;
    mote_clip_reset(&c->clip, &state, ring);
    for (int64_t i = 0; i < hops_of(c, count) || mote_clip_pending(&c->clip, &state) > 0; i++) {
        front_end_frame(&f, pcm, count, i, frame);
        if (mote_clip_push(&c->clip, &state, frame))
            mote_clip_read(&c->clip, &state, clip);
    }
    return clip;
}
