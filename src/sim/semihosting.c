#include "sim/semihosting.h"

#include <string.h>

#include "base/mem.h"

enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE0 = 0x04,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_EXIT_EXTENDED = 0x20
};

#define FAILED UINT32_MAX

/* The name has no folder part; what is written gets a name of its own, so that a run beside this
 * one is not disturbed. */
static FILE *open_file(const semihosting *s, const char *name, uint32_t mode) {
    if (strchr(name, '/') || name[0] == '.' || name[0] == 0)
        return NULL;
    int writing = mode >= 4;
    return fopen(mem_printf("%s/%s%s", s->folder, writing ? "counted-" : "", name),
                 writing ? "wb" : "rb");
}

static uint32_t sys_open(semihosting *s, uc_engine *uc, const uint32_t block[3]) {
    char name[64] = "";
    if (block[2] >= sizeof name || uc_mem_read(uc, block[0], name, block[2]) != UC_ERR_OK)
        return FAILED;
    for (uint32_t i = 0; i < SEMIHOSTING_FILES; i++)
        if (!s->file[i]) {
            s->file[i] = open_file(s, name, block[1]);
            return s->file[i] ? i + 1 : FAILED;
        }
    return FAILED;
}

static FILE *file_of(const semihosting *s, uint32_t handle) {
    return handle >= 1 && handle <= SEMIHOSTING_FILES ? s->file[handle - 1] : NULL;
}

/* Both give the number of bytes left to do. */
static uint32_t transfer(const semihosting *s, uc_engine *uc, const uint32_t block[3],
                         int writing) {
    FILE *f = file_of(s, block[0]);
    uint8_t chunk[4096];
    uint32_t done = 0;
    while (f && done < block[2]) {
        uint32_t n = block[2] - done < sizeof chunk ? block[2] - done : sizeof chunk;
        if (writing && uc_mem_read(uc, block[1] + done, chunk, n) != UC_ERR_OK)
            break;
        size_t moved = writing ? fwrite(chunk, 1, n, f) : fread(chunk, 1, n, f);
        if (!writing && uc_mem_write(uc, block[1] + done, chunk, moved) != UC_ERR_OK)
            break;
        done += (uint32_t)moved;
        if (moved < n)
            break;
    }
    return block[2] - done;
}

static uint32_t sys_close(semihosting *s, uint32_t handle) {
    FILE *f = file_of(s, handle);
    if (!f)
        return FAILED;
    s->file[handle - 1] = NULL;
    return fclose(f) == 0 ? 0 : FAILED;
}

int semihosting_call(semihosting *s, uc_engine *uc, uint32_t call, uint32_t argument,
                     uint32_t *result) {
    uint32_t block[3] = {0, 0, 0};
    if (call != SYS_WRITE0)
        uc_mem_read(uc, argument, block, call == SYS_CLOSE ? 4 : sizeof block);
    switch (call) {
    case SYS_OPEN:
        *result = sys_open(s, uc, block);
        return 0;
    case SYS_CLOSE:
        *result = sys_close(s, block[0]);
        return 0;
    case SYS_WRITE:
    case SYS_READ:
        *result = transfer(s, uc, block, call == SYS_WRITE);
        return 0;
    case SYS_WRITE0: /* sim_run shows what the firmware says */
        return 0;
    default:
        return 1;
    }
}

void semihosting_close(semihosting *s) {
    for (int i = 0; i < SEMIHOSTING_FILES; i++)
        if (s->file[i])
            fclose(s->file[i]);
}
