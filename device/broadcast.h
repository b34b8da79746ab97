/* Walking two operands of which one or both repeat along some axes (NumPy's broadcasting). The
 * compiler has merged neighbouring axes that repeat alike; the last one is the inner run. */
#ifndef MOTE_BROADCAST_H
#define MOTE_BROADCAST_H

#include <stdint.h>

#define MOTE_BROADCAST_AXES 5

typedef struct mote_broadcast {
    int32_t row_a, row_b;     /* 1: a row for each output row; 0: one row for all */
    int32_t inner;            /* results of one run */
    int32_t inner_a, inner_b; /* 1, or 0 where the operand repeats */
    int32_t runs;
    /* Outer axes, the innermost first; the rest have size 1. After a run the operands move by the
     * step of the first axis that is not at its end. */
    int32_t size[MOTE_BROADCAST_AXES];
    int32_t step_a[MOTE_BROADCAST_AXES], step_b[MOTE_BROADCAST_AXES];
} mote_broadcast;

/* Moves both operands from the end of a run to the start of the next. `index` starts as zeros. */
static inline void mote_broadcast_next(const mote_broadcast *w, int32_t index[MOTE_BROADCAST_AXES],
                                       const int8_t **a, const int8_t **b) {
    for (int32_t axis = 0; axis < MOTE_BROADCAST_AXES; axis++) {
        if (++index[axis] < w->size[axis]) {
            *a += w->step_a[axis];
            *b += w->step_b[axis];
            return;
        }
        index[axis] = 0;
    }
}

#endif
