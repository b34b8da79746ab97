/* The tables of a row schedule for device/rows.c, and the entry points that go with them. */
#include "base/diag.h"
#include "base/mem.h"
#include "emit/emit.h"

/* Numbers in a C initialiser, broken into lines. */
static void add_number(text *out, size_t *line_start, const char *number) {
    if (out->length - *line_start > 90) {
        text_add(out, "\n    ");
        *line_start = out->length;
    }
    text_add(out, "%s,", number);
}

/* Does a tensor need a table of places? */
static int has_places(const op_storage *t) {
    int32_t placed = 0;
    for (int32_t y = 0; y < t->height; y++)
        placed += t->offset[y] >= 0;
    return !t->whole && (placed || !t->slide.ring);
}

/* The places of all storages that lie in rows, one after the other. */
static void places_text(const op_schedule *s, text *out) {
    size_t line_start = out->length;
    text_add(out, "\nstatic const uint16_t %s_places[] = {\n    ", s->graph->name);
    for (int i = 0; i < s->storage_count; i++)
        for (int32_t y = 0; has_places(&s->storages[i]) && y < s->storages[i].height; y++) {
            int32_t at = s->storages[i].offset[y];
            add_number(out, &line_start,
                       at < 0 ? "MOTE_NO_PLACE" : mem_printf("%d", at / OP_TENSOR_ALIGN));
        }
    text_add(out, "0};\n"); /* an array needs an element */
}

/* The array that a step's constants put a constant tensor into. */
static const char *constant_name(const op_schedule *s, int storage) {
    for (int n = 0; n < s->step_count; n++)
        for (int i = 0; i < s->steps[n].kernel.in_count; i++)
            if (s->steps[n].in[i] == storage)
                return mem_printf("%s_%d_in%d", s->graph->name, n, i);
    return "NULL";
}

/* Where the places of a storage begin. */
static int places_before(const op_schedule *s, int storage) {
    int places = 0;
    for (int i = 0; i < storage; i++)
        places += has_places(&s->storages[i]) ? s->storages[i].height : 0;
    return places;
}

static void fields_text(const op_schedule *s, int storage, text *out) {
    const op_storage *t = &s->storages[storage];
    if (t->constant)
        text_add(out, ".constant = %s, ", constant_name(s, storage));
    else if (t->whole || t->slide.ring)
        text_add(out, ".offset = %d, ", t->whole ? t->offset[0] : t->slide.ring_offset);
    if (has_places(t))
        text_add(out, ".place = %s_places + %d, ", s->graph->name, places_before(s, storage));
    text_add(out, ".row_bytes = %d, .height = %d", t->row_bytes, t->height);
}

static void tensors_text(const op_schedule *s, text *out) {
    int ring = 0;
    text_add(out, "\nstatic const mote_%s_tensor %s_tensors[%d] = {\n", s->hop ? "stream" : "row",
             s->graph->name, s->storage_count);
    for (int i = 0; i < s->storage_count; i++) {
        const op_storage *t = &s->storages[i];
        text_add_string(out, s->hop ? "    {{" : "    {");
        fields_text(s, i, out);
        if (t->slide.ring)
            text_add(out, "}, .ring = %d, .first = %d, .head = %d, .advance = %d", t->slide.ring,
                     t->slide.ring_first, ring++, t->slide.advance % t->slide.ring);
        else if (s->hop)
            text_add(out, "}, .advance = %d", t->whole ? t->slide.advance : 0);
        text_add_string(out, "},\n");
    }
    text_add(out, "};\n");
}

/* A tensor as steps know it. */
static const char *tensor_name(const op_schedule *s, int storage) {
    return mem_printf("%s_tensors[%d]%s", s->graph->name, storage, s->hop ? ".rows" : "");
}

static void inputs_text(const op_schedule *s, text *out) {
    text_add(out, "\nstatic const mote_row_input %s_inputs[] = {\n", s->graph->name);
    for (int n = 0; n < s->step_count; n++)
        for (int i = 0; i < s->steps[n].kernel.in_count; i++) {
            const op_rows *r = &s->steps[n].kernel.in[i];
            text_add(out,
                     "    {.tensor = &%s, .window = %d, .stride = %d, .dilation = %d, "
                     ".pad_top = %d, .row_bytes = %d, .height = %d},\n",
                     tensor_name(s, s->steps[n].in[i]), r->window, r->stride, r->dilation,
                     r->pad_top, r->row_bytes, r->height);
        }
    text_add(out, "};\n");
}

static void steps_text(const op_schedule *s, text *out) {
    const char *name = s->graph->name;
    int first = 0;
    text_add(out, "\nstatic const mote_row_step %s_steps[%d] = {\n", name, s->step_count);
    for (int n = 0; n < s->step_count; n++) {
        const op_row_step *step = &s->steps[n];
        text_add(out,
                 "    {.kernel = mote_%s, .params = &%s_%d, .in = %s_inputs + %d, .in_count = %d,\n"
                 "     .out = &%s, .out_row_bytes = %d, .out_height = %d, "
                 ".rows_per_call = %d, .first_rows = %d,\n     ",
                 step->kernel.name, name, n, name, first, step->kernel.in_count,
                 tensor_name(s, step->out), step->accumulates ? 0 : step->kernel.out.row_bytes,
                 step->kernel.out.height, step->rows_per_call, step->first_rows);
        if (step->scratch >= 0)
            text_add(out, ".scratch = %s_places + %d, ", name, places_before(s, step->scratch));
        text_add(out, ".accumulates = %d},\n", step->accumulates);
        first += step->kernel.in_count;
    }
    text_add(out, "};\n");
}

static void events_text(const op_schedule *s, text *out) {
    size_t line_start = out->length;
    text_add(out, "\nstatic const mote_row_event %s_events[%d] = {\n    ", s->graph->name,
             s->event_count + 1);
    for (int e = 0; e < s->event_count; e++)
        add_number(out, &line_start,
                   s->events[e].step < 0
                       ? mem_printf("{MOTE_TAKE,%d}", s->events[e].row)
                       : mem_printf("{%d,%d}", s->events[e].step, s->events[e].row));
    text_add(out, "{MOTE_TAKE,0},};\n");
}

static void stream_program_text(const op_schedule *s, text *out) {
    const char *name = s->graph->name;
    int input = s->storage_of[s->graph->inputs[0]->id], first = 0;
    int32_t window = s->storages[input].height;
    /* A first hop of fewer rows, so that the window is full at the end of one. */
    for (int32_t skip = (s->hop - window % s->hop) % s->hop; skip > 0; skip--)
        do
            first++;
        while (s->events[first].step != OP_EVENT_TAKE);
    text_add(out,
             "\nstatic const mote_stream_program %s_program = {\n"
             "    .steps = %s_steps, .events = %s_events, .tensors = %s_tensors,\n"
             "    .input = &%s_tensors[%d], .event_count = %d, .tensor_count = %d,\n"
             "    .first_event = %d, .window = %d, .state_offset = %d, .table_offset = %d};\n",
             name, name, name, name, name, input, s->event_count, s->storage_count, first, window,
             s->data_bytes, s->data_bytes + op_schedule_state_bytes(s));
}

static void program_text(const op_schedule *s, text *out) {
    const char *name = s->graph->name;
    text_add(out,
             "\nstatic const mote_row_program %s_program = {\n"
             "    .steps = %s_steps, .events = %s_events, .event_count = %d, .state_offset = %d,\n",
             name, name, name, s->event_count, s->data_bytes);
    if (s->pushed)
        text_add(out, "    .input = &%s_tensors[%d],\n", name,
                 s->storage_of[s->graph->inputs[0]->id]);
    text_add(out, "};\n");
}

void emit_rows_tables(const op_schedule *s, text *out) {
    places_text(s, out);
    tensors_text(s, out);
    inputs_text(s, out);
    steps_text(s, out);
    events_text(s, out);
    (s->hop ? stream_program_text : program_text)(s, out);
}

void emit_rows_push(const op_schedule *s, const char *type, text *out) {
    const char *name = s->graph->name, *library = s->hop ? "stream" : "rows";
    int32_t row_bytes = op_kernel_plain_rows(s->graph->inputs[0]).row_bytes;
    const char *check = "    if (arena == NULL || (uintptr_t)arena % MOTE_ARENA_ALIGN != 0)\n"
                        "        return MOTE_ERROR_ARENA;\n";
    text_add(out,
             "\nint %s_reset(void *arena) {\n%s"
             "    mote_%s_reset(&%s_program, (int8_t *)arena);\n    return MOTE_OK;\n}\n",
             name, check, library, name);
    text_add(out,
             "\nint %s_push_row(void *arena, const %s *row) {\n%s"
             "    if (row == NULL%s)\n        return MOTE_ERROR_ROW;\n"
             "    return mote_%s_push(&%s_program, (int8_t *)arena, (const int8_t *)row);\n}\n",
             name, type, check, row_bytes % 4 == 0 ? " || (uintptr_t)row % 4 != 0" : "", library,
             name);
}
