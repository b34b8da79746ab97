#include "mote.h"

/* Fills `table` with the rows that output rows y .. y+n-1 read; returns the end of what it filled.
 */
static const int8_t **fill_rows(const mote_rows *r, const int8_t *arena, int32_t y, int32_t n,
                                const int8_t **table) {
    const int8_t *first = r->constant ? r->constant : arena + r->offset;
    int32_t count = (n - 1) * r->stride + (r->window - 1) * r->dilation + 1;
    uint32_t row = (uint32_t)(y * r->stride - r->pad_top), offset = row * r->row_bytes;
    for (const int8_t **end = table + count; table < end; row++, offset += r->row_bytes)
        *table++ = row < (uint32_t)r->height ? first + offset : (const int8_t *)0;
    return table;
}

void mote_run_step(const mote_step *s, int8_t *arena, void *row_table) {
    const int8_t **table = row_table;
    int32_t n = s->rows_per_call;
    for (int32_t y = 0; y < s->out_height; y += n) {
        if (n > s->out_height - y)
            n = s->out_height - y;
        const int8_t **end = table;
        for (uint32_t i = 0; i < s->in_count; i++)
            end = fill_rows(&s->in[i], arena, y, n, end);
        int8_t **out = (int8_t **)end;
        for (int32_t i = 0; i < n; i++)
            out[i] = arena + s->out_offset + (uint32_t)(y + i) * s->out_row_bytes;
        s->kernel(s->params, table, out, n, arena + s->scratch_offset);
    }
}

void mote_run(const mote_step *steps, int32_t count, int8_t *arena, void *table) {
    for (int32_t i = 0; i < count; i++)
        mote_run_step(&steps[i], arena, table);
}
