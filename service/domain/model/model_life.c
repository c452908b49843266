#include "domain/model/model_life.h"
#include "app.h"
#include "db/db.h"
#include "domain/model/model.sql.h"
#include "domain/model/model_check.h"
#include "domain/model/model_draft.h"
#include "domain/model/model_store.h"
#include "ledger/moves.h"

#include <string.h>

static const struct shape_field publication_fields[] = {
    FIELD(struct model_publication, valid_from, SHAPE_REQUIRED),
    FIELD_FORMAT(struct model_publication, reason, 0, 1, 500, "text"), FIELD_END};
const struct shape model_publication_shape = {"ModelPublish", sizeof(struct model_publication),
                                              publication_fields};

static const struct shape_field retirement_fields[] = {
    FIELD(struct model_retirement, valid_to, SHAPE_REQUIRED),
    FIELD_FORMAT(struct model_retirement, reason, 0, 1, 500, "text"), FIELD_END};
const struct shape model_retirement_shape = {"ModelRetire", sizeof(struct model_retirement),
                                             retirement_fields};

struct new_version {
    struct uuid id;
    const char *code, *hash, *document;
    int64_t version, revision;
    struct date valid_from, valid_to;
    bool is_active;
};
static const struct shape_field new_version_fields[] = {
    FIELD(struct new_version, id, 0),       FIELD(struct new_version, code, 0),
    FIELD(struct new_version, version, 0),  FIELD(struct new_version, hash, 0),
    FIELD(struct new_version, document, 0), FIELD(struct new_version, valid_from, 0),
    FIELD(struct new_version, valid_to, 0), FIELD(struct new_version, is_active, 0),
    FIELD(struct new_version, revision, 0), FIELD_END};
static const struct shape new_version_shape = {"new_version", sizeof(struct new_version),
                                               new_version_fields};

/* --- days --- */

static struct date day_after(struct date day, int32_t days) {
    return date_from_days(date_to_days(day) + days);
}

bool model_gives_way(const struct model *version, struct date valid_from) {
    return !version->withdrawn && date_compare(version->valid_from, valid_from) < 0 &&
           (!date_is_set(version->valid_to) || date_compare(version->valid_to, valid_from) >= 0);
}

struct model_place model_place_of(const struct list *versions, struct date valid_from) {
    const struct model *rows = versions->items;
    struct model_place place = {.version = versions->count > 0 ? rows[0].version + 1 : 1};
    struct date last = {0}; /* on which a version before holds */
    for (size_t i = 0; i < versions->count; i++) {
        if (rows[i].withdrawn) {
            continue;
        }
        if (date_compare(rows[i].valid_from, valid_from) >= 0) {
            place.overlaps = &rows[i];
        }
        struct date end =
            model_gives_way(&rows[i], valid_from) ? day_after(valid_from, -1) : rows[i].valid_to;
        last = date_is_set(end) && (!date_is_set(last) || date_compare(end, last) > 0) ? end : last;
    }
    if (date_is_set(last) && date_compare(day_after(last, 1), valid_from) < 0) {
        place.gap_from = day_after(last, 1);
        place.gap_to = day_after(valid_from, -1);
    }
    return place;
}

struct date model_next_day(const struct list *versions, const struct model *ending,
                           struct date valid_to) {
    const struct model *rows = versions->items;
    struct date wanted = day_after(valid_to, 1), next = {0};
    for (size_t i = 0; i < versions->count; i++) {
        if (rows[i].withdrawn || uuid_equal(&rows[i].id, &ending->id)) {
            continue;
        }
        if (model_holds_on(&rows[i], wanted)) {
            return wanted;
        }
        bool later = date_compare(rows[i].valid_from, wanted) > 0;
        if (later && (!date_is_set(next) || date_compare(rows[i].valid_from, next) < 0)) {
            next = rows[i].valid_from;
        }
    }
    return next;
}

bool model_ends_before(const struct model *version, const struct model *successor) {
    return !version->withdrawn && version->version < successor->version &&
           date_is_set(version->valid_to) &&
           date_compare(day_after(version->valid_to, 1), successor->valid_from) == 0;
}

struct date model_end_without(const struct list *versions, const struct model *version,
                              const struct model *withdrawn, struct date own_end) {
    const struct model *rows = versions->items;
    struct date end = own_end;
    for (size_t i = 0; i < versions->count; i++) {
        if (rows[i].withdrawn || uuid_equal(&rows[i].id, &withdrawn->id) ||
            date_compare(rows[i].valid_from, version->valid_to) <= 0) {
            continue;
        }
        struct date day = day_after(rows[i].valid_from, -1);
        end = !date_is_set(end) || date_compare(day, end) < 0 ? day : end;
    }
    return end;
}

static const char *name_of(struct context *context, const char *code, int64_t version) {
    return arena_format(context->arena, "%s@%lld", code, (long long)version);
}

static const char *span_of(struct context *context, struct date from, struct date to) {
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE] = "";
    date_print(from, first);
    if (date_is_set(to)) {
        date_print(to, last);
    }
    return arena_format(context->arena, "%s - %s", first, last);
}

/* --- publishing --- */

static enum status check_publisher(struct context *context, const struct model_draft *draft) {
    if (strcmp(draft->written_by.sub, context->actor.sub) == 0) {
        context_error(context, "", ERROR_four_eyes, NULL);
    }
    return context_settle(context, STATUS_conflict);
}

/* The past stays what it was decided by. */
static void check_first_day(struct context *context, const struct model *draft,
                            const struct model_publication *body) {
    if (date_compare(body->valid_from, context->today) < 0) {
        context_error(context, "/valid_from", ERROR_in_the_past, NULL);
    }
    if (date_is_set(draft->valid_to) && date_compare(draft->valid_to, body->valid_from) < 0) {
        context_error(context, "/valid_from", ERROR_ends_before_start, NULL);
    }
}

static void check_place(struct context *context, const struct model_place *place,
                        const struct model_publication *body) {
    if (place->overlaps) {
        context_error(context, "/valid_from", ERROR_overlaps_version,
                      name_of(context, place->overlaps->code, place->overlaps->version));
    }
    if (date_is_set(place->gap_from) && !body->reason) {
        context_error(context, "/reason", ERROR_leaves_gap,
                      span_of(context, place->gap_from, place->gap_to));
    }
}

/* The proof takes its time: what was asked of the database ends before, and begins again after. */
static enum status check_proof(struct context *context, const struct segj_model *model) {
    struct model_check check = {0};
    enum status status = db_commit(context);
    if (status == OK) {
        db_restart(context);
        status = model_prove(context, model, &check);
    }
    if (status == OK && check.faults > 0) {
        context_error(context, "", ERROR_findings_left,
                      arena_format(context->arena, "%lld", (long long)check.faults));
        status = context_settle(context, STATUS_rule_broken);
    }
    return status;
}

/* The document with its number and its first day. */
static enum status number(struct context *context, const struct segj_model *draft, int64_t version,
                          struct date valid_from, struct segj_model **out) {
    char day[DATE_TEXT_SIZE];
    const struct json *patch = NULL, *document = NULL;
    date_print(valid_from, day);
    const char *text = arena_format(context->arena,
                                    "[{\"op\":\"add\",\"path\":\"/version\",\"value\":%lld},"
                                    "{\"op\":\"add\",\"path\":\"/valid_from\",\"value\":\"%s\"}]",
                                    (long long)version, day);
    enum status status = json_parse(context, text, strlen(text), &patch);
    if (status == OK) {
        status = json_patch(context, json_of_tree(segj_model_tree(draft)), patch, "", &document);
    }
    return status == OK ? model_read_tree(context, document, "", out) : status;
}

static enum status record(struct context *context, const struct move *move,
                          const struct model *version, int64_t revision, const char *reason,
                          const char *detail) {
    return move_record(
        context, &model_moves, move,
        &(struct move_made){
            .id = version->id, .version = revision, .reason = reason, .detail = detail});
}

/* Those before it end the day before; which one took their days stands in their history. */
static enum status give_way(struct context *context, const struct list *versions,
                            struct date valid_from, const char *successor) {
    const struct model *rows = versions->items;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < versions->count; i++) {
        struct model row = rows[i];
        if (!model_gives_way(&row, valid_from)) {
            continue;
        }
        const struct move *move =
            move_find(&model_moves, model_status_words[row.status - 1], "succeed");
        row.valid_to = day_after(valid_from, -1);
        status = db_change(context, &model_update_days, &model_shape, &row);
        if (status == OK) {
            status = record(context, move, &row, row.revision + 1, NULL, successor);
        }
    }
    return status;
}

/* Active where its code is; and where the area has had no model at all. */
static enum status choose_active(struct context *context, const struct list *versions,
                                 struct new_version *row) {
    const struct model *rows = versions->items;
    struct new_version any = {.is_active = false};
    bool found = false;
    enum status status =
        db_find(context, &model_select_any_active, NULL, NULL, &new_version_shape, &any, &found);
    for (size_t i = 0; i < versions->count; i++) {
        row->is_active = row->is_active || rows[i].is_active;
    }
    if (status == OK && !any.is_active) {
        row->is_active = true;
        status = ledger_event(context, EVENT_model_activated, row->id, row->version);
    }
    return status;
}

static enum status put_up(struct context *context, const struct model_draft *draft,
                          const struct segj_model *compiled, const struct list *versions,
                          const struct model_publication *body, struct model *out) {
    size_t length = 0;
    const char *document = segj_model_canonical(compiled, &length);
    struct new_version row = {.id = draft->id,
                              .code = draft->code,
                              .version = (int64_t)segj_model_version(compiled),
                              .hash = segj_model_hash(compiled),
                              .document = arena_copy(context->arena, document, length),
                              .valid_from = body->valid_from,
                              .valid_to = out->valid_to,
                              .revision = draft->version + 1};
    enum status status = choose_active(context, versions, &row);
    if (status == OK) {
        status = db_run(context, &model_insert_draft, &new_version_shape, &row, NULL);
    }
    *out = (struct model){.id = row.id,
                          .code = row.code,
                          .version = row.version,
                          .hash = row.hash,
                          .status = MODEL_PUBLISHED,
                          .name = out->name,
                          .valid_from = row.valid_from,
                          .valid_to = row.valid_to,
                          .published_at = context->now,
                          .published_by = context->actor.sub,
                          .is_active = row.is_active,
                          .revision = row.revision,
                          .compiled = compiled,
                          .own = out->own};
    return status;
}

/* Of what the transaction has found good: the draft goes, the version comes. */
static enum status change_over(struct context *context, const struct model_draft *draft,
                               struct segj_model *numbered, const struct list *versions,
                               const struct model_publication *body, struct model *out) {
    const char *name = name_of(context, draft->code, (int64_t)segj_model_version(numbered));
    const struct segj_model *compiled = model_store_keep(context->app->models, numbered);
    if (!compiled) {
        return context_fail(context, STATUS_internal, "more models than memory has room for");
    }
    enum status status = model_draft_remove(context, draft);
    if (status == OK) {
        status = give_way(context, versions, body->valid_from, name);
    }
    if (status == OK) {
        status = put_up(context, draft, compiled, versions, body, out);
    }
    return status;
}

static enum status place(struct context *context, const struct model_draft *draft,
                         const struct model_publication *body, struct list *versions,
                         struct model *out) {
    const struct model key = {.code = draft->code};
    struct segj_model *numbered = NULL;
    enum status status = model_lock(context);
    if (status == OK) {
        status = db_list(context, &model_select_code, &model_shape, &key, &model_shape, versions);
    }
    if (status != OK) {
        return status;
    }
    const struct model_place found = model_place_of(versions, body->valid_from);
    check_first_day(context, out, body);
    check_place(context, &found, body);
    status = context_settle(context, STATUS_rule_broken);
    if (status == OK) {
        status = number(context, out->compiled, found.version, body->valid_from, &numbered);
    }
    return status == OK ? change_over(context, draft, numbered, versions, body, out) : status;
}

/* What was proven is published, and nothing that somebody has written meanwhile. */
static enum status load_again(struct context *context, const struct versions *seen,
                              struct model_draft *draft, struct list *history) {
    int64_t version = draft->version;
    enum status status = model_draft_load(context, draft->id, seen, "publish", draft, history);
    return status == OK && draft->version != version
               ? context_fail(context, STATUS_stale, "another version by now")
               : status;
}

enum status model_life_publish(struct context *context, struct uuid id, const struct versions *seen,
                               const struct model_publication *body, struct model *out) {
    struct model_draft draft = {.version = 0};
    struct list history = {0}, versions = {0};
    enum status status = model_draft_load(context, id, seen, "publish", &draft, &history);
    if (status == OK) {
        status = check_publisher(context, &draft);
    }
    if (status == OK) {
        status = model_draft_open(context, &draft, out);
    }
    if (status == OK) {
        status = check_proof(context, out->compiled);
    }
    if (status == OK) {
        status = load_again(context, seen, &draft, &history);
    }
    if (status == OK) {
        status = place(context, &draft, body, &versions, out);
    }
    if (status != OK) {
        return status;
    }
    const struct move *move = move_find(&model_moves, model_moves.states[0], "publish");
    const struct move_made made = {.id = id,
                                   .version = out->revision,
                                   .reason = body->reason,
                                   .detail = name_of(context, out->code, out->version)};
    const struct list steps = move_history_and(context, &history, move, &made);
    model_dress(context, out, &steps);
    return move_record(context, &model_moves, move, &made);
}

/* --- retiring --- */

static void check_last_day(struct context *context, const struct model *version,
                           struct date valid_to) {
    if (date_compare(valid_to, context->today) < 0) {
        context_error(context, "/valid_to", ERROR_in_the_past, NULL);
    }
    if (date_compare(valid_to, version->valid_from) < 0) {
        context_error(context, "/valid_to", ERROR_ends_before_start, NULL);
    }
    if (date_is_set(version->valid_to) && date_compare(valid_to, version->valid_to) > 0) {
        context_error(context, "/valid_to", ERROR_out_of_range,
                      span_of(context, version->valid_from, version->valid_to));
    }
}

/* The area's own model has another version on the day after; of others it is said why not. */
static void check_left(struct context *context, const struct list *versions,
                       const struct model *version, const struct model_retirement *body) {
    struct date wanted = day_after(body->valid_to, 1);
    struct date next = model_next_day(versions, version, body->valid_to);
    if (date_is_set(next) && date_compare(next, wanted) == 0) {
        return;
    }
    if (version->is_active) {
        context_error(context, "/valid_to", ERROR_only_model, NULL);
    } else if (!body->reason) {
        struct date last = date_is_set(next) ? day_after(next, -1) : next;
        context_error(context, "/reason", ERROR_leaves_gap, span_of(context, wanted, last));
    }
}

static enum status load_published(struct context *context, struct uuid id,
                                  const struct versions *seen, struct model *out) {
    enum status status = model_load(context, id, out);
    if (status != OK) {
        return status;
    }
    if (out->status != MODEL_PUBLISHED || out->withdrawn) {
        return model_action_not_open(context, model_status_words[out->status - 1]);
    }
    return versions_hold(seen, model_etag(out))
               ? OK
               : context_fail(context, STATUS_stale, "another version by now");
}

enum status model_life_retire(struct context *context, struct uuid id, const struct versions *seen,
                              const struct model_retirement *body, struct model *out) {
    struct list versions = {0};
    char day[DATE_TEXT_SIZE];
    enum status status = load_published(context, id, seen, out);
    if (status == OK) {
        status = db_list(context, &model_select_code, &model_shape, out, &model_shape, &versions);
    }
    if (status != OK) {
        return status;
    }
    check_last_day(context, out, body->valid_to);
    check_left(context, &versions, out, body);
    status = context_settle(context, STATUS_rule_broken);
    if (status != OK) {
        return status;
    }
    const struct move *move =
        move_find(&model_moves, model_status_words[MODEL_PUBLISHED - 1], "retire");
    out->status = MODEL_RETIRED;
    out->valid_to = body->valid_to;
    status = db_change(context, &model_update_days, &model_shape, out);
    out->revision++;
    date_print(body->valid_to, day);
    const struct move_made made = {.id = id,
                                   .version = out->revision,
                                   .reason = body->reason,
                                   .detail = arena_string(context->arena, day)};
    const struct list steps = move_history_and(context, &out->history, move, &made);
    model_dress(context, out, &steps);
    return status == OK ? move_record(context, &model_moves, move, &made) : status;
}

/* --- withdrawing --- */

/* Its last day where no other version takes days over: that of its retirement, or its document's.
 */
static enum status own_end(struct context *context, struct model *version, struct date *out) {
    enum status status = model_load(context, version->id, version);
    if (status != OK) {
        return status;
    }
    const struct move_step *steps = version->history.items;
    const char *day = segj_model_valid_to(version->compiled);
    for (size_t i = 0; version->status == MODEL_RETIRED && i < version->history.count; i++) {
        day = strcmp(steps[i].action, "retire") == 0 ? steps[i].detail : day;
    }
    *out = (struct date){0};
    return !day || date_parse(day, out)
               ? OK
               : context_fail(context, STATUS_internal, "a last day that is none");
}

/* Those that gave days up for it have them again. */
static enum status give_back(struct context *context, const struct list *versions,
                             const struct model *withdrawn) {
    const char *name = name_of(context, withdrawn->code, withdrawn->version);
    const struct model *rows = versions->items;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < versions->count; i++) {
        struct model row = rows[i];
        struct date end = {0};
        if (!model_ends_before(&row, withdrawn)) {
            continue;
        }
        status = own_end(context, &row, &end);
        end = model_end_without(versions, &row, withdrawn, end);
        if (status != OK || (date_is_set(end) && date_compare(end, row.valid_to) <= 0)) {
            continue;
        }
        row.valid_to = end;
        status = db_change(context, &model_update_days, &model_shape, &row);
        if (status == OK) {
            const struct move *move =
                move_find(&model_moves, model_status_words[row.status - 1], "restore");
            status = record(context, move, &row, row.revision + 1, NULL, name);
        }
    }
    return status;
}

static enum status withdraw(struct context *context, const struct list *versions,
                            const struct model *version) {
    const struct move *move =
        move_find(&model_moves, model_status_words[version->status - 1], "withdraw");
    enum status status = db_change(context, &model_update_withdrawn, &model_shape, version);
    if (status == OK) {
        status = record(context, move, version, version->revision + 1, NULL, NULL);
    }
    return status == OK ? give_back(context, versions, version) : status;
}

/* The area is left with a model of its own. */
static enum status check_own_left(struct context *context, const struct model *withdrawn) {
    struct model active = {0};
    model_store_forget(context);
    if (!withdrawn->is_active) {
        return OK;
    }
    enum status status =
        model_find(context, &(struct model_wanted){.day = context->today}, &active);
    if (status == STATUS_not_found) {
        return context_fail(context, STATUS_conflict,
                            "%s@%lld is all that the area has; publish another version, or switch "
                            "to another model first",
                            withdrawn->code, (long long)withdrawn->version);
    }
    return status;
}

/* As it stands among those of its code, which nobody else changes until the end. */
static enum status lock_version(struct context *context, struct list *versions, struct model *out) {
    enum status status = model_lock(context);
    if (status == OK) {
        status = db_list(context, &model_select_code, &model_shape, out, &model_shape, versions);
    }
    const struct model *rows = versions->items;
    for (size_t i = 0; status == OK && i < versions->count; i++) {
        if (uuid_equal(&rows[i].id, &out->id)) {
            *out = rows[i];
        }
    }
    return status;
}

enum status model_life_withdraw(struct context *context, const char *name, struct model *out) {
    struct list versions = {0};
    enum status status =
        model_find(context, &(struct model_wanted){.name = name, .day = context->today}, out);
    if (status == STATUS_not_found || (status == OK && !strchr(name, '@'))) {
        return context_fail(context, STATUS_not_found, "%s is no version that is published", name);
    }
    if (status == OK) {
        status = lock_version(context, &versions, out);
    }
    if (status != OK || out->withdrawn) {
        return status;
    }
    status = withdraw(context, &versions, out);
    return status == OK ? check_own_left(context, out) : status;
}
