#include "rows.h"

/* The row of the input that the caller has pushed, while its push lasts. */
typedef struct pushed_row {
    const mote_row_tensor *tensor;
    int32_t index;
    const int8_t *data;
} pushed_row;

static const int8_t *row_of(const mote_row_input *in, const int8_t *arena, int32_t row,
                            const pushed_row *pushed) {
    const mote_row_tensor *t = in->tensor;
    if (row < 0 || row >= in->height)
        return (const int8_t *)0;
    if (t == pushed->tensor && row == pushed->index)
        return pushed->data;
    if (t->place)
        return arena + 4u * t->place[row];
    return (t->constant ? t->constant : arena + t->offset) + (uint32_t)row * in->row_bytes;
}

/* Of the pointers between the rows of a dilated window, some may point nowhere. */
static const int8_t **fill_table(const mote_row_step *s, const int8_t *arena, int32_t row,
                                 int32_t n, const pushed_row *pushed, const int8_t **table) {
    for (uint32_t i = 0; i < s->in_count; i++) {
        const mote_row_input *in = &s->in[i];
        int32_t first = row * in->stride - in->pad_top, every = n > 1 ? 1 : in->dilation;
        int32_t count = (n - 1) * in->stride + (in->window - 1) * in->dilation + 1;
        for (int32_t k = 0; k < count; k += every)
            table[k] = row_of(in, arena, first + k, pushed);
        table += count;
    }
    return table;
}

/* One event: some rows of a step, or one more input row in its accumulators. */
static void make_rows(const mote_row_step *s, int8_t *arena, int32_t row, const pushed_row *pushed,
                      const int8_t **table) {
    const mote_row_tensor *to = s->out;
    int32_t n = s->accumulates                           ? 1
                : s->out_height - row < s->rows_per_call ? s->out_height - row
                                                         : s->rows_per_call;
    int8_t **out = (int8_t **)(void *)fill_table(s, arena, row, n, pushed, table);
    uint32_t offset = to->offset + (s->accumulates ? 0 : (uint32_t)row * s->out_row_bytes);
    for (int32_t i = 0; i < n; i++, offset += s->out_row_bytes)
        out[i] = arena + (to->place ? 4u * to->place[row + i] : offset);
    s->kernel(s->params, table, out, s->accumulates ? row : n,
              s->scratch ? arena + 4u * s->scratch[row] : (int8_t *)0);
}

static const int8_t **table_of(const mote_row_program *p, int8_t *arena) {
    return (const int8_t **)(void *)(arena + p->state_offset + sizeof(mote_row_state));
}

static mote_row_state *state_of(const mote_row_program *p, int8_t *arena) {
    return (mote_row_state *)(void *)(arena + p->state_offset);
}

/* Runs events from `next` until the next row of the input is to be taken; returns that event. */
static uint32_t run_events(const mote_row_program *p, int8_t *arena, uint32_t next,
                           const pushed_row *pushed) {
    const mote_row_event *e = p->events + next, *end = p->events + p->event_count;
    for (; e < end && e->step != MOTE_TAKE; e++)
        make_rows(&p->steps[e->step], arena, e->row, pushed, table_of(p, arena));
    return (uint32_t)(e - p->events);
}

void mote_rows_run(const mote_row_program *p, int8_t *arena) {
    static const pushed_row nothing = {0, 0, 0};
    run_events(p, arena, 0, &nothing);
}

void mote_rows_reset(const mote_row_program *p, int8_t *arena) {
    state_of(p, arena)->next_event = 0;
}

static void keep_row(int8_t *to, const int8_t *from, uint32_t bytes) {
    while (bytes--)
        *to++ = *from++;
}

int mote_rows_push(const mote_row_program *p, int8_t *arena, const int8_t *row) {
    mote_row_state *state = state_of(p, arena);
    const mote_row_tensor *input = p->input;
    uint32_t taken = p->events[state->next_event].row;
    pushed_row pushed = {input, (int32_t)taken, row};
    if (!input->place) /* the model sees its input as one piece */
        keep_row(arena + input->offset + taken * input->row_bytes, row, input->row_bytes);
    uint32_t next = run_events(p, arena, state->next_event + 1, &pushed);
    if (next < p->event_count && input->place && input->place[taken] != MOTE_NO_PLACE)
        keep_row(arena + 4u * input->place[taken], row, input->row_bytes);
    state->next_event = next < p->event_count ? next : 0;
    return next == p->event_count;
}
