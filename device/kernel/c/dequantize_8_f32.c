#include "../dequantize_8_f32.h"

void mote_dequantize_8_f32(const void *params, const int8_t *const *in, int8_t *const *out,
                           int32_t n, void *scratch) {
    const mote_dequantize_8_f32_params *p = params;
    float *to = (float *)(void *)out[0];
    (void)n;
    (void)scratch;
    for (int32_t i = 0; i < p->count; i++) {
        int32_t q = p->is_unsigned ? (uint8_t)in[0][i] : in[0][i];
        to[i] = p->scale * (float)(q - p->zero);
    }
}
