#include "output.h"

#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What would end the process, where it is not ignored (as under nohup). */
static void interruptions(sigset_t *set) {
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction now;
    sigemptyset(set);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (sigaction(ends[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN) {
            sigaddset(set, ends[i]);
        }
    }
}

static void hold_interruptions(int how) {
    sigset_t set;
    interruptions(&set);
    pthread_sigmask(how, &set, NULL);
}

/* From here on an interruption waits for who removes the parts. */
void outputs_init(struct outputs *outputs) {
    memset(outputs, 0, sizeof *outputs);
    pthread_mutex_init(&outputs->lock, NULL);
    hold_interruptions(SIG_BLOCK);
}

/* ---- Opening ---- */

/* A part is of its own name, and has the rights of the file whose place it takes. */
static int open_part(struct output *output, const struct stat *old) {
    static const char suffix[] = ".part";
    if (asprintf(&output->part, "%s.XXXXXX%s", output->target, suffix) < 0) {
        output->part = NULL;
        errno = ENOMEM;
        return -1;
    }
    int file = mkostemps(output->part, sizeof suffix - 1, O_CLOEXEC);
    if (file < 0) {
        free(output->part);
        output->part = NULL;
        return -1;
    }
    mode_t mask = umask(0);
    umask(mask);
    fchmod(file, old ? old->st_mode & 07777 : 0666 & ~mask);
    return file;
}

static int open_file(struct output *output) {
    struct stat old;
    bool exists = stat(output->path, &old) == 0;
    if (exists && !S_ISREG(old.st_mode)) {
        return open(output->path, O_WRONLY | O_CLOEXEC);
    }
    if (exists && access(output->path, W_OK) != 0) {
        return -1;
    }
    output->target = exists ? realpath(output->path, NULL) : strdup(output->path);
    return output->target ? open_part(output, exists ? &old : NULL) : -1;
}

struct output *outputs_open(struct outputs *outputs, const char *path) {
    struct output *output = &outputs->all[outputs->count];
    output->path = path;
    output->file = strcmp(path, "-") != 0 ? open_file(output) : STDOUT_FILENO;
    if (output->file < 0) {
        complain("%s: %s", path, strerror(errno));
        free(output->target);
        output->target = NULL;
        return NULL;
    }
    outputs->count++;
    return output;
}

FILE *output_stream(struct output *output) {
    output->stream = output->file == STDOUT_FILENO ? stdout : fdopen(output->file, "w");
    if (!output->stream) {
        complain("%s: %s", output->path, strerror(errno));
    }
    return output->stream;
}

/* ---- Interruptions ---- */

static void give_up(struct output *output) {
    if (output->part) {
        unlink(output->part);
        free(output->part);
        output->part = NULL;
        complain("%s was not written", output->path);
    }
}

/* Ends the process as the signal would have. */
static void end_by(int signal_number) {
    signal(signal_number, SIG_DFL);
    raise(signal_number);
    hold_interruptions(SIG_UNBLOCK);
}

/* The lock stays: nothing may take its name any more. */
static void *watch(void *data) {
    struct outputs *outputs = data;
    sigset_t set;
    int signal_number, before;
    interruptions(&set);
    if (sigwait(&set, &signal_number) != 0) {
        return NULL;
    }
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    pthread_mutex_lock(&outputs->lock);
    complain("interrupted by signal %d", signal_number);
    for (int i = 0; i < outputs->count; i++) {
        give_up(&outputs->all[i]);
    }
    end_by(signal_number);
    return NULL;
}

void outputs_watch(struct outputs *outputs) {
    int parts = 0;
    for (int i = 0; i < outputs->count; i++) {
        parts += outputs->all[i].part != NULL;
    }
    outputs->watched = parts > 0 && pthread_create(&outputs->watch, NULL, watch, outputs) == 0;
    if (!outputs->watched) {
        hold_interruptions(SIG_UNBLOCK);
    }
}

static void end_watch(struct outputs *outputs) {
    if (outputs->watched) {
        pthread_cancel(outputs->watch);
        pthread_join(outputs->watch, NULL);
    }
    hold_interruptions(SIG_UNBLOCK);
}

/* ---- The end ---- */

/* Everything is on the disk before the name says that it is there. */
static int close_file(struct output *output) {
    bool bad = output->stream && fflush(output->stream) != 0;
    bad |= output->part && fsync(output->file) != 0;
    if (output->file != STDOUT_FILENO) {
        bad |= output->stream ? fclose(output->stream) != 0 : close(output->file) != 0;
    }
    return bad ? complain("%s: %s", output->path, strerror(errno)) : EXIT_GOOD;
}

static int take_name(struct output *output) {
    if (output->part && rename(output->part, output->target) != 0) {
        return complain("%s: %s", output->path, strerror(errno));
    }
    free(output->part);
    output->part = NULL;
    return EXIT_GOOD;
}

/* The first file that was opened, the result itself, is the last to take its name. */
int outputs_close(struct outputs *outputs, bool whole) {
    int end = EXIT_GOOD;
    for (int i = 0; i < outputs->count; i++) {
        int bad = close_file(&outputs->all[i]);
        end = bad ? bad : end;
    }
    pthread_mutex_lock(&outputs->lock);
    for (int i = outputs->count - 1; whole && !end && i >= 0; i--) {
        end = take_name(&outputs->all[i]);
    }
    for (int i = 0; i < outputs->count; i++) {
        give_up(&outputs->all[i]);
        free(outputs->all[i].target);
    }
    pthread_mutex_unlock(&outputs->lock);
    end_watch(outputs);
    pthread_mutex_destroy(&outputs->lock);
    return end;
}
