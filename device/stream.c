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

static int8_t *place_of(const push *p, const mote_stream_tensor *t, int32_t row) {
    const uint16_t *place = t->rows.at;
    if (place && place[row] != MOTE_NO_PLACE)
        return p->arena + 4u * place[row];
    if (t->ring) {
        row += heads_of(p->program, p->arena)[t->head] - t->first;
        while (row >= t->ring)
            row -= t->ring;
    }
    return p->arena + t->rows.offset + (uint32_t)row * t->rows.row_bytes;
}

static const int8_t *row_of(const push *p, const mote_stream_tensor *t, int32_t row) {
    if (row < 0 || row >= t->rows.height)
        return (const int8_t *)0;
    if (t->rows.at && t->rows.row_bytes && !t->ring) /* a constant */
        return (const int8_t *)t->rows.at + (uint32_t)row * t->rows.row_bytes;
    if (t == p->program->input && row == p->taken)
        return p->row;
    return place_of(p, t, row);
}

/* Do all of `count` rows from `at` on lie in the tensor's ring? */
static int in_ring(const mote_stream_tensor *t, int32_t at, int32_t count) {
    return t->ring && !t->rows.at && at >= 0 && at + count <= t->rows.height;
}

/* These; the one pushed may not be in the ring yet. */
static void fill_from_ring(const push *p, const mote_stream_tensor *t, int32_t at, int32_t count,
                           const int8_t **table) {
    uint32_t row_bytes = t->rows.row_bytes;
    const int8_t *row = place_of(p, t, at);
    const int8_t *end = p->arena + t->rows.offset + t->ring * row_bytes;
    for (int32_t i = 0; i < count; i++, row += row_bytes) {
        if (row == end)
            row -= t->ring * row_bytes;
        table[i] = row;
    }
    if (t == p->program->input && p->taken >= at && p->taken < at + count)
        table[p->taken - at] = p->row;
}

/* The rows of its inputs that a step's row is made of; returns the end of the table. */
static const int8_t **fill_table(const push *p, const mote_row_step *s, int32_t row) {
    const int8_t **table = (const int8_t **)(void *)(p->arena + p->program->table_offset);
    for (uint32_t i = 0; i < s->in_count; i++) {
        const mote_row_input *in = &s->in[i];
        const mote_stream_tensor *t = (const mote_stream_tensor *)(const void *)in->tensor;
        int32_t at = row * in->stride - in->pad_top;
        int32_t count = in->overlap + s->rows_per_call * in->stride;
        if (in_ring(t, at, count))
            fill_from_ring(p, t, at, count, table);
        else
            for (int32_t k = count - 1; k >= 0; k--)
                table[k] = row_of(p, t, at + k);
        table += count;
    }
    return table;
}

/* One event: a row of a step. */
static void make_row(const push *p, const mote_row_step *s, int32_t row) {
    const int8_t **first = (const int8_t **)(void *)(p->arena + p->program->table_offset);
    const int8_t **table = fill_table(p, s, row);
    *table =
        place_of(p, (const mote_stream_tensor *)(const void *)s->out, s->rows_per_call ? row : 0);
    s->kernel(s->params, first, (int8_t *const *)(const void *)table, s->rows_per_call ? 1 : row,
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
    push now = {p, arena, row, 0};
    mote_row_call call;
    const mote_row_event *e = mote_event_read(p->events + state->next_event, p->steps, &call);
    now.taken = call.row;
    if (state->next_event == 0)
        begin_hop(p, arena);
    if (!input->rows.at && !input->ring) /* the model sees its input as one piece */
        mote_copy_down(place_of(&now, input, now.taken), now.row, input->rows.row_bytes);
    for (;;) {
        const mote_row_event *next = mote_event_read(e, p->steps, &call);
        if (call.step == MOTE_TAKE_LONG)
            break;
        make_row(&now, &p->steps[call.step], call.row);
        e = next;
    }
    if (input->ring)
        mote_copy_down(place_of(&now, input, now.taken), now.row, input->rows.row_bytes);
    const int is_end = e == p->events + p->event_count;
    state->next_event = is_end ? 0 : (uint32_t)(e - p->events);
    if (state->missing)
        state->missing--;
    return is_end && state->missing == 0;
}
