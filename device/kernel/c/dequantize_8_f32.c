#include "../dequantize_8_f32.h"

void mote_dequantize_8_f32(const void *params, const int8_t *const *in, int8_t *const *out,
                           int32_t n, void *scratch) {
    const mote_dequantize_8_f32_params *p = params;
    (void)scratch;
    for (int32_t y = 0; y < n; y++) {
        float *to = (float *)(void *)out[y];
        for (int32_t i = 0; i < p->count; i++) {
            int32_t q = p->is_unsigned ? (uint8_t)in[y][i] : in[y][i];
            to[i] = p->scale * (float)(q - p->zero);
        }
    }
}
