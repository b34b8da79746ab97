/* The device sources that a model uses, each found in the first folder of the target that has it.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "emit/emit.h"

void emit_add(emit_files *files, const char *path, const char *content) {
    CHECK(content != NULL);
    size_t n = (size_t)files->count;
    files->file = mem_grow(files->file, n, n + 1, sizeof *files->file);
    files->file[n] = (emit_file){path, content};
    files->count++;
}

static int has_file(const emit_files *files, const char *path) {
    for (int i = 0; i < files->count; i++)
        if (strcmp(files->file[i].path, path) == 0)
            return 1;
    return 0;
}

void emit_merge(emit_files *to, const emit_files *from) {
    for (int i = 0; i < from->count; i++)
        if (!has_file(to, from->file[i].path))
            emit_add(to, from->file[i].path, from->file[i].content);
}

static const char *read_text(const char *path) {
    bytes b = file_read(path);
    char *s = mem_new(b.size + 1, 1);
    memcpy(s, b.data, b.size);
    mem_free(b.data);
    return s;
}

/* The name between the quotes of an #include line, its folders left out; NULL for other lines. */
static const char *included_name(const char *line, size_t length) {
    static const char start[] = "#include \"";
    size_t skip = sizeof start - 1;
    if (length <= skip || strncmp(line, start, skip) != 0)
        return NULL;
    const char *end = memchr(line + skip, '"', length - skip);
    if (!end)
        return NULL;
    const char *name = line + skip;
    for (const char *c = name; c < end; c++)
        if (*c == '/')
            name = c + 1;
    char *copy = mem_new((size_t)(end - name) + 1, 1);
    memcpy(copy, name, (size_t)(end - name));
    return copy;
}

typedef struct bundle {
    const emit_options *options;
    emit_files files; /* flat names, headers before those who include them */
} bundle;

static void add_source(bundle *b, const char *path);

static void add_header(bundle *b, const char *name) {
    static const char *const folders[] = {"", "kernel/", "audio/"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        const char *path = mem_printf("%s/%s%s", b->options->device_folder, folders[i], name);
        if (access(path, R_OK) == 0) {
            add_source(b, path);
            return;
        }
    }
    fail(STATUS_BUG, "device header '%s' not found under %s", name, b->options->device_folder);
}

/* Adds a file after everything that it includes; its includes become flat. */
static void add_source(bundle *b, const char *path) {
    const char *name = file_base_name(path);
    if (has_file(&b->files, name))
        return;
    text flat = {0};
    const char *content = read_text(path);
    text_add(&flat, "/* From the device library of mote " MOTE_VERSION
                    ". Whoever made it with mote may use "
                    "it without conditions. */\n");
    for (const char *line = content; *line;) {
        size_t length = strcspn(line, "\n");
        const char *included = included_name(line, length);
        if (included) {
            add_header(b, included);
            text_add(&flat, "#include \"%s\"\n", included);
        } else {
            text_add(&flat, "%.*s\n", (int)length, line);
        }
        line += length + (line[length] == '\n');
    }
    emit_add(&b->files, name, text_string(&flat));
}

static const char *kernel_path(const emit_options *o, const char *kernel) {
    for (int i = 0; i < o->kernel_folders->count; i++) {
        const char *path =
            mem_printf("%s/kernel/%s/%s.c", o->device_folder, o->kernel_folders->item[i], kernel);
        if (access(path, R_OK) == 0)
            return path;
    }
    fail(STATUS_BUG, "kernel '%s' not found under %s", kernel, o->device_folder);
}

const char *emit_library_name(const op_program *p) {
    if (!p->schedule)
        return "mote";
    return p->schedule->hop ? "stream" : "rows";
}

static bundle collect(const op_program *p, const emit_options *o) {
    bundle b = {.options = o};
    add_source(&b, mem_printf("%s/%s.c", o->device_folder, emit_library_name(p)));
    for (int i = 0; i < p->step_count; i++) {
        const op_kernel *k = &p->steps[i].kernel;
        if (k->calls)
            add_source(&b, kernel_path(o, k->calls));
        add_source(&b, kernel_path(o, k->name));
    }
    return b;
}

static void move_to_mote(const bundle *b, emit_files *files) {
    emit_files moved = {0};
    for (int i = 0; i < b->files.count; i++)
        emit_add(&moved, mem_printf("mote/%s", b->files.file[i].path), b->files.file[i].content);
    emit_merge(files, &moved);
}

void emit_device_files(const op_program *p, const emit_options *o, emit_files *files) {
    bundle b = collect(p, o);
    move_to_mote(&b, files);
}

void emit_audio_files(const char *device_folder, emit_files *files) {
    static const char *const names[] = {"logmel", "fft", "melbank", "clip"};
    emit_options o = {.device_folder = device_folder};
    bundle b = {.options = &o};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        add_source(&b, mem_printf("%s/audio/%s.c", device_folder, names[i]));
    move_to_mote(&b, files);
}

static void rename_kernel(const char *kernel, const char *name, text *out) {
    if (kernel)
        text_add(out, "#define mote_%s %s_mote_%s\n", kernel, name, kernel);
}

/* Two models made with --single may be linked together: what is global becomes the model's own. */
static void rename_globals(const op_program *p, text *out) {
    const char *name = p->graph->name;
    static const char *const globals[] = {"mote_run",        "mote_run_step",  "mote_rows_run",
                                          "mote_rows_reset", "mote_rows_push", "mote_stream_reset",
                                          "mote_stream_push"};
    for (size_t i = 0; i < sizeof globals / sizeof globals[0]; i++)
        text_add(out, "#define %s %s_%s\n", globals[i], name, globals[i]);
    for (int i = 0; i < p->step_count; i++) {
        rename_kernel(p->steps[i].kernel.name, name, out);
        rename_kernel(p->steps[i].kernel.calls, name, out);
    }
}

void emit_device_text(const op_program *p, const emit_options *o, text *out) {
    bundle b = collect(p, o);
    rename_globals(p, out);
    for (int i = 0; i < b.files.count; i++) {
        text_add(out, "\n/* ======== %s ======== */\n", b.files.file[i].path);
        const char *content = b.files.file[i].content;
        for (const char *line = content; *line;) {
            size_t length = strcspn(line, "\n");
            if (!included_name(line, length))
                text_add(out, "%.*s\n", (int)length, line);
            line += length + (line[length] == '\n');
        }
    }
}

emit_files emit_model(const op_program *p, const emit_options *o) {
    emit_files files = {0};
    text header = {0}, source = {0};
    emit_header(p, o, &header);
    if (o->single) {
        emit_head_comment(p, o, &source);
        text_add(&source, " */\n");
        emit_device_text(p, o, &source);
        text_add(&source, "\n/* ======== the model ======== */\n");
    }
    emit_source(p, o, &source);
    emit_add(&files, mem_printf("%s.h", p->graph->name), text_string(&header));
    emit_add(&files, mem_printf("%s.c", p->graph->name), text_string(&source));
    if (!o->single)
        emit_device_files(p, o, &files);
    return files;
}
