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

/* In the child: everything until exec. Returns its errno, or a negative one of what came before. */
static int become(const char *const *argv, const char *folder, const char *log) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int in = open("/dev/null", O_RDONLY);
    if (in < 0 || dup2(in, STDIN_FILENO) < 0)
        return -errno;
    if (log) {
        int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (out < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
            return -errno;
    }
    if (folder && chdir(folder) != 0)
        return -errno;
    execvp(argv[0], (char **)(uintptr_t)argv); /* it takes char *const[] and changes nothing */
    return errno;
}

/* Starts the program. A pipe that exec closes brings back why it could not be started. */
static pid_t start(const char *const *argv, const char *folder, const char *log) {
    int report[2], problem = 0;
    if (pipe2(report, O_CLOEXEC) != 0)
        fail(STATUS_REFUSED, "cannot run '%s': %s", argv[0], strerror(errno));
    pid_t child = fork();
    if (child == 0) {
        problem = become(argv, folder, log);
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
        fail(STATUS_REFUSED, "cannot use '%s' or '%s' to run '%s': %s", folder ? folder : ".",
             log ? log : "/dev/null", argv[0], strerror(-problem));
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

int process_run(const char *const *argv, const char *folder, const char *log, int timeout_s) {
    pid_t child = start(argv, folder, log);
    running = child;
    catch_signals();
    int status = wait_for(child, timeout_s);
    restore_signals();
    running = 0;
    return status;
}
