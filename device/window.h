/* A window that slides along a row: what convolutions and pools share. */
#ifndef MOTE_WINDOW_H
#define MOTE_WINDOW_H

#include <stdint.h>

/* The taps first <= k < end lie inside the row, the others in the padding. */
typedef struct mote_taps {
    int32_t first, end;
} mote_taps;

/* `x`: column of tap 0, may be negative; taps are `dilation` columns apart in a row of `width`. */
static inline mote_taps mote_taps_at(int32_t x, int32_t taps, int32_t dilation, int32_t width) {
    mote_taps t = {0, taps};
    while (t.first < t.end && x + t.first * dilation < 0)
        t.first++;
    while (t.end > t.first && x + (t.end - 1) * dilation >= width)
        t.end--;
    return t;
}

#endif
