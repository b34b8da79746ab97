/* make_seeds FOLDER: files for the fuzzers to start from, one small model of every operator as
 * .tflite (fuzz_import) and in the text form (fuzz_ir, fuzz_import). */
#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "op/op.h"
#include "unit/tflite_writer.h"

#define DRAWS 3

static void write_draw(const char *folder, const op_kind *kind, int seed) {
    rng r;
    rng_seed(&r, (uint64_t)seed);
    ir_graph *g = ir_graph_new("seed");
    kind->random(&r, g);
    bytes file = written_bytes(written_from_graph(g));
    text source = {0};
    ir_print(g, &source);
    file_add_output(mem_printf("%s/%s_%d.tflite", folder, kind->ir.name, seed), file.data,
                    file.size);
    file_add_output(mem_printf("%s/%s_%d.ir", folder, kind->ir.name, seed), source.data,
                    source.length);
}

static exit_status make_seeds(void *folder) {
    file_make_folder(folder);
    for (int k = 0; op_kinds[k]; k++)
        for (int seed = 1; seed <= DRAWS; seed++)
            write_draw(folder, op_kinds[k], seed);
    file_commit();
    return STATUS_DONE;
}

int main(int argc, char **argv) {
    return argc == 2 ? (int)diag_try(make_seeds, argv[1]) : STATUS_USAGE;
}
