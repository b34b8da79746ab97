/* Whole models: the bytes of a .tflite file, from the import to C. FUZZ_SAMPLE=FOLDER keeps every
 * thousandth model that was compiled, to be checked on the host afterwards. */
#include "fuzz.h"

#include "import/import.h"
#include "mutate.h"
#include "pipeline.h"

#define SAMPLE_EVERY 1000

static void keep_sample(bytes file) {
    static unsigned long compiled;
    const char *folder = getenv("FUZZ_SAMPLE");
    if (!folder || compiled++ % SAMPLE_EVERY != 0)
        return;
    FILE *f = fopen(mem_printf("%s/sample%lu.tflite", folder, compiled), "wb");
    if (f) {
        fwrite(file.data, 1, file.size, f);
        fclose(f);
    }
}

static unsigned sum_of(bytes file) {
    unsigned sum = 0;
    for (size_t i = 0; i < file.size; i++)
        sum = 31 * sum + file.data[i];
    return sum >> 8;
}

static void fuzz_read(bytes file) {
    ir_graph *g = import_bytes("fuzz.tflite", file, "m");
    pipeline_run(g, sum_of(file));
    keep_sample(file);
}

#ifdef FUZZ

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t limit);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t limit, unsigned seed);

/* Half of the changes know what a model is. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t limit, unsigned seed) {
    if (seed % 2)
        return LLVMFuzzerMutate(data, size, limit);
    return mutate_model(data, size, limit, seed / 2);
}

#endif
