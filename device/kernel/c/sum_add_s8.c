#include "../sum_add_row.h"

void mote_sum_add_s8(const void *params, const int8_t *const *in, int8_t *const *out, int32_t n,
                     void *scratch) {
    (void)scratch;
    mote_sum_add_row(params, in[0], out[0], n, mote_sum_add_bytes);
}
