#include "../depthwise_dual_s8.h"

/* So many of at most `most` rows of output lie at equal distances. */
static int32_t planes_even_rows(int8_t *const *out, int32_t most) {
    int32_t rows = most < 2 ? most : 2;
    while (rows < most && out[rows] - out[rows - 1] == out[1] - out[0])
        rows++;
    return rows;
}

/* What all passes have in common; and columns of padding, which no pass writes. */
static mote_depthwise_pass planes_pass(const mote_depthwise_dual_s8_params *p, uint32_t *planes) {
    const int32_t column = 4 * p->shape.lines, seen = p->columns - p->pad_left;
    const int32_t width = p->in_w < seen ? p->in_w : seen, right = p->pad_left + width;
    const int32_t pairs = p->shape.columns > 1 ? p->shape.columns / 2 : 1,
                  line = 4 * p->shape.stride;
    const int32_t round = MOTE_DEPTHWISE_PIECES(p->shape.stride);
    const int32_t skipped = p->is_unrolled ? 0 : (round - pairs % round) % round;
    memset(planes, 0, (size_t)(p->pad_left * column) * sizeof *planes);
    memset(planes + right * column, 0, (size_t)((p->columns - right) * column) * sizeof *planes);
    mote_depthwise_pass s = {.nudge = 2 * p->out.zero + 1};
    s.pieces_x = (pairs + skipped) * 2 * p->shape.stride * column * 4;
    s.next_x = line - s.pieces_x;
    s.column_step = p->shape.columns > 1 ? p->channels : 0;
    s.row_ends = 4 * skipped + 2 * (width & 1) + (p->shape.columns > 1 ? p->shape.columns & 1 : 0);
    s.padding = ((uint32_t)p->in_zero & 0xffu) * 0x01010101u;
    s.zero = mote_pack16(-p->in_zero, -p->in_zero);
    s.size = width * column * 4;
    s.next_line = 4 - s.size;
    s.channels = p->channels;
    s.shape = &p->shape;
    s.planes = planes;
    s.expanded = planes + p->pad_left * column;
    return s;
}

/* The pass's rows, an even number; behind them, where they are scattered, those of outputs. */
static void planes_rows(const mote_depthwise_dual_s8_params *p, mote_depthwise_pass *s,
                        const int8_t *const *in, int8_t *const *out, const int8_t **table) {
    int32_t count = (s->rows - 1) * p->shape.stride + 3;
    memcpy(table, in, (size_t)count * sizeof *table);
    table += count;
    if (count & 1)
        *table++ = NULL;
    s->behind = s->expanded + (count + 1) / 2;
    if (p->shape.scattered) {
        memcpy(table, out, (size_t)s->rows * sizeof *table);
        table[s->rows] = table[s->rows - 1];
    }
}

/* At most as many rows at a time as the planes have room for. */
void mote_depthwise_dual_s8(const void *params, const int8_t *const *in, int8_t *const *out,
                            int32_t n, void *scratch) {
    const mote_depthwise_dual_s8_params *p = params;
    const int8_t *table[2 * MOTE_DEPTHWISE_MOST_LINES];
    int32_t most = (p->shape.lines - 1) * 2 / p->shape.stride;
    mote_depthwise_pass s = planes_pass(p, scratch);
    s.in = table;
    for (; n > 0; n -= s.rows, in += s.rows * p->shape.stride, out += s.rows) {
        s.rows = n < most ? n : most;
        if (!p->shape.scattered)
            s.rows = planes_even_rows(out, s.rows);
        planes_rows(p, &s, in, out, table);
        s.first = 0;
        s.row_step = s.rows > 1 ? (int32_t)(out[1] - out[0]) : 0;
        s.rows_x = (s.rows > 1 ? (s.rows + p->shape.scattered) / 2 : 1) * 4 * p->shape.stride;
        s.odd_rows = s.rows > 1 ? s.rows & 1 : 0;
        s.next_out = 2 * s.row_step - (p->shape.columns & ~1) * s.column_step;
        p->tile(&s, p->constants, p->shape.scattered ? NULL : *out);
    }
}
