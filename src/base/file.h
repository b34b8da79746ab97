/* Files: whole ones in, whole ones out, and temporary ones that never stay behind. */
#ifndef MOTE_BASE_FILE_H
#define MOTE_BASE_FILE_H

#include <stddef.h>
#include <stdint.h>

/* No input file may be larger. */
#define FILE_LIMIT_BYTES ((size_t)256 << 20)

typedef struct bytes {
    uint8_t *data;
    size_t size;
} bytes;

/* Reads a whole file, "-" is standard input; fail() says why it cannot. A zero byte that `size`
 * does not count follows the data. */
bytes file_read(const char *path);

/* Names of what is in a folder, sorted, without those that begin with a dot. NULL if the folder
 * cannot be read; errno says why. */
const char **file_list(const char *folder, int *count);

/* Output is collected and written when all of the work has succeeded: file_commit() writes every
 * file under a temporary name in its own folder, then renames them all. A failure before that
 * leaves nothing. `data` must live until then. A path of "-" is standard output. */
void file_add_output(const char *path, const void *data, size_t size);
void file_commit(void);
/* Makes the folder and its parents; the folders it made are removed again when the command fails.
 */
void file_make_folder(const char *path);

/* A new temporary folder, removed with its content when the command ends. */
const char *file_temporary_folder(void);
void file_remove_temporaries(void);

/* "a/b/c.tflite" -> "c.tflite"; and the folder part, "." if none. */
const char *file_base_name(const char *path);
char *file_folder_name(const char *path);
/* Does `path` end in `suffix`, whatever the letters' case? */
int file_has_suffix(const char *path, const char *suffix);

#endif
