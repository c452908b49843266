/* A model file, from its bytes to a model or to its faults. */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What Jansson refuses before there is a tree ---- */

static const char *syntax_code(const json_error_t *error) {
    switch (json_error_code(error)) {
    case json_error_duplicate_key:
        return "duplicate_key";
    case json_error_invalid_utf8:
        return "invalid_utf8";
    case json_error_stack_overflow:
        return "too_deep";
    default:
        return "syntax";
    }
}

static const char *syntax_fix(const char *code) {
    return strcmp(code, "duplicate_key") == 0  ? "Keep one of the two members."
           : strcmp(code, "invalid_utf8") == 0 ? "Save the file as UTF-8."
           : strcmp(code, "too_deep") == 0     ? "Nest less deep."
                                               : "Fix the JSON at this place.";
}

/* A byte order mark is named, for an editor does not show it. */
static void report_syntax(struct segj_faults *faults, const json_error_t *error, bool marked) {
    struct segj_fault *fault = &faults->list[0];
    memset(fault, 0, sizeof *fault);
    fault->code = syntax_code(error);
    fault->line = error->line;
    fault->column = error->column;
    fault->offset = error->position < 0 ? 0 : (size_t)error->position;
    snprintf(fault->text, sizeof fault->text, "%s",
             marked ? "A byte order mark stands before the JSON." : error->text);
    snprintf(fault->fix, sizeof fault->fix, "%s",
             marked ? "Save the file as UTF-8 without one." : syntax_fix(fault->code));
    faults->count = faults->total = 1;
}

static void report_size(struct segj_faults *faults) {
    struct segj_fault *fault = &faults->list[0];
    memset(fault, 0, sizeof *fault);
    fault->code = "too_large";
    snprintf(fault->text, sizeof fault->text, "The model file has more than %d bytes.",
             SEGJ_MAX_MODEL_BYTES);
    snprintf(fault->fix, sizeof fault->fix, "Shorten its texts.");
    faults->count = faults->total = 1;
}

/* ---- What the engine refuses, at its place in the document ---- */

static const char *fault_code(enum seg_fault fault) {
    static const char *const codes[] = {[SEG_FAULT_NONE] = "refused",
                                        [SEG_FAULT_MEMORY] = "no_memory",
                                        [SEG_FAULT_TOO_MANY] = "too_many",
                                        [SEG_FAULT_CODE] = "bad_code",
                                        [SEG_FAULT_DUPLICATE] = "duplicate_code",
                                        [SEG_FAULT_REFERENCE] = "unknown_reference",
                                        [SEG_FAULT_RANGE] = "out_of_range",
                                        [SEG_FAULT_ORDER] = "bad_order",
                                        [SEG_FAULT_CYCLE] = "cycle",
                                        [SEG_FAULT_EMPTY] = "too_few",
                                        [SEG_FAULT_GAP] = "gap",
                                        [SEG_FAULT_OVERLAP] = "overlap",
                                        [SEG_FAULT_KIND] = "wrong_kind",
                                        [SEG_FAULT_DEPTH] = "too_deep",
                                        [SEG_FAULT_SHARED] = "refused"};
    size_t index = (size_t)fault;
    return index < sizeof codes / sizeof *codes && codes[index] ? codes[index] : "refused";
}

static const char *fault_fix(enum seg_fault fault) {
    switch (fault) {
    case SEG_FAULT_CYCLE:
        return "Take one of the segments out of \"above\", so that none is heavier than itself.";
    case SEG_FAULT_RANGE:
        return "Bring the number within its bounds.";
    case SEG_FAULT_KIND:
        return "Refer to a thing of the right kind.";
    default:
        return "See the rules of the model language for this place.";
    }
}

static void report_engine(struct reader *reader, const struct seg_error *error) {
    segj_pointer(reader->model, error->place, reader->pointer);
    reader->pointer_length = strlen(reader->pointer);
    if (error->fault == SEG_FAULT_CYCLE && (size_t)error->place.index < reader->segments.count) {
        reader_fault(reader, "cycle", "The segment \"%.64s\" lies above itself.|%s",
                     reader->segments.code[error->place.index], fault_fix(error->fault));
        return;
    }
    reader_fault(reader, fault_code(error->fault), "%s|%s", error->text, fault_fix(error->fault));
}

/* ---- The whole ---- */

enum { FORMAT = 1 };

/* A file of another format is another language: what this one says of its members means nothing. */
static bool is_other_format(struct reader *reader) {
    const json_t *format = json_object_get(reader->tree, "format");
    if (!json_is_integer(format) || json_integer_value(format) == FORMAT) {
        return false;
    }
    reader_fault_at(reader, "format", "out_of_range",
                    "The file is of format %lld, and this reader knows format %d.|Read it with the "
                    "version of segment that knows its format, or write it in format %d.",
                    (long long)json_integer_value(format), FORMAT, FORMAT);
    return true;
}

static void read_parts(struct reader *reader) {
    if (is_other_format(reader)) {
        return;
    }
    read_head(reader);
    read_segments(reader);
    read_axes(reader);
    read_groups(reader);
    read_items(reader);
    read_bands(reader);
    read_duration(reader);
    read_flags(reader);
    read_views(reader);
    read_cells(reader);
    read_rules(reader);
    read_signals(reader);
}

static enum segj_status compile(struct reader *reader) {
    struct seg_error error;
    enum seg_status status = seg_model_compile(reader->builder, &reader->model->engine, &error);
    if (status == SEG_NO_MEMORY) {
        return SEGJ_NO_MEMORY;
    }
    if (status != SEG_OK) {
        report_engine(reader, &error);
    }
    return reader->faults->total ? SEGJ_REFUSED : SEGJ_OK;
}

static void set_engine_hash(struct segj_model *model) {
    uint8_t hash[32];
    for (size_t i = 0; i < sizeof hash; i++) {
        char pair[3] = {model->hash[2 * i], model->hash[2 * i + 1], 0};
        hash[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    seg_model_set_hash(model->engine, hash);
}

static enum segj_status finish(struct segj_model *model) {
    segj_canonical(model->tree, &model->canonical);
    if (model->canonical.failed) {
        return SEGJ_NO_MEMORY;
    }
    segj_hash_hex(model->canonical.data, model->canonical.length, model->hash);
    set_engine_hash(model);
    return segj_model_render(model) ? SEGJ_NO_MEMORY : SEGJ_OK;
}

static enum segj_status read_model(struct segj_model *model, struct segj_faults *faults) {
    struct reader *reader = calloc(1, sizeof *reader);
    enum segj_status status = SEGJ_NO_MEMORY;
    if (!reader) {
        return status;
    }
    reader->faults = faults;
    reader->model = model;
    reader->tree = model->tree;
    reader->builder = seg_builder_new(NULL);
    if (reader->builder) {
        read_parts(reader);
        status = reader->broken ? SEGJ_REFUSED : compile(reader);
    }
    seg_builder_free(reader->builder);
    free(reader);
    return status == SEGJ_OK ? finish(model) : status;
}

/* Takes `tree` over, whatever comes of it. */
static enum segj_status read_owned(json_t *tree, struct segj_model **model,
                                   struct segj_faults *faults) {
    struct segj_model *made = calloc(1, sizeof *made);
    if (!made) {
        json_decref(tree);
        return SEGJ_NO_MEMORY;
    }
    made->tree = tree;
    enum segj_status status = read_model(made, faults);
    if (status != SEGJ_OK) {
        segj_model_free(made);
        return status;
    }
    *model = made;
    return SEGJ_OK;
}

enum segj_status segj_model_read(const char *bytes, size_t length, struct segj_model **model,
                                 struct segj_faults *faults) {
    json_error_t error;
    faults->count = faults->total = 0;
    if (length > SEGJ_MAX_MODEL_BYTES) {
        report_size(faults);
        return SEGJ_REFUSED;
    }
    json_t *tree = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
    if (!tree && !error.text[0]) {
        return SEGJ_NO_MEMORY; /* the one fault for which Jansson has no words */
    }
    if (!tree) {
        report_syntax(faults, &error, length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0);
        return SEGJ_REFUSED;
    }
    return read_owned(tree, model, faults);
}

enum segj_status segj_model_read_tree(const struct json_t *tree, struct segj_model **model,
                                      struct segj_faults *faults) {
    faults->count = faults->total = 0;
    json_t *copy = json_deep_copy(tree);
    return copy ? read_owned(copy, model, faults) : SEGJ_NO_MEMORY;
}

void segj_model_free(struct segj_model *model) {
    if (!model) {
        return;
    }
    if (model->engine) {
        seg_model_free(model->engine);
    }
    json_decref(model->tree);
    segj_buffer_clear(&model->canonical);
    for (struct chunk *chunk = model->memory; chunk;) {
        struct chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(model);
}
