/* Runs other programs: the compiler and the emulators. */
#ifndef MOTE_BASE_PROCESS_H
#define MOTE_BASE_PROCESS_H

/* A program that someone may have to install. */
typedef struct tool {
    const char *program;        /* name looked up in PATH */
    const char *debian_package; /* named in the message when it is missing */
} tool;

/* Is the program in PATH? */
int process_exists(const char *program);
/* fail(STATUS_MISSING) naming the package unless the tool is there. */
void process_require(tool t);
/* Runs argv (NULL-terminated, argv[0] looked up in PATH) in `folder` (NULL: here), standard input
 * empty, standard output and error into the file `log` (NULL: inherited). Returns the exit status;
 * 128 + signal if killed; after `timeout_s` seconds (0: never) the program is killed: 124. */
int process_run(const char *const *argv, const char *folder, const char *log, int timeout_s);

/* A program that runs beside this one, with pipes to its standard input and output. */
typedef struct process {
    int pid, to, from; /* file descriptors of the pipes */
} process;

/* Starts it as process_run would; its standard error is inherited. */
process process_open(const char *const *argv, const char *folder);
/* Closes the pipes and waits; the program is killed after `timeout_s`. Returns as process_run. */
int process_close(process *p, int timeout_s);

#endif
