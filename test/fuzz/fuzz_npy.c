/* .npy files: what was read is written and must read back the same. */
#include "fuzz.h"

#include "base/npy.h"

static void fuzz_read(bytes file) {
    npy a = npy_parse(file);
    for (int64_t i = 0; i < a.count; i++)
        npy_value(&a, i);
    npy_shape_text(&a);
    npy b = npy_parse(npy_format(&a));
    CHECK(b.type == a.type && b.rank == a.rank && b.count == a.count);
    CHECK(memcmp(a.shape, b.shape, sizeof a.shape) == 0);
    CHECK(memcmp(a.data, b.data, (size_t)a.count * npy_type_bytes(a.type)) == 0);
}
