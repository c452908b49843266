/* segment compare: who would move where, and what moves them, were the model another. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "population.h"

enum { SEGMENTS = SEG_MAX_SEGMENTS + 1, CAUSES = 64, CAUSE_WORDS = 160 };

static const struct option options[] = {{"patch", required_argument, NULL, 'p'},
                                        {"movers", required_argument, NULL, 'm'},
                                        {"format", required_argument, NULL, 'f'},
                                        {"ignore", required_argument, NULL, 'i'},
                                        OPTION_HELP,
                                        OPTION_END};

/* Why somebody moved, and how many did for this reason. */
struct cause {
    char words[CAUSE_WORDS];
    uint64_t count;
};

struct comparing {
    const char *name_a, *name_b, *patch, *movers_path, *format, *ignore, *in;
    struct segj_model *a, *b;
    FILE *movers;
    uint64_t rows, moved, refused;
    uint64_t matrix[SEGMENTS][SEGMENTS]; /* the last: no single segment */
    struct cause causes[CAUSES];
    size_t cause_count;
};

static const char *segment_word(const struct segj_model *model, uint8_t segment) {
    return segment == SEG_NONE ? "(open)"
                               : seg_model_code(segj_model_engine(model), SEG_SEGMENT, segment);
}

/* ---- Why ---- */

static const char *state_word(const struct segj_model *model, int axis, uint8_t states) {
    const struct seg_model *engine = segj_model_engine(model);
    if (axis < 0 || !states || (states & (states - 1))) {
        return "several states";
    }
    return seg_axis_state_code(engine, (size_t)axis, (size_t)__builtin_ctz(states));
}

/* The cut-off between the two bands, where it is another; else the score itself is. */
static void cut_off_words(const struct comparing *comparing, const struct seg_difference *why,
                          char *words, size_t size) {
    const struct seg_model *a = segj_model_engine(comparing->a);
    const struct seg_model *b = segj_model_engine(comparing->b);
    size_t axis_a = (size_t)why->in_a, axis_b = (size_t)why->in_b;
    size_t band = why->band_a > why->band_b ? why->band_a : why->band_b;
    if (why->band_a == SEG_NONE || why->band_b == SEG_NONE || band >= seg_axis_bands(a, axis_a) ||
        band >= seg_axis_bands(b, axis_b)) {
        return;
    }
    uint32_t from_a = seg_axis_band(a, axis_a, band).from;
    uint32_t from_b = seg_axis_band(b, axis_b, band).from;
    if (from_a == from_b) {
        snprintf(words, size, " (weights or points; cut-off %u)", from_a);
    } else {
        snprintf(words, size, " (cut-off %u -> %u)", from_a, from_b);
    }
}

static void axis_words(const struct comparing *comparing, const struct seg_difference *why,
                       char *words) {
    const struct segj_model *model = why->in_a >= 0 ? comparing->a : comparing->b;
    int axis = why->in_a >= 0 ? why->in_a : why->in_b;
    int length = snprintf(words, CAUSE_WORDS, "axis %s: %s -> %s",
                          seg_model_code(segj_model_engine(model), SEG_AXIS, (size_t)axis),
                          state_word(comparing->a, why->in_a, why->states_a),
                          state_word(comparing->b, why->in_b, why->states_b));
    if (length > 0 && length < CAUSE_WORDS && why->in_a >= 0 && why->in_b >= 0) {
        cut_off_words(comparing, why, words + length, CAUSE_WORDS - (size_t)length);
    }
}

static void cause_words(const struct comparing *comparing, const struct seg_difference *why,
                        char *words) {
    const struct segj_model *model = why->in_a >= 0 ? comparing->a : comparing->b;
    int index = why->in_a >= 0 ? why->in_a : why->in_b;
    switch (why->kind) {
    case SEG_BY_AXIS:
        axis_words(comparing, why, words);
        return;
    case SEG_BY_CELL:
        snprintf(words, CAUSE_WORDS, "the cell table");
        return;
    case SEG_BY_RULE:
        snprintf(words, CAUSE_WORDS, "rule %s",
                 seg_model_code(segj_model_engine(model), SEG_RULE, (size_t)index));
        return;
    case SEG_BY_UNKNOWNS:
        snprintf(words, CAUSE_WORDS, "what is unknown");
        return;
    case SEG_SAME:
    default:
        snprintf(words, CAUSE_WORDS, "nothing that can be named");
        return;
    }
}

static void count_cause(struct comparing *comparing, const char *words) {
    size_t i = 0;
    while (i < comparing->cause_count && strcmp(comparing->causes[i].words, words)) {
        i++;
    }
    if (i == CAUSES) {
        i--; /* the last one takes all that do not fit */
        snprintf(comparing->causes[i].words, CAUSE_WORDS, "other causes");
    } else if (i == comparing->cause_count) {
        comparing->cause_count++;
        snprintf(comparing->causes[i].words, CAUSE_WORDS, "%s", words);
    }
    comparing->causes[i].count++;
}

static void find_cause(const struct comparing *comparing, const struct pair *pair, char *words) {
    struct seg_input input_a, input_b;
    struct seg_result result_a, result_b;
    const struct seg_model *a = segj_model_engine(comparing->a);
    const struct seg_model *b = segj_model_engine(comparing->b);
    population_input(pair->a, pair->row_a, &input_a);
    population_input(pair->b, pair->row_b, &input_b);
    if (seg_evaluate(a, &input_a, &result_a) != SEG_OK ||
        seg_evaluate(b, &input_b, &result_b) != SEG_OK) {
        snprintf(words, CAUSE_WORDS, "an input that does not fit");
        return;
    }
    struct seg_difference why = seg_difference(a, &result_a, b, &result_b);
    cause_words(comparing, &why, words);
}

/* ---- Rows ---- */

static void tell_mover(const struct comparing *comparing, const struct pair *pair, const char *from,
                       const char *to, const char *words) {
    if (comparing->movers) {
        fprintf(comparing->movers, "%.*s,%s,%s,%s\n", (int)pair->id_length,
                pair->id ? pair->id : "", from, to, words);
    }
}

static void look_at_pair(void *data, const struct pair *pair) {
    struct comparing *comparing = data;
    char words[CAUSE_WORDS];
    comparing->rows++;
    if (!pair->a || !pair->b || pair->a->refused[pair->row_a] || pair->b->refused[pair->row_b]) {
        comparing->refused++;
        return;
    }
    uint8_t from = pair->a->segment[pair->row_a], to = pair->b->segment[pair->row_b];
    comparing->matrix[from == SEG_NONE ? SEG_MAX_SEGMENTS : from]
                     [to == SEG_NONE ? SEG_MAX_SEGMENTS : to]++;
    const char *word_a = segment_word(comparing->a, from), *word_b = segment_word(comparing->b, to);
    if (!strcmp(word_a, word_b)) {
        return;
    }
    comparing->moved++;
    find_cause(comparing, pair, words);
    count_cause(comparing, words);
    tell_mover(comparing, pair, word_a, word_b, words);
}

/* ---- The report ---- */

static uint8_t side_segment(const struct segj_model *model, size_t index) {
    size_t count = seg_model_count(segj_model_engine(model), SEG_SEGMENT);
    return index < count ? (uint8_t)index : SEG_NONE;
}

static void print_line(const struct comparing *comparing, size_t row, size_t columns) {
    uint8_t from = side_segment(comparing->a, row);
    size_t at = from == SEG_NONE ? SEG_MAX_SEGMENTS : from;
    printf("%-20s", segment_word(comparing->a, from));
    for (size_t i = 0; i < columns; i++) {
        uint8_t to = side_segment(comparing->b, i);
        printf(" %15" PRIu64, comparing->matrix[at][to == SEG_NONE ? SEG_MAX_SEGMENTS : to]);
    }
    putchar('\n');
}

static void print_matrix(const struct comparing *comparing) {
    size_t rows = seg_model_count(segj_model_engine(comparing->a), SEG_SEGMENT) + 1;
    size_t columns = seg_model_count(segj_model_engine(comparing->b), SEG_SEGMENT) + 1;
    printf("%-20s", "from \\ to");
    for (size_t i = 0; i < columns; i++) {
        printf(" %15s", segment_word(comparing->b, side_segment(comparing->b, i)));
    }
    putchar('\n');
    for (size_t row = 0; row < rows; row++) {
        print_line(comparing, row, columns);
    }
}

static int by_count(const void *left, const void *right) {
    uint64_t a = ((const struct cause *)left)->count, b = ((const struct cause *)right)->count;
    return a < b ? 1 : a > b ? -1 : 0;
}

static void print_report(struct comparing *comparing) {
    const struct segj_model *models[] = {comparing->a, comparing->b};
    for (int i = 0; i < 2; i++) {
        printf("%c: %s@%u %s\n", 'A' + i, segj_model_code(models[i]),
               (unsigned)segj_model_version(models[i]), segj_model_hash(models[i]));
    }
    printf("%" PRIu64 " rows, %" PRIu64 " move, %" PRIu64 " refused by one of the two\n\n",
           comparing->rows, comparing->moved, comparing->refused);
    print_matrix(comparing);
    qsort(comparing->causes, comparing->cause_count, sizeof *comparing->causes, by_count);
    if (comparing->cause_count) {
        printf("\nwhat moves them\n");
    }
    for (size_t i = 0; i < comparing->cause_count; i++) {
        printf("%10" PRIu64 "  %s\n", comparing->causes[i].count, comparing->causes[i].words);
    }
}

/* ---- The command ---- */

static int read_options(int argc, char **argv, struct comparing *out) {
    int option;
    while ((option = getopt_long(argc, argv, "p:m:f:i:h", options, NULL)) != -1) {
        switch (option) {
        case 'p':
            out->patch = optarg;
            break;
        case 'm':
            out->movers_path = optarg;
            break;
        case 'f':
            out->format = optarg;
            break;
        case 'i':
            out->ignore = optarg;
            break;
        case 'h':
            help_print("compare", stdout);
            return EXIT_GOOD;
        default:
            return complain_usage("compare", "What is to be done is not clear.");
        }
    }
    int wanted = out->patch ? 2 : 3;
    if (argc - optind != wanted) {
        return complain_usage("compare", "Name two models and a file, or one model, --patch and a "
                                         "file.");
    }
    out->name_a = argv[optind];
    out->name_b = argv[optind + wanted - 2];
    out->in = argv[argc - 1];
    return -1;
}

static enum bulk_format format_of(const struct comparing *comparing) {
    const char *dot = strrchr(comparing->in, '.');
    const char *word = comparing->format ? comparing->format : dot ? dot + 1 : "csv";
    return !strcmp(word, "ndjson") || !strcmp(word, "jsonl") ? BULK_NDJSON : BULK_CSV;
}

static int walk(struct comparing *comparing, int in) {
    char error[256] = "";
    struct bulk_options a = {.document = comparing->a,
                             .model = segj_model_engine(comparing->a),
                             .in = in,
                             .format = format_of(comparing),
                             .ignore = comparing->ignore};
    struct bulk_options b = a;
    b.document = comparing->b;
    b.model = segj_model_engine(comparing->b);
    if (comparing->movers) {
        fputs("id,from,to,cause\n", comparing->movers);
    }
    if (population_walk(&a, &b, look_at_pair, comparing, error, sizeof error)) {
        return complain("%s", error);
    }
    print_report(comparing);
    return comparing->refused ? EXIT_SOME_REFUSED : EXIT_GOOD;
}

static int open_and_walk(struct comparing *comparing) {
    int in = strcmp(comparing->in, "-") ? open(comparing->in, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (in < 0) {
        return complain("%s: %s", comparing->in, strerror(errno));
    }
    comparing->movers = comparing->movers_path ? fopen(comparing->movers_path, "w") : NULL;
    int end = comparing->movers_path && !comparing->movers
                  ? complain("%s: %s", comparing->movers_path, strerror(errno))
                  : walk(comparing, in);
    if (comparing->movers && fclose(comparing->movers)) {
        end = complain("%s: %s", comparing->movers_path, strerror(errno));
    }
    if (in != STDIN_FILENO) {
        close(in);
    }
    return end;
}

int compare_command(int argc, char **argv) {
    struct comparing comparing = {0};
    int end = read_options(argc, argv, &comparing);
    if (end >= 0) {
        return end;
    }
    comparing.a = model_open(comparing.name_a);
    comparing.b = comparing.a ? model_open_patched(comparing.name_b, comparing.patch) : NULL;
    end = comparing.b ? open_and_walk(&comparing) : EXIT_USAGE;
    segj_model_free(comparing.a);
    segj_model_free(comparing.b);
    return end;
}
