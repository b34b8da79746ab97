#include "../quantize_f32_s8.h"

#include "../../fixed.h"

/* Nearest integer, halves away from zero; what lies beyond +-512 is cut off, since the result is
 * clamped to a byte anyway. Adding 0.5 before cutting would round 0.49999997 up. */
static int32_t quantize_round(float x) {
    if (!(x < 512.0f))
        return x >= 512.0f ? 512 : 0;
    if (x < -512.0f)
        return -512;
    int32_t whole = (int32_t)x;
    float rest = x - (float)whole;
    return whole + (rest >= 0.5f) - (rest <= -0.5f);
}

void mote_quantize_f32_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                          int32_t n, void *scratch) {
    const mote_quantize_f32_s8_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++) {
        const float *from = (const float *)(const void *)in[y];
        for (int32_t i = 0; i < p->count; i++)
            out[y][i] = (int8_t)mote_clamp(quantize_round(from[i] / p->scale) + p->zero, -128, 127);
    }
}
