/* Writes a program as C: <name>.h, <name>.c, and the device sources that it uses. */
#ifndef MOTE_EMIT_EMIT_H
#define MOTE_EMIT_EMIT_H

#include "base/cli.h"
#include "base/text.h"
#include "op/program.h"

typedef struct emit_options {
    const char *source_name;        /* file name of the model, for the head comment */
    const char *source_sha256;      /* of its bytes, hexadecimal */
    const char *target;             /* "cortex-m4" */
    const char *optimize;           /* "speed", "size" or "ram" */
    const cli_list *kernel_folders; /* under device/kernel, best first; the last has every kernel */
    const char *device_folder;      /* where device/ is on this computer */
    int single;                     /* everything in <name>.c */
    int tile_steps;                 /* by which loops of tiles are unrolled at most */
} emit_options;

typedef struct emit_file {
    const char *path; /* relative to the output folder: "kws.c", "mote/mote.h" */
    const char *content;
} emit_file;

typedef struct emit_files {
    int count;
    emit_file *file;
} emit_files;

/* All files of a model. The same program and options give the same bytes. */
emit_files emit_model(const op_program *p, const emit_options *o);
/* Adds one file; NULL content is refused. */
void emit_add(emit_files *files, const char *path, const char *content);
/* Adds files that are not there yet (two models share their device sources). */
void emit_merge(emit_files *to, const emit_files *from);

/* Adds the device sources of the audio front end as "mote/...". */
void emit_audio_files(const char *device_folder, emit_files *files);

/* NAME_selftest.c: runs the model on `inputs` and compares with `outputs`, the bytes of every
 * tensor of the graph's list. */
void emit_selftest(const op_program *p, const uint8_t *const *inputs, const uint8_t *const *outputs,
                   text *out);
/* The same files as a library folder of the Arduino IDE, PlatformIO and Zephyr, with a sketch. */
emit_files emit_library(const emit_files *files, const op_program *p, const char *target);

/* The model's name in capitals, as its macros start. */
const char *emit_upper(const char *name);

/* Does the user give the input row by row? */
int emit_is_pushed(const op_program *p);
/* The device source that runs the program: "mote", "rows" or "stream". */
const char *emit_library_name(const op_program *p);
/* "int8_t", ... */
const char *emit_c_type(ir_type type);

/* ---- parts of emit_model ---- */
void emit_header(const op_program *p, const emit_options *o, text *out);
void emit_source(const op_program *p, const emit_options *o, text *out);
/* The tables of a row schedule, and <name>_reset and <name>_push_row for rows of `type`. */
void emit_rows_tables(const op_schedule *s, text *out);
void emit_rows_push(const op_schedule *s, const char *type, text *out);
/* The assembly of all tiles (device/kernel/tile.h) that a program uses, so many steps unrolled (a
 * power of 2), and the name of one. */
void emit_tiles(const op_program *p, int unroll_steps, text *out);
const char *emit_tile_name(const char *model, const op_tile *t);
/* The device sources: as files "mote/..." or, for --single, as one text in front of the model. */
void emit_device_files(const op_program *p, const emit_options *o, emit_files *files);
void emit_device_text(const op_program *p, const emit_options *o, text *out);
/* "made by mote ... do not edit" and whose the file is. */
void emit_head_comment(const op_program *p, const emit_options *o, text *out);

#endif
