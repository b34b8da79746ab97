#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"

/* ---- reading ---- */

static int reading = -1; /* open while file_read works, so that a failure in it can close it */
static DIR *listing;     /* the same for file_list */

static void close_reading(void) {
    if (reading > STDIN_FILENO)
        close(reading);
    reading = -1;
    if (listing)
        closedir(listing);
    listing = NULL;
}

static int open_for_reading(const char *path, struct stat *info) {
    reading = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (reading < 0 || fstat(reading, info) != 0)
        fail(STATUS_REFUSED, "cannot read '%s': %s", path, strerror(errno));
    if (S_ISDIR(info->st_mode))
        fail(STATUS_REFUSED, "cannot read '%s': it is a folder", path);
    return reading;
}

static _Noreturn void refuse_size(const char *path) {
    fail(STATUS_REFUSED, "'%s' is larger than %zu MiB", path, FILE_LIMIT_BYTES >> 20);
}

/* Doubles the room, up to one byte more than the limit: that byte tells that a file is too large.
 */
static size_t next_capacity(size_t capacity) {
    return capacity < FILE_LIMIT_BYTES / 2 ? capacity * 2 : FILE_LIMIT_BYTES + 1;
}

bytes file_read(const char *path) {
    struct stat info;
    int fd = open_for_reading(path, &info);
    /* The size that the system tells is only a first guess: pipes have none and files can grow. */
    size_t capacity = S_ISREG(info.st_mode) ? (size_t)info.st_size + 1 : 65536;
    if (capacity > FILE_LIMIT_BYTES + 1)
        refuse_size(path);
    bytes b = {.data = mem_new(capacity, 1)};
    for (;;) {
        ssize_t n = read(fd, b.data + b.size, capacity - b.size);
        if (n == 0)
            break;
        if (n > 0)
            b.size += (size_t)n;
        else if (errno != EINTR)
            fail(STATUS_REFUSED, "cannot read '%s': %s", path, strerror(errno));
        if (b.size > FILE_LIMIT_BYTES)
            refuse_size(path);
        if (b.size == capacity) {
            b.data = mem_grow(b.data, capacity, next_capacity(capacity), 1);
            capacity = next_capacity(capacity);
        }
    }
    close_reading();
    return b;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **file_list(const char *folder, int *count) {
    size_t n = 0;
    const char **names = NEW_ARRAY(const char *, 1);
    listing = opendir(folder);
    if (!listing)
        return NULL;
    for (struct dirent *e; (e = readdir(listing));) {
        if (e->d_name[0] == '.')
            continue;
        names = mem_grow(names, n, n + 1, sizeof *names);
        names[n++] = mem_strdup(e->d_name);
    }
    close_reading();
    qsort(names, n, sizeof *names, compare_names);
    *count = (int)n;
    return names;
}

/* ---- writing ---- */

typedef struct output {
    const char *path;
    char *target;    /* the file that the path leads to through links, once that is known */
    char *temporary; /* NULL while it does not exist */
    const void *data;
    size_t size;
    mode_t mode;
    int in_place; /* a device or a pipe: written as it is */
} output;

static output *outputs;
static int output_count;
static volatile sig_atomic_t committing; /* `outputs` does not move: a signal handler may read it */
static char **made_folders;
static int made_folder_count;

void file_add_output(const char *path, const void *data, size_t size) {
    size_t n = (size_t)output_count;
    for (size_t i = 0; i < n; i++)
        if (strcmp(outputs[i].path, path) == 0)
            fail(STATUS_USAGE, "two results would be written to '%s'", path);
    outputs = mem_grow(outputs, n, n + 1, sizeof *outputs);
    outputs[n] = (output){.path = mem_strdup(path), .data = data, .size = size};
    output_count++;
}

static _Noreturn void refuse_output(const output *o, int problem) {
    fail(STATUS_REFUSED, "cannot write '%s': %s", o->path, strerror(problem));
}

/* Returns 0 or errno. */
static int write_all(int fd, const void *data, size_t size) {
    const uint8_t *at = data;
    while (size > 0) {
        ssize_t n = write(fd, at, size);
        if (n < 0 && errno != EINTR)
            return errno;
        if (n > 0) {
            at += n;
            size -= (size_t)n;
        }
    }
    return 0;
}

static mode_t mode_of_new_files(void) {
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Finds out what is there already: a file that is replaced keeps its mode, links keep pointing to
 * it, and /dev/null stays a device. */
static void look_at_target(output *o) {
    struct stat info;
    o->target = mem_strdup(o->path);
    o->mode = mode_of_new_files();
    if (stat(o->path, &info) != 0)
        return;
    if (S_ISDIR(info.st_mode))
        fail(STATUS_REFUSED, "cannot write '%s': it is a folder", o->path);
    if (access(o->path, W_OK) != 0)
        refuse_output(o, errno);
    o->in_place = !S_ISREG(info.st_mode);
    o->mode = info.st_mode & 0777;
    char *real = realpath(o->path, NULL);
    if (real)
        o->target = mem_strdup(real);
    free(real);
}

static void write_temporary(output *o) {
    o->temporary = mem_printf("%s.XXXXXX", o->target);
    int fd = mkostemp(o->temporary, O_CLOEXEC);
    if (fd < 0) {
        o->temporary = NULL;
        refuse_output(o, errno);
    }
    int problem = write_all(fd, o->data, o->size);
    if (!problem && fchmod(fd, o->mode) != 0)
        problem = errno;
    if (close(fd) != 0 && !problem)
        problem = errno;
    if (problem)
        refuse_output(o, problem);
}

static void write_in_place(const output *o) {
    int fd = open(o->path, O_WRONLY | O_CLOEXEC);
    int problem = fd < 0 ? errno : write_all(fd, o->data, o->size);
    if (fd >= 0)
        close(fd);
    if (problem)
        refuse_output(o, problem);
}

static void write_standard_output(const output *o) {
    fflush(stdout);
    int problem = write_all(STDOUT_FILENO, o->data, o->size);
    if (problem)
        fail(STATUS_REFUSED, "cannot write to standard output: %s", strerror(problem));
}

static void rename_output(output *o) {
    if (rename(o->temporary, o->target) != 0)
        refuse_output(o, errno);
    o->temporary = NULL;
}

static void catch_signals(void);

void file_commit(void) {
    catch_signals();
    committing = 1;
    for (output *o = outputs; o < outputs + output_count; o++) {
        if (strcmp(o->path, "-") == 0)
            continue;
        look_at_target(o);
        if (!o->in_place)
            write_temporary(o);
    }
    for (output *o = outputs; o < outputs + output_count; o++) {
        if (strcmp(o->path, "-") == 0)
            write_standard_output(o);
        else if (o->in_place)
            write_in_place(o);
    }
    for (output *o = outputs; o < outputs + output_count; o++)
        if (o->temporary)
            rename_output(o);
    committing = 0;
    output_count = 0;
    made_folder_count = 0; /* they hold something now */
}

void file_make_folder(const char *path) {
    struct stat info;
    if (stat(path, &info) == 0) {
        if (!S_ISDIR(info.st_mode))
            fail(STATUS_REFUSED, "cannot write into '%s': it is not a folder", path);
        return;
    }
    const char *parent = file_folder_name(path);
    if (strcmp(parent, path) != 0)
        file_make_folder(parent);
    size_t n = (size_t)made_folder_count;
    made_folders = mem_grow(made_folders, n, n + 1, sizeof *made_folders);
    made_folders[n] = mem_strdup(path);
    if (mkdir(path, 0777) == 0)
        made_folder_count++;
    else if (errno != EEXIST || stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) /* "a/b/" */
        fail(STATUS_REFUSED, "cannot make the folder '%s': %s", path, strerror(errno));
}

/* ---- temporary folders ---- */

/* Static, so that a signal handler can read it at any moment. */
#define TEMPORARY_LIMIT 16
static char temporary_folders[TEMPORARY_LIMIT][512];
static volatile sig_atomic_t temporary_count;

static void remove_tree(int parent, const char *name);

static int is_dot_name(const char *name) {
    return name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0));
}

/* Only system calls, no readdir: it runs in a signal handler too. */
static void remove_content(int folder) {
    _Alignas(struct dirent64) char block[4096];
    for (ssize_t n; (n = getdents64(folder, block, sizeof block)) > 0;)
        for (ssize_t at = 0; at < n;) {
            const struct dirent64 *entry = (const void *)(block + at);
            if (!is_dot_name(entry->d_name))
                remove_tree(folder, entry->d_name);
            at += entry->d_reclen;
        }
}

static void remove_tree(int parent, const char *name) {
    if (unlinkat(parent, name, 0) == 0)
        return;
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return;
    remove_content(folder);
    close(folder);
    unlinkat(parent, name, AT_REMOVEDIR);
}

static void clean_up_after_signal(int number) {
    for (int i = 0; i < temporary_count; i++)
        remove_tree(AT_FDCWD, temporary_folders[i]);
    if (committing)
        for (int i = 0; i < output_count; i++)
            if (outputs[i].temporary)
                unlink(outputs[i].temporary);
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_signals(void) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    struct sigaction action = {.sa_handler = clean_up_after_signal}, old;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) /* nohup */
            sigaction(numbers[i], &action, NULL);
}

const char *file_temporary_folder(void) {
    const char *base = getenv("TMPDIR");
    if (!base || !*base)
        base = "/tmp";
    CHECK(temporary_count < TEMPORARY_LIMIT);
    char *name = temporary_folders[temporary_count], *real = realpath(base, NULL);
    int problem = real ? 0 : errno;
    if (real && snprintf(name, sizeof *temporary_folders, "%s/mote-XXXXXX", real) >=
                    (int)sizeof *temporary_folders)
        problem = ENAMETOOLONG;
    free(real);
    catch_signals();
    if (!problem && !mkdtemp(name))
        problem = errno;
    if (problem)
        fail(STATUS_REFUSED, "cannot make a temporary folder in '%s': %s; set TMPDIR to another",
             base, strerror(problem));
    temporary_count++;
    return name;
}

void file_remove_temporaries(void) {
    close_reading();
    for (int i = 0; i < output_count; i++)
        if (outputs[i].temporary)
            unlink(outputs[i].temporary);
    committing = 0;
    outputs = NULL;
    output_count = 0;
    while (made_folder_count > 0)
        rmdir(made_folders[--made_folder_count]);
    made_folders = NULL;
    for (; temporary_count > 0; temporary_count--)
        remove_tree(AT_FDCWD, temporary_folders[temporary_count - 1]);
}

/* ---- names ---- */

const char *file_base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *file_folder_name(const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        return mem_strdup(".");
    return slash == path ? mem_strdup("/") : mem_printf("%.*s", (int)(slash - path), path);
}

int file_has_suffix(const char *path, const char *suffix) {
    size_t n = strlen(path), m = strlen(suffix);
    return n >= m && strcasecmp(path + n - m, suffix) == 0;
}
