/* A model as a library folder that the Arduino IDE, PlatformIO and Zephyr take as it is. */
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "emit/emit.h"

/* Arduino Library Specification 1.5, "Library metadata". With dot_a_linkage, sources that two
 * libraries share are linked once. */
static const char *arduino_properties(const char *name, const char *target) {
    return mem_printf("name=%s\n"
                      "version=" MOTE_VERSION "\n"
                      "author=mote " MOTE_VERSION "\n"
                      "maintainer=whoever made it with mote\n"
                      "sentence=The machine learning model %s as C, without a runtime.\n"
                      "paragraph=Made by mote for %s. Needs one block of memory that you give, no "
                      "heap and no other libraries.\n"
                      "category=Data Processing\n"
                      "# The address of your own project.\n"
                      "url=https://example.org/\n"
                      "architectures=*\n"
                      "includes=%s.h\n"
                      "dot_a_linkage=true\n",
                      name, name, target, name);
}

/* PlatformIO's documentation, "library.json". */
static const char *platformio_manifest(const char *name, const char *target) {
    return mem_printf("{\n"
                      "  \"name\": \"%s\",\n"
                      "  \"version\": \"" MOTE_VERSION "\",\n"
                      "  \"description\": \"The machine learning model %s as C, made by mote for "
                      "%s\",\n"
                      "  \"keywords\": \"machine learning\",\n"
                      "  \"frameworks\": \"*\",\n"
                      "  \"platforms\": \"*\",\n"
                      "  \"headers\": \"%s.h\",\n"
                      "  \"build\": {\"srcDir\": \"src\", \"includeDir\": \"src\"}\n"
                      "}\n",
                      name, name, target, name);
}

static const char *zephyr_module(const char *name) {
    return mem_printf("name: %s\nbuild:\n  cmake: zephyr\n  kconfig: zephyr/Kconfig\n", name);
}

static const char *zephyr_kconfig(const char *name, const char *upper) {
    return mem_printf("config MOTE_%s\n"
                      "\tbool \"Machine learning model %s\"\n"
                      "\thelp\n"
                      "\t  Compiles the model %s, made by mote, into the application.\n",
                      upper, name, name);
}

static const char *zephyr_cmake(const emit_files *files, const char *upper) {
    text out = {0};
    text_add(&out,
             "if(CONFIG_MOTE_%s)\n"
             "  zephyr_library()\n"
             "  zephyr_include_directories(../src)\n"
             "  zephyr_library_sources(\n",
             upper);
    for (int i = 0; i < files->count; i++)
        if (file_has_suffix(files->file[i].path, ".c"))
            text_add(&out, "    ../src/%s\n", files->file[i].path);
    text_add(&out, "  )\nendif()\n");
    return text_string(&out);
}

/* "digits_output(arena)", or with an index behind when there are several; and the macro's name. */
static const char *call(const char *name, const char *role, int index, int count) {
    return mem_printf("%s_%s(arena%s)", name, role, count > 1 ? mem_printf(", %d", index) : "");
}

static const char *bytes_macro(const char *upper, const char *role, int index, int count) {
    return mem_printf("%s_%s%s_BYTES", upper, role, count > 1 ? mem_printf("%d", index) : "");
}

static void sketch_rows(const ir_graph *g, const char *upper, text *out) {
    const char *name = g->name, *type = emit_c_type(g->inputs[0]->type);
    text_add(out,
             "    static uint32_t row[(%s_ROW_BYTES + 3) / 4];\n"
             "    unsigned long start = micros();\n"
             "    %s_reset(arena);\n"
             "    while (%s_push_row(arena, (const %s *)row) == 0) {\n"
             "        // Your next row goes here: %s.h says how it is scaled.\n    }\n",
             upper, name, name, type, name);
}

static void sketch_whole(const ir_graph *g, const char *upper, text *out) {
    const char *name = g->name;
    text_add(out,
             "    // Your input goes here, the whole of it before every run: %s.h says how it is "
             "scaled.\n",
             name);
    for (int i = 0; i < g->input_count; i++)
        text_add(out, "    memset(%s, 0, %s);\n", call(name, "input", i, g->input_count),
                 bytes_macro(upper, "INPUT", i, g->input_count));
    text_add(out, "    unsigned long start = micros();\n    %s_run(arena);\n", name);
}

/* Runs the model again and again on zeros. */
static const char *sketch(const op_program *p, const char *upper) {
    const ir_graph *g = p->graph;
    const char *name = g->name;
    text out = {0};
    text_add(&out,
             "// Runs the model %s and prints its output and the time it takes.\n"
             "#include <%s.h>\n\n"
             "// All the memory that it needs.\n"
             "static uint64_t arena[(%s_ARENA_BYTES + 7) / 8];\n\n"
             "void setup() {\n    Serial.begin(115200);\n}\n\n"
             "void loop() {\n",
             name, name, upper);
    if (emit_is_pushed(p))
        sketch_rows(g, upper, &out);
    else
        sketch_whole(g, upper, &out);
    text_add(&out, "    Serial.print(micros() - start);\n"
                   "    Serial.println(\" microseconds\");\n");
    for (int k = 0; k < g->output_count; k++) {
        const char *type = emit_c_type(g->outputs[k]->type);
        text_add(&out,
                 "    const %s *output%d = (const %s *)%s;\n"
                 "    for (uint32_t i = 0; i < %s / sizeof(%s); i++)\n"
                 "        Serial.println(output%d[i]);\n",
                 type, k, type, call(name, "output", k, g->output_count),
                 bytes_macro(upper, "OUTPUT", k, g->output_count), type, k);
    }
    text_add(&out, "    delay(1000);\n}\n");
    return text_string(&out);
}

static const char *selftest_sketch(const char *name) {
    return mem_printf("// Does %s compute on this board what it computes everywhere?\n"
                      "#include <%s.h>\n\n"
                      "extern \"C\" int %s_selftest(void);\n\n"
                      "extern \"C\" void %s_putc(char c) {\n    Serial.write(c);\n}\n\n"
                      "void setup() {\n    Serial.begin(115200);\n}\n\n"
                      "void loop() {\n    %s_selftest();\n    delay(1000);\n}\n",
                      name, name, name, name, name);
}

/* A sketch lies in a folder of its own name. */
static void add_sketch(emit_files *files, const char *sketch_name, const char *content) {
    emit_add(files, mem_printf("examples/%s/%s.ino", sketch_name, sketch_name), content);
}

emit_files emit_library(const emit_files *files, const op_program *p, const char *target) {
    const char *name = p->graph->name, *upper = emit_upper(name);
    const char *selftest = mem_printf("%s_selftest", name);
    emit_files sources = {0}, library = {0};
    for (int i = 0; i < files->count; i++) {
        const emit_file *f = &files->file[i];
        if (strcmp(f->path, mem_printf("%s.c", selftest)) == 0) {
            /* Not in src/, where it would ask every program for a putc. */
            emit_add(&library, mem_printf("examples/%s/%s", selftest, f->path), f->content);
            add_sketch(&library, selftest, selftest_sketch(name));
        } else {
            emit_add(&sources, f->path, f->content);
            emit_add(&library, mem_printf("src/%s", f->path), f->content);
        }
    }
    add_sketch(&library, mem_printf("%s_run", name), sketch(p, upper));
    emit_add(&library, "library.properties", arduino_properties(name, target));
    emit_add(&library, "library.json", platformio_manifest(name, target));
    emit_add(&library, "zephyr/module.yml", zephyr_module(name));
    emit_add(&library, "zephyr/Kconfig", zephyr_kconfig(name, upper));
    emit_add(&library, "zephyr/CMakeLists.txt", zephyr_cmake(&sources, upper));
    return library;
}
