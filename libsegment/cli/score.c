/* segment score: many clients from a file to a file. */
#include "command.h"
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUT_COMPACT = 1000, OUT_COUNTS, OPTION_TO, OPTION_KERNEL };

static const struct option options[] = {{"model", required_argument, NULL, 'm'},
                                        {"output", required_argument, NULL, 'o'},
                                        {"format", required_argument, NULL, 'f'},
                                        {"to", required_argument, NULL, OPTION_TO},
                                        {"rejects", required_argument, NULL, 'r'},
                                        {"ignore", required_argument, NULL, 'i'},
                                        {"threads", required_argument, NULL, 't'},
                                        {"compact", no_argument, NULL, OUT_COMPACT},
                                        {"counts", no_argument, NULL, OUT_COUNTS},
                                        {"quiet", no_argument, NULL, 'q'},
                                        {"kernel", required_argument, NULL, OPTION_KERNEL},
                                        OPTION_HELP,
                                        OPTION_END};

struct score_options {
    const char *model, *in, *out, *format, *to, *rejects;
    struct bulk_options bulk;
    bool quiet;
};

static int read_kernel(const char *word, enum seg_kernel *kernel) {
    static const char *const words[] = {"auto", "scalar", "avx2"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(word, words[i]) == 0) {
            *kernel = (enum seg_kernel)i;
            return -1;
        }
    }
    return complain_usage("score", "--kernel is auto, scalar or avx2, not \"%s\".", word);
}

static int choose_output(enum bulk_output output, struct score_options *out) {
    if (out->bulk.output != BULK_FULL && out->bulk.output != output) {
        return complain_usage("score", "Give one of --compact and --counts.");
    }
    out->bulk.output = output;
    return -1;
}

static int read_option(int option, char **argv, struct score_options *out) {
    char *rest;
    switch (option) {
    case 'm':
        out->model = optarg;
        return -1;
    case 'o':
        out->out = optarg;
        return -1;
    case 'f':
        out->format = optarg;
        return -1;
    case 'r':
        out->rejects = optarg;
        return -1;
    case 'i':
        out->bulk.ignore = optarg;
        return -1;
    case OPTION_TO:
        out->to = optarg;
        return -1;
    case 't':
        out->bulk.threads = (int)strtol(optarg, &rest, 10);
        return *rest || out->bulk.threads < 1
                   ? complain_usage("score", "--threads is a number, not \"%s\".", optarg)
                   : -1;
    case OUT_COMPACT:
        return choose_output(BULK_COMPACT, out);
    case OUT_COUNTS:
        return choose_output(BULK_COUNTS, out);
    case OPTION_KERNEL:
        return read_kernel(optarg, &out->bulk.kernel);
    case 'q':
        out->quiet = true;
        return -1;
    case 'h':
        help_print("score", stdout);
        return EXIT_GOOD;
    default:
        return complain_option("score", option, argv);
    }
}

static int read_options(int argc, char **argv, struct score_options *out) {
    int option, end = -1;
    while (end < 0 && (option = getopt_long(argc, argv, ":m:o:f:r:i:t:qh", options, NULL)) != -1) {
        end = read_option(option, argv, out);
    }
    if (end >= 0) {
        return end;
    }
    if (optind == argc) {
        return complain_usage("score", "Name the input: a file, or - for the standard input.");
    }
    if (optind + 1 < argc) {
        return complain_argument("score", argv[optind + 1]);
    }
    out->in = argv[optind];
    end = option_format("score", "--format", out->format, out->in, BULK_CSV, &out->bulk.format);
    return end < 0
               ? option_format("score", "--to", out->to, out->out, out->bulk.format, &out->bulk.to)
               : end;
}

/* ---- Progress, on a terminal only ---- */

struct progress {
    uint64_t size, printed;
};

static void print_progress(uint64_t bytes, uint64_t rows, void *data) {
    struct progress *progress = data;
    enum { STEP = 8 * 1024 * 1024, BAR = 30 };
    if (bytes - progress->printed < STEP) {
        return;
    }
    progress->printed = bytes;
    if (!progress->size) {
        fprintf(stderr, "\r%llu rows", (unsigned long long)rows);
        return;
    }
    unsigned filled = (unsigned)(bytes * BAR / progress->size);
    fprintf(stderr, "\r[%-*.*s] %3u %%  %llu rows", BAR, (int)(filled > BAR ? BAR : filled),
            "##############################", (unsigned)(bytes * 100 / progress->size),
            (unsigned long long)rows);
}

static void set_progress(struct score_options *given, struct progress *progress) {
    struct stat status;
    if (given->quiet || !isatty(STDERR_FILENO) || (strcmp(given->out, "-") == 0 && isatty(1))) {
        return;
    }
    if (fstat(given->bulk.in, &status) == 0 && S_ISREG(status.st_mode)) {
        progress->size = (uint64_t)status.st_size;
    }
    given->bulk.progress = print_progress;
    given->bulk.progress_data = progress;
}

static void print_summary(const struct score_options *given, const struct bulk_summary *summary) {
    if (given->quiet) {
        return;
    }
    fprintf(stderr, "%s%s, sha256 %s\n", given->bulk.progress ? "\r\033[K" : "",
            given->bulk.model_name, segj_model_hash(given->bulk.document));
    fprintf(stderr, "%llu rows, %llu without one segment, %llu refused%s%s\n",
            (unsigned long long)summary->rows, (unsigned long long)summary->open,
            (unsigned long long)summary->refused,
            !summary->refused ? ""
            : given->rejects  ? ", see "
                              : "; --rejects FILE names each",
            summary->refused && given->rejects ? given->rejects : "");
}

/* ---- Files ---- */

static int open_in(const char *path) {
    int file = strcmp(path, "-") != 0 ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (file < 0) {
        complain("%s: %s", path, strerror(errno));
    }
    return file;
}

/* What is written must not empty what is read, nor go into one file with the rest. */
static int check_files(const struct score_options *given) {
    if (!file_is_free(given->out, given->in) || !file_is_free(given->rejects, given->in)) {
        return EXIT_USAGE;
    }
    if (given->rejects && strcmp(given->rejects, given->out) == 0 &&
        strcmp(given->out, "/dev/null") != 0) {
        return complain("%s is both output and rejects.", given->out);
    }
    return EXIT_GOOD;
}

static int run(struct score_options *given) {
    struct bulk_summary summary;
    struct progress progress = {0};
    set_progress(given, &progress);
    given->bulk.messages = given->quiet || given->rejects ? NULL : stderr;
    int end = bulk_run(&given->bulk, &summary);
    if (end == EXIT_USAGE) {
        return complain("%s", summary.error);
    }
    print_summary(given, &summary);
    return end;
}

/* 0 when every file is open. */
static int open_files(struct score_options *given, struct outputs *outputs) {
    given->bulk.in = open_in(given->in);
    struct output *out = given->bulk.in < 0 ? NULL : outputs_open(outputs, given->out);
    struct output *rejects = out && given->rejects ? outputs_open(outputs, given->rejects) : NULL;
    if (!out || (given->rejects && !rejects)) {
        return EXIT_USAGE;
    }
    given->bulk.out = out->file;
    given->bulk.rejects = rejects ? output_stream(rejects) : NULL;
    return given->rejects && !given->bulk.rejects ? EXIT_USAGE : EXIT_GOOD;
}

static int open_and_run(struct score_options *given) {
    struct outputs outputs;
    if (check_files(given)) {
        return EXIT_USAGE;
    }
    outputs_init(&outputs);
    int end = open_files(given, &outputs);
    outputs_watch(&outputs);
    if (end == EXIT_GOOD) {
        end = run(given);
    }
    int closed = outputs_close(&outputs, end != EXIT_USAGE);
    if (given->bulk.in > STDERR_FILENO) {
        close(given->bulk.in);
    }
    return closed ? closed : end;
}

int score_command(int argc, char **argv) {
    struct score_options given = {.model = "helsinki", .out = "-"};
    char name[SEG_MAX_CODE + 16];
    int end = read_options(argc, argv, &given);
    struct segj_model *model = end < 0 ? model_open(given.model) : NULL;
    if (!model) {
        return end < 0 ? EXIT_USAGE : end;
    }
    snprintf(name, sizeof name, "%s@%u", segj_model_code(model),
             (unsigned)segj_model_version(model));
    given.bulk.document = model;
    given.bulk.model = segj_model_engine(model);
    given.bulk.model_name = name;
    end = open_and_run(&given);
    segj_model_free(model);
    return end;
}
