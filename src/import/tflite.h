/* TensorFlow Lite models (.tflite, schema version 3). Only full int8 ones are taken; everything
 * else is refused with the reason and, where there is one, the way out. */
#ifndef MOTE_IMPORT_TFLITE_H
#define MOTE_IMPORT_TFLITE_H

#include "base/file.h"
#include "ir/ir.h"

/* The graph of a whole file. `name` becomes the graph's name, a C identifier. */
ir_graph *import_tflite(bytes file, const char *name);

/* TensorType of the schema, as far as a graph can hold it or has to tell it apart. */
enum {
    TFLITE_FLOAT32 = 0,
    TFLITE_INT32 = 2,
    TFLITE_UINT8 = 3,
    TFLITE_INT64 = 4,
    TFLITE_INT16 = 7,
    TFLITE_INT8 = 9
};

/* For messages, as the schema spells them: "CONV_2D" for 3, "INT8" for 9; a new string for codes
 * that the schema does not have. */
const char *tflite_operator_name(int code);
const char *tflite_type_name(int type);

#endif
