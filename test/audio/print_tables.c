/* Prints a front end's tables as a C file: print_tables FILE.conf */
#include <stdio.h>

#include "audio/emit.h"
#include "base/diag.h"

static exit_status print_tables(void *path) {
    text t = {0};
    const audio_conf *c = audio_conf_read(path);
    text_add_string(&t, "#include \"device/audio/clip.h\"\n#include \"device/audio/logmel.h\"\n\n");
    audio_emit_header(&t, c, "word", "WORD");
    audio_emit(&t, c, "word");
    fputs(text_string(&t), stdout);
    return STATUS_DONE;
}

int main(int argc, char **argv) {
    return argc == 2 ? (int)diag_try(print_tables, argv[1]) : STATUS_USAGE;
}
