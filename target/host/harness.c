/* The harness on this computer. */
#include "../harness.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_FILES 4
static FILE *files[MAX_FILES];
static int file_count;

__attribute__((noreturn)) static void give_up(const char *what, const char *name) {
    fprintf(stderr, "%s%s\n", what, name);
    exit(HARNESS_FAILURE);
}

int harness_open(const char *name, int for_writing) {
    FILE *f = file_count < MAX_FILES ? fopen(name, for_writing ? "wb" : "rb") : NULL;
    if (!f)
        give_up("cannot open ", name);
    files[file_count] = f;
    return file_count++;
}

void harness_read(int file, void *to, uint32_t bytes) {
    if (fread(to, 1, bytes, files[file]) != bytes)
        give_up("cannot read a file: it ends too early", "");
}

void harness_write(int file, const void *from, uint32_t bytes) {
    if (fwrite(from, 1, bytes, files[file]) != bytes)
        give_up("cannot write a file", "");
}

void harness_close(int file) {
    if (fclose(files[file]) != 0)
        give_up("cannot write a file", "");
}

void harness_print(const char *text) {
    fputs(text, stderr);
}

void harness_exit(int status) {
    exit(status);
}

void harness_stack_paint(void) {
}

uint32_t harness_stack_high_water(void) {
    return 0;
}

uint32_t harness_stack_total(void) {
    return 0;
}

void harness_ticks_begin(void) {
}

uint32_t harness_ticks_end(void) {
    return 0;
}

const uint8_t *harness_rom_begin(void) {
    return NULL;
}

uint32_t harness_rom_bytes(void) {
    return 0;
}
