/* A whole compilation with too little memory: each allocation fails once, in turn. */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/cmd.h"
#include "random_graph.h"
#include "test.h"
#include "tflite_writer.h"

static char folder[256];

static const char *in_folder(const char *name) {
    static char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static exit_status write_model(void *unused) {
    (void)unused;
    bytes file = written_bytes(written_from_graph(random_graph(1)));
    file_add_output(in_folder("m.tflite"), file.data, file.size);
    file_commit();
    return STATUS_DONE;
}

static exit_status compile(void *unused) {
    char *model = mem_strdup(in_folder("m.tflite")), *out = mem_strdup(in_folder("out"));
    char *argv[] = {model, "--target", "host", "--selftest", "-o", out, NULL};
    (void)unused;
    EXPECT(access(out, F_OK) != 0);
    return cmd_compile(6, argv);
}

static exit_status remove_all(void *unused) {
    (void)unused;
    EXPECT(system(mem_printf("rm -r '%s'", folder)) == 0);
    return STATUS_DONE;
}

TEST_BARE(compilation) {
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/mote-test-XXXXXX", base && *base ? base : "/tmp");
    EXPECT(mkdtemp(folder) != NULL);
    EXPECT(diag_try(write_model, NULL) == STATUS_DONE);
    try_every_allocation(compile, NULL);
    EXPECT(access(in_folder("out/m.c"), R_OK) == 0);
    EXPECT(diag_try(remove_all, NULL) == STATUS_DONE);
}
