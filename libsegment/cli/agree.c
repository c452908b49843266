/* segment agree: how far the two views agree, over a whole file. */
#include "command.h"
#include "population.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct option options[] = {{"model", required_argument, NULL, 'm'},
                                        {"format", required_argument, NULL, 'f'},
                                        {"ignore", required_argument, NULL, 'i'},
                                        OPTION_HELP,
                                        OPTION_END};

struct agreeing {
    const char *name, *format, *ignore, *in;
    enum bulk_format read_as;
    const struct seg_model *model;
    struct seg_agreement items[SEG_MAX_ITEMS], all;
    uint64_t refused;
};

static void count_pair(struct seg_agreement *agreement, uint8_t professional, uint8_t client) {
    agreement->pairs[professional][client]++;
    agreement->total++;
}

static void look_at_row(void *data, const struct pair *pair) {
    struct agreeing *agreeing = data;
    struct seg_input input;
    if (pair->a->refused[pair->row_a]) {
        agreeing->refused++;
        return;
    }
    population_input(pair->a, pair->row_a, &input);
    seg_agreement_add(agreeing->model, &input, &agreeing->all);
    for (size_t i = 0; i < seg_model_count(agreeing->model, SEG_ITEM); i++) {
        uint8_t professional = input.answers[SEG_PROFESSIONAL][i];
        uint8_t client = input.answers[SEG_CLIENT][i];
        if (professional < SEG_MAX_LEVELS && client < SEG_MAX_LEVELS &&
            seg_item(agreeing->model, i).kind != SEG_CHOICE) {
            count_pair(&agreeing->items[i], professional, client);
        }
    }
}

/* Nothing where the figure is not defined. */
static void print_figure(struct seg_fraction fraction, int64_t times) {
    struct segj_buffer buffer = {0};
    putchar(',');
    if (fraction.denominator) {
        segj_fraction_write(fraction, times, &buffer);
        printf("%.*s", (int)buffer.length, buffer.data ? buffer.data : "");
    }
    segj_buffer_clear(&buffer);
}

static void print_row(const char *name, const struct seg_agreement *agreement) {
    struct seg_agreement_figures figures = seg_agreement_figures(agreement);
    printf("%s,%" PRIu64, name, agreement->total);
    print_figure(figures.same, 100);
    print_figure(figures.kappa, 1);
    print_figure(figures.kappa_weighted, 1);
    putchar('\n');
}

static void print_report(const struct agreeing *agreeing) {
    puts("item,pairs,percent,kappa,kappa_weighted");
    for (size_t i = 0; i < seg_model_count(agreeing->model, SEG_ITEM); i++) {
        if (seg_item(agreeing->model, i).kind != SEG_CHOICE) {
            print_row(seg_model_code(agreeing->model, SEG_ITEM, i), &agreeing->items[i]);
        }
    }
    print_row("(all)", &agreeing->all);
}

static int read_options(int argc, char **argv, struct agreeing *out) {
    int option;
    while ((option = getopt_long(argc, argv, ":m:f:i:h", options, NULL)) != -1) {
        switch (option) {
        case 'm':
            out->name = optarg;
            break;
        case 'f':
            out->format = optarg;
            break;
        case 'i':
            out->ignore = optarg;
            break;
        case 'h':
            help_print("agree", stdout);
            return EXIT_GOOD;
        default:
            return complain_option("agree", option, argv);
        }
    }
    if (optind + 1 < argc) {
        return complain_argument("agree", argv[optind + 1]);
    }
    if (optind == argc) {
        return complain_usage("agree", "Name the input: a file, or - for the standard input.");
    }
    out->in = argv[optind];
    return option_format("agree", "--format", out->format, out->in, BULK_CSV, &out->read_as);
}

static int agree(struct agreeing *agreeing, const struct segj_model *document) {
    char error[256] = "", name[96];
    uint64_t unread = 0;
    int in =
        strcmp(agreeing->in, "-") != 0 ? open(agreeing->in, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (in < 0) {
        return complain("%s: %s", agreeing->in, strerror(errno));
    }
    snprintf(name, sizeof name, "%s@%u", segj_model_code(document),
             (unsigned)segj_model_version(document));
    struct bulk_options bulk = {.document = document,
                                .model_name = name,
                                .model = agreeing->model,
                                .in = in,
                                .format = agreeing->read_as,
                                .any_day = true,
                                .messages = stderr,
                                .ignore = agreeing->ignore};
    int end = population_walk(&bulk, NULL, look_at_row, agreeing, &unread, error, sizeof error);
    if (in != STDIN_FILENO) {
        close(in);
    }
    if (end) {
        return complain("%s", error);
    }
    print_report(agreeing);
    agreeing->refused += unread;
    if (agreeing->refused) {
        fprintf(stderr, "segment: %" PRIu64 " rows are left out: the model refuses them\n",
                agreeing->refused);
    }
    return agreeing->refused ? EXIT_SOME_REFUSED : EXIT_GOOD;
}

int agree_command(int argc, char **argv) {
    struct agreeing *agreeing = calloc(1, sizeof *agreeing);
    if (!agreeing) {
        return complain("no memory");
    }
    agreeing->name = "helsinki";
    int end = read_options(argc, argv, agreeing);
    struct segj_model *model = end < 0 ? model_open(agreeing->name) : NULL;
    if (model) {
        agreeing->model = segj_model_engine(model);
        end = agree(agreeing, model);
    }
    segj_model_free(model);
    free(agreeing);
    return end < 0 ? EXIT_USAGE : end;
}
