/* Model files: .tflite, and the text form of graphs. */
#include "fuzz.h"

#include "import/import.h"

static void fuzz_read(bytes file) {
    import_bytes("fuzz.tflite", file, "m");
}
