#include "cmd/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "import/import.h"
#include "pass/pass.h"
#include "plan/plan.h"

const char *model_data_folder(void) {
    const char *folder = getenv("MOTE_DATA_DIR");
    return folder && *folder ? folder : MOTE_DATA_DIR;
}

const sim_target *model_target(const model_options *o) {
    if (!o->target)
        fail(STATUS_USAGE, "say what to compile for: --target T (`mote targets` lists them)");
    return sim_target_load(model_data_folder(), o->target);
}

ir_graph *model_load(const char *path, const model_options *o, const char *last_pass) {
    if (o->name && !import_is_identifier(o->name))
        fail(STATUS_USAGE, "--name '%s' is not an identifier that C and C++ take", o->name);
    ir_graph *g = import_model(path, o->name);
    diag_set_file(path);
    if (o->io && strcmp(o->io, "int8") == 0)
        pass_cut_edges(g);
    pass_run(g, last_pass);
    diag_set_file(NULL);
    return g;
}

op_program *model_program(const ir_graph *g) {
    op_program *p = op_program_new(g);
    plan_program(p);
    return p;
}

const char *model_sha256(const char *path) {
    bytes file = file_read(path);
    char *hex = mem_new(65, 1);
    sha256_hex(file.data, file.size, hex);
    mem_free(file.data);
    return hex;
}

emit_files model_emit(const op_program *p, const char *source_name, const char *sha256,
                      const model_options *o) {
    emit_options e = {
        .source_name = source_name,
        .source_sha256 = sha256,
        .target = o->target,
        .optimize = o->optimize ? o->optimize : "speed",
        .kernel_folders = &model_target(o)->kernels,
        .device_folder = mem_printf("%s/device", model_data_folder()),
        .single = o->single,
    };
    return emit_model(p, &e);
}
