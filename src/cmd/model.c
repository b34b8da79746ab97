#include "cmd/model.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/emit.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "cmd/sound.h"
#include "import/import.h"
#include "op/winograd.h"
#include "pass/pass.h"
#include "plan/plan.h"

/* PREFIX/share/mote of this program in PREFIX/bin, NULL if there is none. */
static const char *installed_data_folder(void) {
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return NULL;
    program[length] = 0;
    const char *prefix = file_folder_name(file_folder_name(program));
    const char *folder = mem_printf("%s/share/mote", prefix);
    return access(mem_printf("%s/target", folder), R_OK) == 0 ? folder : NULL;
}

const char *model_data_folder(void) {
    const char *folder = getenv("MOTE_DATA_DIR");
    if (folder && *folder)
        return folder;
    folder = installed_data_folder();
    return folder ? folder : MOTE_DATA_DIR;
}

const sim_target *model_target(const model_options *o) {
    if (!o->target)
        fail(STATUS_USAGE, "say what to compile for: --target T (`mote targets` lists them)");
    return sim_target_load(model_data_folder(), o->target);
}

ir_target model_ir_target(const model_options *o) {
    ir_target t = {.small = o->optimize && strcmp(o->optimize, "ram") == 0,
                   .single_rows = o->stream,
                   .whole = !o->rows && !o->stream};
    if (!o->target)
        return t;
    const sim_target *target = model_target(o);
    for (int i = 0; i < target->kernels.count; i++)
        t.dsp |= strcmp(target->kernels.item[i], "dsp") == 0;
    for (int i = 0; i < target->flags.count; i++)
        t.fpu |= strcmp(target->flags.item[i], "-mfloat-abi=hard") == 0;
    if ((o->optimize && strcmp(o->optimize, "speed") != 0) || !t.whole)
        return t;
    t.winograd_bytes = o->no_winograd ? 0 : WINOGRAD_MOST_BYTES;
    t.staged_bytes = target->staged_bytes;
    return t;
}

void model_prepare(ir_graph *g, const model_options *o, const char *last_pass) {
    g->target = model_ir_target(o);
    if (o->io && strcmp(o->io, "int8") == 0)
        pass_cut_edges(g);
    if (o->logits)
        pass_expose_logits(g);
    pass_run(g, last_pass, o->no_fold ? "fold_channels" : NULL);
}

static ir_graph *load(const char *path, const model_options *o, const char *last_pass) {
    ir_graph *g = import_model(path, o->name);
    diag_set_file(path);
    model_prepare(g, o, last_pass);
    diag_set_file(NULL);
    return g;
}

ir_graph *model_load(const char *path, const model_options *o, const char *last_pass) {
    if (o->name && !import_is_identifier(o->name))
        fail(STATUS_USAGE, "--name '%s' is not an identifier that C and C++ take", o->name);
    ir_graph *g = load(path, o, last_pass);
    g->shipped = load(path, o, "");
    return g;
}

const char *model_sha256(const char *path) {
    bytes file = file_read(path);
    char *hex = mem_new(65, 1);
    sha256_hex(file.data, file.size, hex);
    mem_free(file.data);
    return hex;
}

/* Half of what the core likes is most of the speed. */
static int tile_steps(const model_options *o) {
    int most = (int)model_target(o)->tile_steps;
    return o->optimize && strcmp(o->optimize, "size") == 0 ? most / 2 : most;
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
        .tile_steps = tile_steps(o),
    };
    return emit_model(p, &e);
}

void model_emit_front_end(const char *model_path, const ir_graph *g, emit_files *files) {
    if (access(audio_conf_path(model_path), F_OK) != 0)
        return;
    const audio_conf *conf = sound_front_end(model_path, g);
    const char *name = g->name, *upper = emit_upper(name);
    text header = {0}, source = {0};
    text_add(&header,
             "/* Made by mote " MOTE_VERSION " from %s; do not edit.\n"
             " * This file belongs to the user of mote who made it, without conditions. */\n"
             "#ifndef %s_AUDIO_H\n#define %s_AUDIO_H\n\n"
             "#include \"mote/clip.h\"\n#include \"mote/logmel.h\"\n\n"
             "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n",
             file_base_name(audio_conf_path(model_path)), upper, upper);
    audio_emit_header(&header, conf, name, upper);
    text_add(&header, "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
    text_add(&source, "#include \"%s_audio.h\"\n\n", name);
    audio_emit(&source, conf, name);
    emit_add(files, mem_printf("%s_audio.h", name), text_string(&header));
    emit_add(files, mem_printf("%s_audio.c", name), text_string(&source));
    emit_audio_files(mem_printf("%s/device", model_data_folder()), files);
}
