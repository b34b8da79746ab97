#include "../depthwise_dual_s8.h"

static uint32_t *planes_at(uint32_t *planes, int32_t bytes) {
    return (uint32_t *)(void *)((uint8_t *)planes + bytes);
}

/* No pass writes the columns of padding, where a line ends and the next begins. */
static void planes_pad(const mote_depthwise_dual_s8_params *p, uint32_t *planes) {
    int32_t lines = p->shape.apart ? p->shape.lines : 1, right = 0;
    for (; lines >= 0; lines--) {
        uint32_t *end = planes_at(planes, lines > 0 ? p->left : 0);
        for (uint32_t *to = planes_at(planes, -right); to < end; to += 4)
            to[0] = to[1] = to[2] = to[3] = 0;
        right = p->row - p->left - p->size;
        planes = planes_at(planes, p->row);
    }
}

/* What all passes have in common. */
static void planes_begin(const mote_depthwise_dual_s8_params *p, uint32_t *planes,
                         mote_depthwise_pass *s) {
    s->nudge = 2 * p->out_zero + 1;
    s->line = p->shape.apart ? p->row : 4;
    s->pieces_x = p->pieces_x;
    s->next_x = p->shape.stride * s->line - s->pieces_x;
    s->column_step = p->shape.columns > 1 ? p->channels : 0;
    s->row_ends = p->row_ends;
    s->padding = ((uint32_t)p->in_zero & 0xffu) * 0x01010101u;
    s->size = p->size;
    s->channels = p->channels;
    s->shape = &p->shape;
    s->planes = planes;
    s->expanded = planes_at(planes, p->left);
}

/* Pairs of rows, the second of the last one `odd` if there is none. */
MOTE_OUTLINE const int8_t **planes_pairs(const int8_t **table, const int8_t *const *rows,
                                         int32_t count, const int8_t *odd) {
    for (; count > 0; count -= 2, rows += 2, table += 2) {
        table[0] = rows[0];
        table[1] = count > 1 ? rows[1] : odd;
    }
    return table;
}

/* A pass of `rows` rows. */
static void planes_take(const mote_depthwise_dual_s8_params *p, const int8_t *const *in,
                        int8_t *const *out, int32_t rows, mote_depthwise_pass *s) {
    const int32_t stride = p->shape.stride, count = (rows - 1) * stride + 3;
    const int8_t **end = planes_pairs(s->in, in, count, (const int8_t *)0);
    if (p->shape.scattered)
        planes_pairs(end, (const int8_t *const *)out, rows, out[rows - 1]);
    s->rows = rows;
    s->behind = planes_at(s->expanded, ((count + 1) >> 1) * s->line);
    s->first = 0;
    s->row_step = rows > 1 ? (int32_t)(out[1] - out[0]) : 0;
    s->rows_x = (rows > 1 ? (rows + p->shape.scattered) >> 1 : 1) * stride * s->line;
    s->odd_rows = rows > 1 ? rows & 1 : 0;
    s->next_out = 2 * s->row_step - (p->shape.columns & ~1) * s->column_step;
}

/* So many of at most `most` rows of outputs lie at equal distances. */
MOTE_OUTLINE int32_t planes_even_rows(int8_t *const *out, int32_t most) {
    int32_t rows = most < 2 ? most : 2;
    while (rows < most && out[rows] - out[rows - 1] == out[1] - out[0])
        rows++;
    return rows;
}

/* At most as many rows at a time as the planes have room for. */
void mote_depthwise_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                            int32_t n, void *scratch) {
    const mote_depthwise_dual_s8_params *p = params;
    const int8_t *table[2 * MOTE_DEPTHWISE_MOST_LINES];
    mote_depthwise_pass s;
    planes_pad(p, scratch);
    planes_begin(p, scratch, &s);
    s.in = table;
    while (n > 0) {
        const int32_t most = (p->shape.lines - 1) * 2 >> (p->shape.stride - 1);
        int32_t rows = n < most ? n : most;
        if (!p->shape.scattered)
            rows = planes_even_rows(out, rows);
        planes_take(p, in, out, rows, &s);
        p->tile(&s, p->constants, p->shape.scattered ? NULL : *out);
        in += rows * p->shape.stride;
        out += rows;
        n -= rows;
    }
}
