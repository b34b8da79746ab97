#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"

/* ---- looking for programs ---- */

static int is_program(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && access(path, X_OK) == 0;
}

int process_exists(const char *program) {
    if (strchr(program, '/'))
        return is_program(program);
    const char *path = getenv("PATH");
    for (const char *p = path ? path : "/bin:/usr/bin"; *p;) {
        size_t n = strcspn(p, ":");
        char *candidate = mem_printf("%.*s/%s", n ? (int)n : 1, n ? p : ".", program);
        int found = is_program(candidate);
        mem_free(candidate);
        if (found)
            return 1;
        p += n + (p[n] == ':');
    }
    return 0;
}

void process_require(tool t) {
    if (!process_exists(t.program))
        fail(STATUS_MISSING, "'%s' is needed and not installed: on Debian, apt install %s",
             t.program, t.debian_package);
}

/* ---- signals: a program that runs must not outlive mote ---- */

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
#define SIGNAL_COUNT (sizeof signals / sizeof *signals)
static struct sigaction before[SIGNAL_COUNT];
static volatile sig_atomic_t running; /* process id of the program that runs, 0: none */

static void restore_signals(void) {
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        sigaction(signals[i], &before[i], NULL);
}

/* The group is not the terminal's foreground group: Ctrl-C reaches mote alone. */
static void end_program(int number) {
    if (running > 0) {
        kill(-running, SIGKILL);
        waitpid(running, NULL, 0);
    }
    restore_signals();
    raise(number);
}

static void catch_signals(void) {
    struct sigaction action = {.sa_handler = end_program, .sa_flags = SA_RESTART};
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        sigaction(signals[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

/* ---- running ---- */

/* What a program's standard streams become; -1: inherited. */
typedef struct streams {
    int in, out, error;
} streams;

static int redirect(int from, int to) {
    return from < 0 || dup2(from, to) >= 0;
}

/* In the child: everything until exec. Returns its errno, or a negative one of what came before. */
static int become(const char *const *argv, const char *folder, streams s) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!redirect(s.in, STDIN_FILENO) || !redirect(s.out, STDOUT_FILENO) ||
        !redirect(s.error, STDERR_FILENO))
        return -errno;
    if (folder && chdir(folder) != 0)
        return -errno;
    execvp(argv[0], (char **)(uintptr_t)argv); /* it takes char *const[] and changes nothing */
    return errno;
}

/* Starts the program. A pipe that exec closes brings back why it could not be started. */
static pid_t start(const char *const *argv, const char *folder, streams s) {
    int report[2], problem = 0;
    if (pipe2(report, O_CLOEXEC) != 0)
        fail(STATUS_REFUSED, "cannot run '%s': %s", argv[0], strerror(errno));
    pid_t child = fork();
    if (child == 0) {
        problem = become(argv, folder, s);
        ssize_t sent = write(report[1], &problem, sizeof problem);
        _exit(sent == sizeof problem ? 127 : 126); /* not exit(): stdio buffers are the parent's */
    }
    if (child < 0)
        problem = errno;
    close(report[1]);
    ssize_t n;
    do
        n = read(report[0], &problem, sizeof problem);
    while (n < 0 && errno == EINTR);
    close(report[0]);
    if (problem == 0)
        return child;
    if (child > 0)
        waitpid(child, NULL, 0);
    if (problem < 0)
        fail(STATUS_REFUSED, "cannot run '%s' in '%s': %s", argv[0], folder ? folder : ".",
             strerror(-problem));
    fail(problem == ENOENT ? STATUS_MISSING : STATUS_REFUSED, "cannot run '%s': %s", argv[0],
         strerror(problem));
}

static void sleep_milliseconds(long ms) {
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

static double now_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Waits for the child; kills its whole group when the time is over and returns 124. */
static int wait_for(pid_t child, int timeout_s) {
    int status = 0;
    double deadline = now_seconds() + timeout_s;
    for (long ms = 1;; ms = ms < 20 ? ms + 1 : ms) {
        pid_t done = waitpid(child, &status, timeout_s ? WNOHANG : 0);
        if (done == child)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        CHECK(done == 0 || errno == EINTR);
        if (timeout_s && now_seconds() > deadline) {
            kill(-child, SIGKILL);
            waitpid(child, &status, 0);
            return 124;
        }
        if (timeout_s)
            sleep_milliseconds(ms);
    }
}

/* A file for a program to read or write; closed by exec except where it is a standard stream. */
static int open_stream(const char *path, int flags) {
    int fd = open(path, flags | O_CLOEXEC, 0666);
    if (fd < 0)
        fail(STATUS_REFUSED, "cannot use '%s': %s", path, strerror(errno));
    return fd;
}

int process_run(const char *const *argv, const char *folder, const char *log, int timeout_s) {
    streams s = {open_stream("/dev/null", O_RDONLY), -1, -1};
    if (log)
        s.out = s.error = open_stream(log, O_WRONLY | O_CREAT | O_TRUNC);
    pid_t child = start(argv, folder, s);
    close(s.in);
    if (log)
        close(s.out);
    running = child;
    catch_signals();
    int status = wait_for(child, timeout_s);
    restore_signals();
    running = 0;
    return status;
}

process process_open(const char *const *argv, const char *folder) {
    int to[2], from[2];
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)
        fail(STATUS_REFUSED, "cannot run '%s': %s", argv[0], strerror(errno));
    signal(SIGPIPE, SIG_IGN); /* a program that ended early is an error of write() */
    process p = {start(argv, folder, (streams){to[0], from[1], -1}), to[1], from[0]};
    close(to[0]);
    close(from[1]);
    return p;
}

int process_close(process *p, int timeout_s) {
    close(p->to);
    close(p->from);
    return wait_for(p->pid, timeout_s);
}
