/* segment check: what is wrong with a model, where, and what to do about it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

static const struct option options[] = {{"patch", required_argument, NULL, 'p'},
                                        {"all", no_argument, NULL, 'a'},
                                        {"quiet", no_argument, NULL, 'q'},
                                        OPTION_HELP,
                                        OPTION_END};

struct checking {
    const struct segj_model *model;
    const char *name, *patch;
    int quiet, all, faults;
    uint64_t told; /* items of which a worse answer that leads to a lighter segment has been told */
    unsigned told_states; /* axes of which a worse state has; SEG_MAX_AXES: the duration */
    int untold;
};

static void print_input(const char *words, const struct segj_model *model,
                        const struct seg_input *input) {
    struct segj_buffer buffer = {0};
    segj_input_write(model, input, &buffer);
    printf("    %s %.*s\n", words, (int)buffer.length, buffer.data ? buffer.data : "");
    segj_buffer_clear(&buffer);
}

/* One step of an item, an axis or the duration stands for its others, unless all are asked for. */
static int is_told(struct checking *checking, const struct seg_finding *finding) {
    uint64_t item = 0;
    unsigned states = 0;
    if (checking->all || finding->kind != SEG_WORSE_IS_LIGHTER) {
        return 0;
    }
    if (finding->place.kind == SEG_ITEM) {
        item = UINT64_C(1) << (finding->place.index & 63);
    } else if (finding->place.kind == SEG_STATE) {
        states = 1u << finding->place.of;
    } else if (finding->place.kind == SEG_DURATION) {
        states = 1u << SEG_MAX_AXES;
    }
    int told = (checking->told & item) || (checking->told_states & states);
    checking->told |= item;
    checking->told_states |= states;
    checking->untold += told;
    return told;
}

static int print_finding(const struct seg_finding *finding, void *data) {
    struct checking *checking = data;
    struct segj_fault fault;
    int is_fault = segj_finding(checking->model, finding, &fault);
    checking->faults += is_fault;
    if ((!is_fault && checking->quiet) || is_told(checking, finding)) {
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
        }
    }
    return 0;
}

static void print_summary(const struct checking *checking,
                          const struct seg_check_summary *summary) {
    if (checking->quiet) {
        return;
    }
    if (checking->untold) {
        printf("and %d other steps of the same items, axes or duration: --all tells each\n",
               checking->untold);
    }
    printf("%s@%u: %d faults, %u undecided, over %s%" PRIu64 " complete inputs\n",
           segj_model_code(checking->model), (unsigned)segj_model_version(checking->model),
           checking->faults, summary->undecided, summary->inputs_exact ? "" : "more than ",
           summary->inputs);
    printf("hash %s\n", segj_model_hash(checking->model));
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
    print_summary(checking, &summary);
    return checking->faults ? EXIT_SOME_REFUSED : EXIT_GOOD;
}

static int read_options(int argc, char **argv, struct checking *out) {
    int option;
    while ((option = getopt_long(argc, argv, "p:aqh", options, NULL)) != -1) {
        switch (option) {
        case 'p':
            out->patch = optarg;
            break;
        case 'a':
            out->all = 1;
            break;
        case 'q':
            out->quiet = 1;
            break;
        case 'h':
            help_print("check", stdout);
            return EXIT_GOOD;
        default:
            return complain_usage("check", "What is to be done is not clear.");
        }
    }
    if (optind + 1 != argc) {
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
    size_t length;
    char *bytes = file_read(path, &length); /* to tell an unreadable file from a faulty one */
    struct segj_model *model = bytes ? model_open_patched(checking.name, checking.patch) : NULL;
    checking.model = model;
    checking.name = path;
    end = model ? prove(&checking) : bytes ? EXIT_SOME_REFUSED : EXIT_USAGE;
    segj_model_free(model);
    free(bytes);
    free(path);
    return end;
}
