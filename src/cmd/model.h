/* What compile, check, run and dump share: from a file to a program. */
#ifndef MOTE_CMD_MODEL_H
#define MOTE_CMD_MODEL_H

#include "base/file.h"
#include "emit/emit.h"
#include "op/program.h"
#include "sim/sim.h"

/* The flags that say how a model is compiled; {0} with target set is the default. */
typedef struct model_options {
    const char *target;   /* "cortex-m4" */
    const char *name;     /* C prefix, NULL: from the file's name */
    const char *optimize; /* NULL: "speed" */
    const char *io;       /* "keep" (NULL) or "int8" */
    int logits;           /* what comes before a last SOFTMAX is an output, too */
    int rows;             /* the input is pushed row by row */
    int stream;           /* a result for each window of the rows pushed */
    int single;
    int no_fold;     /* without pass_fold_channels */
    int no_winograd; /* without conv2d_winograd_s8 */
    /* 0: none. Bytes of arena and stack, and of constants and code; instructions of a push. */
    long long ram_limit, flash_limit, row_limit;
} model_options;

/* Their entries in an option table. */
#define MODEL_CLI_OPTIONS(o)                                                                        \
    {"target", CLI_TEXT, &(o).target, "T", "what to compile for; `mote targets` lists them", NULL,  \
     0,        0},                                                                                  \
        {"name", CLI_TEXT, &(o).name, "N", "the C prefix, default from the file's name",            \
         NULL,   0,        0},                                                                      \
        {"optimize", CLI_TEXT, &(o).optimize, "GOAL", "what matters most", "speed|size|ram", 0, 0}, \
        {"io",                                                                                      \
         CLI_TEXT,                                                                                  \
         &(o).io,                                                                                   \
         "MODE",                                                                                    \
         "keep float or uint8 inputs and outputs, or cut them to int8",                             \
         "keep|int8",                                                                               \
         0,                                                                                         \
         0},                                                                                        \
        {"logits", CLI_FLAG, &(o).logits, NULL, "give the values before a last SOFTMAX, too", NULL, \
         0,        0},                                                                              \
        {"rows", CLI_FLAG, &(o).rows, NULL, "take the input row by row: push_row", NULL, 0, 0},     \
        {"stream",                                                                                  \
         CLI_FLAG,                                                                                  \
         &(o).stream,                                                                               \
         NULL,                                                                                      \
         "take rows without end: a result for every window of them",                                \
         NULL,                                                                                      \
         0,                                                                                         \
         0},                                                                                        \
        {"single", CLI_FLAG, &(o).single, NULL, "one NAME.c that needs no other sources", NULL,     \
         0,        0},                                                                              \
        {"ram-limit", CLI_NUMBER, &(o).ram_limit, "B", "at most so many bytes of arena and stack",  \
         NULL,        1,          2000000000},                                                      \
        {"flash-limit",                                                                             \
         CLI_NUMBER,                                                                                \
         &(o).flash_limit,                                                                          \
         "B",                                                                                       \
         "at most so many bytes of constants and code",                                             \
         NULL,                                                                                      \
         1,                                                                                         \
         2000000000},                                                                               \
        {"row-limit",                                                                               \
         CLI_NUMBER,                                                                                \
         &(o).row_limit,                                                                            \
         "I",                                                                                       \
         "at most so many instructions for each row pushed",                                        \
         NULL,                                                                                      \
         1,                                                                                         \
         2000000000},                                                                               \
        {"no-winograd",                                                                             \
         CLI_FLAG,                                                                                  \
         &(o).no_winograd,                                                                          \
         NULL,                                                                                      \
         "convolve directly: less flash and RAM, more cycles",                                      \
         NULL,                                                                                      \
         0,                                                                                         \
         0},                                                                                        \
    {                                                                                               \
        "no-fold", CLI_FLAG, &(o).no_fold, NULL,                                                    \
            "keep channels that are constant or that nothing needs", NULL, 0, 0                     \
    }

/* What --target names; refuses a missing or unknown one. */
const sim_target *model_target(const model_options *o);

/* What lowering must know of it: the kernel folder "dsp" stands for the DSP extension. */
ir_target model_ir_target(const model_options *o);

/* Reads and verifies a model, with all passes run (or up to `last_pass`; "": none). Its `shipped`
 * is the model without them: the reference meaning. */
ir_graph *model_load(const char *path, const model_options *o, const char *last_pass);
/* What model_load does to a graph after reading it. */
void model_prepare(ir_graph *g, const model_options *o, const char *last_pass);
/* Lowers and plans it: row by row with `rows`, or where --optimize ram or a limit is served by
 * that. Refuses what cannot meet the limits, saying what holds it up. */
op_program *model_program(const ir_graph *g, const model_options *o);
/* Can it be run on a sliding window of rows? */
int model_can_stream(const ir_graph *g);
/* Writes it as C, in memory. `sha256` names the file that it came from. */
emit_files model_emit(const op_program *p, const char *source_name, const char *sha256,
                      const model_options *o);
/* Adds the front end of a model that has a .conf beside it: NAME_audio.h and .c, and the device
 * sources behind them. */
void model_emit_front_end(const char *model_path, const ir_graph *g, emit_files *files);
/* Where device/ and target/ are: MOTE_DATA_DIR of the environment, else share/mote beside the
 * folder of an installed program, else where it was built. */
const char *model_data_folder(void);
/* SHA-256 of a file's bytes in hexadecimal. */
const char *model_sha256(const char *path);

#endif
