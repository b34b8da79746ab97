/* Semihosting for the counting emulator: files of one folder, text, exit. */
#ifndef MOTE_SIM_SEMIHOSTING_H
#define MOTE_SIM_SEMIHOSTING_H

#include <stdint.h>
#include <stdio.h>
#include <unicorn/unicorn.h>

#define SEMIHOSTING_FILES 8

typedef struct semihosting {
    const char *folder;
    FILE *file[SEMIHOSTING_FILES]; /* handle - 1 */
} semihosting;

/* Does what the firmware asks; `result` is what r0 becomes. Non-zero: the firmware has ended. */
int semihosting_call(semihosting *s, uc_engine *uc, uint32_t call, uint32_t argument,
                     uint32_t *result);
void semihosting_close(semihosting *s);

#endif
