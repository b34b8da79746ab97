#include "mutate.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/rng.h"
#include "op/op.h"
#include "test/unit/random_graph.h"
#include "test/unit/tflite_writer.h"

/* ---- the schema ---- */

typedef enum spot_kind {
    SPOT_SIZE,   /* a dimension, a stride, an axis: 4 bytes */
    SPOT_INDEX,  /* of a tensor, a buffer or a code: 4 bytes */
    SPOT_REAL,   /* 4 bytes */
    SPOT_ZERO,   /* a zero point: 8 bytes */
    SPOT_BYTE,   /* a type, a flag, an enumeration */
    SPOT_OPTION, /* 4 bytes of an option: a number, a real or an enumeration */
    SPOT_COUNT,  /* the length of a vector: 4 bytes */
    SPOT_OFFSET, /* 4 bytes */
    SPOT_FIELD,  /* where a table keeps a field, 0: absent: 2 bytes */
    SPOT_KINDS
} spot_kind;

typedef enum form { SCALAR, VECTOR, TABLE, TABLES } form;

typedef struct field {
    int number;
    form form;
    spot_kind kind;            /* of the scalar or the vector's elements */
    const struct field *table; /* of TABLE and TABLES; ends with number -1 */
} field;

/* clang-format off */
static const field quantisation[] = {{2, VECTOR, SPOT_REAL, NULL}, {3, VECTOR, SPOT_ZERO, NULL},
    {5, SCALAR, SPOT_OFFSET, NULL}, {6, SCALAR, SPOT_SIZE, NULL}, {-1, SCALAR, 0, NULL}};
static const field tensor[] = {{0, VECTOR, SPOT_SIZE, NULL}, {1, SCALAR, SPOT_BYTE, NULL},
    {2, SCALAR, SPOT_INDEX, NULL}, {3, VECTOR, SPOT_BYTE, NULL}, {4, TABLE, 0, quantisation},
    {5, SCALAR, SPOT_BYTE, NULL}, {6, SCALAR, SPOT_OFFSET, NULL}, {7, VECTOR, SPOT_SIZE, NULL},
    {10, SCALAR, SPOT_INDEX, NULL}, {-1, SCALAR, 0, NULL}};
static const field options[] = {{0, SCALAR, SPOT_OPTION, NULL}, {1, SCALAR, SPOT_OPTION, NULL},
    {2, SCALAR, SPOT_OPTION, NULL}, {3, SCALAR, SPOT_OPTION, NULL}, {4, SCALAR, SPOT_OPTION, NULL},
    {5, SCALAR, SPOT_OPTION, NULL}, {6, SCALAR, SPOT_OPTION, NULL}, {-1, SCALAR, 0, NULL}};
static const field operators[] = {{0, SCALAR, SPOT_INDEX, NULL}, {1, VECTOR, SPOT_INDEX, NULL},
    {2, VECTOR, SPOT_INDEX, NULL}, {3, SCALAR, SPOT_BYTE, NULL}, {4, TABLE, 0, options},
    {-1, SCALAR, 0, NULL}};
static const field subgraph[] = {{0, TABLES, 0, tensor}, {1, VECTOR, SPOT_INDEX, NULL},
    {2, VECTOR, SPOT_INDEX, NULL}, {3, TABLES, 0, operators}, {-1, SCALAR, 0, NULL}};
static const field code[] = {{0, SCALAR, SPOT_BYTE, NULL}, {1, VECTOR, SPOT_BYTE, NULL},
    {3, SCALAR, SPOT_BYTE, NULL}, {-1, SCALAR, 0, NULL}};
static const field buffer[] = {{0, VECTOR, SPOT_BYTE, NULL}, {1, SCALAR, SPOT_INDEX, NULL},
    {2, SCALAR, SPOT_INDEX, NULL}, {-1, SCALAR, 0, NULL}};
static const field model[] = {{0, SCALAR, SPOT_BYTE, NULL}, {1, TABLES, 0, code},
    {2, TABLES, 0, subgraph}, {4, TABLES, 0, buffer}, {-1, SCALAR, 0, NULL}};
/* clang-format on */

static const size_t spot_bytes[SPOT_KINDS] = {4, 4, 4, 8, 1, 4, 4, 4, 2};

/* ---- spots: what there is to change, found without trusting anything ---- */

#define SPOT_LIMIT 4096
#define ELEMENT_LIMIT 64 /* of one vector */

typedef struct spot {
    size_t at;
    spot_kind kind;
} spot;

typedef struct spots {
    uint8_t *data;
    size_t size;
    int count[SPOT_KINDS];
    spot list[SPOT_KINDS][SPOT_LIMIT];
} spots;

static uint64_t get(const spots *s, size_t at, size_t bytes) {
    uint64_t v = 0;
    if (at <= s->size && bytes <= s->size - at)
        memcpy(&v, s->data + at, bytes);
    return v;
}

static void add_spot(spots *s, spot_kind kind, size_t at) {
    if (at <= s->size && spot_bytes[kind] <= s->size - at && s->count[kind] < SPOT_LIMIT)
        s->list[kind][s->count[kind]++] = (spot){at, kind};
}

static void find_in_table(spots *s, size_t at, const field *fields);

static void find_in_vector(spots *s, size_t at, const field *f) {
    size_t count = get(s, at, 4), bytes = f->form == TABLES ? 4 : spot_bytes[f->kind];
    add_spot(s, SPOT_COUNT, at);
    for (size_t i = 0, from = at + 4; i < count && i < ELEMENT_LIMIT; i++, from += bytes) {
        if (f->form == TABLES)
            find_in_table(s, from + get(s, from, 4), f->table);
        add_spot(s, f->form == TABLES ? SPOT_OFFSET : f->kind, from);
    }
}

static void find_in_table(spots *s, size_t at, const field *fields) {
    size_t vtable = at - (size_t)(int32_t)get(s, at, 4), vtable_bytes = get(s, vtable, 2);
    for (const field *f = fields; f->number >= 0; f++) {
        size_t entry = vtable + 4 + 2 * (size_t)f->number;
        if (entry + 2 > vtable + vtable_bytes)
            continue;
        add_spot(s, SPOT_FIELD, entry);
        size_t offset = get(s, entry, 2), from = at + offset;
        if (!offset)
            continue;
        add_spot(s, f->form == SCALAR ? f->kind : SPOT_OFFSET, from);
        if (f->form == TABLE)
            find_in_table(s, from + get(s, from, 4), f->table);
        else if (f->form != SCALAR)
            find_in_vector(s, from + get(s, from, 4), f);
    }
}

/* ---- changes ---- */

static int32_t draw_size(rng *r, int32_t old) {
    static const int32_t special[] = {0,     -1,      2,       3,       8,         4096,
                                      65535, 1 << 20, 1 << 28, 1 << 30, INT32_MAX, INT32_MIN};
    switch (rng_range(r, 0, 3)) {
    case 0:
        return special[rng_range(r, 0, sizeof special / sizeof special[0] - 1)];
    case 1:
        return (int32_t)((uint32_t)old + (uint32_t)rng_range(r, -2, 2));
    case 2:
        return (int32_t)((uint32_t)old * 2);
    default:
        return (int32_t)rng_range(r, 1, 9);
    }
}

static float draw_real(rng *r, float old) {
    static const float special[] = {0,       -1,      NAN,     INFINITY, -INFINITY, FLT_MAX,
                                    FLT_MIN, 1e-45f,  1e-38f,  1e-20f,   1e20f,     0x1p-31f,
                                    0x1p30f, 0x1p31f, 0x1p-8f, 0x1p-7f,  1};
    if (rng_chance(r, 50))
        return special[rng_range(r, 0, sizeof special / sizeof special[0] - 1)];
    return ldexpf(old, (int)rng_range(r, -12, 12));
}

static int64_t draw_zero(rng *r, int64_t old) {
    static const int64_t special[] = {0,   -128, 127,       -129,      128,       255,
                                      256, -1,   INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    if (rng_chance(r, 70))
        return special[rng_range(r, 0, sizeof special / sizeof special[0] - 1)];
    return (int64_t)((uint64_t)old + (uint64_t)rng_range(r, -2, 2));
}

static uint64_t bits_of(float f) {
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return bits;
}

static float real_of(uint64_t bits) {
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

/* A new value for a spot; often one that another spot of the kind has. */
static uint64_t draw_value(rng *r, const spots *s, spot_kind kind, uint64_t old) {
    const spot *other = &s->list[kind][rng_range(r, 0, s->count[kind] - 1)];
    if (rng_chance(r, 25))
        return get(s, other->at, spot_bytes[kind]);
    switch (kind) {
    case SPOT_REAL:
        return bits_of(draw_real(r, real_of(old)));
    case SPOT_ZERO:
        return (uint64_t)draw_zero(r, (int64_t)old);
    case SPOT_OPTION:
        if (rng_chance(r, 20))
            return bits_of(draw_real(r, real_of(old)));
        return (uint64_t)draw_size(r, (int32_t)old);
    case SPOT_BYTE:
        return rng_chance(r, 80) ? (uint64_t)rng_range(r, 0, 20) : rng_u64(r);
    case SPOT_INDEX:
        return rng_chance(r, 80) ? (uint64_t)rng_range(r, -1, 8) : rng_u64(r);
    case SPOT_FIELD:
        return rng_chance(r, 30) ? 0 : (uint64_t)rng_range(r, 1, 8) * 8;
    case SPOT_OFFSET:
        return rng_chance(r, 80) ? old + (uint64_t)rng_range(r, -4, 4) * 4 : rng_u64(r);
    default:
        return (uint64_t)draw_size(r, (int32_t)old);
    }
}

static void put(spots *s, size_t at, uint64_t value, size_t bytes) {
    memcpy(s->data + at, &value, bytes);
}

/* Gives every spot of the kind that has this value the new one: shapes keep fitting each other. */
static void replace_all(spots *s, spot_kind kind, uint64_t old, uint64_t value) {
    size_t bytes = spot_bytes[kind];
    for (int i = 0; i < s->count[kind]; i++)
        if (get(s, s->list[kind][i].at, bytes) == old)
            put(s, s->list[kind][i].at, value, bytes);
}

static void change(rng *r, spots *s) {
    spot_kind kind = (spot_kind)rng_range(r, 0, SPOT_KINDS - 1);
    if (s->count[kind] == 0)
        return;
    const spot *chosen = &s->list[kind][rng_range(r, 0, s->count[kind] - 1)];
    size_t bytes = spot_bytes[kind];
    uint64_t old = get(s, chosen->at, bytes), value = draw_value(r, s, kind, old);
    if (rng_chance(r, 20))
        replace_all(s, kind, old, value);
    else
        put(s, chosen->at, value, bytes);
}

/* ---- valid models ---- */

typedef struct fresh {
    rng *r;
    uint8_t *data;
    size_t size, limit;
} fresh;

static exit_status write_fresh(void *context) {
    fresh *f = context;
    ir_graph *g;
    int count = 0;
    while (op_kinds[count])
        count++;
    if (rng_chance(f->r, 30)) {
        g = random_graph(rng_u64(f->r));
    } else {
        g = ir_graph_new("fresh");
        op_kinds[rng_range(f->r, 0, count - 1)]->random(f->r, g);
    }
    bytes file = written_bytes(written_from_graph(g));
    if (file.size > f->limit)
        return STATUS_DONE;
    memcpy(f->data, file.data, file.size);
    f->size = file.size;
    return STATUS_DONE;
}

size_t mutate_model(uint8_t *data, size_t size, size_t limit, unsigned seed) {
    static spots s;
    rng r;
    rng_seed(&r, seed);
    if (size < 16 || rng_chance(&r, 10)) {
        fresh f = {&r, data, size, limit};
        if (diag_try(write_fresh, &f) == STATUS_DONE)
            size = f.size;
    }
    for (int n = (int)rng_range(&r, 0, 4); n >= 0; n--) {
        memset(s.count, 0, sizeof s.count);
        s.data = data;
        s.size = size;
        find_in_table(&s, get(&s, 0, 4), model);
        change(&r, &s);
    }
    return size;
}
