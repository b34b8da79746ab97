#include "base/sha256.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>

void sha256_hex(const void *data, size_t size, char out[65]) {
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, size, data);
    sha256_digest(&context, sizeof digest, digest);
    base16_encode_update(out, sizeof digest, digest);
    out[64] = 0;
}
