/* The driver of all fuzz targets: fuzz_<name>.c includes it and defines fuzz_read(), which reads a
 * hostile file with one of mote's readers. A fail() is a good end, our own error is a crash.
 *
 * With libFuzzer:  clang -DFUZZ_LIBFUZZER -fsanitize=fuzzer,address,undefined ...
 * Without:         fuzz_npy FILE... reads the files once each, to look into a finding or to run a
 *                  collection of them. */
#ifndef MOTE_TEST_FUZZ_H
#define MOTE_TEST_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"

/* `file` is a block of its own size, which may be changed. */
static void fuzz_read(bytes file);

static exit_status fuzz_body(void *context) {
    const bytes *from = context;
    bytes file = {mem_new(from->size, 1), from->size};
    if (file.size)
        memcpy(file.data, from->data, file.size);
    fuzz_read(file);
    return STATUS_DONE;
}

/* No input may keep the processor busy for longer; time on the wall is other programs' too. */
#define SECONDS_LIMIT 2

/* One line that says something; only the advice on how to quantise has more. */
static int is_message(const char *s) {
    const char *line_end = strchr(s, '\n');
    return *s && (!line_end || strstr(s, "quantise it to int8 first:\n"));
}

static exit_status fuzz_one(bytes file) {
    diag_set_quiet(1);
    clock_t start = clock();
    exit_status status = diag_try(fuzz_body, &file);
    clock_t end = clock();
    const char *message = diag_last_message();
    int is_fast = end - start < SECONDS_LIMIT * CLOCKS_PER_SEC;
    int is_good = status == STATUS_DONE || (status == STATUS_REFUSED && is_message(message));
    if (!is_fast || !is_good) {
        fprintf(stderr, "status %d, %.2f s: %s\n", (int)status,
                (double)(end - start) / CLOCKS_PER_SEC, message);
        abort();
    }
    return status;
}

#ifdef FUZZ

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_one((bytes){(uint8_t *)(uintptr_t)data, size});
    return 0;
}

#else

/* Not file_read(): its memory ends with each diag_try(). */
static bytes fuzz_load(const char *path) {
    static uint8_t data[1 << 24];
    FILE *f = fopen(path, "rb");
    bytes file = {data, f ? fread(data, 1, sizeof data, f) : 0};
    if (!f)
        perror(path);
    else
        fclose(f);
    return file;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        printf("%s: %s\n", argv[i],
               fuzz_one(fuzz_load(argv[i])) == STATUS_DONE ? "read" : diag_last_message());
    return 0;
}

#endif
#endif
