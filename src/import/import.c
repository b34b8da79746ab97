#include "import/import.h"

#include <ctype.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "import/tflite.h"
#include "op/op.h"

/* Of a C identifier that all compilers tell apart (C99 5.2.4.1). */
#define NAME_BYTES 63
#define CONVERT "convert the model to an int8 .tflite file first (tf.lite.TFLiteConverter)"

/* Keywords of C and C++; "mote", the name of the device sources; and headers that a model.h of that
 * name would hide. */
static int is_reserved(const char *name) {
    static const char *const reserved[] = {
        "alignas",  "alignof",       "and",         "and_eq",   "asm",
        "auto",     "bitand",        "bitor",       "bool",     "break",
        "case",     "catch",         "char",        "class",    "compl",
        "const",    "const_cast",    "constexpr",   "continue", "decltype",
        "default",  "delete",        "do",          "double",   "dynamic_cast",
        "else",     "enum",          "explicit",    "export",   "extern",
        "false",    "float",         "for",         "friend",   "goto",
        "if",       "inline",        "int",         "long",     "mote",
        "mutable",  "namespace",     "new",         "noexcept", "not",
        "not_eq",   "nullptr",       "operator",    "or",       "or_eq",
        "private",  "protected",     "public",      "register", "reinterpret_cast",
        "restrict", "return",        "short",       "signed",   "sizeof",
        "static",   "static_assert", "static_cast", "stdbool",  "stddef",
        "stdint",   "string",        "struct",      "switch",   "template",
        "this",     "thread_local",  "throw",       "true",     "try",
        "typedef",  "typeid",        "typename",    "union",    "unsigned",
        "using",    "virtual",       "void",        "volatile", "wchar_t",
        "while",    "xor",           "xor_eq"};
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (strcmp(name, reserved[i]) == 0)
            return 1;
    return 0;
}

static int is_word_character(char c) {
    return isascii((unsigned char)c) && (isalnum((unsigned char)c) || c == '_');
}

int import_is_identifier(const char *name) {
    size_t n = strlen(name);
    if (n == 0 || n > NAME_BYTES || isdigit((unsigned char)*name) || *name == '_')
        return 0;
    for (const char *c = name; *c; c++)
        if (!is_word_character(*c))
            return 0;
    return !is_reserved(name);
}

const char *import_identifier(const char *path) {
    const char *base = file_base_name(path), *dot = strrchr(base, '.');
    size_t n = dot && dot != base ? (size_t)(dot - base) : strlen(base);
    if (n > NAME_BYTES - 2)
        n = NAME_BYTES - 2; /* leaves room for "m_" */
    char *name = mem_printf("%.*s", (int)n, base);
    for (char *c = name; *c; c++)
        if (!is_word_character(*c))
            *c = '_';
    return import_is_identifier(name) ? name : mem_printf("m_%s", name);
}

/* What people give by mistake, by its first bytes. */
static const struct {
    const char *magic;
    size_t bytes;
    const char *message;
} other_formats[] = {
    {"\x89HDF\r\n", 6, "this is an HDF5 file, perhaps a Keras model; " CONVERT},
    {"PK\x03\x04", 4, "this is a zip archive, perhaps a Keras or PyTorch model; " CONVERT},
    {"\x80\x02", 2, "this is a Python pickle, perhaps a PyTorch model; " CONVERT},
    {"\x08\x01\x12", 3, "this is a TensorFlow SavedModel; " CONVERT},
    {"\x1f\x8b", 2, "this file is compressed (gzip); unpack it first"},
    {"\xfd"
     "7zXZ",
     5, "this file is compressed (xz); unpack it first"},
    {"version https://git-lfs", 23, "this is a Git LFS pointer, not the model; run `git lfs pull`"},
    {"<!DOCTYPE", 9, "this is a web page, not a model; download the file itself"},
    {"<html", 5, "this is a web page, not a model; download the file itself"},
};

static int starts_with(bytes file, const char *magic, size_t n) {
    return file.size >= n && memcmp(file.data, magic, n) == 0;
}

/* Protocol buffers carry no mark: an ONNX file starts with its version (field 1, 3 and later) and
 * its producer (field 2) or the graph (field 7). */
static int is_onnx(const char *path, bytes file) {
    return file_has_suffix(path, ".onnx") ||
           (file.size >= 3 && file.data[0] == 0x08 && file.data[1] >= 3 && file.data[1] < 32 &&
            (file.data[2] == 0x12 || file.data[2] == 0x3a));
}

static _Noreturn void refuse_format(const char *path, bytes file) {
    if (file.size == 0)
        fail(STATUS_REFUSED, "the file is empty");
    if (is_onnx(path, file))
        fail(STATUS_REFUSED, "this is an ONNX model, which is not supported; " CONVERT);
    for (size_t i = 0; i < sizeof other_formats / sizeof other_formats[0]; i++)
        if (starts_with(file, other_formats[i].magic, other_formats[i].bytes))
            fail(STATUS_REFUSED, "%s", other_formats[i].message);
    fail(STATUS_REFUSED,
         "this is no .tflite model: it does not carry the mark 'TFL3' at byte 4; it "
         "is damaged, cut off or of another format");
}

static ir_graph *parse_text(bytes file) {
    char *source = mem_new(file.size + 1, 1);
    memcpy(source, file.data, file.size);
    if (strlen(source) != file.size)
        fail(STATUS_REFUSED, "the text has a zero byte at %zu", strlen(source));
    ir_graph *g = ir_parse(source, op_find);
    if (!import_is_identifier(g->name))
        fail(STATUS_REFUSED, "the graph's name '%s' is reserved in C or C++", g->name);
    mem_free(source);
    return g;
}

ir_graph *import_bytes(const char *path, bytes file, const char *name) {
    ir_graph *g;
    diag_set_file(path);
    if (file.size >= 8 && memcmp(file.data + 4, "TFL3", 4) == 0) {
        g = import_tflite(file, name ? name : import_identifier(path));
    } else if (file_has_suffix(path, ".ir") || starts_with(file, "graph ", 6)) {
        g = parse_text(file);
        if (name)
            g->name = mem_strdup(name);
    } else {
        refuse_format(path, file);
    }
    ir_verify(g);
    op_require_modest(g);
    diag_set_file(NULL);
    return g;
}

ir_graph *import_model(const char *path, const char *name) {
    bytes file = file_read(path);
    ir_graph *g = import_bytes(path, file, name);
    mem_free(file.data);
    return g;
}
