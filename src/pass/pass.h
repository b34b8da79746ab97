/* Passes: exact rewritings of the graph. Each is a function in a file of its own whose head comment
 * says what it requires, keeps and breaks; pipeline.c is the only list of their order. Without any
 * of them the compiler still works. */
#ifndef MOTE_PASS_PASS_H
#define MOTE_PASS_PASS_H

#include "ir/ir.h"

typedef struct pass {
    const char *name;
    void (*run)(ir_graph *g);
} pass;

/* In the order in which they run, ends with name == NULL. */
extern const pass pass_pipeline[];

void pass_constant(ir_graph *g);
void pass_dead(ir_graph *g);
void pass_copies(ir_graph *g);
void pass_paddings(ir_graph *g);
void pass_activations(ir_graph *g);
void pass_fold_channels(ir_graph *g);
void pass_taps(ir_graph *g);
/* On request only (--io int8), before the others. */
void pass_cut_edges(ir_graph *g);
/* On request only (--logits). */
void pass_expose_logits(ir_graph *g);

/* Runs all passes but `without` (NULL: all), or those up to and including `last` (NULL: all, "":
 * none), with ir_verify after each. An unknown name is refused, listing the known ones. */
void pass_run(ir_graph *g, const char *last, const char *without);

#endif
