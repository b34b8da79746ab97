#include "cmd/front_end.h"

#include <string.h>

#include "audio/emit.h"
#include "base/file.h"
#include "base/mem.h"
#include "emit/emit.h"

#define HOPS 8

static const char *const firmware =
    "static int16_t history[SOUND_FRAME], pcm[SOUND_HOP];\n"
    "static int32_t scratch[SOUND_FFT];\n"
    "static int8_t frame[SOUND_BANDS];\n"
    "int main(void) {\n"
    "    mote_logmel_state state;\n"
    "    uint32_t random = 1;\n"
    "    int out = harness_open(\"out\", 1);\n"
    "    mote_logmel_reset(&sound_logmel, &state, history);\n"
    "    for (int hop = 0; hop < HOPS; hop++) {\n"
    "        for (int i = 0; i < SOUND_HOP; i++) {\n"
    "            random = random * 1664525u + 1013904223u;\n"
    "            pcm[i] = (int16_t)(random >> 20);\n"
    "        }\n"
    "        mote_logmel_push(&sound_logmel, &state, pcm, SOUND_HOP, scratch, frame);\n"
    "        harness_write(out, frame, sizeof frame);\n"
    "    }\n"
    "    harness_close(out);\n"
    "    return 0;\n}\n";

static void add_file(const char *folder, const char *name, const char *content) {
    const char *path = mem_printf("%s/%s", folder, name);
    file_make_folder(file_folder_name(path));
    file_add_output(path, content, strlen(content));
}

static const char *with_tables(const audio_conf *conf, const char *main_source) {
    text t = {0};
    text_add_string(&t, "#include <harness.h>\n#include \"mote/clip.h\"\n"
                        "#include \"mote/logmel.h\"\n");
    audio_emit_header(&t, conf, "sound", "SOUND");
    audio_emit(&t, conf, "sound");
    text_add_string(&t, main_source);
    return text_string(&t);
}

const char *front_end_build(const audio_conf *conf, const sim_target *t, const char *data_folder,
                            const char *main_source) {
    const char *folder = file_temporary_folder();
    emit_files files = {0};
    emit_audio_files(mem_printf("%s/device", data_folder), &files);
    const char **names = NEW_ARRAY(const char *, (size_t)files.count + 1);
    cli_list sources = {0, names}, harness = {0};
    for (int i = 0; i < files.count; i++) {
        add_file(folder, files.file[i].path, files.file[i].content);
        if (file_has_suffix(files.file[i].path, ".c"))
            names[sources.count++] = files.file[i].path;
    }
    add_file(folder, "main.c", with_tables(conf, main_source));
    names[sources.count++] = "main.c";
    file_commit();
    sim_build(t, data_folder, folder, &sources, &harness);
    return folder;
}

sim_cost front_end_measure(const audio_conf *conf, const sim_target *t, const char *data_folder) {
    const char *main_source = mem_printf("#define HOPS %d\n%s", HOPS, firmware);
    const char *folder = front_end_build(conf, t, data_folder, main_source);
    return sim_count_calls(t, folder, "mote_logmel_push", NULL, HOPS).most;
}
