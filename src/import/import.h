/* From a model file to a graph, by what the file contains. */
#ifndef MOTE_IMPORT_IMPORT_H
#define MOTE_IMPORT_IMPORT_H

#include "base/file.h"
#include "ir/ir.h"

/* Reads a .tflite model, or a graph in the text form of doc/ir.md. `name` NULL: from the path.
 * The graph is verified. */
ir_graph *import_model(const char *path, const char *name);
/* The same of a file in memory; `path` is for messages, and its end may say what the file is. */
ir_graph *import_bytes(const char *path, bytes file, const char *name);

/* A C identifier from a file name: "vww_96_int8" from "a/vww_96_int8.tflite", "m_1x" from
 * "1x.tflite", "my_model" from "my-model.tflite". */
const char *import_identifier(const char *path);
/* Is it one that generated code can carry: no keyword of C or C++, no leading underscore? */
int import_is_identifier(const char *name);

#endif
