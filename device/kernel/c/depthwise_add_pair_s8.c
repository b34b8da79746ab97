#include "../depthwise_add_pair_s8.h"
#include "../../accumulate.h"
#include "../../simd.h"

/* Four channels of a pixel of both rows; `zeros` is minus the input's zero point, twice. */
static inline void depthwise_add_two_rows(uint32_t a, uint32_t b, uint32_t zeros, const uint32_t *w,
                                          int32_t *sums) {
    uint32_t low = mote_pack16((int32_t)a, (int32_t)b), high = mote_pack_high(a, b);
    int32_t s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3];
    uint32_t w_low = w[0], w_high = w[1];
    sums[0] = mote_smlad(mote_sxtab16(zeros, low), mote_sxtb16(w_low), s0);
    sums[1] = mote_smlad(mote_sxtab16_odd(zeros, low), mote_sxtb16_odd(w_low), s1);
    sums[2] = mote_smlad(mote_sxtab16(zeros, high), mote_sxtb16(w_high), s2);
    sums[3] = mote_smlad(mote_sxtab16_odd(zeros, high), mote_sxtb16_odd(w_high), s3);
}

void mote_depthwise_add_pair_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                                int32_t n, void *scratch) {
    const mote_depthwise_add_pair_s8_params *p = params;
    const int8_t *a = in[0], *b = in[1] ? in[1] : a;
    const int32_t apart = (int32_t)(b - a);
    const uint32_t zeros = mote_pack16(-p->in_zero, -p->in_zero);
    int32_t *sums = mote_accumulators(out[0], p->width * p->channels, n);
    (void)scratch;
    for (int32_t x = p->width; x > 0; x--) {
        const uint32_t *w = p->weights + n * p->channels / 2;
        for (const int8_t *end = a + p->channels; a < end; a += 4, w += 2, sums += 4)
            depthwise_add_two_rows(mote_load_word(a), mote_load_word(a + apart), zeros, w, sums);
    }
}
