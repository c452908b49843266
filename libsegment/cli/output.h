/* A file that a command writes. It is written beside its name and takes it when the whole is there:
 * until then an old file of that name stays, and a run that fails or is interrupted leaves nothing
 * that could be taken for a result. What is no plain file (a pipe, a device) is written to as it
 * stands. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

struct output {
    const char *path; /* as it was given */
    char *target;     /* what takes the name: behind a link, the file itself. NULL: as it stands */
    char *part;       /* where the bytes are until then */
    int file;         /* -1: none */
    FILE *stream;     /* the same with output_stream(), or NULL */
};

enum { OUTPUTS_MAX = 2 };

/* The files of a run. SIGINT, SIGTERM and SIGHUP remove their parts and say so. */
struct outputs {
    struct output all[OUTPUTS_MAX];
    int count;
    pthread_mutex_t lock; /* of what is to be removed */
    pthread_t watch;
    bool watched;
};

void outputs_init(struct outputs *outputs);
/* The next file: `path`, or standard output for "-". NULL: the reason is printed. */
struct output *outputs_open(struct outputs *outputs, const char *path);
/* To be called once, before threads are started and anything is written. */
void outputs_watch(struct outputs *outputs);
/* For stdio; NULL: the reason is printed. */
FILE *output_stream(struct output *output);
/* Closes them. `whole`: each takes its name, else its part is removed. 0, or EXIT_USAGE, printed.
 */
int outputs_close(struct outputs *outputs, bool whole);

#endif
