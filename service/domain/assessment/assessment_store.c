#include "domain/assessment/assessment_store.h"
#include "base/page.h"
#include "db/db.h"
#include "domain/assessment/assessment.sql.h"
#include "domain/assessment/assessment_rules.h"
#include "domain/assessment/standing_keep.h"
#include "ledger/moves.h"

/* What rows are looked for by. */
struct assessment_key {
    struct uuid id, client_id, after_id;
    struct assessment_filter filter;
    int64_t limit_plus_one; /* of a portion */
};
static const struct shape_field key_fields[] = {
    FIELD(struct assessment_key, id, 0), FIELD(struct assessment_key, client_id, 0),
    FIELD_EMBED(struct assessment_key, filter, 0, assessment_filter_shape, "wanted_"), FIELD_END};
static const struct shape key_shape = {"assessment_key", sizeof(struct assessment_key), key_fields};

static const struct shape_field portion_fields[] = {FIELD(struct assessment_key, after_id, 0),
                                                    FIELD(struct assessment_key, limit_plus_one, 0),
                                                    FIELD_END};
static const struct shape portion_shape = {"assessment_portion", sizeof(struct assessment_key),
                                           portion_fields};

static bool is_seen_on(const struct context *context, const struct list *page, enum ground ground) {
    const struct assessment *assessments = page->items;
    size_t shown = page_shown(context->page, page->count);
    for (size_t i = 0; i < shown; i++) {
        if (ground_of_word(assessments[i].ground) == ground) {
            return true;
        }
    }
    return page->count == 0 && ground == GROUND_none;
}

enum status assessment_audit_page(struct context *context, struct uuid client_id,
                                  const struct list *page) {
    const struct uuid none = {{0}};
    enum status status = OK;
    for (int ground = GROUND_none; status == OK && ground < GROUND_COUNT; ground++) {
        if (is_seen_on(context, page, (enum ground)ground)) {
            enum ground told = ground == GROUND_none ? ledger_ground(context) : (enum ground)ground;
            status = ledger_audit(context, AUDIT_READ, client_id, RESOURCE_assessment, none, told);
        }
    }
    return status;
}

static struct standing_step step_of(const struct assessment *assessment) {
    bool confirmed = assessment->status == ASSESSMENT_CONFIRMED;
    const char *chosen = assessment->chosen_segment;
    return (struct standing_step){.client_id = assessment->client_id,
                                  .id = assessment->id,
                                  .model_id = assessment->model_id,
                                  .register_code = assessment->register_code,
                                  .status = assessment->status,
                                  .segment = chosen ? chosen : assessment->segment,
                                  .as_of = assessment->as_of,
                                  .review_due = assessment->review_due,
                                  .settled_at = confirmed ? assessment->confirmed_at
                                                          : assessment->assessed_at,
                                  .own_view = assessment->own_view,
                                  .unit = assessment->assessed_by.unit};
}

/* The step into the version that the assessment has now: stored, and put behind its history. A
 * reason stands only beside a choice that needs one. */
static enum status record(struct context *context, const struct move *move,
                          const struct list *steps, struct assessment *assessment) {
    bool override =
        is_override(assessment->segment, &assessment->possible, assessment->chosen_segment);
    const struct move_made made = {.id = assessment->id,
                                   .client_id = assessment->client_id,
                                   .version = assessment->version,
                                   .reason = override ? assessment->override_reason : NULL,
                                   .detail = assessment->chosen_segment,
                                   .ground = ledger_ground(context)};
    assessment->history = move_history_and(context, &assessment->history, move, &made);
    const struct standing_step step = step_of(assessment);
    enum status status = standing_settle_with(context, steps, &step);
    return status == OK ? move_record(context, &assessment_moves, move, &made) : status;
}

enum status assessment_store_new(struct context *context, const struct list *steps,
                                 struct assessment *assessment) {
    const struct move *move = move_find(&assessment_moves, NULL, "create");
    enum status status = db_later(context, &assessment_insert, &assessment_shape, assessment);
    return status == OK ? record(context, move, steps, assessment) : status;
}

enum status assessment_store_confirmed(struct context *context, struct assessment *assessment) {
    const struct move *move =
        move_find(&assessment_moves, assessment_status_words[assessment->status - 1], "confirm");
    struct list steps = {0};
    enum status status = standing_lock_ahead(context, assessment->client_id);
    if (status == OK) {
        status = standing_steps_ahead(context, assessment->client_id, &steps);
    }
    if (status == OK) {
        status = db_change(context, &assessment_update_confirmed, &assessment_shape, assessment);
    }
    if (status != OK) {
        return status;
    }
    assessment->version++;
    assessment->status = ASSESSMENT_CONFIRMED;
    assessment->client_present = true;
    assessment->confirmed_at = context->now;
    assessment->confirmed_by = (struct person){.sub = context->actor.sub};
    return record(context, move, &steps, assessment);
}

static enum status load(struct context *context, struct uuid id, bool audited,
                        struct assessment *out) {
    const struct assessment_key key = {.id = id};
    struct list history;
    enum status status = move_history(context, &assessment_moves, id, &history);
    if (status == OK && audited) {
        status = db_get_audited(context, &assessment_select, &assessment_audit_read, &key_shape,
                                &key, &assessment_shape, out);
    } else if (status == OK) {
        status = db_get(context, &assessment_select, &key_shape, &key, &assessment_shape, out);
    }
    if (status == OK) {
        out->history = history;
        out->client_present = out->status == ASSESSMENT_CONFIRMED;
    }
    return status;
}

enum status assessment_load(struct context *context, struct uuid id, struct assessment *out) {
    return load(context, id, false, out);
}

enum status assessment_load_shown(struct context *context, struct uuid id, struct assessment *out) {
    return load(context, id, true, out);
}

enum status assessment_load_page(struct context *context, struct uuid client_id,
                                 const struct assessment_filter *filter, bool whole,
                                 struct list *out) {
    const struct assessment_key key = {.client_id = client_id, .filter = *filter};
    enum status status = whole ? db_list(context, &assessment_select_page_whole, &key_shape, &key,
                                         &assessment_shape, out)
                               : db_list(context, &assessment_select_page, &key_shape, &key,
                                         &assessment_summary_shape, out);
    struct assessment *assessments = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        assessments[i].client_present = assessments[i].status == ASSESSMENT_CONFIRMED;
    }
    return status;
}

enum status assessment_count(struct context *context, struct uuid client_id,
                             const struct assessment_filter *filter, struct opt_int *out) {
    const struct assessment_key key = {.client_id = client_id, .filter = *filter};
    struct db_count row = {0};
    enum status status =
        db_get(context, &assessment_count_all, &key_shape, &key, &db_count_shape, &row);
    *out = (struct opt_int){status == OK, row.count};
    return status;
}

enum status assessment_load_all(struct context *context, struct uuid after_id, int64_t limit,
                                struct list *out) {
    const struct assessment_key key = {.after_id = after_id, .limit_plus_one = limit};
    return db_list(context, &assessment_select_all, &portion_shape, &key, &assessment_shape, out);
}
