#include "domain/merge/merge.h"
#include "app.h"
#include "db/db.h"
#include "domain/merge/merge.sql.h"
#include "domain/merge/merge_store.h"
#include "ledger/ledger.h"

#include <string.h>

/* --- shapes --- */

static const char *const status_words[] = {"merged", "undone", NULL};

static const struct shape_field count_fields[] = {
    FIELD(struct merge_count, resource, SHAPE_READ_ONLY),
    FIELD(struct merge_count, count, SHAPE_READ_ONLY), FIELD_END};
static const struct shape count_shape = {"MergeCount", sizeof(struct merge_count), count_fields};

static const struct shape_field conflict_fields[] = {
    FIELD(struct merge_conflict, code, SHAPE_READ_ONLY),
    FIELD(struct merge_conflict, text, SHAPE_READ_ONLY), FIELD_END};
static const struct shape conflict_shape = {"MergeConflict", sizeof(struct merge_conflict),
                                            conflict_fields};

static const struct shape_field since_fields[] = {
    FIELD(struct merge_since, resource, SHAPE_READ_ONLY),
    FIELD(struct merge_since, id, SHAPE_READ_ONLY), FIELD(struct merge_since, at, SHAPE_READ_ONLY),
    FIELD_END};
static const struct shape since_shape = {"MergeSince", sizeof(struct merge_since), since_fields};

enum { SINCE_SHOWN_MAX = CLIENT_PARTS_MAX * MERGE_SINCE_MAX };

#define MERGE_FIELDS                                                                               \
    FIELD(struct merge, id, SHAPE_READ_ONLY), FIELD(struct merge, version, SHAPE_READ_ONLY),       \
        FIELD_ENUM(struct merge, status, SHAPE_READ_ONLY, status_words),                           \
        FIELD(struct merge, survivor_id, SHAPE_READ_ONLY),                                         \
        FIELD(struct merge, merged_id, SHAPE_READ_ONLY),                                           \
        FIELD(struct merge, merged_at, SHAPE_READ_ONLY),                                           \
        FIELD_EMBED(struct merge, merged_by, SHAPE_READ_ONLY, person_shape, "merged_by_"),         \
        FIELD(struct merge, reason, SHAPE_READ_ONLY | SHAPE_PERSONAL),                             \
        FIELD(struct merge, undo_until, SHAPE_READ_ONLY),                                          \
        FIELD_STRINGS(struct merge, filled, SHAPE_READ_ONLY | SHAPE_REQUIRED, 0, 8),               \
        FIELD_LIST(struct merge, conflicts, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, conflict_shape, 0,  \
                   16),                                                                            \
        FIELD(struct merge, undone_at, SHAPE_READ_ONLY),                                           \
        FIELD_EMBED(struct merge, undone_by, SHAPE_READ_ONLY, person_shape, "undone_by_"),         \
        FIELD(struct merge, undo_reason, SHAPE_READ_ONLY | SHAPE_PERSONAL),                        \
        FIELD_STRINGS(struct merge, available_actions,                                             \
                      SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED, 0, 4),                   \
        FIELD_STRINGS(struct merge, conflict_codes, SHAPE_COLUMN_ONLY, 0, 16)

static const struct shape_field merge_fields[] = {MERGE_FIELDS, FIELD_END};
const struct shape merge_shape = {"ClientMergeSummary", sizeof(struct merge), merge_fields};

static const struct shape_field full_fields[] = {
    MERGE_FIELDS,
    FIELD_LIST(struct merge, moved, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, count_shape, 0,
               CLIENT_PARTS_MAX),
    FIELD_LIST(struct merge, written_since, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, since_shape, 0,
               SINCE_SHOWN_MAX),
    FIELD_END};
const struct shape merge_full_shape = {"ClientMerge", sizeof(struct merge), full_fields};

static const struct shape_field other_fields[] = {
    FIELD(struct merge_other, id, SHAPE_REQUIRED),
    FIELD_RANGE(struct merge_other, version, SHAPE_REQUIRED, 1, INT64_C(9007199254740991)),
    FIELD_END};
static const struct shape other_shape = {"MergeOther", sizeof(struct merge_other), other_fields};

static const struct shape_field new_fields[] = {
    FIELD_EMBED(struct merge_new, other, SHAPE_REQUIRED, other_shape, "other_"),
    FIELD_FORMAT(struct merge_new, reason, SHAPE_REQUIRED | SHAPE_PERSONAL, 1, 500, "text"),
    FIELD_END};
const struct shape merge_new_shape = {"ClientMergeCreate", sizeof(struct merge_new), new_fields};

static const struct shape_field undo_fields[] = {
    FIELD_FORMAT(struct merge_undo, reason, SHAPE_REQUIRED | SHAPE_PERSONAL, 1, 500, "text"),
    FIELD_UUIDS(struct merge_undo, stay, 0, 0, SINCE_SHOWN_MAX),
    FIELD_UUIDS(struct merge_undo, move, 0, 0, SINCE_SHOWN_MAX), FIELD_END};
const struct shape merge_undo_shape = {"ClientMergeUndo", sizeof(struct merge_undo), undo_fields};

static const struct shape_field aside_fields[] = {
    FIELD(struct merge_aside, merged_id, SHAPE_READ_ONLY),
    FIELD_RECORD(struct merge_aside, care_team, SHAPE_READ_ONLY, care_team_version_shape),
    FIELD_RECORD(struct merge_aside, plan, SHAPE_READ_ONLY, plan_shape), FIELD_END};
const struct shape merge_aside_shape = {"ClientMergeAside", sizeof(struct merge_aside),
                                        aside_fields};

struct conflicts {
    bool care_team, contact_person, plan, assessment;
};
static const struct shape_field found_fields[] = {
    FIELD(struct conflicts, care_team, 0), FIELD(struct conflicts, contact_person, 0),
    FIELD(struct conflicts, plan, 0), FIELD(struct conflicts, assessment, 0), FIELD_END};
static const struct shape found_shape = {"merge_conflicts", sizeof(struct conflicts), found_fields};

/* --- what is shown --- */

enum conflict {
#define MERGE_CONFLICT(code, fi, sv, en) CONFLICT_##code,
#include "tables/merge_conflicts.def"
#undef MERGE_CONFLICT
    CONFLICT_COUNT
};
static const struct {
    const char *code, *texts[LANGUAGE_COUNT];
} conflict_rows[] = {
#define MERGE_CONFLICT(code, fi, sv, en) {#code, {fi, sv, en}},
#include "tables/merge_conflicts.def"
#undef MERGE_CONFLICT
};

static const char *conflict_text(const struct context *context, const char *code) {
    for (size_t i = 0; i < CONFLICT_COUNT; i++) {
        if (strcmp(conflict_rows[i].code, code) == 0) {
            return conflict_rows[i].texts[context->language];
        }
    }
    return code;
}

static bool can_be_undone(const struct context *context, const struct merge *merge) {
    return merge->status == MERGE_MERGED && context->now.us <= merge->undo_until.us;
}

static void dress(struct context *context, struct merge *merge) {
    const char *const *codes = merge->conflict_codes.items;
    struct merge_conflict *conflicts =
        arena_alloc(context->arena, (merge->conflict_codes.count + 1) * sizeof *conflicts);
    const char **actions = arena_alloc(context->arena, sizeof *actions);
    for (size_t i = 0; i < merge->conflict_codes.count; i++) {
        conflicts[i] = (struct merge_conflict){codes[i], conflict_text(context, codes[i])};
    }
    actions[0] = "undo";
    bool may = can_be_undone(context, merge) && actor_may(&context->actor, "client:merge");
    merge->conflicts = (struct list){conflicts, merge->conflict_codes.count};
    merge->available_actions = (struct list){actions, may ? 1 : 0};
}

/* --- making one --- */

static bool is_older(const struct client *a, const struct client *b) {
    return a->created_at.us != b->created_at.us ? a->created_at.us < b->created_at.us
                                                : memcmp(&a->id, &b->id, sizeof a->id) < 0;
}

/* What both rows have, of which one can hold. */
static enum status find_conflicts(struct context *context, const struct client *survivor,
                                  const struct client *merged, struct merge *merge) {
    struct conflicts found = {0};
    const char **codes = arena_alloc(context->arena, CONFLICT_COUNT * sizeof *codes);
    size_t count = 0;
    enum status status =
        db_get(context, &merge_select_conflicts, &merge_shape, merge, &found_shape, &found);
    const bool each[CONFLICT_COUNT] = {
        [CONFLICT_care_team] = found.care_team,
        [CONFLICT_contact_person] = found.contact_person,
        [CONFLICT_plan] = found.plan,
        [CONFLICT_assessment] = found.assessment,
        [CONFLICT_status] = survivor->status != merged->status,
        [CONFLICT_birth_date] = date_is_set(survivor->birth_date) &&
                                date_is_set(merged->birth_date) &&
                                date_compare(survivor->birth_date, merged->birth_date) != 0,
    };
    for (size_t i = 0; i < CONFLICT_COUNT; i++) {
        if (each[i]) {
            codes[count++] = conflict_rows[i].code;
        }
    }
    merge->conflict_codes = (struct list){codes, count};
    return status;
}

/* Both rows of the versions that the caller has seen, and neither gone into another. */
static enum status lock_seen(struct context *context, struct uuid id, const struct versions *seen,
                             const struct merge_other *wanted, struct client *named,
                             struct client *other) {
    enum status status = client_lock_two(context, id, wanted->id, named, other);
    if (status == OK && uuid_is_set(&named->merged_into)) {
        return STATUS_not_found;
    }
    if (status != OK) {
        return status;
    }
    if (uuid_equal(&id, &wanted->id)) {
        context_error(context, "/other/id", ERROR_same_client, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    if (other->version == 0) {
        context_error(context, "/other/id", ERROR_unknown_client, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    if (uuid_is_set(&other->merged_into)) {
        char text[UUID_TEXT_SIZE];
        uuid_print(&other->merged_into, text);
        context_error(context, "/other/id", ERROR_client_merged, text);
        return context_settle(context, STATUS_conflict);
    }
    if (!versions_hold(seen, named->version) || other->version != wanted->version) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    return OK;
}

static enum status join(struct context *context, struct client *survivor, struct client *merged,
                        struct merge *merge) {
    enum status status = find_conflicts(context, survivor, merged, merge);
    if (status == OK) {
        status = client_fill(context, survivor, merged, &merge->filled);
    }
    if (status == OK) {
        status = db_run(context, &merge_insert, &merge_shape, merge, NULL);
    }
    if (status == OK) {
        status = merge_move_all(context, merge);
    }
    return status == OK ? client_store_pair(context, false, merge->reason, survivor, merged)
                        : status;
}

enum status merge_make(struct context *context, struct uuid id, const struct versions *seen,
                       const struct merge_new *body, struct merge *out) {
    const int64_t day_us = INT64_C(86400) * 1000000;
    struct client named, other;
    enum status status = lock_seen(context, id, seen, &body->other, &named, &other);
    if (status != OK) {
        return status;
    }
    bool stays = is_older(&named, &other);
    struct client *survivor = stays ? &named : &other, *merged = stays ? &other : &named;
    *out = (struct merge){
        .id = uuid_new(context->now.us / 1000),
        .version = 1,
        .status = MERGE_MERGED,
        .survivor_id = survivor->id,
        .merged_id = merged->id,
        .merged_at = context->now,
        .undo_until = {context->now.us + context->app->settings.merge_undo_days * day_us},
        .merged_by = {.sub = context->actor.sub, .unit = context->actor.unit},
        .reason = body->reason};
    status = join(context, survivor, merged, out);
    out->written_since = (struct list){out, 0}; /* never read */
    dress(context, out);
    return status;
}

/* --- reading --- */

static enum status find(struct context *context, struct uuid survivor_id, struct uuid id,
                        struct merge *out) {
    const struct merge key = {.id = id, .survivor_id = survivor_id};
    enum status status = db_get(context, &merge_select, &merge_shape, &key, &merge_shape, out);
    if (status == OK) {
        dress(context, out);
    }
    return status;
}

static enum status load(struct context *context, struct uuid survivor_id, struct uuid id,
                        struct merge *out) {
    struct client_core client = {0};
    enum status status = client_core_get(context, survivor_id, &client);
    return status == OK ? find(context, survivor_id, id, out) : status;
}

static enum status audit(struct context *context, enum audit_kind kind, struct uuid survivor_id) {
    return ledger_audit(context, kind, survivor_id, RESOURCE_client, survivor_id,
                        ledger_ground(context));
}

enum status merge_list(struct context *context, struct uuid survivor_id, struct list *out) {
    const struct merge key = {.survivor_id = survivor_id};
    struct client_core client = {0};
    enum status status = client_core_get(context, survivor_id, &client);
    if (status == OK) {
        status = db_list(context, &merge_select_list, &merge_shape, &key, &merge_shape, out);
    }
    struct merge *merges = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        dress(context, &merges[i]);
    }
    return status == OK ? audit(context, AUDIT_READ, survivor_id) : status;
}

enum status merge_get(struct context *context, struct uuid survivor_id, struct uuid id,
                      struct merge *out) {
    enum status status = load(context, survivor_id, id, out);
    if (status == OK) {
        status = merge_count_moved(context, out);
    }
    if (status == OK && can_be_undone(context, out)) {
        status = merge_find_since(context, out);
    }
    if (!out->written_since.items) {
        out->written_since = (struct list){out, 0}; /* never read */
    }
    return status == OK ? audit(context, AUDIT_READ, survivor_id) : status;
}

/* The same parts as in the one look at a client, of the row that went. */
enum status merge_get_aside(struct context *context, struct uuid survivor_id, struct uuid id,
                            struct merge_aside *out) {
    struct merge merge = {.version = 0};
    struct list teams = {0}, plans = {0};
    enum status status = load(context, survivor_id, id, &merge);
    if (status == OK && merge.status != MERGE_MERGED) {
        return STATUS_not_found;
    }
    if (status == OK) {
        status = care_team_list_aside(context, merge.merged_id, &teams);
    }
    if (status == OK) {
        status = plan_list_aside(context, merge.merged_id, &plans);
    }
    *out = (struct merge_aside){.merged_id = merge.merged_id,
                                .care_team = teams.count > 0 ? teams.items : NULL,
                                .plan = plans.count > 0 ? plans.items : NULL};
    if (status == OK && out->care_team) {
        status = ledger_audit(context, AUDIT_READ, survivor_id, RESOURCE_care_team, merge.merged_id,
                              ledger_ground(context));
    }
    if (status == OK && out->plan) {
        status = ledger_audit(context, AUDIT_READ, survivor_id, RESOURCE_plan, out->plan->id,
                              ground_of_word(out->plan->ground));
    }
    return status == OK ? audit(context, AUDIT_READ, survivor_id) : status;
}

/* --- undoing --- */

static bool has_id(const struct list *ids, const struct uuid *id) {
    const struct uuid *all = ids->items;
    for (size_t i = 0; i < ids->count; i++) {
        if (uuid_equal(&all[i], id)) {
            return true;
        }
    }
    return false;
}

static const char *id_text(struct context *context, const struct uuid *id) {
    char *text = arena_alloc(context->arena, UUID_TEXT_SIZE);
    uuid_print(id, text);
    return text;
}

static void check_known(struct context *context, const char *pointer, const struct list *ids,
                        const struct merge *merge) {
    const struct uuid *all = ids->items;
    const struct merge_since *since = merge->written_since.items;
    for (size_t i = 0; i < ids->count; i++) {
        bool known = false;
        for (size_t j = 0; j < merge->written_since.count; j++) {
            known = known || uuid_equal(&since[j].id, &all[i]);
        }
        if (!known) {
            context_error(context, arena_format(context->arena, "%s/%zu", pointer, i),
                          ERROR_not_written_since, id_text(context, &all[i]));
        }
    }
}

/* Of everything that was written since somebody has said, once, whose it is. Gives what moves. */
static enum status decide(struct context *context, const struct merge_undo *body,
                          const struct merge *merge, struct list *more) {
    const struct merge_since *since = merge->written_since.items;
    struct merge_since *moving =
        arena_alloc(context->arena, (merge->written_since.count + 1) * sizeof *moving);
    size_t count = 0;
    if (merge->too_many_since) {
        context_error(context, "?merge_id", ERROR_too_many,
                      arena_format(context->arena, "%d", MERGE_SINCE_MAX));
    }
    check_known(context, "/stay", &body->stay, merge);
    check_known(context, "/move", &body->move, merge);
    for (size_t i = 0; i < merge->written_since.count; i++) {
        bool stays = has_id(&body->stay, &since[i].id), moves = has_id(&body->move, &since[i].id);
        if (stays == moves) {
            context_error(context, stays ? "/move" : "/stay",
                          stays ? ERROR_only_one : ERROR_undecided,
                          stays ? "stay, move" : id_text(context, &since[i].id));
        }
        if (moves) {
            moving[count++] = since[i];
        }
    }
    *more = (struct list){moving, count};
    return context_settle(context, STATUS_conflict);
}

static enum status check_open(struct context *context, const struct versions *seen,
                              const struct merge *merge) {
    if (!versions_hold(seen, merge->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    if (merge->status != MERGE_MERGED) {
        return context_fail(context, STATUS_conflict, "undone already");
    }
    if (!can_be_undone(context, merge)) {
        char *until = arena_alloc(context->arena, INSTANT_TEXT_SIZE);
        instant_print(merge->undo_until, until);
        context_error(context, "?merge_id", ERROR_undo_too_late, until);
        return context_settle(context, STATUS_conflict);
    }
    return OK;
}

static enum status part(struct context *context, const struct merge_undo *body,
                        struct client *survivor, struct client *merged, struct merge *merge) {
    struct list more = {0};
    enum status status = merge_find_since(context, merge);
    if (status == OK) {
        status = decide(context, body, merge, &more);
    }
    if (status == OK) {
        status = db_change(context, &merge_update_undone, &merge_shape, merge);
    }
    if (status == OK) {
        status = merge_move_back(context, merge, &more);
    }
    if (status == OK) {
        status = client_unfill(context, survivor, merged, &merge->filled);
    }
    if (status == OK) {
        status = client_store_pair(context, true, body->reason, survivor, merged);
    }
    return status;
}

enum status merge_take_back(struct context *context, struct uuid survivor_id, struct uuid id,
                            const struct versions *seen, const struct merge_undo *body,
                            struct merge *out) {
    struct client survivor, merged;
    enum status status = find(context, survivor_id, id, out);
    if (status == OK) {
        status = check_open(context, seen, out);
    }
    if (status == OK) {
        status = client_lock_two(context, survivor_id, out->merged_id, &survivor, &merged);
    }
    if (status == OK && uuid_is_set(&survivor.merged_into)) {
        return STATUS_not_found;
    }
    if (status == OK && !uuid_equal(&merged.merged_into, &survivor_id)) {
        return context_fail(context, STATUS_stale, "undone by another");
    }
    if (status == OK) {
        out->undo_reason = body->reason;
        status = part(context, body, &survivor, &merged, out);
    }
    if (status == OK) {
        status = merge_count_moved(context, out);
    }
    out->version++;
    out->status = MERGE_UNDONE;
    out->undone_at = context->now;
    out->undone_by = (struct person){.sub = context->actor.sub};
    out->written_since = (struct list){out, 0}; /* never read */
    dress(context, out);
    return status;
}
