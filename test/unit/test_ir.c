/* The text form: ir_parse(ir_print(g)) is g again, and bad text is refused naming the line. */
#include <glob.h>

#include "base/file.h"
#include "op/op.h"
#include "same_graph.h"
#include "test.h"

/* ---- round trips ---- */

static void expect_round_trip(const ir_graph *g) {
    text once = {0}, twice = {0};
    ir_print(g, &once);
    ir_graph *back = ir_parse(text_string(&once), op_find);
    ir_print(back, &twice);
    int same = same_graph(g, back) && strcmp(text_string(&once), text_string(&twice)) == 0;
    EXPECT(same);
    if (!same)
        printf("does not read back:\n%s", text_string(&once));
}

TEST(random_operators_of_every_kind) {
    for (int k = 0; op_kinds[k]; k++)
        for (uint64_t seed = 1; seed <= 100; seed++) {
            rng r;
            rng_seed(&r, seed);
            ir_graph *g = ir_graph_new("draw");
            op_kinds[k]->random(&r, g);
            ir_verify(g);
            expect_round_trip(g);
        }
}

TEST(empty_graph) {
    expect_round_trip(ir_graph_new("empty"));
}

/* What draws do not have: odd names, every type, odd floats, tensors that nothing makes. */
TEST(odd_graph) {
    ir_graph *g = ir_graph_new("odd");
    ir_shape scalar = {0}, three = {1, {3}}, six = {6, {1, 2, 1, 3, 1, 1}};
    static const uint32_t floats[] = {0x7fc12345, 0x80000000, 0x00000001};
    static const int32_t ints[] = {INT32_MIN, 0, INT32_MAX};
    static const float scales[] = {1.4e-45f, 3.4028235e38f, 0.1f};
    static const int32_t zeros[] = {INT32_MIN, 5, INT32_MAX};
    ir_tensor_new(g, "quote \" backslash \\ newline \n del \x7f euro \xe2\x82\xac # % =", IR_INT8,
                  &scalar);
    ir_tensor *input = ir_tensor_new(g, "", IR_UINT8, &six);
    ir_quantise(input, 0.007843138f, 128);
    ir_tensor_new(g, "t1", IR_FLOAT32, &three)->data = floats;
    ir_tensor *constant = ir_tensor_new(g, NULL, IR_INT32, &three);
    constant->data = ints;
    ir_quantise_axis(constant, 0, 3, scales, zeros);
    ir_quantise_axis(ir_tensor_new(g, "one scale, axis 3", IR_INT8, &six), 3, 1, scales, zeros);
    ir_graph_add_input(g, input);
    ir_graph_add_output(g, constant);
    ir_graph_add_output(g, input);
    expect_round_trip(g);
}

/* ---- refusals ---- */

#define HEAD "graph g\n%0 \"in\" : int8[1,2,2,1] scale 0.5 zero -1 = input\n"
#define FILTER "%1 : int8[1,1,1,1] scale 0.5 zero 0 = const [1]\n"

static const struct {
    const char *source, *message;
} refusals[] = {
    {"", "line 1: expected graph"},
    {"\n# nothing\ngrph x", "line 3: expected graph, found 'grph'"},
    {"graph", "line 1: expected the graph's name"},
    {"graph 1x", "line 1: expected the graph's name, found '1x'"},
    {"graph a b", "line 1: expected the end of the line, found 'b'"},
    {HEAD "nonsense", "line 3: expected the end of the line, found 'nonsense'"},
    {HEAD "% \"x\"", "line 3: expected a tensor's number"},
    {HEAD "%10000 : int8[]", "line 3: expected a tensor's number below 10000"},
    {HEAD "%99999999999999999999 : int8[]", "line 3: expected a tensor's number"},
    {HEAD "%-1 : int8[]", "line 3: expected a tensor's number"},
    {HEAD "%0 : int8[]", "line 3: %0 has a line already"},
    {HEAD "%2 : int8[]", "%1 has no line"},
    {HEAD "%1 \"x : int8[]", "line 3: expected a closing"},
    {HEAD "%1 \"\\q\" : int8[]", "line 3: expected \\\", \\\\ or \\xHH"},
    {HEAD "%1 \"\\x00\" : int8[]", "(not 00)"},
    {HEAD "%1 \"\\x4", "(not 00)"},
    {HEAD "%1 int8[]", "line 3: expected ':'"},
    {HEAD "%1 : int16[2]", "line 3: expected int8, uint8, int32 or float32, found 'int16[2]'"},
    {HEAD "%1 : int8[0]", "line 3: expected a dimension of at least 1"},
    {HEAD "%1 : int8[-1]", "line 3: expected a dimension of at least 1"},
    {HEAD "%1 : int8[4294967297]", "line 3: expected a dimension of at least 1"},
    {HEAD "%1 : int8[1,1,1,1,1,1,1]", "line 3: 7 dimensions, at most 6"},
    {HEAD "%1 : int8[2147483647,2147483647]", "tensor 't1' has shape [2147483647,2147483647]"},
    {HEAD "%1 : int8[2", "line 3: expected ']', found the end"},
    {HEAD "%1 : int8[2] scale 0 zero 0", "line 3: expected a positive scale, found '0'"},
    {HEAD "%1 : int8[2] scale nan zero 0", "line 3: expected a positive scale"},
    {HEAD "%1 : int8[2] scale inf zero 0", "line 3: expected a positive scale"},
    {HEAD "%1 : int8[2] scale 1e99 zero 0", "line 3: expected a positive scale"},
    {HEAD "%1 : int8[2] scale x zero 0", "line 3: expected a number"},
    {HEAD "%1 : int8[2] scale 1", "line 3: expected zero"},
    {HEAD "%1 : int8[2] scale [1, 2] zero [0]", "line 3: 2 scales but 1 zero points"},
    {HEAD "%1 : int8[2] scale [1, 2] zero 0 axis 1", "line 3: shape [2] has not 2 scales along"},
    {HEAD "%1 : int8[2] scale [1, 2, 3] zero 0", "line 3: shape [2] has not 3 scales along axis 0"},
    {HEAD "%1 : int8[2] scale [] zero 0", "line 3: expected a number"},
    {HEAD "%1 : int8[2] = const [1]", "line 3: 1 values for shape [2]"},
    {HEAD "%1 : int8[2] = const [1, 128]", "line 3: expected a number that the type holds"},
    {HEAD "%1 : uint8[2] = const [1, -1]", "line 3: expected a number that the type holds"},
    {HEAD "%1 : int32[1] = const [2147483648]", "line 3: expected a number that the type holds"},
    {HEAD "%1 : int8[2] = const hex 01f", "line 3: 3 hexadecimal digits, expected 4"},
    {HEAD "%1 : int8[268435456] = const hex 00", "line 3: 2 hexadecimal digits"},
    {HEAD "%1 : float32[1] = const [1]", "line 3: expected hex, found '[1]'"},
    {HEAD "%1 : int8[2] = conv", "line 3: expected input, const or the name of an operator"},
    {HEAD "%1 : int8[2] = ", "line 3: expected input, const or the name of an operator"},
    {HEAD "%1 : int8[2] = conv_2d(%0, %2)", "line 3: expected a tensor that has a line of its own"},
    {HEAD "%1 : int8[2] = conv_2d(%0 %0)", "line 3: expected ')'"},
    {HEAD "%1 : int8[2] = conv_2d(%0, %0) speed 3", "line 3: conv_2d has no attribute 'speed'"},
    {HEAD "%1 : int8[2] = conv_2d(%0, %0) stride_h x", "line 3: expected a whole number"},
    {HEAD "%1 : int8[2] = conv_2d(%0, %0) stride_h 2.5", "line 3: expected the end of the line"},
    {HEAD "%1 : int8[2] = conv_2d(%0, %0) activation gelu", "line 3: activation has no such value"},
    {HEAD "output %0\noutput %0", "line 4: a second output line"},
    {HEAD "output %7", "line 3: expected a tensor that has a line of its own"},
    {HEAD "output", "line 3: expected '%'"},
    /* refused by ir_verify */
    {"graph g\n", "0 inputs and 0 outputs"},
    {HEAD, "1 inputs and 0 outputs"},
    {HEAD FILTER "output %1", "output 't1' is not made by any operator"},
    {HEAD "%1 : int8[1,2,2,1] scale 1 zero 0 = conv_2d(%0)\noutput %1", "has 1 inputs, expected 2"},
    {HEAD FILTER "%2 : int8[1,2,2,1] scale 1 zero 0 = conv_2d(none, %1)\noutput %2",
     "operator 0 (conv_2d): input 0 is missing"},
    {HEAD FILTER "%2 : int8[1,2,2,1] scale 1 zero 0 = conv_2d(%2, %1)\noutput %2",
     "operator 0 (conv_2d): input 't2' is not made by an earlier operator"},
    {HEAD FILTER "%2 : int8[1,2,2,1] scale 1 zero 0 = conv_2d@7(%0, %1)\noutput %2",
     "operator 7 (conv_2d): stride_h is 0"},
    {HEAD FILTER "%2 : int8[1,9,9,1] scale 1 zero 0 = conv_2d(%0, %1) stride_h 1 stride_w 1 "
                 "dilation_h 1 dilation_w 1\noutput %2",
     "output 't2' has shape [1,9,9,1], expected [1,2,2,1]"},
};

static exit_status parse_and_verify(void *context) {
    ir_verify(ir_parse(context, op_find));
    return STATUS_DONE;
}

TEST_BARE(refusals) {
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        char source[1024];
        snprintf(source, sizeof source, "%s", refusals[i].source);
        int refused = try_ends_in(parse_and_verify, source, STATUS_REFUSED, refusals[i].message);
        EXPECT(refused);
        if (!refused)
            printf("'%s' is not in '%s'\n", refusals[i].message, diag_last_message());
    }
}

TEST_FAILS(too_many_inputs, STATUS_REFUSED, "line 3: more than 64 inputs") {
    text t = {0};
    text_add_string(&t, HEAD "%1 : int8[2] = conv_2d(%0");
    for (int i = 0; i < IR_MAX_INPUTS; i++)
        text_add_string(&t, ", %0");
    text_add_string(&t, ")");
    ir_parse(t.data, op_find);
}

/* ---- committed text ---- */

/* Below the comment at their head, the files are as ir_print() writes them. */
TEST(files_print_as_they_are) {
    glob_t files;
    EXPECT(glob("test/pass/*.ir", 0, NULL, &files) == 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        bytes file = file_read(files.gl_pathv[i]);
        text printed = {0}, all = {0};
        text_add(&all, "%.*s", (int)file.size, (const char *)file.data);
        const char *source = all.data;
        while (*source == '#' && strchr(source, '\n'))
            source = strchr(source, '\n') + 1;
        ir_graph *g = ir_parse(all.data, op_find);
        ir_verify(g);
        ir_print(g, &printed);
        EXPECT(strcmp(printed.data, source) == 0);
        if (strcmp(printed.data, source) != 0)
            printf("%s should be:\n%s", files.gl_pathv[i], printed.data);
    }
    globfree(&files);
}

TEST(the_example_of_the_documentation) {
    bytes file = file_read("doc/ir.md");
    char *page = mem_new(file.size + 1, 1);
    memcpy(page, file.data, file.size);
    char *example = strstr(page, "```\n") + 4;
    *strstr(example, "```") = 0;
    ir_verify(ir_parse(example, op_find));
}
