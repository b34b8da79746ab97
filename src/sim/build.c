#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/process.h"
#include "sim/sim.h"

static const tool cross_compiler = {"arm-none-eabi-gcc",
                                    "gcc-arm-none-eabi picolibc-arm-none-eabi"};
static const tool host_compiler = {"cc", "gcc"};

static void add(cli_list *list, const char *word) {
    size_t n = (size_t)list->count;
    list->item = mem_grow(list->item, n, n + 1, sizeof *list->item);
    list->item[n] = word;
    list->count++;
}

static void add_all(cli_list *list, const cli_list *more) {
    for (int i = 0; i < more->count; i++)
        add(list, more->item[i]);
}

/* The start of the log: what the compiler complained about first. */
static const char *log_text(const char *folder) {
    bytes log = file_read(mem_printf("%s/log", folder));
    int n = log.size > 2000 ? 2000 : (int)log.size;
    return mem_printf("%.*s", n, (const char *)log.data);
}

static void run_compiler(cli_list *command, const char *folder) {
    add(command, NULL);
    int status = process_run(command->item, folder, mem_printf("%s/log", folder), 300);
    if (status != 0 && strstr(log_text(folder), "cannot read spec file"))
        fail(STATUS_MISSING, "picolibc is needed and not installed: on Debian, apt install "
                             "picolibc-arm-none-eabi");
    if (status != 0 && strstr(log_text(folder), "will not fit in region"))
        fail(STATUS_REFUSED, "the program and its test do not fit the memory of the emulated core");
    if (status != 0)
        fail(STATUS_BUG, "the compiler refuses generated code (exit %d):\n%s", status,
             log_text(folder));
}

static cli_list compiler(const sim_target *t, const char *data_folder) {
    cli_list c = {0};
    add(&c, t->compiler);
    add_all(&c, &t->flags);
    add(&c, mem_printf("-I%s/target", data_folder));
    return c;
}

/* "a/b.c" -> "a_b.o" or "a_b.harness.o"; of absolute paths only the last part counts. */
static const char *object_name(const char *source, int harness) {
    char *flat = mem_strdup(source[0] == '/' ? file_base_name(source) : source);
    for (char *c = flat; *c; c++)
        if (*c == '/')
            *c = '_';
    flat[strlen(flat) - 2] = 0;
    return mem_printf("%s%s", flat, harness ? ".harness.o" : ".o");
}

static void compile(const sim_target *t, const char *data_folder, const char *folder,
                    const char *source, int harness, cli_list *objects) {
    const char *object = object_name(source, harness);
    cli_list c = compiler(t, data_folder);
    static const char *const flags[] = {
        "-std=c99", "-O2", "-ffunction-sections", "-fdata-sections", "-fno-common", "-I.", "-c"};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        add(&c, flags[i]);
    if (harness)
        add(&c, "-std=gnu99");
    if (t->machine)
        add(&c, "-fstack-usage");
    add(&c, source);
    add(&c, "-o");
    add(&c, object);
    run_compiler(&c, folder);
    add(objects, object);
}

static void add_memory(const sim_target *t, const char *data_folder, cli_list *c) {
    add(c, mem_printf("-Wl,--defsym=mote_vectors_origin=0x%llx", (long long)t->vectors_origin));
    add(c, mem_printf("-Wl,--defsym=mote_flash_origin=0x%llx", (long long)t->flash_origin));
    add(c, mem_printf("-Wl,--defsym=mote_flash_bytes=0x%llx", (long long)t->flash_bytes));
    add(c, mem_printf("-Wl,--defsym=mote_ram_origin=0x%llx", (long long)t->ram_origin));
    add(c, mem_printf("-Wl,--defsym=mote_ram_bytes=0x%llx", (long long)t->ram_bytes));
    add(c, mem_printf("-T%s/target/link.ld", data_folder));
}

void sim_build(const sim_target *t, const char *data_folder, const char *folder,
               const cli_list *sources, const cli_list *harness) {
    cli_list objects = {0};
    process_require(t->machine ? cross_compiler : host_compiler);
    for (int i = 0; i < sources->count; i++)
        compile(t, data_folder, folder, sources->item[i], 0, &objects);
    for (int i = 0; i < harness->count; i++)
        compile(t, data_folder, folder, harness->item[i], 1, &objects);
    for (int i = 0; i < t->sources.count; i++)
        compile(t, data_folder, folder, mem_printf("%s/target/%s", data_folder, t->sources.item[i]),
                1, &objects);
    cli_list c = compiler(t, data_folder);
    add_all(&c, &t->link);
    if (t->machine)
        add_memory(t, data_folder, &c);
    add(&c, "-Wl,--gc-sections");
    add_all(&c, &objects);
    add(&c, "-o");
    add(&c, "firmware");
    run_compiler(&c, folder);
}
