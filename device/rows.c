#include "rows.h"

#include "simd.h"

/* For what a program has one caller of. */
#if defined(__GNUC__)
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE static inline
#endif

/* What a run of events works with. */
typedef struct events_run {
    int8_t *arena;
    const int8_t **table;
    /* The row of the input that the caller has pushed, while its push lasts. */
    const mote_row_tensor *pushed;
    int32_t pushed_index;
    const int8_t *pushed_row;
} events_run;

/* The pointers from `table` to before `end`: to rows of a tensor from `row` on, NULL above and
 * below it. */
MOTE_OUTLINE void add_any(int8_t *arena, const mote_row_tensor *t, int32_t row,
                          const int8_t **table, const int8_t **end) {
    const uint16_t *place = t->at;
    const uint32_t row_bytes = t->row_bytes;
    const int8_t *first = t->at ? (const int8_t *)t->at : arena + t->offset;
    for (; table < end; table++, row++)
        *table = (uint32_t)row >= (uint32_t)t->height ? (const int8_t *)0
                 : row_bytes                          ? first + (uint32_t)row * row_bytes
                                                      : arena + 4u * place[row];
}

/* As add_any, where all rows have places. */
MOTE_INLINE void add_placed(int8_t *arena, const uint16_t *place, const int8_t **table,
                            const int8_t **end) {
    do
        *table++ = arena + 4u * *place++;
    while (table < end);
}

/* One event: some rows of a step, or one more input row in its accumulators. Of a dilated window,
 * the rows between are found, too; some of these may lie nowhere. */
ALWAYS_INLINE void make_rows(const events_run *run, const mote_row_step *s, int32_t row,
                             int32_t n) {
    int8_t *const arena = run->arena;
    const mote_row_input *in = s->in, *const in_end = in + s->in_count;
    const int8_t **table = run->table, **end;
    for (; in < in_end; in++, table = end) {
        const mote_row_tensor *t = in->tensor;
        int32_t at = row * in->stride - in->pad_top, count = in->overlap + n * in->stride;
        end = table + count;
        if (t->row_bytes || at < 0 || at + count > t->height)
            add_any(arena, t, at, table, end);
        else
            add_placed(arena, (const uint16_t *)t->at + at, table, end);
        if (t == run->pushed && (uint32_t)(run->pushed_index - at) < (uint32_t)count)
            table[run->pushed_index - at] = run->pushed_row;
    }
    const mote_row_tensor *out = s->out;
    if (out->row_bytes)
        add_any(arena, out, n ? row : 0, table, table + (n ? n : 1));
    else
        add_placed(arena, (const uint16_t *)out->at + row, table, table + n);
    s->kernel(s->params, run->table, (int8_t **)(void *)table, n ? n : row,
              s->scratch ? arena + 4u * s->scratch[row] : (int8_t *)0);
}

static const int8_t **table_of(const mote_row_program *p, int8_t *arena) {
    return (const int8_t **)(void *)(arena + p->state_offset + sizeof(mote_row_state));
}

static mote_row_state *state_of(const mote_row_program *p, int8_t *arena) {
    return (mote_row_state *)(void *)(arena + p->state_offset);
}

/* Runs events until the next row of the input is to be taken; returns that event. */
ALWAYS_INLINE const mote_row_event *run_events(const events_run *run, const mote_row_program *p,
                                               const mote_row_event *e) {
    const mote_row_step *const steps = p->steps;
    for (;;) {
        mote_row_call call;
        const mote_row_event *next = mote_event_read(e, steps, &call);
        if (call.step == MOTE_TAKE_LONG)
            return e;
        make_rows(run, &steps[call.step], call.row, call.rows);
        e = next;
    }
}

void mote_rows_run(const mote_row_program *p, int8_t *arena) {
    events_run run = {arena, table_of(p, arena), 0, 0, 0};
    run_events(&run, p, p->events);
}

void mote_rows_reset(const mote_row_program *p, int8_t *arena) {
    state_of(p, arena)->next_event = 0;
}

int mote_rows_push(const mote_row_program *p, int8_t *arena, const int8_t *row) {
    mote_row_state *state = state_of(p, arena);
    const mote_row_tensor *input = p->input;
    const uint16_t *place = input->at;
    mote_row_call take;
    const mote_row_event *e = mote_event_read(p->events + state->next_event, p->steps, &take);
    const uint32_t taken = (uint32_t)take.row;
    const events_run run = {arena, table_of(p, arena), input, take.row, row};
    if (!place) /* the model sees its input as one piece */
        mote_copy_down(arena + input->offset + taken * p->row_bytes, row, p->row_bytes);
    const uint32_t next = (uint32_t)(run_events(&run, p, e) - p->events);
    if (next == p->event_count) {
        state->next_event = 0;
        return 1;
    }
    if (place && place[taken] != MOTE_NO_PLACE)
        mote_copy_down(arena + 4u * place[taken], row, p->row_bytes);
    state->next_event = next;
    return 0;
}
