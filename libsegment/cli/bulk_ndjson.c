#include "bulk_ndjson.h"
#include "bulk_common.h"
#include "bulk_form.h"
#include "segment_json.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FORM_MISSES = 4, ID_BYTES_MAX = FORM_ID_MAX };

struct ndjson_form {
    struct form form;
    int misses;                         /* good rows in turn that were not of the form */
    char ids[BLOCK_ROWS][ID_BYTES_MAX]; /* ids of rows read the exact way */
};

struct ndjson_form *ndjson_form_new(void) {
    return calloc(1, sizeof(struct ndjson_form));
}

void ndjson_form_free(struct ndjson_form *form) {
    free(form);
}

bool ndjson_plan(struct plan *plan, const struct seg_model *model, char *error, size_t error_size) {
    static const struct {
        enum seg_kind kind;
        const char *prefix;
    } groups[] = {{SEG_ITEM, ""}, {SEG_ITEM, "client."}, {SEG_AXIS, ""}, {SEG_FLAG, "flag."}};
    static const char *const single[] = {"id", "age", "duration"};
    char text[PLAN_COLUMNS_MAX][PLAN_NAME_MAX];
    const char *names[PLAN_COLUMNS_MAX];
    int count = 0;
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        for (size_t i = 0; i < seg_model_count(model, groups[g].kind); i++, count++) {
            snprintf(text[count], PLAN_NAME_MAX, "%s%s", groups[g].prefix,
                     seg_model_code(model, groups[g].kind, i));
        }
    }
    size_t singles = seg_model_count(model, SEG_DURATION) > 0 ? 3 : 2;
    for (size_t i = 0; i < singles; i++, count++) {
        snprintf(text[count], PLAN_NAME_MAX, "%s", single[i]);
    }
    for (int i = 0; i < count; i++) {
        names[i] = text[i];
    }
    return plan_make(plan, model, names, count, NULL, error, error_size);
}

/* ---- The exact way ------------------------------------------------------------------------ */

struct first_fault {
    const char *reason;
    char column[REJECT_COLUMN_ROOM];
    const char *kind; /* of what stands there, or NULL */
};

/* As the header of a CSV would name it; else its place in the row. */
static const char *fault_column(const struct plan *plan, const struct segj_input_fault *fault) {
    for (int i = 0; fault->subject && i < plan->column_count; i++) {
        if (strcmp(plan->columns[i].name, fault->subject) == 0) {
            return plan->columns[i].name;
        }
    }
    return fault->pointer;
}

static const char *kind_at(const json_t *row, const char *pointer) {
    static const char *const kinds[] = {[JSON_OBJECT] = "an object",
                                        [JSON_ARRAY] = "a list",
                                        [JSON_STRING] = "a text",
                                        [JSON_INTEGER] = "a whole number",
                                        [JSON_REAL] = "a number with decimals",
                                        [JSON_TRUE] = "true",
                                        [JSON_FALSE] = "false",
                                        [JSON_NULL] = "null"};
    char member[SEGJ_MAX_POINTER];
    while (row && *pointer == '/') {
        pointer = segj_pointer_next(pointer, member, sizeof member);
        row = pointer ? json_object_get(row, member) : NULL;
    }
    return row ? kinds[json_typeof(row)] : NULL;
}

struct report_data {
    const struct plan *plan;
    const json_t *row;
    struct first_fault fault;
};

static void report_fault(void *data, const struct segj_input_fault *fault) {
    struct report_data *report = data;
    if (report->fault.reason) {
        return;
    }
    report->fault.reason = segj_input_code_word(fault->code);
    report->fault.kind = kind_at(report->row, fault->pointer);
    snprintf(report->fault.column, sizeof report->fault.column, "%s",
             fault_column(report->plan, fault));
}

static void take_input(const struct plan *plan, struct seg_input *input, struct block *block) {
    uint8_t *record = block_record(block, block->rows);
    memset(record, SEG_UNKNOWN, block->stride);
    for (int i = 0; i < plan->column_count; i++) {
        const struct column *column = &plan->columns[i];
        if (column->slot < 0) {
            continue;
        }
        record[column->slot] = *plan_input_value(input, column);
        block->touched[column->slot] |= record[column->slot] != SEG_UNKNOWN;
    }
    block->age[block->rows] = input->age;
    block->aged |= input->age != SEG_AGE_UNKNOWN;
}

/* The bytes of a row, without what may stand before the first. */
struct line {
    const char *text;
    size_t length;
};

/* -0 is a whole number to JSON, and Jansson's is 0: as a real it keeps its sign. */
static bool is_minus_zero(const struct line *line) {
    json_t *row = json_loadb(line->text, line->length, JSON_DECODE_INT_AS_REAL, NULL);
    bool minus = signbit(json_real_value(json_object_get(row, "id"))) != 0;
    json_decref(row);
    return minus;
}

static const char *take_id(struct ndjson_form *form, const json_t *row, const struct line *line,
                           struct block *block) {
    const json_t *id = json_object_get(row, "id");
    char *text = form->ids[block->rows];
    block->id[block->rows] = text;
    block->id_length[block->rows] = 0;
    if (!id || json_is_null(id)) {
        return NULL;
    }
    if (!json_is_string(id) && !json_is_integer(id)) {
        return "wrong_type";
    }
    if (json_is_integer(id) && json_integer_value(id) == 0 && is_minus_zero(line)) {
        memcpy(text, "-0", 2);
        block->id_length[block->rows] = 2;
        return NULL;
    }
    size_t length = json_dumpb(id, text, ID_BYTES_MAX, JSON_ENCODE_ANY | JSON_COMPACT);
    if (length > ID_BYTES_MAX) {
        return "an id longer than 254 bytes";
    }
    block->id_length[block->rows] = (uint32_t)length;
    return NULL;
}

/* Why the model is not the one that the row asks for, or NULL. */
static const char *model_fault(const struct bulk_options *options, const json_t *name) {
    const char *text = json_string_value(name);
    if (!name || json_is_null(name)) {
        return NULL;
    }
    if (!text) {
        return "wrong_type";
    }
    return strcmp(text, options->model_name) == 0 ||
                   strcmp(text, seg_model_code(options->model, SEG_MODEL, 0)) == 0
               ? NULL
               : "unknown_model";
}

/* The day that a row asks for is one, and the model holds on it. Days compare as their texts do. */
static const char *day_fault(const struct bulk_options *options, const json_t *day) {
    const char *text = json_string_value(day);
    const char *until = segj_model_valid_to(options->document);
    if (!day || json_is_null(day)) {
        return NULL;
    }
    if (!text) {
        return "wrong_type";
    }
    if (!segj_is_day(text)) {
        return "bad_format";
    }
    bool holds = strcmp(text, segj_model_valid_from(options->document)) >= 0 &&
                 (!until || strcmp(text, until) <= 0);
    return holds || options->any_day ? NULL : "the model is not valid on this day";
}

static struct first_fault take_row(const struct bulk_options *options, const struct plan *plan,
                                   struct ndjson_form *form, const json_t *row,
                                   const struct line *line, struct block *block) {
    static const char *const also[] = {"id", "model", "as_of", NULL};
    struct report_data report = {.plan = plan, .row = row};
    struct segj_answers answers;
    if (!json_is_object(row)) {
        return (struct first_fault){.reason = "not an object"};
    }
    const char *reason = model_fault(options, json_object_get(row, "model"));
    if (reason) {
        return (struct first_fault){reason, "model", NULL};
    }
    reason = day_fault(options, json_object_get(row, "as_of"));
    if (reason) {
        return (struct first_fault){reason, "as_of", NULL};
    }
    reason = take_id(form, row, line, block);
    if (reason) {
        return (struct first_fault){reason, "id", NULL};
    }
    if (segj_answers_read(options->document, row, also, &answers, report_fault, &report) == 0) {
        take_input(plan, &answers.input, block);
    }
    return report.fault;
}

static bool exact_line(struct csv_reader *reader, struct ndjson_form *form,
                       const struct bulk_options *options, struct block *block, char *line_end) {
    static const char mark[] = "\xef\xbb\xbf"; /* before a file, or where two were put together */
    json_error_t error;
    size_t length = (size_t)(line_end - reader->at);
    size_t marked = length >= 3 && memcmp(reader->at, mark, 3) == 0 ? 3 : 0;
    struct line line = {reader->at + marked, length - marked};
    json_t *row = json_loadb(line.text, line.length, JSON_REJECT_DUPLICATES, &error);
    struct first_fault fault = {.reason = "not JSON"};
    if (!row && json_error_code(&error) == json_error_duplicate_key) {
        fault.reason = "duplicate_key";
    }
    if (!row && json_error_code(&error) == json_error_numeric_overflow) {
        fault.reason = "a number too large";
    }
    if (row) {
        fault = take_row(options, reader->plan, form, row, &line, block);
    }
    json_decref(row);
    if (fault.reason) {
        rejects_add(reader->rejects, reader->line, fault.column, fault.reason, fault.kind);
        reader->refused++;
    }
    return !fault.reason;
}

/* ---- A line ------------------------------------------------------------------------------- */

static void touch_form(const struct form *form, struct block *block) {
    for (int i = 0; i < form->part_count; i++) {
        if (form->parts[i].column && form->parts[i].column->slot >= 0) {
            block->touched[form->parts[i].column->slot] = true;
        }
    }
}

static bool blank(const char *line, const char *end) {
    while (line < end && (*line == ' ' || *line == '\t' || *line == '\r')) {
        line++;
    }
    return line == end;
}

static void other_line(struct csv_reader *reader, struct ndjson_form *form,
                       const struct bulk_options *options, struct block *block) {
    char *end = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    if (!blank(reader->at, end)) {
        bool good = exact_line(reader, form, options, block, end);
        block->line[block->rows] = reader->line;
        block->rows += good;
        if (!good) {
            block_clear(block, block->rows);
        }
        if (good && (form->form.part_count == 0 || ++form->misses >= FORM_MISSES)) {
            form_learn(&form->form, reader->plan, reader->at, end);
            touch_form(&form->form, block);
            form->misses = 0;
        }
    }
    reader->line++;
    reader->at = end + 1;
}

/* Rows of the form; false where there was none. */
static bool form_lines(const struct form *form, bool common, struct csv_reader *reader,
                       struct block *block) {
    size_t rows = block->rows;
    if (form->part_count == 0) {
        return false;
    }
    if (common && form->common) {
        common_rows(form, reader, block);
    }
    return block->rows > rows || form_row_read(form, reader, block);
}

bool ndjson_fill(struct csv_reader *reader, struct ndjson_form *form,
                 const struct bulk_options *options, struct block *block) {
    bool common = common_is_known(options->kernel);
    block_begin(block);
    touch_form(&form->form, block);
    while (reader->at < reader->end && block->rows < BLOCK_ROWS) {
        if (!options->exact_only && form_lines(&form->form, common, reader, block)) {
            form->misses = 0;
        } else {
            other_line(reader, form, options, block);
        }
    }
    return block->rows > 0;
}
