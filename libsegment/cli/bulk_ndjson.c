#include "bulk_ndjson.h"
#include "segment_json.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#define QUICK 1
#endif

enum {
    FORM_PARTS_MAX = 256,
    FORM_BYTES_MAX = 16384,
    FORM_RUNS_MAX = 16,
    RUN_VALUES_MAX = 64,
    RUN_BYTES_MAX = 2048,
    FORM_MISSES = 4,
    ID_BYTES_MAX = 256,
    PATH_MAX_DEPTH = 3
};

/* The bytes before a value, and what the value is. `key_at`: where the member's own key begins in
 * them; bytes before it are structure, and such a part can't be left out. */
struct form_part {
    uint32_t start, length;
    const struct column *column; /* NULL: the end of the row */
    bool optional, flag;
    uint8_t run; /* the run that begins here, or 0 */
};

/* Neighbouring levels, each of one digit: the bytes of all of them are compared at once, `mask` is
 * zero where the digits stand. */
struct form_run {
    int parts;
    uint32_t length; /* a multiple of 16 is compared */
    uint16_t at[RUN_VALUES_MAX];
    uint16_t slot[RUN_VALUES_MAX];
    uint8_t most[RUN_VALUES_MAX];
    char bytes[RUN_BYTES_MAX], mask[RUN_BYTES_MAX];
};

struct ndjson_form {
    char bytes[FORM_BYTES_MAX + 64];
    size_t length;
    struct form_part parts[FORM_PARTS_MAX];
    int part_count, run_count;
    struct form_run runs[FORM_RUNS_MAX]; /* from 1 on */
    int misses;
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
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        for (size_t i = 0; i < seg_model_count(model, groups[g].kind); i++, count++)
            snprintf(text[count], PLAN_NAME_MAX, "%s%s", groups[g].prefix,
                     seg_model_code(model, groups[g].kind, i));
    size_t singles = seg_model_count(model, SEG_DURATION) > 0 ? 3 : 2;
    for (size_t i = 0; i < singles; i++, count++)
        snprintf(text[count], PLAN_NAME_MAX, "%s", single[i]);
    for (int i = 0; i < count; i++)
        names[i] = text[i];
    return plan_make(plan, model, names, count, NULL, error, error_size);
}

/* ---- The exact way ------------------------------------------------------------------------ */

struct first_fault {
    const char *reason;
    const char *column;
};

static const char *fault_column(const struct plan *plan, const char *subject) {
    for (int i = 0; subject && i < plan->column_count; i++)
        if (strcmp(plan->columns[i].name, subject) == 0)
            return plan->columns[i].name;
    return "";
}

/* Codes as constants: a report's words live only for its call. */
static const char *fault_reason(const char *code) {
    static const char *const known[] = {
        "unknown_member", "unknown_item",     "unknown_flag",
        "wrong_type",     "out_of_range",     "not_in_list",
        "unknown_model",  "axis_given_twice", "not_applicable_refused"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i], code) == 0)
            return known[i];
    return "refused";
}

struct report_data {
    const struct plan *plan;
    struct first_fault fault;
};

static void report_fault(void *data, const struct segj_input_fault *fault) {
    struct report_data *report = data;
    if (report->fault.reason)
        return;
    report->fault.reason = fault_reason(fault->code);
    report->fault.column = fault_column(report->plan, fault->subject);
}

static void take_input(const struct plan *plan, const struct seg_input *input,
                       struct block *block) {
    const char *from = (const char *)&plan->input;
    uint8_t *record = block_record(block, block->rows);
    memset(record, SEG_UNKNOWN, block->stride);
    for (int i = 0; i < plan->column_count; i++) {
        const struct column *column = &plan->columns[i];
        if (column->slot < 0)
            continue;
        /* The members of seg_batch_input and of seg_input stand in the same order, a pointer in
         * one for a byte in the other, within each of their arrays. */
        size_t place = (size_t)((const char *)column->target - from);
        uint8_t value;
        if (column->target == &plan->input.duration)
            value = input->duration;
        else if (column->target >= plan->input.flags &&
                 column->target < plan->input.flags + SEG_MAX_FLAGS)
            value = input->flags[column->target - plan->input.flags];
        else if (column->target >= plan->input.axis_state &&
                 column->target < plan->input.axis_state + SEG_MAX_AXES)
            value = input->axis_state[column->target - plan->input.axis_state];
        else {
            size_t n =
                (place - offsetof(struct seg_batch_input, answers)) / sizeof(const uint8_t *);
            value = input->answers[n / SEG_MAX_ITEMS][n % SEG_MAX_ITEMS];
        }
        record[column->slot] = value;
        block->touched[column->slot] |= value != SEG_UNKNOWN;
    }
    block->age[block->rows] = input->age;
}

static const char *take_id(struct ndjson_form *form, const json_t *row, struct block *block) {
    const json_t *id = json_object_get(row, "id");
    char *text = form->ids[block->rows];
    block->id[block->rows] = text;
    block->id_length[block->rows] = 0;
    if (!id || json_is_null(id))
        return NULL;
    if (!json_is_string(id) && !json_is_integer(id))
        return "wrong_type";
    size_t length = json_dumpb(id, text, ID_BYTES_MAX, JSON_ENCODE_ANY | JSON_COMPACT);
    if (length > ID_BYTES_MAX)
        return "an id longer than 254 bytes";
    block->id_length[block->rows] = (uint32_t)length;
    return NULL;
}

static struct first_fault take_row(const struct bulk_options *options, const struct plan *plan,
                                   struct ndjson_form *form, const json_t *row,
                                   struct block *block) {
    static const char *const also[] = {"id", "model", NULL};
    struct report_data report = {.plan = plan};
    struct segj_answers answers;
    if (!json_is_object(row))
        return (struct first_fault){"not an object", ""};
    const char *model = json_string_value(json_object_get(row, "model"));
    if (model && strcmp(model, options->model_name) != 0 &&
        strcmp(model, seg_model_code(plan->model, SEG_MODEL, 0)) != 0)
        return (struct first_fault){"unknown_model", ""};
    const char *reason = take_id(form, row, block);
    if (reason)
        return (struct first_fault){reason, "id"};
    if (segj_answers_read(options->document, row, also, &answers, report_fault, &report) == 0)
        take_input(plan, &answers.input, block);
    return report.fault;
}

static bool exact_line(struct csv_reader *reader, struct ndjson_form *form,
                       const struct bulk_options *options, struct block *block, char *line_end) {
    json_error_t error;
    json_t *row =
        json_loadb(reader->at, (size_t)(line_end - reader->at), JSON_REJECT_DUPLICATES, &error);
    struct first_fault fault = {"not JSON", ""};
    if (row)
        fault = take_row(options, reader->plan, form, row, block);
    json_decref(row);
    if (fault.reason) {
        rejects_add(reader->rejects, reader->line, fault.column, fault.reason);
        reader->refused++;
    }
    return !fault.reason;
}

/* ---- Learning a form ---------------------------------------------------------------------- */

struct learner {
    const struct plan *plan;
    struct ndjson_form *form;
    const char *start, *at, *end;
    const char *literal; /* where the bytes before the next value begin */
    char path[2][16];
    int depth;
};

static bool at_structure(char c) {
    return c == '{' || c == '}' || c == ':' || c == ',';
}

/* The column of a member, by the objects it stands in. */
static const struct column *member_column(const struct learner *learner, const char *key,
                                          size_t length) {
    char name[PLAN_NAME_MAX];
    const char *prefix = "";
    if (learner->depth == 2 && strcmp(learner->path[0], "flags") == 0)
        prefix = "flag.";
    else if (learner->depth == 3 && strcmp(learner->path[1], "client") == 0)
        prefix = "client.";
    snprintf(name, sizeof name, "%s%.*s", prefix, (int)length, key);
    for (int i = 0; i < learner->plan->column_count; i++)
        if (strcmp(learner->plan->columns[i].name, name) == 0)
            return &learner->plan->columns[i];
    return NULL;
}

static const char *skip_string(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\')
            return NULL;
    return at < end ? at + 1 : NULL;
}

static bool add_part(struct learner *learner, const char *until, const struct column *column) {
    struct ndjson_form *form = learner->form;
    size_t length = (size_t)(until - learner->literal);
    if (form->part_count == FORM_PARTS_MAX || form->length + length > FORM_BYTES_MAX)
        return false;
    struct form_part *part = &form->parts[form->part_count++];
    *part = (struct form_part){
        .start = (uint32_t)form->length, .length = (uint32_t)length, .column = column};
    part->flag = column && strncmp(column->name, "flag.", 5) == 0;
    memcpy(form->bytes + form->length, learner->literal, length);
    form->length += length;
    /* `,"key":` alone: a row that leaves the member out goes on with the next part. */
    part->optional = column && learner->literal[0] == ',' && learner->literal[1] == '"' &&
                     !memchr(learner->literal, '{', length) &&
                     !memchr(learner->literal, '}', length);
    return true;
}

static bool learn_value(struct learner *learner, const struct column *column) {
    const char *start = learner->at;
    if (*start == '"')
        learner->at = skip_string(start, learner->end);
    else
        while (learner->at < learner->end && !at_structure(*learner->at))
            learner->at++;
    if (!learner->at)
        return false;
    if (!column)
        return true; /* stays part of the bytes between */
    if (!add_part(learner, start, column))
        return false;
    learner->literal = learner->at;
    return true;
}

static bool learn_member(struct learner *learner) {
    const char *key = learner->at + 1;
    learner->at = skip_string(learner->at, learner->end);
    if (!learner->at)
        return false;
    size_t length = (size_t)(learner->at - key - 1);
    if (*learner->at != ':')
        return false;
    learner->at++;
    if (*learner->at != '{')
        return learn_value(learner, member_column(learner, key, length));
    if (learner->depth >= PATH_MAX_DEPTH || length >= sizeof learner->path[0])
        return false;
    memcpy(learner->path[learner->depth - 1], key, length);
    learner->path[learner->depth - 1][length] = '\0';
    return true;
}

/* From a compact row without white space; anything else is not learned, and read the exact way. */
static bool learn_row(struct learner *learner) {
    while (learner->at < learner->end) {
        char c = *learner->at;
        if (c == '"') {
            if (!learn_member(learner))
                return false;
            continue;
        }
        if (c != '{' && c != '}' && c != ',')
            return false;
        learner->depth += (c == '{') - (c == '}');
        learner->at++;
    }
    return learner->depth == 0 && add_part(learner, learner->end, NULL);
}

static bool run_takes(const struct form_run *run, const struct form_part *part) {
    return part->column && part->column->role == COLUMN_LEVEL && run->parts < RUN_VALUES_MAX &&
           run->length + part->length + 1 + 16 <= RUN_BYTES_MAX;
}

static void run_add(struct form_run *run, const struct ndjson_form *form,
                    const struct form_part *part) {
    int n = run->parts++;
    memcpy(run->bytes + run->length, form->bytes + part->start, part->length);
    memset(run->mask + run->length, 0xff, part->length);
    run->length += part->length;
    run->at[n] = (uint16_t)run->length++;
    run->slot[n] = (uint16_t)part->column->slot;
    run->most[n] = (uint8_t)(part->column->levels > 10 ? 9 : part->column->levels - 1);
}

static void learn_runs(struct ndjson_form *form) {
    form->run_count = 1;
    for (int i = 0; i < form->part_count && form->run_count < FORM_RUNS_MAX; i++) {
        struct form_run *run = &form->runs[form->run_count];
        int first = i;
        memset(run, 0, sizeof *run);
        while (i < form->part_count && run_takes(run, &form->parts[i]))
            run_add(run, form, &form->parts[i++]);
        if (run->parts > 1)
            form->parts[first].run = (uint8_t)form->run_count++;
    }
}

static void learn(const struct plan *plan, struct ndjson_form *form, const char *line,
                  const char *end) {
    struct learner learner = {
        .plan = plan, .form = form, .start = line, .at = line, .end = end, .literal = line};
    form->part_count = 0;
    form->length = 0;
    form->misses = 0;
    if (end > line && end[-1] == '\r')
        learner.end = end - 1;
    if (!learn_row(&learner))
        form->part_count = 0;
    learn_runs(form);
}

/* ---- A row of the known form -------------------------------------------------------------- */

static inline bool same_bytes(const char *a, const char *b, size_t length) {
    while (length >= 8) {
        uint64_t x, y;
        memcpy(&x, a, 8);
        memcpy(&y, b, 8);
        if (x != y)
            return false;
        a += 8;
        b += 8;
        length -= 8;
    }
    uint64_t x, y;
    memcpy(&x, a, 8); /* chunk and form have room behind */
    memcpy(&y, b, 8);
    return ((x ^ y) & ((1ull << (8 * length)) - 1)) == 0;
}

static inline bool is_null(const char *at) {
    return memcmp(at, "null", 4) == 0;
}

static const char *form_flag(const char *at, uint8_t *value) {
    bool yes = memcmp(at, "true", 4) == 0;
    *value = yes;
    if (yes)
        return at + 4;
    return memcmp(at, "false", 5) == 0 ? at + 5 : NULL;
}

static const char *form_word(const struct column *column, const char *at, uint8_t *value) {
    if (*at++ != '"')
        return NULL;
#ifdef QUICK
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    int marks = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
    if (marks) {
        int length = __builtin_ctz((unsigned)marks);
        *value = plan_short_word(column, at, length);
        return *value != SEG_UNKNOWN ? at + length + 1 : NULL;
    }
#endif
    for (int i = 0; i < column->word_count; i++) {
        const struct plan_word *word = &column->words[i];
        if (memcmp(at, word->text, word->length) == 0 && at[word->length] == '"') {
            *value = word->value;
            return at + word->length + 1;
        }
    }
    return NULL;
}

static const char *form_number(const struct plan *plan, const struct column *column, const char *at,
                               uint8_t *value) {
    const char *start = at, *reason;
    while (*at >= '0' && *at <= '9')
        at++;
    if (at == start || (*start == '0' && at > start + 1))
        return NULL;
    int cell = plan_cell(plan, column, start, (size_t)(at - start), &reason);
    *value = (uint8_t)cell;
    return cell < 0 ? NULL : at;
}

static const char *form_id(const char *at, struct block *block) {
    const char *start = at;
    if (*at == '"') {
        for (at++; *at != '"'; at++)
            if (*at == '\\' || (unsigned char)*at < 0x20 || (unsigned char)*at > 0x7e)
                return NULL;
        at++;
    } else {
        while (*at >= '0' && *at <= '9')
            at++;
        if (at == start || (*start == '0' && at > start + 1) || at - start > 18)
            return NULL;
    }
    if (at - start > ID_BYTES_MAX)
        return NULL;
    block->id[block->rows] = start;
    block->id_length[block->rows] = (uint32_t)(at - start);
    return at;
}

static const char *form_age(const char *at, uint16_t *age) {
    const char *start = at, *reason;
    while (*at >= '0' && *at <= '9')
        at++;
    int value = at == start || (*start == '0' && at > start + 1)
                    ? -1
                    : plan_age(start, (size_t)(at - start), &reason);
    *age = (uint16_t)value;
    return value < 0 ? NULL : at;
}

static inline const char *form_value(const struct plan *plan, const struct form_part *part,
                                     const char *at, struct block *block, uint8_t *record) {
    const struct column *column = part->column;
    unsigned digit = (unsigned)(*at - '0');
    if (column->role == COLUMN_LEVEL && digit <= plan->most[column->slot] &&
        (unsigned)(at[1] - '0') > 9) {
        record[column->slot] = (uint8_t)digit;
        return at + 1;
    }
    if (column->role == COLUMN_ID && !is_null(at))
        return form_id(at, block);
    if (is_null(at)) {
        /* A run that was tried before may have left its bytes here. */
        if (column->slot >= 0)
            record[column->slot] = SEG_UNKNOWN;
        return at + 4;
    }
    if (column->role == COLUMN_AGE)
        return form_age(at, &block->age[block->rows]);
    if (part->flag)
        return form_flag(at, &record[column->slot]);
    if (column->role == COLUMN_WORD)
        return form_word(column, at, &record[column->slot]);
    return form_number(plan, column, at, &record[column->slot]);
}

#ifdef QUICK
static inline bool run_matches(const struct form_run *run, const char *at) {
    __m128i apart = _mm_setzero_si128();
    for (uint32_t n = 0; n < run->length; n += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + n));
        __m128i known = _mm_loadu_si128((const __m128i *)(const void *)(run->bytes + n));
        __m128i mask = _mm_loadu_si128((const __m128i *)(const void *)(run->mask + n));
        apart = _mm_or_si128(apart, _mm_and_si128(_mm_xor_si128(bytes, known), mask));
    }
    return _mm_movemask_epi8(_mm_cmpeq_epi8(apart, _mm_setzero_si128())) == 0xffff;
}

/* Behind the last digit of the run, or NULL: then its parts are read one by one. */
static inline const char *form_run(const struct form_run *run, const char *at, uint8_t *record) {
    unsigned beyond = 0;
    if (!run_matches(run, at))
        return NULL;
    for (int n = 0; n < run->parts; n++) {
        unsigned value = (unsigned)(at[run->at[n]] - '0');
        beyond |= value > run->most[n];
        record[run->slot[n]] = (uint8_t)value;
    }
    return beyond ? NULL : at + run->length;
}
#else
static inline const char *form_run(const struct form_run *run, const char *at, uint8_t *record) {
    (void)run;
    (void)at;
    (void)record;
    return NULL;
}
#endif

/* The row's end, or NULL where it is not of the form. */
static const char *form_row(const struct plan *plan, const struct ndjson_form *form,
                            struct block *block, const char *at) {
    uint8_t *record = block_record(block, block->rows);
    memset(record, SEG_UNKNOWN, block->stride);
    block->age[block->rows] = SEG_AGE_UNKNOWN;
    block->id_length[block->rows] = 0;
    for (int i = 0; i < form->part_count; i++) {
        const struct form_part *part = &form->parts[i];
        const char *behind = part->run ? form_run(&form->runs[part->run], at, record) : NULL;
        if (behind) {
            at = behind;
            i += form->runs[part->run].parts - 1;
            continue;
        }
        if (!same_bytes(at, form->bytes + part->start, part->length)) {
            if (part->optional)
                continue;
            return NULL;
        }
        at += part->length;
        if (!part->column)
            break;
        at = form_value(plan, part, at, block, record);
        if (!at)
            return NULL;
    }
    if (*at == '\r')
        at++;
    return *at == '\n' ? at + 1 : NULL;
}

static void touch_form(const struct ndjson_form *form, struct block *block) {
    for (int i = 0; i < form->part_count; i++)
        if (form->parts[i].column && form->parts[i].column->slot >= 0)
            block->touched[form->parts[i].column->slot] = true;
}

/* ---- A line ------------------------------------------------------------------------------- */

static bool blank(const char *line, const char *end) {
    while (line < end && (*line == ' ' || *line == '\t' || *line == '\r'))
        line++;
    return line == end;
}

static void other_line(struct csv_reader *reader, struct ndjson_form *form,
                       const struct bulk_options *options, struct block *block) {
    char *end = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    if (!blank(reader->at, end)) {
        bool good = exact_line(reader, form, options, block, end);
        block->line[block->rows] = reader->line;
        block->rows += good;
        if (good && (form->part_count == 0 || ++form->misses >= FORM_MISSES)) {
            learn(reader->plan, form, reader->at, end);
            touch_form(form, block);
        }
    }
    reader->line++;
    reader->at = end + 1;
}

bool ndjson_fill(struct csv_reader *reader, struct ndjson_form *form,
                 const struct bulk_options *options, struct block *block) {
    block->rows = 0;
    memset(block->touched, 0, sizeof block->touched);
    touch_form(form, block);
    while (reader->at < reader->end && block->rows < BLOCK_ROWS) {
        bool quick = form->part_count && !options->exact_only;
        const char *behind = quick ? form_row(reader->plan, form, block, reader->at) : NULL;
        if (!behind) {
            other_line(reader, form, options, block);
            continue;
        }
        form->misses = 0;
        block->line[block->rows++] = reader->line++;
        reader->at += behind - reader->at;
    }
    return block->rows > 0;
}
