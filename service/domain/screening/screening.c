#include "domain/screening/screening.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/directory/directory.h"
#include "domain/screening/screening.sql.h"
#include "ledger/moves.h"

#include <string.h>

/* --- shapes --- */

static const struct shape_field job_fields[] = {
    FIELD(struct screening_job, id, SHAPE_READ_ONLY),
    FIELD_ENUM(struct screening_job, state, SHAPE_READ_ONLY, job_state_words),
    FIELD(struct screening_job, done, SHAPE_READ_ONLY),
    FIELD(struct screening_job, total, SHAPE_READ_ONLY), FIELD_END};
static const struct shape screening_job_shape = {"ScreeningJob", sizeof(struct screening_job),
                                                 job_fields};

#define SUMMARY_FIELDS                                                                             \
    FIELD(struct screening, id, SHAPE_READ_ONLY),                                                  \
        FIELD(struct screening, version, SHAPE_READ_ONLY),                                         \
        FIELD_ENUM(struct screening, state, SHAPE_READ_ONLY, screening_state_words),               \
        FIELD_ENUM_AS(struct screening, register_code, "register", SHAPE_READ_ONLY,                \
                      register_words),                                                             \
        FIELD(struct screening, name, SHAPE_READ_ONLY),                                            \
        FIELD(struct screening, unit_id, SHAPE_READ_ONLY),                                         \
        FIELD(struct screening, as_of, SHAPE_READ_ONLY),                                           \
        FIELD_STRINGS(struct screening, rules, SHAPE_READ_ONLY, 0, SCREENING_RULES),               \
        FIELD(struct screening, include_uncertain, SHAPE_READ_ONLY),                               \
        FIELD(struct screening, row_count, SHAPE_READ_ONLY),                                       \
        FIELD(struct screening, created_at, SHAPE_READ_ONLY),                                      \
        FIELD_EMBED(struct screening, created_by, SHAPE_READ_ONLY, person_shape, "created_by_"),   \
        FIELD_EMBED(struct screening, job, SHAPE_READ_ONLY, screening_job_shape, "job_"),          \
        FIELD(struct screening, completed_at, SHAPE_READ_ONLY),                                    \
        FIELD(struct screening, result, SHAPE_READ_ONLY),                                          \
        FIELD(struct screening, rows_forgotten_at, SHAPE_READ_ONLY),                               \
        FIELD_STRINGS(struct screening, available_actions,                                         \
                      SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED, 0, 16)

static const struct shape_field summary_fields[] = {SUMMARY_FIELDS, FIELD_END};
const struct shape screening_summary_shape = {"ScreeningSummary", sizeof(struct screening),
                                              summary_fields};
static const struct shape_field fields[] = {
    SUMMARY_FIELDS,
    FIELD_LIST(struct screening, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED,
               move_step_shape, 0, MOVES_SHOWN_MAX),
    FIELD_END};
const struct shape screening_shape = {"Screening", sizeof(struct screening), fields};

static const struct shape_field new_fields[] = {
    FIELD_FULL(struct screening_new, rules, SHAPE_STRINGS, SHAPE_REQUIRED, 1, SCREENING_RULES, NULL,
               NULL, "code"),
    FIELD_FORMAT(struct screening_new, name, 0, 1, 200, "text"),
    FIELD(struct screening_new, unit_id, 0),
    FIELD(struct screening_new, as_of, 0),
    FIELD(struct screening_new, include_uncertain, 0),
    FIELD_END};
const struct shape screening_new_shape = {"ScreeningCreate", sizeof(struct screening_new),
                                          new_fields};

static const struct shape_field filter_fields[] = {
    FIELD_ANY_OF(struct screening_filter, state, 0, screening_state_words), FIELD_END};
const struct shape screening_filter_shape = {"screening_filter", sizeof(struct screening_filter),
                                             filter_fields};

/* What statements are asked with beside the record. */
struct screening_key {
    struct uuid id;
    int64_t version;
    struct instant before;
};
static const struct shape_field key_fields[] = {FIELD(struct screening_key, id, 0),
                                                FIELD(struct screening_key, version, 0),
                                                FIELD(struct screening_key, before, 0), FIELD_END};
static const struct shape key_shape = {"screening_key", sizeof(struct screening_key), key_fields};

/* --- rules --- */

static int rule_of(const char *code) {
    int rule = 0;
    while (rule < SCREENING_RULES && strcmp(screening_rule_rows[rule].code, code) != 0) {
        rule++;
    }
    return rule;
}

unsigned screening_rule_set(const struct screening *screening) {
    const char *const *codes = screening->rules.items;
    unsigned set = 0;
    for (size_t i = 0; i < screening->rules.count; i++) {
        int rule = rule_of(codes[i]);
        set |= rule < SCREENING_RULES ? 1u << rule : 0;
    }
    return set;
}

static void check_rules(struct context *context, const struct list *rules) {
    const char *const *codes = rules->items;
    unsigned seen = 0;
    for (size_t i = 0; i < rules->count; i++) {
        const char *pointer = arena_format(context->arena, "/rules/%zu", i);
        int rule = rule_of(codes[i]);
        if (rule == SCREENING_RULES) {
            context_error(context, pointer, ERROR_unknown_screening_rule, NULL);
        } else if (seen & (1u << rule)) {
            context_error(context, pointer, ERROR_given_twice, NULL);
        } else {
            seen |= 1u << rule;
        }
    }
}

/* --- reading --- */

bool screening_is_running(const struct screening *screening) {
    return screening->state == SCREENING_COLLECTING &&
           (screening->job.state == JOB_QUEUED || screening->job.state == JOB_RUNNING);
}

static bool can_run(const struct screening *screening) {
    return screening->state == SCREENING_COLLECTING && !screening_is_running(screening) &&
           screening->row_count > 0;
}

static void show_actions(struct context *context, struct screening *screening) {
    screening->available_actions =
        moves_open(context, &screening_moves, screening_state_words[screening->state - 1],
                   can_run(screening) ? MOVE_EITHER : 0);
}

static enum status load(struct context *context, struct uuid id, const struct query *query,
                        struct screening *out) {
    const struct screening_key key = {.id = id};
    struct list history = {0};
    enum status status = move_history(context, &screening_moves, id, &history);
    if (status == OK) {
        status = db_get(context, query, &key_shape, &key, &screening_shape, out);
    }
    if (status == OK) {
        out->history = history;
        show_actions(context, out);
    }
    return status;
}

enum status screening_get(struct context *context, struct uuid id, struct screening *out) {
    return load(context, id, &screening_select, out);
}

enum status screening_lock(struct context *context, struct uuid id, struct screening *out) {
    const struct screening_key key = {.id = id};
    struct list locked = {0};
    enum status status =
        db_list_ahead(context, &screening_select_locked, &key_shape, &key, &key_shape, &locked);
    return status == OK ? screening_get(context, id, out) : status;
}

enum status screening_find(struct context *context, struct uuid id, struct screening *out) {
    return load(context, id, &screening_select_for_run, out);
}

enum status screening_list(struct context *context, const struct screening_filter *filter,
                           struct list *out) {
    enum status status = db_list(context, &screening_select_page, &screening_filter_shape, filter,
                                 &screening_summary_shape, out);
    struct screening *rows = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        show_actions(context, &rows[i]);
    }
    return status;
}

/* --- making and running --- */

static enum status check_new(struct context *context, const struct screening_new *body) {
    enum status status = OK;
    check_rules(context, &body->rules);
    if (context->actor.register_code == REGISTER_NONE) {
        context_error(context, "", ERROR_other_register, NULL);
    }
    if (date_is_set(body->as_of) && date_compare(body->as_of, context->today) > 0) {
        context_error(context, "/as_of", ERROR_in_the_future, NULL);
    }
    if (uuid_is_set(&body->unit_id)) {
        status = unit_check(context, "/unit_id", body->unit_id);
    }
    return status == OK ? context_settle(context, STATUS_rule_broken) : status;
}

enum status screening_create(struct context *context, const struct screening_new *body,
                             struct screening *out) {
    enum status status = check_new(context, body);
    if (status != OK) {
        return status;
    }
    *out = (struct screening){.id = uuid_new(context->now.us / 1000),
                              .version = 1,
                              .state = SCREENING_COLLECTING,
                              .register_code = (int)context->actor.register_code,
                              .name = body->name,
                              .unit_id = body->unit_id,
                              .as_of = date_is_set(body->as_of) ? body->as_of : context->today,
                              .rules = body->rules,
                              .include_uncertain =
                                  !body->include_uncertain.present || body->include_uncertain.value,
                              .created_at = context->now,
                              .created_by = {.sub = context->actor.sub}};
    const struct move *move = move_find(&screening_moves, NULL, "create");
    const struct move_made made = {.id = out->id, .version = 1};
    status = db_run(context, &screening_insert, &screening_shape, out, NULL);
    if (status == OK) {
        status = move_record(context, &screening_moves, move, &made);
    }
    out->history = move_history_and(context, &out->history, move, &made);
    show_actions(context, out);
    return status;
}

static enum status start(struct context *context, struct screening *screening, struct job *job) {
    char id[UUID_TEXT_SIZE];
    uuid_print(&screening->id, id);
    const char *input = arena_format(context->arena, "{\"screening_id\":\"%s\"}", id);
    enum status status =
        job_create(context, "screening_run", &(struct raw_json){input, strlen(input)}, job);
    screening->job.id = job->id;
    if (status == OK) {
        status = db_change(context, &screening_update_started, &screening_shape, screening);
    }
    const struct move_made made = {.id = screening->id, .version = screening->version + 1};
    return status == OK ? move_record(context, &screening_moves,
                                      move_find(&screening_moves, "collecting", "run"), &made)
                        : status;
}

enum status screening_run(struct context *context, struct uuid id, struct job *out) {
    struct screening screening = {0};
    enum status status = screening_lock(context, id, &screening);
    if (status == OK && !can_run(&screening)) {
        return context_fail(context, STATUS_conflict,
                            "the screening is done, being run, or has no rows");
    }
    return status == OK ? start(context, &screening, out) : status;
}

enum status screening_complete(struct context *context, struct screening *screening) {
    const struct move_made made = {.id = screening->id, .version = screening->version + 1};
    enum status status = db_change(context, &screening_update_done, &screening_shape, screening);
    return status == OK ? move_record(context, &screening_moves,
                                      move_find(&screening_moves, "collecting", "complete"), &made)
                        : status;
}

/* --- forgetting --- */

static enum status expire(struct context *context, const struct screening *screening) {
    const struct screening_key key = {.id = screening->id, .version = screening->version};
    const struct move_made made = {.id = screening->id, .version = screening->version + 1};
    enum status status = db_change(context, &screening_update_expired, &key_shape, &key);
    return status == OK ? move_record(context, &screening_moves,
                                      move_find(&screening_moves, "collecting", "expire"), &made)
                        : status;
}

/* A portion of the rows of a screening that is held. One that was never run is ended with the first
 * of them: a part of it is never run, and nothing is delivered to what is being forgotten. */
static enum status forget_portion(struct context *context, struct uuid id, int64_t *portion) {
    const struct screening_key key = {.id = id};
    struct screening screening = {0};
    enum status status = screening_find(context, id, &screening);
    *portion = 0;
    if (status != OK || screening_is_running(&screening)) {
        return status;
    }
    if (screening.state == SCREENING_COLLECTING) {
        status = expire(context, &screening);
    }
    if (status == OK) {
        status = db_run(context, &screening_row_delete, &key_shape, &key, portion);
    }
    return status == OK && *portion < SCREENING_PORTION
               ? db_run(context, &screening_update_forgotten, &key_shape, &key, NULL)
               : status;
}

enum status screening_forget(struct context *context, struct instant before, bool *more) {
    const struct screening_key wanted = {.before = before};
    struct list over = {0};
    enum status status =
        db_list(context, &screening_select_to_forget, &key_shape, &wanted, &key_shape, &over);
    const struct screening_key *screenings = over.items;
    int64_t deleted = 0;
    *more = over.count == SCREENINGS_FORGOTTEN;
    for (size_t i = 0; status == OK && i < over.count && deleted < SCREENING_PORTION; i++) {
        int64_t portion = 0;
        status = forget_portion(context, screenings[i].id, &portion);
        deleted += portion;
    }
    *more = *more || deleted >= SCREENING_PORTION;
    return status;
}
