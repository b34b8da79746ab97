/* base/file.c and base/process.c: whole files, outputs that appear together or not at all,
 * temporary folders, other programs. */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"

/* ---- helpers ---- */

/* A folder for one test; the path of a file in it. */
static const char *folder;

static const char *in_folder(const char *name) {
    return mem_printf("%s/%s", folder, name);
}

static void write_file(const char *path, const char *content) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    EXPECT(fd >= 0 && write(fd, content, strlen(content)) == (ssize_t)strlen(content));
    close(fd);
}

static int holds(const char *path, const char *content) {
    bytes b = file_read(path);
    return b.size == strlen(content) && memcmp(b.data, content, b.size) == 0;
}

static int exists(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0;
}

static int open_descriptors(void) {
    int n = 0;
    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) != -1;
    return n;
}

/* A folder that outlives diag_try, for bare tests. */
static char kept_folder[64];

static const char *in_kept(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", kept_folder, name);
    return path;
}

static void make_kept_folder(void) {
    strcpy(kept_folder, "/tmp/mote-test-XXXXXX");
    EXPECT(mkdtemp(kept_folder) != NULL);
}

static void remove_kept_folder(void) {
    const char *argv[] = {"rm", "-rf", kept_folder, NULL};
    EXPECT(process_run(argv, NULL, NULL, 10) == 0);
}

static int kept_is_empty(void) {
    return rmdir(kept_folder) == 0 && mkdir(kept_folder, 0700) == 0;
}

/* ---- reading ---- */

TEST(reads_what_was_written) {
    folder = file_temporary_folder();
    file_add_output(in_folder("a"), "alpha\0beta", 10);
    file_add_output(in_folder("empty"), NULL, 0);
    file_commit();
    bytes a = file_read(in_folder("a")), empty = file_read(in_folder("empty"));
    EXPECT(a.size == 10 && memcmp(a.data, "alpha\0beta", 10) == 0);
    EXPECT(empty.size == 0 && empty.data != NULL);
}

TEST(reads_files_without_a_size) {
    EXPECT(file_read("/proc/self/stat").size > 20);
}

TEST_FAILS(missing_file, STATUS_REFUSED, "cannot read 'no/x.tflite': No such file or directory") {
    file_read("no/x.tflite");
}

TEST_FAILS(folder_is_no_file, STATUS_REFUSED, "cannot read '/tmp': it is a folder") {
    file_read("/tmp");
}

TEST_FAILS(file_over_the_limit, STATUS_REFUSED, "larger than 256 MiB") {
    const char *path = mem_printf("%s/big", file_temporary_folder());
    write_file(path, "");
    EXPECT(truncate(path, (off_t)FILE_LIMIT_BYTES + 1) == 0);
    file_read(path);
}

TEST_FAILS(stream_over_the_limit, STATUS_REFUSED, "larger than 256 MiB") {
    file_read("/dev/zero");
}

/* ---- writing ---- */

TEST(replaced_files_keep_mode_and_links) {
    folder = file_temporary_folder();
    const char *file = in_folder("file"), *link = in_folder("link");
    struct stat info;
    write_file(file, "old");
    EXPECT(chmod(file, 0640) == 0 && symlink("file", link) == 0);
    file_add_output(link, "new", 3);
    file_commit();
    EXPECT(holds(file, "new") && stat(file, &info) == 0 && (info.st_mode & 0777) == 0640);
    EXPECT(lstat(link, &info) == 0 && S_ISLNK(info.st_mode));
}

TEST(devices_stay_devices) {
    struct stat info;
    file_add_output("/dev/null", "x", 1);
    file_commit();
    EXPECT(stat("/dev/null", &info) == 0 && S_ISCHR(info.st_mode));
}

TEST_FAILS(two_results_in_one_file, STATUS_USAGE, "two results would be written to 'x'") {
    file_add_output("x", "1", 1);
    file_add_output("x", "2", 1);
}

TEST_FAILS(output_is_a_folder, STATUS_REFUSED, "cannot write '/tmp': it is a folder") {
    file_add_output("/tmp", "1", 1);
    file_commit();
}

static exit_status second_cannot_be_written(void *context) {
    (void)context;
    file_add_output(in_kept("old"), "new content", 11);
    file_add_output(in_kept("missing/y"), "2", 1);
    file_commit();
    return STATUS_DONE;
}

TEST_BARE(failed_commit_changes_nothing) {
    make_kept_folder();
    write_file(in_kept("old"), "old content");
    EXPECT(try_ends_in(second_cannot_be_written, NULL, STATUS_REFUSED,
                       "missing/y': No such file or directory"));
    EXPECT(holds(in_kept("old"), "old content"));
    unlink(in_kept("old"));
    EXPECT(kept_is_empty());
    remove_kept_folder();
}

static exit_status device_is_full(void *context) {
    (void)context;
    file_add_output(in_kept("file"), "content", 7);
    file_add_output("/dev/full", "2", 1);
    file_commit();
    return STATUS_DONE;
}

TEST_BARE(full_disk_changes_nothing) {
    make_kept_folder();
    EXPECT(try_ends_in(device_is_full, NULL, STATUS_REFUSED,
                       "cannot write '/dev/full': No space left on device"));
    EXPECT(kept_is_empty());
    remove_kept_folder();
}

static exit_status write_read_only(void *context) {
    (void)context;
    file_add_output(in_kept("kws.c"), "1", 1);
    file_commit();
    return STATUS_DONE;
}

TEST_BARE(unwritable_folder) {
    make_kept_folder();
    chmod(kept_folder, 0500);
    if (geteuid() != 0) /* root may write everywhere */
        EXPECT(try_ends_in(write_read_only, NULL, STATUS_REFUSED, "kws.c': Permission denied"));
    chmod(kept_folder, 0700);
    remove_kept_folder();
}

static exit_status make_folder_and_fail(void *context) {
    file_make_folder(in_kept("a/b/c/"));
    EXPECT(exists(in_kept("a/b/c")));
    if (context)
        fail(STATUS_REFUSED, "on purpose");
    file_add_output(in_kept("a/b/c/file"), "1", 1);
    file_commit();
    return STATUS_DONE;
}

TEST_BARE(made_folders_go_with_a_failure) {
    make_kept_folder();
    EXPECT(try_ends_in(make_folder_and_fail, "fail", STATUS_REFUSED, "on purpose"));
    EXPECT(kept_is_empty());
    EXPECT(try_ends_in(make_folder_and_fail, NULL, STATUS_DONE, ""));
    EXPECT(exists(in_kept("a/b/c/file")));
    remove_kept_folder();
}

TEST_FAILS(folder_below_a_file, STATUS_REFUSED, "it is not a folder") {
    folder = file_temporary_folder();
    write_file(in_folder("f"), "");
    file_make_folder(in_folder("f"));
}

static exit_status write_and_read(void *context) {
    (void)context;
    file_make_folder(in_kept("new"));
    file_add_output(in_kept("new/a"), "1", 1);
    file_add_output(in_kept("new/b"), "2", 1);
    file_commit();
    EXPECT(file_read(in_kept("new/a")).size == 1);
    return STATUS_DONE;
}

TEST_BARE(allocations_may_fail) {
    make_kept_folder();
    int before = open_descriptors();
    try_every_allocation(write_and_read, NULL);
    EXPECT(open_descriptors() == before);
    EXPECT(exists(in_kept("new/a")) && exists(in_kept("new/b")));
    remove_kept_folder();
}

/* ---- temporary folders ---- */

static char remembered[256];

static exit_status use_temporary_folder(void *context) {
    (void)context;
    folder = file_temporary_folder();
    strcpy(remembered, folder);
    file_make_folder(in_folder("deep/er"));
    write_file(in_folder("deep/er/file"), "x");
    EXPECT(symlink("/tmp", in_folder("link")) == 0);
    EXPECT(strcmp(folder, file_temporary_folder()) != 0);
    return STATUS_DONE;
}

TEST_BARE(temporary_folders_vanish) {
    make_kept_folder();
    setenv("TMPDIR", kept_folder, 1);
    EXPECT(try_ends_in(use_temporary_folder, NULL, STATUS_DONE, ""));
    unsetenv("TMPDIR");
    EXPECT(strncmp(remembered, kept_folder, strlen(kept_folder)) == 0);
    EXPECT(kept_is_empty() && exists("/tmp"));
    remove_kept_folder();
}

static exit_status make_temporary_folder(void *context) {
    (void)context;
    file_temporary_folder();
    return STATUS_DONE;
}

TEST_BARE(temporary_folder_cannot_be_made) {
    setenv("TMPDIR", "/nowhere", 1);
    EXPECT(try_ends_in(make_temporary_folder, NULL, STATUS_REFUSED,
                       "cannot make a temporary folder in '/nowhere': No such file or directory"));
    unsetenv("TMPDIR");
}

static exit_status run_for_long(void *context) {
    const char *argv[] = {"sh", "-c", "echo $$ > pid.new; mv pid.new pid; sleep 50", NULL};
    file_temporary_folder();
    process_run(argv, kept_folder, NULL, *(int *)context);
    return STATUS_DONE;
}

/* Neither the folder nor the program may stay when mote is stopped by a signal. */
static void stop_by(int number, int timeout_s) {
    make_kept_folder();
    setenv("TMPDIR", kept_folder, 1);
    signal(number, SIG_DFL);
    pid_t child = fork();
    if (child == 0)
        _exit((int)diag_try(run_for_long, &timeout_s));
    for (int i = 0; i < 500 && !exists(in_kept("pid")); i++)
        usleep(10000);
    unsetenv("TMPDIR");
    EXPECT(exists(in_kept("pid")));
    pid_t program = (pid_t)atoi((const char *)file_read(in_kept("pid")).data);
    kill(child, number);
    int status;
    waitpid(child, &status, 0);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == number);
    EXPECT(program > 1 && kill(program, 0) != 0);
    unlink(in_kept("pid"));
    EXPECT(kept_is_empty());
    remove_kept_folder();
}

TEST_BARE(interrupted) {
    stop_by(SIGINT, 60);
}

TEST_BARE(terminated) {
    stop_by(SIGTERM, 0);
}

/* ---- names ---- */

TEST(names) {
    EXPECT(strcmp(file_base_name("a/b/c.tflite"), "c.tflite") == 0);
    EXPECT(strcmp(file_base_name("c"), "c") == 0);
    EXPECT(strcmp(file_folder_name("a/b/c"), "a/b") == 0);
    EXPECT(strcmp(file_folder_name("c"), ".") == 0 && strcmp(file_folder_name("/c"), "/") == 0);
    EXPECT(file_has_suffix("X.PNG", ".png") && !file_has_suffix("png", ".png"));
}

/* ---- processes ---- */

/* Runs a shell command, its output into `log`. */
static int shell(const char *command, const char *log, int timeout_s) {
    const char *argv[] = {"sh", "-c", command, NULL};
    return process_run(argv, folder, log, timeout_s);
}

TEST(process_output_and_status) {
    folder = file_temporary_folder();
    const char *log = in_folder("log");
    EXPECT(shell("pwd; echo oops >&2; exit 3", log, 10) == 3);
    EXPECT(holds(log, mem_printf("%s\noops\n", folder)));
    EXPECT(shell("cat", log, 10) == 0 && holds(log, ""));
    EXPECT(shell("kill -9 $$", log, 0) == 128 + SIGKILL);
}

/* Dead, or a zombie that nobody has buried. */
static int is_dead(pid_t id) {
    const char *path = mem_printf("/proc/%d/stat", (int)id);
    if (kill(id, 0) != 0)
        return 1;
    const char *end = strrchr((const char *)file_read(path).data, ')');
    return end && end[2] == 'Z';
}

TEST(process_is_killed_with_its_children) {
    folder = file_temporary_folder();
    EXPECT(shell("sleep 50 & echo $! > pid; wait", NULL, 1) == 124);
    pid_t grandchild = (pid_t)atoi((const char *)file_read(in_folder("pid")).data);
    EXPECT(grandchild > 1);
    for (int i = 0; i < 100 && !is_dead(grandchild); i++)
        usleep(10000);
    EXPECT(is_dead(grandchild));
}

TEST(process_lookup) {
    EXPECT(process_exists("sh") && process_exists("/bin/sh"));
    EXPECT(!process_exists("no-such-program") && !process_exists("/tmp"));
    process_require((tool){"sh", "dash"});
}

TEST_FAILS(process_missing, STATUS_MISSING,
           "'no-such-cc' is needed and not installed: on Debian, "
           "apt install gcc-no-such") {
    process_require((tool){"no-such-cc", "gcc-no-such"});
}

TEST_FAILS(process_cannot_start, STATUS_MISSING, "cannot run 'no-such-cc': No such file") {
    const char *argv[] = {"no-such-cc", NULL};
    process_run(argv, NULL, NULL, 1);
}

TEST_FAILS(process_folder_missing, STATUS_REFUSED, "cannot run 'sh' in '/nowhere'") {
    folder = "/nowhere";
    shell("true", NULL, 1);
}
