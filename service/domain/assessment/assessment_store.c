#include "domain/assessment/assessment_store.h"
#include "db/db.h"
#include "domain/assessment/assessment.sql.h"
#include "domain/assessment/assessment_rules.h"
#include "ledger/ledger.h"

/* What rows are looked for by. */
struct assessment_key {
    struct uuid id, client_id, after_id;
    const char *register_1, *register_2;
    struct instant after_at;
    int64_t limit_plus_one;
};
static const struct shape_field key_fields[] = {FIELD(struct assessment_key, id, 0),
                                                FIELD(struct assessment_key, client_id, 0),
                                                FIELD(struct assessment_key, after_id, 0),
                                                FIELD(struct assessment_key, register_1, 0),
                                                FIELD(struct assessment_key, register_2, 0),
                                                FIELD(struct assessment_key, after_at, 0),
                                                FIELD(struct assessment_key, limit_plus_one, 0),
                                                FIELD_END};
static const struct shape key_shape = {"assessment_key", sizeof(struct assessment_key), key_fields};

static struct assessment_key key_for(const struct context *context) {
    const char *registers[2];
    registers_open(&context->actor, registers);
    return (struct assessment_key){.register_1 = registers[0], .register_2 = registers[1]};
}

/* A step to be written. */
struct assessment_step {
    struct uuid id, assessment_id;
    const char *action;
    const char *from_status, *to_status;
    const char *chosen_segment, *reason;
    int64_t version;
};
static const struct shape_field step_fields[] = {FIELD(struct assessment_step, id, 0),
                                                 FIELD(struct assessment_step, assessment_id, 0),
                                                 FIELD(struct assessment_step, action, 0),
                                                 FIELD(struct assessment_step, from_status, 0),
                                                 FIELD(struct assessment_step, to_status, 0),
                                                 FIELD(struct assessment_step, chosen_segment, 0),
                                                 FIELD(struct assessment_step, reason, 0),
                                                 FIELD(struct assessment_step, version, 0),
                                                 FIELD_END};
static const struct shape step_shape = {"assessment_step", sizeof(struct assessment_step),
                                        step_fields};

static const struct person *person_new(struct context *context, const char *sub, const char *unit) {
    struct person *person = arena_alloc(context->arena, sizeof *person);
    *person = (struct person){.sub = sub, .unit = unit};
    return person;
}

void assessment_complete(struct context *context, struct assessment *assessment) {
    struct model_ref *model = arena_alloc(context->arena, sizeof *model);
    *model = (struct model_ref){assessment->model_code, assessment->model_version,
                                assessment->model_hash};
    assessment->model = model;
    assessment->client_present = assessment->status == ASSESSMENT_CONFIRMED;
    assessment->assessed_by =
        person_new(context, assessment->assessed_by_sub, assessment->assessed_unit);
    if (assessment->confirmed_by_sub)
        assessment->confirmed_by = person_new(context, assessment->confirmed_by_sub, NULL);
}

static const char *ground(const struct context *context) {
    return uuid_is_set(&context->actor.client_id) ? "self" : "own_register";
}

static enum status record(struct context *context, enum audit_kind kind, const char *event,
                          const struct assessment *assessment) {
    enum status status = ledger_audit(context, kind, assessment->client_id, "assessment",
                                      assessment->id, ground(context));
    if (status == OK && event)
        status = ledger_event(context, event, "assessment", assessment->id, assessment->version);
    return status;
}

enum status assessment_audit_read(struct context *context, const struct assessment *assessment) {
    return record(context, AUDIT_READ, NULL, assessment);
}

/* The step into the status that the assessment has now: stored, and put behind its history. */
static enum status add_step(struct context *context, const char *action, const char *from,
                            const struct assessment *assessment) {
    struct assessment_step step = {.id = uuid_new(context->now.us / 1000),
                                   .assessment_id = assessment->id,
                                   .action = action,
                                   .from_status = from,
                                   .to_status = assessment_status_words[assessment->status - 1],
                                   .chosen_segment = assessment->chosen_segment,
                                   .reason =
                                       is_override(assessment->segment, assessment->chosen_segment)
                                           ? assessment->override_reason
                                           : NULL,
                                   .version = assessment->version};
    return db_later(context, &assessment_history_insert, &step_shape, &step);
}

static void show_step(struct context *context, const char *from, struct assessment *assessment) {
    size_t count = assessment->history.count;
    struct assessment_move *moves = arena_alloc(context->arena, (count + 1) * sizeof *moves);
    const struct assessment_move *before = assessment->history.items;
    for (size_t i = 0; i < count; i++)
        moves[i] = before[i];
    moves[count] = (struct assessment_move){
        .at = context->now,
        .by = person_new(context, context->actor.sub, context->actor.unit),
        .from = from,
        .to = assessment_status_words[assessment->status - 1],
        .reason = is_override(assessment->segment, assessment->chosen_segment)
                      ? assessment->override_reason
                      : NULL};
    assessment->history = (struct list){moves, count + 1};
}

enum status assessment_store_new(struct context *context, struct assessment *assessment) {
    enum status status = db_later(context, &assessment_insert, &assessment_shape, assessment);
    if (status == OK)
        status = add_step(context, "create", NULL, assessment);
    if (status == OK)
        status = record(context, AUDIT_CREATE, "assessment.created", assessment);
    show_step(context, NULL, assessment);
    return status;
}

enum status assessment_store_confirmed(struct context *context, struct assessment *assessment) {
    int64_t touched = 0;
    enum status status =
        db_run(context, &assessment_update_confirmed, &assessment_shape, assessment, &touched);
    if (status == OK && touched == 0)
        return context_fail(context, STATUS_stale, "another confirmed it first");
    if (status != OK)
        return status;
    const char *from = assessment_status_words[assessment->status - 1];
    assessment->version++;
    assessment->status = ASSESSMENT_CONFIRMED;
    assessment->confirmed_at = context->now;
    assessment->confirmed_by_sub = context->actor.sub;
    assessment_complete(context, assessment);
    status = add_step(context, "confirm", from, assessment);
    if (status == OK)
        status = record(context, AUDIT_CHANGE, "assessment.confirmed", assessment);
    show_step(context, from, assessment);
    return status;
}

static void show_history(struct context *context, const struct list *history,
                         struct assessment *out) {
    struct assessment_move *moves = history->items;
    for (size_t i = 0; i < history->count; i++)
        moves[i].by = person_new(context, moves[i].by_sub, NULL);
    out->history = *history;
}

static enum status load(struct context *context, struct uuid id, bool audited,
                        struct assessment *out) {
    struct assessment_key key = key_for(context);
    struct list history;
    key.id = id;
    enum status status = db_list_ahead(context, &assessment_history_select, &key_shape, &key,
                                       &assessment_move_shape, &history);
    if (status == OK && audited)
        status = db_get_audited(context, &assessment_select_read, &key_shape, &key,
                                &assessment_shape, out);
    else if (status == OK)
        status = db_get(context, &assessment_select, &key_shape, &key, &assessment_shape, out);
    if (status != OK)
        return status;
    show_history(context, &history, out);
    assessment_complete(context, out);
    return OK;
}

enum status assessment_load(struct context *context, struct uuid id, struct assessment *out) {
    return load(context, id, false, out);
}

enum status assessment_load_shown(struct context *context, struct uuid id, struct assessment *out) {
    return load(context, id, true, out);
}

enum status assessment_load_page(struct context *context, struct uuid client_id,
                                 const struct assessment_page *page, struct list *out) {
    struct assessment_key key = key_for(context);
    key.client_id = client_id;
    key.limit_plus_one = page->limit_plus_one;
    key.after_at = page->after_at;
    key.after_id = page->after_id;
    enum status status =
        db_list(context, &assessment_select_page, &key_shape, &key, &assessment_summary_shape, out);
    struct assessment *assessments = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++)
        assessment_complete(context, &assessments[i]);
    return status;
}

enum status assessment_count(struct context *context, struct uuid client_id, struct opt_int *out) {
    struct assessment_key key = key_for(context);
    struct db_count row = {0};
    key.client_id = client_id;
    enum status status =
        db_get(context, &assessment_count_all, &key_shape, &key, &db_count_shape, &row);
    *out = (struct opt_int){status == OK, row.count};
    return status;
}

enum status assessment_load_all(struct context *context, struct uuid after_id, int64_t limit,
                                struct list *out) {
    struct assessment_key key = {.after_id = after_id, .limit_plus_one = limit};
    return db_list(context, &assessment_select_all, &key_shape, &key, &assessment_shape, out);
}
