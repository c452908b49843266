/* segment compare: who would move where, and what moves them, were the model another. */
#include "command.h"
#include "compare_cause.h"
#include "compare_changes.h"
#include "output.h"
#include "population.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SEGMENTS = SEG_MAX_SEGMENTS + 1, CAUSES = 64, ALIKE = 1024 };

static const struct option options[] = {{"patch", required_argument, NULL, 'p'},
                                        {"movers", required_argument, NULL, 'm'},
                                        {"format", required_argument, NULL, 'f'},
                                        {"ignore", required_argument, NULL, 'i'},
                                        OPTION_HELP,
                                        OPTION_END};

/* Rows that are alike in what is counted of them: most are, so they are counted together. */
struct alike {
    uint64_t rows;
    uint32_t signals_a, signals_b;
    uint8_t from, to;
};

/* Why somebody moved, and how many did for this reason. */
struct cause {
    char words[CAUSE_WORDS];
    uint64_t count;
};

struct comparing {
    const char *name_a, *name_b, *patch, *movers_path, *format, *ignore, *in;
    enum bulk_format read_as;
    struct segj_model *a, *b;
    FILE *movers;
    bool in_json;       /* the rows are NDJSON */
    bool same_segments; /* both have the same list of them */
    uint64_t rows, moved;
    uint64_t refused, both, unread;      /* rows refused by one of the two; by both, read or not */
    uint64_t matrix[SEGMENTS][SEGMENTS]; /* the last: no single segment */
    struct cause causes[CAUSES];
    size_t cause_count;
    struct alike alike[ALIKE];
    uint64_t signals_a[SEG_MAX_SIGNALS],
        signals_b[SEG_MAX_SIGNALS]; /* rows that have each of them */
    uint64_t sooner, later;         /* rows by their review */
};

static const char *segment_word(const struct segj_model *model, uint8_t segment) {
    return segment == SEG_NONE ? "(open)"
                               : seg_model_code(segj_model_engine(model), SEG_SEGMENT, segment);
}

/* ---- Why ---- */

static void count_cause(struct comparing *comparing, const char *words) {
    size_t i = 0;
    while (i < comparing->cause_count && strcmp(comparing->causes[i].words, words) != 0) {
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
    struct cause_side a = {.model = comparing->a}, b = {.model = comparing->b};
    population_input(pair->a, pair->row_a, &a.input);
    population_input(pair->b, pair->row_b, &b.input);
    if (seg_evaluate(segj_model_engine(a.model), &a.input, &a.result) != SEG_OK ||
        seg_evaluate(segj_model_engine(b.model), &b.input, &b.result) != SEG_OK) {
        snprintf(words, CAUSE_WORDS, "an input that does not fit");
        return;
    }
    cause_words(&a, &b, words);
}

/* ---- Signals and reviews ---- */

static void count_signals(uint64_t *counts, uint32_t signals, uint64_t rows) {
    for (; signals; signals &= signals - 1) {
        counts[__builtin_ctz(signals)] += rows;
    }
}

/* The months to the next review; UINT_MAX: none, as of an open result. */
static unsigned review_months(const struct segj_model *document, uint8_t segment,
                              uint32_t signals) {
    const struct seg_model *model = segj_model_engine(document);
    unsigned least = segment == SEG_NONE ? 0 : seg_segment_review_months(model, segment);
    least = least ? least : UINT_MAX;
    for (; segment != SEG_NONE && signals; signals &= signals - 1) {
        unsigned months = seg_signal_review_months(model, (size_t)__builtin_ctz(signals));
        least = months && months < least ? months : least;
    }
    return least;
}

static void count_alike(struct comparing *comparing, const struct alike *alike) {
    count_signals(comparing->signals_a, alike->signals_a, alike->rows);
    count_signals(comparing->signals_b, alike->signals_b, alike->rows);
    unsigned before = review_months(comparing->a, alike->from, alike->signals_a);
    unsigned after = review_months(comparing->b, alike->to, alike->signals_b);
    comparing->sooner += after < before ? alike->rows : 0;
    comparing->later += after > before ? alike->rows : 0;
    comparing->matrix[alike->from == SEG_NONE ? SEG_MAX_SEGMENTS : alike->from]
                     [alike->to == SEG_NONE ? SEG_MAX_SEGMENTS : alike->to] += alike->rows;
}

/* Puts the row with those of its place that are like it; others have to leave the place. */
static void gather(struct comparing *comparing, const struct alike *row) {
    uint32_t hash = row->signals_a * 0x9E3779B1u ^ row->signals_b * 0x85EBCA77u ^
                    (uint32_t)(row->from * 31 + row->to) * 0xC2B2AE3Du;
    struct alike *place = &comparing->alike[(hash ^ hash >> 16) % ALIKE];
    if (place->signals_a != row->signals_a || place->signals_b != row->signals_b ||
        place->from != row->from || place->to != row->to) {
        if (place->rows) {
            count_alike(comparing, place);
        }
        *place = *row;
    }
    place->rows++;
}

static void count_gathered(struct comparing *comparing) {
    for (size_t i = 0; i < ALIKE; i++) {
        if (comparing->alike[i].rows) {
            count_alike(comparing, &comparing->alike[i]);
        }
    }
}

/* ---- Rows ---- */

static void put_cell(FILE *file, const char *text) {
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, file);
        return;
    }
    fputc('"', file);
    for (; *text; text++) {
        if (*text == '"') {
            fputc('"', file);
        }
        fputc(*text, file);
    }
    fputc('"', file);
}

/* The id of a row of CSV is a cell as it stands; that of NDJSON is JSON. */
static void put_id(const struct comparing *comparing, const struct pair *pair) {
    bool json = comparing->in_json && pair->id_length;
    json_t *id = json ? json_loadb(pair->id, pair->id_length, JSON_DECODE_ANY, NULL) : NULL;
    if (json_is_string(id)) {
        put_cell(comparing->movers, json_string_value(id));
    } else {
        fprintf(comparing->movers, "%.*s", (int)pair->id_length, pair->id ? pair->id : "");
    }
    json_decref(id);
}

static void print_mover(const struct comparing *comparing, const struct pair *pair,
                        const char *from, const char *to, const char *words) {
    if (comparing->movers) {
        put_id(comparing, pair);
        fprintf(comparing->movers, ",%s,%s,", from, to);
        put_cell(comparing->movers, words);
        fputc('\n', comparing->movers);
    }
}

static void look_at_pair(void *data, const struct pair *pair) {
    struct comparing *comparing = data;
    char words[CAUSE_WORDS];
    bool refused_a = !pair->a || pair->a->refused[pair->row_a];
    bool refused_b = !pair->b || pair->b->refused[pair->row_b];
    comparing->rows++;
    if (refused_a || refused_b) {
        comparing->refused += refused_a != refused_b;
        comparing->both += refused_a && refused_b;
        return;
    }
    uint8_t from = pair->a->segment[pair->row_a], to = pair->b->segment[pair->row_b];
    struct alike row = {0, pair->a->signals[pair->row_a], pair->b->signals[pair->row_b], from, to};
    gather(comparing, &row);
    if (from == to && comparing->same_segments) {
        return;
    }
    const char *word_a = segment_word(comparing->a, from), *word_b = segment_word(comparing->b, to);
    if (strcmp(word_a, word_b) == 0) {
        return;
    }
    comparing->moved++;
    find_cause(comparing, pair, words);
    count_cause(comparing, words);
    print_mover(comparing, pair, word_a, word_b, words);
}

/* ---- The report ---- */

static uint8_t side_segment(const struct segj_model *model, size_t index) {
    size_t count = seg_model_count(segj_model_engine(model), SEG_SEGMENT);
    return index < count ? (uint8_t)index : SEG_NONE;
}

/* How wide a column of the table is: its heading, or a number of ten digits. */
static int width_of(const char *word) {
    size_t length = strlen(word);
    return length > 10 ? (int)length : 10;
}

static int widest_word(const struct segj_model *model) {
    int widest = (int)sizeof "from \\ to" - 1;
    for (size_t i = 0; i <= seg_model_count(segj_model_engine(model), SEG_SEGMENT); i++) {
        int width = (int)strlen(segment_word(model, side_segment(model, i)));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void print_line(const struct comparing *comparing, size_t row, size_t columns, int first) {
    uint8_t from = side_segment(comparing->a, row);
    size_t at = from == SEG_NONE ? SEG_MAX_SEGMENTS : from;
    printf("%-*s", first, segment_word(comparing->a, from));
    for (size_t i = 0; i < columns; i++) {
        uint8_t to = side_segment(comparing->b, i);
        printf("  %*" PRIu64, width_of(segment_word(comparing->b, to)),
               comparing->matrix[at][to == SEG_NONE ? SEG_MAX_SEGMENTS : to]);
    }
    putchar('\n');
}

static void print_matrix(const struct comparing *comparing) {
    size_t rows = seg_model_count(segj_model_engine(comparing->a), SEG_SEGMENT) + 1;
    size_t columns = seg_model_count(segj_model_engine(comparing->b), SEG_SEGMENT) + 1;
    int first = widest_word(comparing->a);
    printf("%-*s", first, "from \\ to");
    for (size_t i = 0; i < columns; i++) {
        const char *word = segment_word(comparing->b, side_segment(comparing->b, i));
        printf("  %*s", width_of(word), word);
    }
    putchar('\n');
    for (size_t row = 0; row < rows; row++) {
        print_line(comparing, row, columns, first);
    }
}

static int by_count(const void *left, const void *right) {
    uint64_t a = ((const struct cause *)left)->count, b = ((const struct cause *)right)->count;
    return a < b ? 1 : a > b ? -1 : 0;
}

static void print_causes(struct comparing *comparing) {
    qsort(comparing->causes, comparing->cause_count, sizeof *comparing->causes, by_count);
    if (comparing->cause_count) {
        printf("\nwhat moves them\n");
    }
    for (size_t i = 0; i < comparing->cause_count; i++) {
        printf("%10" PRIu64 "  %s\n", comparing->causes[i].count, comparing->causes[i].words);
    }
}

static void print_signal(const char *code, uint64_t before, uint64_t after, bool *printed) {
    if (before == after) {
        return;
    }
    if (!*printed) {
        printf("\nsignals given more or less often\n");
        *printed = true;
    }
    printf("%10" PRIu64 " -> %-10" PRIu64 " %s\n", before, after, code);
}

/* The signals of A with what became of them, then those that only B has. */
static void print_signals(const struct comparing *comparing) {
    const struct seg_model *a = segj_model_engine(comparing->a);
    const struct seg_model *b = segj_model_engine(comparing->b);
    bool printed = false;
    for (size_t i = 0; i < seg_model_count(a, SEG_SIGNAL); i++) {
        const char *code = seg_model_code(a, SEG_SIGNAL, i);
        int other = seg_model_find(b, SEG_SIGNAL, code, strlen(code));
        print_signal(code, comparing->signals_a[i], other < 0 ? 0 : comparing->signals_b[other],
                     &printed);
    }
    for (size_t i = 0; i < seg_model_count(b, SEG_SIGNAL); i++) {
        const char *code = seg_model_code(b, SEG_SIGNAL, i);
        if (seg_model_find(a, SEG_SIGNAL, code, strlen(code)) < 0) {
            print_signal(code, 0, comparing->signals_b[i], &printed);
        }
    }
    if (comparing->sooner || comparing->later) {
        printf("\nnext review: %" PRIu64 " sooner, %" PRIu64 " later\n", comparing->sooner,
               comparing->later);
    }
}

static void print_report(struct comparing *comparing) {
    count_gathered(comparing);
    const struct segj_model *models[] = {comparing->a, comparing->b};
    for (int i = 0; i < 2; i++) {
        printf("%c: %s@%u %s\n", 'A' + i, segj_model_code(models[i]),
               (unsigned)segj_model_version(models[i]), segj_model_hash(models[i]));
    }
    if (!json_equal(segj_model_tree(comparing->a), segj_model_tree(comparing->b))) {
        puts("what B says otherwise");
        changes_print(stdout, segj_model_tree(comparing->a), segj_model_tree(comparing->b));
    }
    printf("\n%" PRIu64 " rows, %" PRIu64 " move, %" PRIu64 " refused by one of the two, %" PRIu64
           " by both\n\n",
           comparing->rows + comparing->unread, comparing->moved, comparing->refused,
           comparing->both + comparing->unread);
    print_matrix(comparing);
    print_causes(comparing);
    print_signals(comparing);
}

/* ---- The command ---- */

static int read_options(int argc, char **argv, struct comparing *out) {
    int option;
    while ((option = getopt_long(argc, argv, ":p:m:f:i:h", options, NULL)) != -1) {
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
            return complain_option("compare", option, argv);
        }
    }
    int wanted = out->patch ? 2 : 3;
    if (argc - optind > wanted) {
        return complain_argument("compare", argv[optind + wanted]);
    }
    if (argc - optind < wanted) {
        return complain_usage("compare", "Name two models and a file, or one model, --patch and a "
                                         "file.");
    }
    out->name_a = argv[optind];
    out->name_b = argv[optind + wanted - 2];
    out->in = argv[argc - 1];
    return option_format("compare", "--format", out->format, out->in, BULK_CSV, &out->read_as);
}

static bool have_same_segments(const struct comparing *comparing) {
    const struct seg_model *a = segj_model_engine(comparing->a);
    const struct seg_model *b = segj_model_engine(comparing->b);
    size_t count = seg_model_count(a, SEG_SEGMENT);
    bool same = count == seg_model_count(b, SEG_SEGMENT);
    for (size_t i = 0; same && i < count; i++) {
        same = strcmp(seg_model_code(a, SEG_SEGMENT, i), seg_model_code(b, SEG_SEGMENT, i)) == 0;
    }
    return same;
}

static int walk(struct comparing *comparing, int in) {
    char error[256] = "", name[96];
    snprintf(name, sizeof name, "%s@%u", segj_model_code(comparing->a),
             (unsigned)segj_model_version(comparing->a)); /* rows may say it, to either side */
    struct bulk_options a = {.document = comparing->a,
                             .model = segj_model_engine(comparing->a),
                             .model_name = name,
                             .in = in,
                             .format = comparing->read_as,
                             .any_day = true,
                             .messages = stderr,
                             .ignore = comparing->ignore};
    struct bulk_options b = a;
    comparing->in_json = a.format == BULK_NDJSON;
    comparing->same_segments = have_same_segments(comparing);
    b.document = comparing->b;
    b.model = segj_model_engine(comparing->b);
    if (comparing->movers) {
        fputs("id,from,to,cause\n", comparing->movers);
    }
    if (population_walk(&a, &b, look_at_pair, comparing, &comparing->unread, error, sizeof error)) {
        return complain("%s", error);
    }
    print_report(comparing);
    return comparing->refused || comparing->both || comparing->unread ? EXIT_SOME_REFUSED
                                                                      : EXIT_GOOD;
}

static int open_movers(struct comparing *comparing, struct outputs *outputs) {
    struct output *movers = outputs_open(outputs, comparing->movers_path);
    comparing->movers = movers ? output_stream(movers) : NULL;
    return comparing->movers ? EXIT_GOOD : EXIT_USAGE;
}

static int open_and_walk(struct comparing *comparing) {
    struct outputs outputs;
    if (!file_is_free(comparing->movers_path, comparing->in)) {
        return EXIT_USAGE;
    }
    int in =
        strcmp(comparing->in, "-") != 0 ? open(comparing->in, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (in < 0) {
        return complain("%s: %s", comparing->in, strerror(errno));
    }
    outputs_init(&outputs);
    int end = comparing->movers_path ? open_movers(comparing, &outputs) : EXIT_GOOD;
    outputs_watch(&outputs);
    if (end == EXIT_GOOD) {
        end = walk(comparing, in);
    }
    int closed = outputs_close(&outputs, end != EXIT_USAGE);
    if (in != STDIN_FILENO) {
        close(in);
    }
    return closed ? closed : end;
}

int compare_command(int argc, char **argv) {
    struct comparing comparing = {0};
    int end = read_options(argc, argv, &comparing);
    bool missing;
    if (end >= 0) {
        return end;
    }
    comparing.a = model_open(comparing.name_a);
    comparing.b =
        comparing.a ? model_open_patched(comparing.name_b, comparing.patch, &missing) : NULL;
    end = comparing.b ? open_and_walk(&comparing) : EXIT_USAGE;
    segj_model_free(comparing.a);
    segj_model_free(comparing.b);
    return end;
}
