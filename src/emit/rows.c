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

/* The places of all storages that lie in rows, one after the other. */
static void places_text(const op_schedule *s, text *out) {
    size_t line_start = out->length;
    text_add(out, "\nstatic const uint16_t %s_places[] = {\n    ", s->graph->name);
    for (int i = 0; i < s->storage_count; i++)
        for (int32_t y = 0; !s->storages[i].whole && y < s->storages[i].height; y++) {
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
        places += s->storages[i].whole ? 0 : s->storages[i].height;
    return places;
}

static void tensors_text(const op_schedule *s, text *out) {
    text_add(out, "\nstatic const mote_row_tensor %s_tensors[%d] = {\n", s->graph->name,
             s->storage_count);
    for (int i = 0; i < s->storage_count; i++) {
        const op_storage *t = &s->storages[i];
        text_add(out, "    {");
        if (t->constant)
            text_add(out, ".constant = %s, ", constant_name(s, i));
        else if (t->whole)
            text_add(out, ".offset = %d, ", t->offset[0]);
        else
            text_add(out, ".place = %s_places + %d, ", s->graph->name, places_before(s, i));
        text_add(out, ".row_bytes = %d, .height = %d},\n", t->row_bytes, t->height);
    }
    text_add(out, "};\n");
}

static void inputs_text(const op_schedule *s, text *out) {
    text_add(out, "\nstatic const mote_row_input %s_inputs[] = {\n", s->graph->name);
    for (int n = 0; n < s->step_count; n++)
        for (int i = 0; i < s->steps[n].kernel.in_count; i++) {
            const op_rows *r = &s->steps[n].kernel.in[i];
            text_add(out,
                     "    {.tensor = &%s_tensors[%d], .window = %d, .stride = %d, .dilation = %d, "
                     ".pad_top = %d, .row_bytes = %d, .height = %d},\n",
                     s->graph->name, s->steps[n].in[i], r->window, r->stride, r->dilation,
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
                 "     .out = &%s_tensors[%d], .out_row_bytes = %d, .out_height = %d, "
                 ".rows_per_call = %d,\n     ",
                 step->kernel.name, name, n, name, first, step->kernel.in_count, name, step->out,
                 step->kernel.out.row_bytes, step->kernel.out.height, step->rows_per_call);
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
             s->event_count);
    for (int e = 0; e < s->event_count; e++)
        add_number(out, &line_start,
                   s->events[e].step < 0
                       ? mem_printf("{MOTE_TAKE,%d}", s->events[e].row)
                       : mem_printf("{%d,%d}", s->events[e].step, s->events[e].row));
    text_add(out, "};\n");
}

void emit_rows_tables(const op_schedule *s, text *out) {
    const char *name = s->graph->name;
    places_text(s, out);
    tensors_text(s, out);
    inputs_text(s, out);
    steps_text(s, out);
    events_text(s, out);
    text_add(out,
             "\nstatic const mote_row_program %s_program = {\n"
             "    .steps = %s_steps, .events = %s_events, .event_count = %d, .state_offset = %d,\n",
             name, name, name, s->event_count, s->data_bytes);
    if (s->pushed)
        text_add(out, "    .input = &%s_tensors[%d],\n", name,
                 s->storage_of[s->graph->inputs[0]->id]);
    text_add(out, "};\n");
}

void emit_rows_push(const op_schedule *s, const char *type, text *out) {
    const char *name = s->graph->name;
    const char *check = "    if (arena == NULL || (uintptr_t)arena % MOTE_ARENA_ALIGN != 0)\n"
                        "        return MOTE_ERROR_ARENA;\n";
    text_add(out,
             "\nint %s_reset(void *arena) {\n%s"
             "    mote_rows_reset(&%s_program, (int8_t *)arena);\n    return MOTE_OK;\n}\n",
             name, check, name);
    text_add(out,
             "\nint %s_push_row(void *arena, const %s *row) {\n%s"
             "    return mote_rows_push(&%s_program, (int8_t *)arena, (const int8_t *)row);\n}\n",
             name, type, check, name);
}
