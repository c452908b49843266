#include "domain/model/model.h"
#include "app.h"
#include "db/db.h"
#include "domain/model/model.sql.h"
#include "domain/model/model_store.h"
#include "ledger/moves.h"

#include <string.h>

const char *const model_status_words[] = {"draft", "published", "retired", NULL};

static const char *const state_words[] = {"draft", "published", "retired", "discarded", NULL};
static const struct move move_rows[] = {
#define MOVE MOVE_ROW
#include "domain/model/model_moves.def"
#undef MOVE
};
const struct moves model_moves = {RESOURCE_model, state_words, move_rows,
                                  sizeof move_rows / sizeof *move_rows};

static const struct shape_field model_fields[] = {
    FIELD(struct model, id, SHAPE_READ_ONLY),
    FIELD(struct model, code, SHAPE_READ_ONLY),
    FIELD(struct model, version, SHAPE_READ_ONLY),
    FIELD(struct model, hash, SHAPE_READ_ONLY),
    FIELD_ENUM(struct model, status, SHAPE_READ_ONLY, model_status_words),
    FIELD(struct model, name, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct model, valid_from, SHAPE_READ_ONLY),
    FIELD(struct model, valid_to, SHAPE_READ_ONLY | SHAPE_NULLABLE),
    FIELD(struct model, published_at, SHAPE_COLUMN_ONLY),
    FIELD(struct model, published_by, SHAPE_COLUMN_ONLY),
    FIELD(struct model, is_active, SHAPE_COLUMN_ONLY),
    FIELD(struct model, revision, SHAPE_COLUMN_ONLY),
    FIELD(struct model, withdrawn, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape model_shape = {"ModelSummary", sizeof(struct model), model_fields};

static const struct shape_field model_ref_fields[] = {
    FIELD(struct model_ref, code, SHAPE_READ_ONLY),
    FIELD(struct model_ref, version, SHAPE_READ_ONLY),
    FIELD(struct model_ref, hash, SHAPE_READ_ONLY), FIELD_END};
const struct shape model_ref_shape = {"ModelRef", sizeof(struct model_ref), model_ref_fields};

struct model_document {
    const char *document;
};
static const struct shape_field model_document_fields[] = {
    FIELD(struct model_document, document, SHAPE_COLUMN_ONLY), FIELD_END};
static const struct shape model_document_shape = {"model_document", sizeof(struct model_document),
                                                  model_document_fields};

/* --- names and days --- */

/* Of the code before `@`, or of all; 0 where it is no code of a model. */
static size_t code_length(const char *name) {
    char code[MODEL_CODE_SIZE];
    size_t length = strcspn(name, "@");
    if (length >= sizeof code) {
        return 0;
    }
    memcpy(code, name, length);
    code[length] = '\0';
    return seg_code_is_good(code, 1) ? length : 0;
}

/* The number behind `@`: 1 to 9 digits without a leading zero; 0 where it is none. */
static int64_t version_number(const char *digits) {
    int64_t number = 0;
    size_t length = 0;
    if (digits[0] == '0') {
        return 0;
    }
    for (; digits[length] >= '0' && digits[length] <= '9' && length < 10; length++) {
        number = number * 10 + (digits[length] - '0');
    }
    return length >= 1 && length <= 9 && digits[length] == '\0' ? number : 0;
}

bool model_name_good(const char *name) {
    size_t length = code_length(name);
    if (length == 0) {
        return false;
    }
    return name[length] == '\0' || (name[length] == '@' && version_number(name + length + 1) > 0);
}

bool model_holds_on(const struct model *model, struct date day) {
    return model->status != MODEL_DRAFT && !model->withdrawn &&
           date_compare(model->valid_from, day) <= 0 &&
           (!date_is_set(model->valid_to) || date_compare(day, model->valid_to) <= 0);
}

static bool has_code(const struct model *model, const char *code, size_t length) {
    return strlen(model->code) == length && memcmp(model->code, code, length) == 0;
}

static const struct model *choose_version(const struct model *models, size_t count,
                                          const struct model_wanted *wanted, size_t length) {
    int64_t version = version_number(wanted->name + length + 1);
    for (size_t i = 0; i < count; i++) {
        if (models[i].version == version && has_code(&models[i], wanted->name, length)) {
            return !wanted->must_hold || model_holds_on(&models[i], wanted->day) ? &models[i]
                                                                                 : NULL;
        }
    }
    return NULL;
}

static const struct model *choose_highest(const struct model *models, size_t count,
                                          const struct model_wanted *wanted, size_t length) {
    const struct model *highest = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct model *model = &models[i];
        bool named = wanted->name ? has_code(model, wanted->name, length) : model->is_active;
        if (!named || !model_holds_on(model, wanted->day)) {
            continue;
        }
        if (!highest || model->version > highest->version) {
            highest = model;
        }
    }
    return highest;
}

const struct model *model_choose(const struct model *models, size_t count,
                                 const struct model_wanted *wanted) {
    size_t length = wanted->name ? code_length(wanted->name) : 0;
    if (wanted->name && !model_name_good(wanted->name)) {
        return NULL;
    }
    if (wanted->name && wanted->name[length] == '@') {
        return choose_version(models, count, wanted, length);
    }
    return choose_highest(models, count, wanted, length);
}

/* --- finding --- */

static enum status refuse_faults(struct context *context, const struct segj_faults *faults) {
    const struct segj_fault *first = &faults->list[0];
    return context_fail(context, STATUS_rule_broken, "model: %zu faults, the first at '%s': %s",
                        faults->total, faults->count ? first->pointer : "",
                        faults->count ? first->text : "");
}

static enum status compile(struct context *context, const char *bytes, size_t length,
                           const struct segj_model **out) {
    struct segj_faults *faults = arena_alloc(context->arena, sizeof *faults);
    struct segj_model *model = NULL;
    if (segj_model_read(bytes, length, &model, faults) != SEGJ_OK) {
        return refuse_faults(context, faults);
    }
    *out = model_store_keep(context->app->models, model);
    if (!*out) {
        return context_fail(context, STATUS_internal, "more models than memory has room for");
    }
    return OK;
}

enum status model_open(struct context *context, struct model *model) {
    model->compiled = model_store_compiled(context->app->models, model->hash);
    if (!model->compiled) {
        struct model_document row = {0};
        enum status status = db_get(context, &model_select_document, &model_shape, model,
                                    &model_document_shape, &row);
        if (status == OK) {
            status = compile(context, row.document, strlen(row.document), &model->compiled);
        }
        if (status != OK) {
            return status;
        }
        if (strcmp(segj_model_hash(model->compiled), model->hash) != 0) {
            return context_fail(context, STATUS_internal, "the document of %s@%lld was replaced",
                                model->code, (long long)model->version);
        }
    }
    model->name =
        model_text(model, (struct seg_place){SEG_MODEL, 0, -1}, SEGJ_NAME, context->language);
    return OK;
}

enum status model_shelf(struct context *context, struct list *out) {
    return model_store_shelf(context, true, out);
}

enum status model_find_among(struct context *context, const struct list *shelf,
                             const struct model_wanted *wanted, struct model *out) {
    const struct model *found = model_choose(shelf->items, shelf->count, wanted);
    if (!found) {
        return STATUS_not_found;
    }
    *out = *found;
    return model_open(context, out);
}

enum status model_find(struct context *context, const struct model_wanted *wanted,
                       struct model *out) {
    enum status status = STATUS_not_found;
    for (int fresh = 0; fresh <= 1 && status == STATUS_not_found; fresh++) {
        struct list shelf = {0};
        status = model_store_shelf(context, fresh, &shelf);
        if (status == OK) {
            status = model_find_among(context, &shelf, wanted, out);
        }
    }
    return status;
}

enum status model_find_by_id(struct context *context, struct uuid id, struct model *out) {
    for (int fresh = 0; fresh <= 1; fresh++) {
        struct list shelf = {0};
        enum status status = model_store_shelf(context, fresh, &shelf);
        if (status != OK) {
            return status;
        }
        const struct model *models = shelf.items;
        for (size_t i = 0; i < shelf.count; i++) {
            if (uuid_equal(&models[i].id, &id)) {
                *out = models[i];
                return model_open(context, out);
            }
        }
    }
    return STATUS_not_found;
}

enum status model_list(struct context *context, struct list *out) {
    enum status status = db_list(context, &model_select_page, NULL, NULL, &model_shape, out);
    struct model *models = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        status = model_open(context, &models[i]);
    }
    return status;
}

enum status model_list_all(struct context *context, struct list *out) {
    enum status status = model_store_shelf(context, false, out);
    struct model *models = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        status = model_open(context, &models[i]);
    }
    return status;
}

enum status model_count(struct context *context, struct opt_int *out) {
    struct db_count row = {0};
    enum status status = db_get(context, &model_count_all, NULL, NULL, &db_count_shape, &row);
    *out = (struct opt_int){status == OK, row.count};
    return status;
}

const char *model_text(const struct model *model, struct seg_place place, enum segj_part part,
                       enum language language) {
    const char *text = segj_text(model->compiled, place, part, (enum segj_language)language);
    return text ? text : "";
}

/* --- publishing --- */

enum status model_lock(struct context *context) {
    struct db_count count = {0};
    return db_get(context, &model_lock_area, NULL, NULL, &db_count_shape, &count);
}

struct model_new {
    struct uuid id;
    const char *code;
    int64_t version;
    const char *document, *hash;
    struct date valid_from, valid_to;
    bool is_active;
};
static const struct shape_field model_new_fields[] = {FIELD(struct model_new, id, 0),
                                                      FIELD(struct model_new, code, 0),
                                                      FIELD(struct model_new, version, 0),
                                                      FIELD(struct model_new, document, 0),
                                                      FIELD(struct model_new, hash, 0),
                                                      FIELD(struct model_new, valid_from, 0),
                                                      FIELD(struct model_new, valid_to, 0),
                                                      FIELD(struct model_new, is_active, 0),
                                                      FIELD_END};
static const struct shape model_new_shape = {"model_new", sizeof(struct model_new),
                                             model_new_fields};

static struct model_new new_of(struct context *context, const struct segj_model *compiled) {
    size_t length = 0;
    const char *document = segj_model_canonical(compiled, &length);
    struct model_new row = {.id = uuid_new(context->now.us / 1000),
                            .code = segj_model_code(compiled),
                            .version = (int64_t)segj_model_version(compiled),
                            .document = arena_copy(context->arena, document, length),
                            .hash = segj_model_hash(compiled)};
    const char *valid_to = segj_model_valid_to(compiled);
    if (!date_parse(segj_model_valid_from(compiled), &row.valid_from)) {
        row.valid_from = (struct date){0};
    }
    if (valid_to && !date_parse(valid_to, &row.valid_to)) {
        row.valid_to = (struct date){0};
    }
    return row;
}

/* A version is active where its code is. */
static enum status insert(struct context *context, struct model_new *row, bool *created) {
    struct model_new active = {.is_active = false};
    int64_t touched = 0;
    bool found = false;
    enum status status = db_find(context, &model_select_active, &model_new_shape, row,
                                 &model_new_shape, &active, &found);
    row->is_active = active.is_active;
    if (status == OK) {
        status = db_run(context, &model_insert, &model_new_shape, row, &touched);
    }
    *created = touched == 1;
    return status;
}

enum status model_publish(struct context *context, const char *bytes, size_t length,
                          struct model *out, bool *created) {
    const struct segj_model *compiled = NULL;
    enum status status = compile(context, bytes, length, &compiled);
    if (status != OK) {
        return status;
    }
    struct model_new row = new_of(context, compiled);
    status = model_lock(context);
    if (status == OK) {
        status = insert(context, &row, created);
    }
    if (status != OK) {
        return status;
    }
    model_store_forget(context);
    if (*created) {
        status = ledger_event(context, EVENT_model_published, row.id, row.version);
    }
    if (status != OK) {
        return status;
    }
    const char *name = arena_format(context->arena, "%s@%lld", row.code, (long long)row.version);
    status = model_find(context, &(struct model_wanted){.name = name, .day = context->today}, out);
    if (status == OK && strcmp(out->hash, row.hash) != 0) {
        return context_fail(context, STATUS_conflict, "%s is published with other content", name);
    }
    return status;
}

enum status model_activate(struct context *context, const char *code) {
    struct model_new row = {.code = code};
    struct model active = {0};
    enum status status = model_lock(context);
    if (status == OK) {
        status = db_run(context, &model_update_active, &model_new_shape, &row, NULL);
    }
    model_store_forget(context);
    if (status == OK) {
        status = model_find(context, &(struct model_wanted){.day = context->today}, &active);
    }
    if (status == STATUS_not_found) {
        return OK; /* none of its versions holds today */
    }
    if (status != OK) {
        return status;
    }
    return ledger_event(context, EVENT_model_activated, active.id, active.version);
}

/* --- what may be done, and was --- */

int64_t model_etag(const struct model *model) {
    enum { VERSIONS = 1000000000 };
    bool draft = model->status == MODEL_DRAFT;
    return draft ? model->revision : model->revision * VERSIONS + model->version;
}

static bool has_step(const struct list *history, const char *action) {
    const struct move_step *steps = history->items;
    bool found = false;
    for (size_t i = 0; i < history->count; i++) {
        found = found || strcmp(steps[i].action, action) == 0;
    }
    return found;
}

/* One that came from a file was published as it was made. */
static struct list with_publication(struct context *context, const struct model *model,
                                    const struct list *history) {
    struct move_step *steps = arena_alloc(context->arena, (history->count + 1) * sizeof *steps);
    steps[0] = (struct move_step){.version = 1,
                                  .at = model->published_at,
                                  .by = {.sub = model->published_by},
                                  .action = "publish",
                                  .to = state_words[MODEL_PUBLISHED - 1]};
    if (history->count > 0) {
        memcpy(steps + 1, history->items, history->count * sizeof *steps);
    }
    return (struct list){steps, history->count + 1};
}

void model_dress(struct context *context, struct model *model, const struct list *history) {
    bool from_file = model->status != MODEL_DRAFT && !has_step(history, "publish") &&
                     !has_step(history, "create");
    model->history = from_file ? with_publication(context, model, history) : *history;
    model->available_actions =
        moves_open(context, &model_moves, state_words[model->status - 1], MOVE_EITHER);
}

void model_close(struct model *model) {
    segj_model_free(model->own);
    model->own = NULL;
}
