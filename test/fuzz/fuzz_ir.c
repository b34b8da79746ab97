/* The text form: what was read prints, reads back and prints the same; what verifies may be wrong
 * in no way that an operator's checks overlook. */
#include "fuzz.h"

#include "op/op.h"

static void fuzz_read(bytes file) {
    char *source = mem_new(file.size + 1, 1);
    text once = {0}, twice = {0};
    if (file.size)
        memcpy(source, file.data, file.size);
    ir_graph *g = ir_parse(source, op_find);
    ir_print(g, &once);
    ir_print(ir_parse(text_string(&once), op_find), &twice);
    CHECK(strcmp(text_string(&once), text_string(&twice)) == 0);
    ir_verify(g);
}
