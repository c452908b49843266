/* segment check: what is wrong with a model, where, and what to do about it. */
#include "command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {{"patch", required_argument, NULL, 'p'},
                                        {"all", no_argument, NULL, 'a'},
                                        {"quiet", no_argument, NULL, 'q'},
                                        OPTION_HELP,
                                        OPTION_END};

struct checking {
    const struct segj_model *model;
    const char *name, *patch;
    bool quiet, all;
    int faults;
    /* By kind of step and segment before: the lighter ones after, as masks. */
    uint16_t printed[2 * SEG_MAX_AXES + 1][SEG_MAX_SEGMENTS];
    int left_out, cells;
};

enum { CELLS_TOLD = 3 };

static void print_input(const char *words, const struct segj_model *model,
                        const struct seg_input *input) {
    struct segj_buffer buffer = {0};
    segj_input_write(model, input, &buffer);
    printf("    %s %.*s\n", words, (int)buffer.length, buffer.data ? buffer.data : "");
    segj_buffer_clear(&buffer);
}

/* Which of the steps are alike: of answers to one axis, of its states, or of the duration. */
static size_t kind_of_step(const struct checking *checking, const struct seg_finding *finding) {
    const struct seg_model *model = segj_model_engine(checking->model);
    if (finding->place.kind == SEG_ITEM) {
        return seg_item(model, (size_t)finding->place.index).axis;
    }
    return finding->place.kind == SEG_STATE ? SEG_MAX_AXES + (size_t)finding->place.of
                                            : 2 * SEG_MAX_AXES;
}

/* The first few combinations stand for all. */
static bool is_reported_cell(struct checking *checking, const struct seg_finding *finding) {
    if (checking->all || finding->kind != SEG_CELL_UNREACHED || finding->place.kind != SEG_CELL) {
        return false;
    }
    checking->cells++;
    return checking->cells > CELLS_TOLD;
}

/* One step stands for those like it that lead from and to the same segments, unless all are asked
 * for. */
static bool is_reported(struct checking *checking, const struct seg_finding *finding) {
    if (checking->all || finding->kind != SEG_WORSE_IS_LIGHTER || !finding->has_inputs) {
        return false;
    }
    uint16_t *to = &checking->printed[kind_of_step(checking, finding)][finding->segment_before];
    bool printed = *to >> finding->segment_after & 1;
    *to |= (uint16_t)(1u << finding->segment_after);
    checking->left_out += printed;
    return printed;
}

static void print_states(const struct segj_model *document, const struct seg_result *before,
                         const struct seg_result *after) {
    const struct seg_model *model = segj_model_engine(document);
    for (size_t a = 0; a < seg_model_count(model, SEG_AXIS); a++) {
        uint8_t from = before->axes[a].states, to = after->axes[a].states;
        if (from != to && from && to) {
            printf(" %s %s -> %s;", seg_model_code(model, SEG_AXIS, a),
                   seg_axis_state_code(model, a, (size_t)__builtin_ctz(from)),
                   seg_axis_state_code(model, a, (size_t)__builtin_ctz(to)));
        }
    }
}

/* By which states and rules the two inputs of a finding differ. */
static void print_difference(const struct segj_model *document, const struct seg_finding *finding) {
    const struct seg_model *model = segj_model_engine(document);
    struct seg_result before, after;
    if (seg_evaluate(model, &finding->before, &before) != SEG_OK ||
        seg_evaluate(model, &finding->after, &after) != SEG_OK) {
        return;
    }
    fputs("    differ:", stdout);
    print_states(document, &before, &after);
    if (before.cell_segments != after.cell_segments) {
        printf(" the table %s -> %s;",
               seg_model_code(model, SEG_SEGMENT, (size_t)__builtin_ctz(before.cell_segments)),
               seg_model_code(model, SEG_SEGMENT, (size_t)__builtin_ctz(after.cell_segments)));
    }
    for (uint32_t rules = before.rules_true ^ after.rules_true; rules; rules &= rules - 1) {
        size_t rule = (size_t)__builtin_ctz(rules);
        printf(" rule %s %s;", seg_model_code(model, SEG_RULE, rule),
               after.rules_true >> rule & 1 ? "holds then" : "holds no more");
    }
    fputc('\n', stdout);
}

static int print_finding(const struct seg_finding *finding, void *data) {
    struct checking *checking = data;
    struct segj_fault fault;
    bool is_fault = segj_finding(checking->model, finding, &fault);
    checking->faults += is_fault;
    if ((!is_fault && checking->quiet) || is_reported(checking, finding) ||
        is_reported_cell(checking, finding)) {
        return 0;
    }
    if (!is_fault) {
        fputs("note: ", stdout);
    }
    fault_print(stdout, checking->name, &fault);
    if (finding->has_inputs) {
        print_input("before:", checking->model, &finding->before);
        if (finding->kind == SEG_WORSE_IS_LIGHTER) {
            print_input("after: ", checking->model, &finding->after);
            print_difference(checking->model, finding);
        }
    }
    return 0;
}

static void print_summary(const struct checking *checking,
                          const struct seg_check_summary *summary) {
    if (checking->quiet) {
        return;
    }
    if (checking->cells > CELLS_TOLD) {
        printf("and %d other combinations that no answers lead to: --all prints each\n",
               checking->cells - CELLS_TOLD);
    }
    if (checking->left_out) {
        printf("and %d other steps between the same segments: --all prints each\n",
               checking->left_out);
    }
    printf("%s@%u: %d faults, %u undecided, over ", segj_model_code(checking->model),
           (unsigned)segj_model_version(checking->model), checking->faults, summary->undecided);
    if (summary->inputs_exact) {
        printf("%" PRIu64 " complete inputs\n", summary->inputs);
    } else {
        puts("2^64 or more complete inputs");
    }
    printf("hash %s\n", segj_model_hash(checking->model));
}

static void print_remark(void *data, const struct segj_fault *remark) {
    const struct checking *checking = data;
    if (!checking->quiet) {
        fputs("note: ", stdout);
        fault_print(stdout, checking->name, remark);
    }
}

static int prove(struct checking *checking) {
    const struct seg_model *engine = segj_model_engine(checking->model);
    struct seg_check_summary summary;
    struct seg_scratch scratch = {NULL, seg_check_scratch_size(engine)};
    scratch.memory = malloc(scratch.size);
    if (!scratch.memory) {
        return complain("no memory for the proof");
    }
    enum seg_status status = seg_check(engine, scratch, print_finding, checking, &summary);
    free(scratch.memory);
    if (status != SEG_OK) {
        return complain("The proof has failed.");
    }
    segj_remarks(checking->model, print_remark, checking);
    print_summary(checking, &summary);
    return checking->faults ? EXIT_SOME_REFUSED : EXIT_GOOD;
}

static int read_options(int argc, char **argv, struct checking *out) {
    int option;
    while ((option = getopt_long(argc, argv, ":p:aqh", options, NULL)) != -1) {
        switch (option) {
        case 'p':
            out->patch = optarg;
            break;
        case 'a':
            out->all = true;
            break;
        case 'q':
            out->quiet = true;
            break;
        case 'h':
            help_print("check", stdout);
            return EXIT_GOOD;
        default:
            return complain_option("check", option, argv);
        }
    }
    if (optind + 1 < argc) {
        return complain_argument("check", argv[optind + 1]);
    }
    if (optind == argc) {
        return complain_usage("check", "Name one model, or the path of its file.");
    }
    out->name = argv[optind];
    return -1;
}

int check_command(int argc, char **argv) {
    struct checking checking = {0};
    int end = read_options(argc, argv, &checking);
    if (end >= 0) {
        return end;
    }
    char *path = model_path(checking.name);
    if (!path) {
        return EXIT_USAGE;
    }
    bool missing;
    struct segj_model *model = model_open_patched(checking.name, checking.patch, &missing);
    checking.model = model;
    checking.name = path;
    end = model ? prove(&checking) : missing ? EXIT_USAGE : EXIT_SOME_REFUSED;
    segj_model_free(model);
    free(path);
    return end;
}
