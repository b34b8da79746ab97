/* Which part of a sound a model looks at. */
#include "audio/features.h"
#include "base/rng.h"
#include "test/unit/test.h"

enum { BANDS = 3, FRAMES = 12, LOUDEST = 4, MOST = 200 };

static const mote_clip_config config = {FRAMES, LOUDEST, BANDS, 0};

/* Pushes frames whose features are all `level[i]`, then silence as long as it matters. Returns
 * the index of the first frame of the last clip, which may be negative; in *clips their number. */
static int last_clip(const int8_t *level, int count, int *clips) {
    int8_t ring[FRAMES * BANDS], frame[BANDS];
    mote_clip_state state;
    mote_clip_reset(&config, &state, ring);
    int start = 1000;
    *clips = 0;
    for (int i = 0; i < count || mote_clip_pending(&config, &state) > 0; i++) {
        memset(frame, i < count ? level[i] : MOTE_LOGMEL_SILENCE, BANDS);
        if (mote_clip_push(&config, &state, frame)) {
            start = i + 1 - FRAMES;
            ++*clips;
        }
    }
    return start;
}

/* The same by the definition: the loudest `LOUDEST` frames of all, the first of equals. */
static int expected_start(const int8_t *level, int count) {
    int best = -1, best_end = 0;
    for (int end = 0; end < count; end++) {
        int sum = 0;
        for (int i = end; i > end - LOUDEST && i >= 0; i--)
            sum += level[i] + 128;
        if (sum > best) {
            best = sum;
            best_end = end;
        }
    }
    return best_end + (FRAMES - LOUDEST) / 2 + 1 - FRAMES;
}

TEST(clip_of_random_levels) {
    rng r;
    rng_seed(&r, 3);
    for (int round = 0; round < 2000; round++) {
        int8_t level[MOST];
        int count = (int)rng_range(&r, 1, MOST), clips;
        for (int i = 0; i < count; i++)
            level[i] = (int8_t)(rng_chance(&r, 30) ? rng_range(&r, -128, 127) : -100);
        EXPECT(last_clip(level, count, &clips) == expected_start(level, count));
        EXPECT(clips >= 1);
    }
}

TEST(loud_part_in_the_middle) {
    int8_t level[50];
    int clips;
    memset(level, -100, sizeof level);
    memset(level + 20, 50, LOUDEST);
    EXPECT(last_clip(level, 50, &clips) == 20 - (FRAMES - LOUDEST) / 2);
}

TEST(silence_gives_one_clip) {
    int8_t level[50];
    int clips;
    memset(level, MOTE_LOGMEL_SILENCE, sizeof level);
    last_clip(level, 50, &clips);
    EXPECT(clips == 1);
}

/* With a range, the largest feature is 127 and none lies further below it than that. */
TEST(level_is_evened_out) {
    mote_clip_config ranged = {2, 1, 2, 100};
    int8_t ring[4], out[4], frames[2][2] = {{-90, 10}, {60, -30}};
    mote_clip_state state;
    mote_clip_reset(&ranged, &state, ring);
    mote_clip_push(&ranged, &state, frames[0]);
    mote_clip_push(&ranged, &state, frames[1]);
    mote_clip_read(&ranged, &state, out);
    EXPECT(out[0] == 27 && out[1] == 77 && out[2] == 127 && out[3] == 37);
    EXPECT(mote_clip_level(&ranged, &state) == 67);
    mote_clip_frame(&ranged, &state, 1, 67, out);
    EXPECT(out[0] == 127 && out[1] == 37);
}

TEST(all_frames_are_loudest) {
    mote_clip_config whole = {2, 2, 1, 0};
    int8_t ring[2], out[2], frames[3] = {1, 2, 3};
    mote_clip_state state;
    mote_clip_reset(&whole, &state, ring);
    for (int i = 0; i < 3; i++)
        EXPECT(mote_clip_push(&whole, &state, &frames[i]) == 1);
    mote_clip_read(&whole, &state, out);
    EXPECT(out[0] == 2 && out[1] == 3);
    EXPECT(mote_clip_pending(&whole, &state) == 0);
}
