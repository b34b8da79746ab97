#include "cmd/selftest.h"

#include <string.h>

#include "base/mem.h"
#include "cmd/inputs.h"

#define SEED 1
/* A classifier that is sure of itself gives few different bytes, which would prove little: of so
 * many inputs, the one whose outputs vary most is taken. */
#define TRIES 8

typedef struct sample {
    const uint8_t **inputs, **outputs;
    int variety; /* different bytes in the outputs */
} sample;

static int variety_of(const ir_graph *g, const uint8_t *const *outputs) {
    uint8_t seen[256] = {0};
    int count = 0;
    for (int k = 0; k < g->output_count; k++)
        for (size_t i = 0; i < ir_bytes(g->outputs[k]); i++)
            seen[outputs[k][i]] = 1;
    for (int byte = 0; byte < 256; byte++)
        count += seen[byte];
    return count;
}

static sample draw(const ir_graph *g, uint64_t seed) {
    sample s = {.inputs = NEW_ARRAY(const uint8_t *, (size_t)g->input_count),
                .outputs = NEW_ARRAY(const uint8_t *, (size_t)g->output_count)};
    void **values = op_values_new(g);
    for (int i = 0; i < g->input_count; i++) {
        const ir_tensor *t = g->inputs[i];
        s.inputs[i] = inputs_random(t, 1, seed + (uint64_t)i * 0x10001).data;
        memcpy(values[t->id], s.inputs[i], ir_bytes(t));
    }
    op_eval_graph(g, values);
    for (int k = 0; k < g->output_count; k++) {
        uint8_t *copy = mem_new(1, ir_bytes(g->outputs[k]));
        memcpy(copy, values[g->outputs[k]->id], ir_bytes(g->outputs[k]));
        s.outputs[k] = copy;
    }
    for (int i = 0; i < g->tensor_count; i++)
        mem_free(values[i]);
    s.variety = variety_of(g, s.outputs);
    return s;
}

const char *selftest_source(const op_program *p) {
    const ir_graph *g = p->graph;
    sample best = draw(g, SEED);
    for (uint64_t i = 1; i < TRIES; i++) {
        sample s = draw(g, SEED + i);
        if (s.variety > best.variety)
            best = s;
    }
    text out = {0};
    emit_selftest(p, best.inputs, best.outputs, &out);
    return text_string(&out);
}
