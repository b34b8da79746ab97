/* What a front end takes on a core: front_end_cost FILE.conf TARGET prints instructions and cycles
 * of the costliest of some hops of noise, on the emulated core. */
#include <stdio.h>
#include <string.h>

#include "audio/emit.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "emit/emit.h"
#include "sim/sim.h"

#define HOPS 8

static const char *const firmware =
    "#include <harness.h>\n"
    "static int16_t history[WORD_FRAME], pcm[WORD_HOP];\n"
    "static int32_t scratch[WORD_FFT];\n"
    "static int8_t frame[WORD_BANDS];\n"
    "int main(void) {\n"
    "    mote_logmel_state state;\n"
    "    uint32_t random = 1;\n"
    "    int made = 0, out = harness_open(\"out\", 1);\n"
    "    mote_logmel_reset(&word_logmel, &state, history);\n"
    "    for (int hop = 0; hop < HOPS; hop++) {\n"
    "        for (int i = 0; i < WORD_HOP; i++) {\n"
    "            random = random * 1664525u + 1013904223u;\n"
    "            pcm[i] = (int16_t)(random >> 20);\n"
    "        }\n"
    "        made += mote_logmel_push(&word_logmel, &state, pcm, WORD_HOP, scratch, frame);\n"
    "        harness_write(out, frame, sizeof frame);\n"
    "    }\n"
    "    harness_close(out);\n"
    "    return made != HOPS;\n}\n";

static void add_file(const char *folder, const char *name, const char *content) {
    file_make_folder(file_folder_name(mem_printf("%s/%s", folder, name)));
    file_add_output(mem_printf("%s/%s", folder, name), content, strlen(content));
}

static exit_status measure(void *arguments) {
    char **argument = arguments;
    const sim_target *target = sim_target_load(".", argument[2]);
    const audio_conf *conf = audio_conf_read(argument[1]);
    const char *folder = file_temporary_folder();
    text source = {0};
    text_add(&source, "#include \"mote/clip.h\"\n#include \"mote/logmel.h\"\n#define HOPS %d\n",
             HOPS);
    audio_emit_header(&source, conf, "word", "WORD");
    audio_emit(&source, conf, "word");
    text_add_string(&source, firmware);
    add_file(folder, "main.c", text_string(&source));
    emit_files files = {0};
    emit_audio_files("device", &files);
    const char **names = NEW_ARRAY(const char *, (size_t)files.count + 1);
    cli_list sources = {0, names};
    for (int i = 0; i < files.count; i++) {
        add_file(folder, files.file[i].path, files.file[i].content);
        if (file_has_suffix(files.file[i].path, ".c"))
            names[sources.count++] = files.file[i].path;
    }
    file_commit();
    names[sources.count++] = "main.c";
    cli_list harness = {0};
    sim_build(target, mem_printf("%s/.", argument[3]), folder, &sources, &harness);
    sim_count n = sim_count_calls(target, folder, "mote_logmel_push", NULL, HOPS);
    printf("%lld %lld\n", (long long)n.most.instructions, (long long)n.most.cycles);
    return STATUS_DONE;
}

int main(int argc, char **argv) {
    return argc == 4 ? (int)diag_try(measure, argv) : STATUS_USAGE;
}
