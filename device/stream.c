#include "stream.h"

#include "simd.h"

/* What the calls of one push share. */
typedef struct push {
    const mote_stream_program *program;
    int8_t *arena;
    const int8_t *row; /* pushed by the caller: row `taken` of the input */
    int32_t taken;
} push;

static mote_stream_state *state_of(const mote_stream_program *p, int8_t *arena) {
    return (mote_stream_state *)(void *)(arena + p->state_offset);
}

/* The slots behind the state: where each ring's row `first` is. */
static uint16_t *heads_of(const mote_stream_program *p, int8_t *arena) {
    return (uint16_t *)(void *)(state_of(p, arena) + 1);
}

static int8_t *place_of(const push *p, const mote_stream_tensor *t, int32_t row,
                        uint32_t row_bytes) {
    if (t->rows.place && t->rows.place[row] != MOTE_NO_PLACE)
        return p->arena + 4u * t->rows.place[row];
    if (t->ring) {
        row += heads_of(p->program, p->arena)[t->head] - t->first;
        while (row >= t->ring)
            row -= t->ring;
    }
    return p->arena + t->rows.offset + (uint32_t)row * row_bytes;
}

static const int8_t *row_of(const push *p, const mote_row_input *in, int32_t row) {
    const mote_stream_tensor *t = (const mote_stream_tensor *)(const void *)in->tensor;
    if (row < 0 || row >= in->height)
        return (const int8_t *)0;
    if (t->rows.constant)
        return t->rows.constant + (uint32_t)row * in->row_bytes;
    if (t == p->program->input && row == p->taken)
        return p->row;
    return place_of(p, t, row, in->row_bytes);
}

/* Do all rows that an output row reads, from `at` on, lie in the tensor's ring? */
static int in_ring(const mote_row_input *in, int32_t at) {
    const mote_stream_tensor *t = (const mote_stream_tensor *)(const void *)in->tensor;
    return t->ring && !t->rows.place && in->dilation == 1 && at >= 0 &&
           at + in->window <= in->height;
}

/* Its rows from `at` on; the one pushed may not be in the ring yet. */
static const int8_t **fill_from_ring(const push *p, const mote_row_input *in, int32_t at,
                                     const int8_t **table) {
    const mote_stream_tensor *t = (const mote_stream_tensor *)(const void *)in->tensor;
    uint32_t row_bytes = in->row_bytes;
    const int8_t *row = place_of(p, t, at, row_bytes);
    const int8_t *end = p->arena + t->rows.offset + t->ring * row_bytes;
    for (int32_t i = 0; i < in->window; i++, row += row_bytes) {
        if (row == end)
            row -= t->ring * row_bytes;
        table[i] = row;
    }
    if (t == p->program->input && p->taken >= at && p->taken < at + in->window)
        table[p->taken - at] = p->row;
    return table + in->window;
}

/* The rows of its inputs that a step's row is made of; returns the end of the table. */
static const int8_t **fill_table(const push *p, const mote_row_step *s, int32_t row) {
    const int8_t **table = (const int8_t **)(void *)(p->arena + p->program->table_offset);
    for (uint32_t i = 0; i < s->in_count; i++) {
        const mote_row_input *in = &s->in[i];
        int32_t at = row * in->stride - in->pad_top;
        if (in_ring(in, at)) {
            table = fill_from_ring(p, in, at, table);
            continue;
        }
        for (int32_t k = in->window; k > 0; k--, at += in->dilation) {
            *table = row_of(p, in, at);
            table += k > 1 ? in->dilation : 1;
        }
    }
    return table;
}

/* One event: a row of a step. */
static void make_row(const push *p, const mote_row_step *s, int32_t row) {
    const int8_t **first = (const int8_t **)(void *)(p->arena + p->program->table_offset);
    const int8_t **table = fill_table(p, s, row);
    *table = place_of(p, (const mote_stream_tensor *)(const void *)s->out, s->accumulates ? 0 : row,
                      s->out_row_bytes);
    s->kernel(s->params, first, (int8_t *const *)(const void *)table, s->accumulates ? row : 1,
              s->scratch ? p->arena + 4u * s->scratch[row] : (int8_t *)0);
}

/* All that slides moves up by the rows of a hop. */
static void begin_hop(const mote_stream_program *p, int8_t *arena) {
    uint16_t *heads = heads_of(p, arena);
    for (uint32_t i = 0; i < p->tensor_count; i++) {
        const mote_stream_tensor *t = &p->tensors[i];
        if (t->ring) {
            uint32_t head = (uint32_t)heads[t->head] + t->advance;
            heads[t->head] = (uint16_t)(head >= t->ring ? head - t->ring : head);
        } else if (t->advance) {
            int8_t *rows = arena + t->rows.offset;
            mote_copy_down(rows, rows + t->advance * t->rows.row_bytes,
                           ((uint32_t)t->rows.height - t->advance) * t->rows.row_bytes);
        }
    }
}

void mote_stream_reset(const mote_stream_program *p, int8_t *arena) {
    mote_stream_state *state = state_of(p, arena);
    for (uint32_t i = 0; i < p->table_offset; i++)
        arena[i] = 0;
    state->next_event = p->first_event;
    state->missing = p->window;
}

int mote_stream_push(const mote_stream_program *p, int8_t *arena, const int8_t *row) {
    mote_stream_state *state = state_of(p, arena);
    const mote_stream_tensor *input = p->input;
    const mote_row_event *e = p->events + state->next_event, *end = p->events + p->event_count;
    push now = {p, arena, row, e->row};
    if (state->next_event == 0)
        begin_hop(p, arena);
    if (!input->rows.place && !input->ring) /* the model sees its input as one piece */
        mote_copy_down(place_of(&now, input, now.taken, input->rows.row_bytes), row,
                       input->rows.row_bytes);
    for (e++; e < end && e->step != MOTE_TAKE; e++)
        make_row(&now, &p->steps[e->step], e->row);
    if (input->ring)
        mote_copy_down(place_of(&now, input, now.taken, input->rows.row_bytes), row,
                       input->rows.row_bytes);
    state->next_event = e < end ? (uint32_t)(e - p->events) : 0;
    if (state->missing)
        state->missing--;
    return e == end && state->missing == 0;
}
