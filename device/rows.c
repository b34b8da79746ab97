#include "rows.h"

#include "simd.h"

/* What a run of events works with. */
typedef struct events_run {
    int8_t *arena;
    const int8_t **table;
    /* The row of the input that the caller has pushed, while its push lasts. */
    const mote_row_tensor *pushed;
    int32_t pushed_index;
    const int8_t *pushed_row;
} events_run;

/* A tensor that is pushed and lies in rows has places. */
static const int8_t *row_of(const events_run *run, const mote_row_input *in, int32_t row) {
    const mote_row_tensor *t = in->tensor;
    if ((uint32_t)row >= (uint32_t)in->height) /* or below 0 */
        return (const int8_t *)0;
    if (!t->place)
        return (t->constant ? t->constant : run->arena + t->offset) + (uint32_t)row * in->row_bytes;
    if (t == run->pushed && row == run->pushed_index)
        return run->pushed_row;
    return run->arena + 4u * t->place[row];
}

/* Of the pointers between the rows of a dilated window, some may point nowhere. */
static const int8_t **fill_table(const events_run *run, const mote_row_step *s, int32_t row,
                                 int32_t n) {
    const mote_row_input *in = s->in;
    const int8_t **table = run->table;
    for (uint32_t left = s->in_count; left > 0; left--, in++) {
        int32_t at = row * in->stride - in->pad_top, apart = in->dilation;
        const int8_t **last = table + (in->window - 1) * apart;
        if (n > 1) {
            last += (n - 1) * in->stride;
            apart = 1;
        }
        for (; *table = row_of(run, in, at), table < last; table += apart)
            at += apart;
        table++;
    }
    return table;
}

/* One event: some rows of a step, or one more input row in its accumulators. */
static void make_rows(const events_run *run, const mote_row_step *s, int32_t row) {
    const mote_row_tensor *to = s->out;
    int32_t n = s->rows_per_call; /* 1 where it accumulates */
    if (n > 1) {
        if (row == 0)
            n = s->first_rows;
        if (n > s->out_height - row)
            n = s->out_height - row;
    }
    int8_t **out = (int8_t **)(void *)fill_table(run, s, row, n);
    if (to->place) {
        const uint16_t *place = to->place + row;
        int32_t i = 0;
        do
            out[i] = run->arena + 4u * place[i];
        while (++i < n);
    } else {
        *out = run->arena + to->offset + (uint32_t)row * s->out_row_bytes;
        for (int32_t i = 1; i < n; i++)
            out[i] = out[i - 1] + s->out_row_bytes;
    }
    s->kernel(s->params, run->table, out, s->accumulates ? row : n,
              s->scratch ? run->arena + 4u * s->scratch[row] : (int8_t *)0);
}

static const int8_t **table_of(const mote_row_program *p, int8_t *arena) {
    return (const int8_t **)(void *)(arena + p->state_offset + sizeof(mote_row_state));
}

static mote_row_state *state_of(const mote_row_program *p, int8_t *arena) {
    return (mote_row_state *)(void *)(arena + p->state_offset);
}

/* Runs events from `next` until the next row of the input is to be taken; returns that event. */
static uint32_t run_events(const events_run *run, const mote_row_program *p, uint32_t next) {
    const mote_row_step *steps = p->steps;
    const mote_row_event *e = p->events + next;
    for (; e->step != MOTE_TAKE; e++)
        make_rows(run, &steps[e->step], e->row);
    return (uint32_t)(e - p->events);
}

void mote_rows_run(const mote_row_program *p, int8_t *arena) {
    events_run run = {arena, table_of(p, arena), 0, 0, 0};
    run_events(&run, p, 0);
}

void mote_rows_reset(const mote_row_program *p, int8_t *arena) {
    state_of(p, arena)->next_event = 0;
}

int mote_rows_push(const mote_row_program *p, int8_t *arena, const int8_t *row) {
    mote_row_state *state = state_of(p, arena);
    const mote_row_tensor *input = p->input;
    uint32_t taken = p->events[state->next_event].row;
    events_run run = {arena, table_of(p, arena), input, (int32_t)taken, row};
    if (!input->place) /* the model sees its input as one piece */
        mote_copy_down(arena + input->offset + taken * input->row_bytes, row, input->row_bytes);
    uint32_t next = run_events(&run, p, state->next_event + 1);
    if (next == p->event_count) {
        state->next_event = 0;
        return 1;
    }
    if (input->place && input->place[taken] != MOTE_NO_PLACE)
        mote_copy_down(arena + 4u * input->place[taken], row, input->row_bytes);
    state->next_event = next;
    return 0;
}
