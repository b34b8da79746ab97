#include "op/kernel.h"

#include "base/diag.h"
#include "base/mem.h"

void op_kernel_start(op_kernel *k, const char *name, int32_t out_height, int32_t out_row_bytes) {
    *k = (op_kernel){.target = k->target, .name = name, .batches = 1};
    k->out = (op_rows){.height = out_height, .row_bytes = out_row_bytes};
}

void op_kernel_input(op_kernel *k, const ir_tensor *t, op_rows rows) {
    size_t n = (size_t)k->in_count;
    k->in = mem_grow(k->in, n, n + 1, sizeof *k->in);
    k->in_tensors = mem_grow(k->in_tensors, n, n + 1, sizeof *k->in_tensors);
    k->in[n] = rows;
    k->in_tensors[n] = t;
    k->in_count++;
}

void op_kernel_start_flat(op_kernel *k, const char *name, const ir_op *op) {
    op_kernel_start(k, name, 1, (int32_t)ir_bytes(op->output));
}

void op_kernel_input_flat(op_kernel *k, const ir_tensor *t) {
    op_rows rows = {
        .height = 1, .row_bytes = (int32_t)ir_bytes(t), .window = 1, .stride = 1, .dilation = 1};
    op_kernel_input(k, t, rows);
}

op_rows op_kernel_plain_rows(const ir_tensor *t) {
    int by_height = t->shape.rank == 4 && t->shape.dim[0] == 1;
    int32_t height = by_height ? t->shape.dim[1] : 1;
    return (op_rows){.height = height,
                     .row_bytes = (int32_t)ir_bytes(t) / height,
                     .window = 1,
                     .stride = 1,
                     .dilation = 1};
}

void op_kernel_start_plain(op_kernel *k, const char *name, const ir_op *op) {
    op_rows rows = op_kernel_plain_rows(op->output);
    op_kernel_start(k, name, rows.height, rows.row_bytes);
}

void op_kernel_input_plain(op_kernel *k, const ir_tensor *t) {
    op_kernel_input(k, t, op_kernel_plain_rows(t));
}

void op_kernel_start_accumulate(op_kernel *add, const char *add_name, op_kernel *finish,
                                const char *finish_name, const ir_op *op, op_rows rows,
                                int32_t count) {
    int32_t bytes = count * (int32_t)sizeof(int32_t);
    rows.window = rows.stride = rows.dilation = 1;
    rows.pad_top = 0;
    op_kernel_start(add, add_name, 1, bytes);
    op_kernel_input(add, op->inputs[0], rows);
    op_kernel_start(finish, finish_name, 1, (int32_t)ir_bytes(op->output));
    op_kernel_input(
        finish, NULL,
        (op_rows){.height = 1, .row_bytes = bytes, .window = 1, .stride = 1, .dilation = 1});
}

void op_kernel_int(op_kernel *k, const char *field, int64_t value) {
    text_add(&k->params, "    .%s = %lld,\n", field, (long long)value);
}

void op_kernel_ints(op_kernel *k, const char *field, const int32_t *values, int count) {
    text_add(&k->params, "    .%s = {", field);
    for (int i = 0; i < count; i++)
        text_add(&k->params, "%s%d", i ? ", " : "", values[i]);
    text_add(&k->params, "},\n");
}

void op_kernel_float(op_kernel *k, const char *field, float value) {
    text_add(&k->params, "    .%s = %af,\n", field, (double)value);
}

void op_kernel_array(op_kernel *k, const char *field, op_array_type type, const void *data,
                     int32_t count) {
    CHECK(k->array_count < OP_MAX_ARRAYS);
    k->arrays[k->array_count++] = (op_array){field, type, data, count};
}

void op_kernel_function(op_kernel *k, const char *field, const char *function) {
    text_add(&k->params, "    .%s = %s,\n", field, function);
}

int op_tile_unit_steps(const op_tile *t) {
    if (t->kind == OP_TILE_PIXEL)
        return 2;
    return (t->kind == OP_TILE_TRIPLE ? 3 : 1) << t->bytes;
}

int op_tile_constant_words(const op_tile *t) {
    return t->one_scale ? 1 : t->finish == OP_TILE_LINEAR ? 2 : 3;
}

int32_t op_kernel_table_entries(const op_kernel *k, int32_t n) {
    int32_t entries = n;
    for (int i = 0; i < k->in_count; i++)
        entries += (n - 1) * k->in[i].stride + (k->in[i].window - 1) * k->in[i].dilation + 1;
    return entries;
}

void op_kernel_tile(op_kernel *k, op_tile tile) {
    CHECK(k->tile_count < OP_MAX_TILES);
    k->tiles[k->tile_count++] = tile;
}

int64_t op_kernel_constant_bytes(const op_kernel *k) {
    static const int64_t element_bytes[] = {
        [OP_ARRAY_S8] = 1, [OP_ARRAY_S16] = 2, [OP_ARRAY_S32] = 4, [OP_ARRAY_U32] = 4};
    int64_t total = 0;
    for (int a = 0; a < k->array_count; a++)
        total += k->arrays[a].count * element_bytes[k->arrays[a].type];
    for (int t = 0; t < k->in_count; t++)
        if (k->in_tensors[t] && k->in_tensors[t]->data)
            total += (int64_t)ir_bytes(k->in_tensors[t]);
    return total;
}
