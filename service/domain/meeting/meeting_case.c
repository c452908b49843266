#include "domain/meeting/meeting_case.h"

#include "anonymity/anonymity.h"
#include "app.h"
#include "base/shape_format.h"
#include "db/db.h"
#include "domain/meeting/meeting_case.sql.h"
#include "ledger/moves.h"
#include "work/job.h"

#include <string.h>

/* What rows are looked for by, and what a change writes beside the row itself. */
struct case_key {
    struct uuid id, meeting_id, service_id;
    struct date date, until, to;
    int64_t version;
    const char *text;
    struct instant before;
};
static const struct shape_field key_fields[] = {
    FIELD(struct case_key, id, 0),         FIELD(struct case_key, meeting_id, 0),
    FIELD(struct case_key, service_id, 0), FIELD(struct case_key, date, 0),
    FIELD(struct case_key, until, 0),      FIELD(struct case_key, to, 0),
    FIELD(struct case_key, version, 0),    FIELD(struct case_key, text, 0),
    FIELD(struct case_key, before, 0),     FIELD_END};
static const struct shape key_shape = {"case_key", sizeof(struct case_key), key_fields};

static enum status key_of(const struct case_place *place, struct case_key *out) {
    *out = (struct case_key){.id = place->id, .meeting_id = place->meeting_id};
    return date_parse(place->date, &out->date) ? OK : STATUS_not_found;
}

/* --- checks --- */

static void check_needs(struct context *context, const struct list *needs) {
    const struct shape_format *code = shape_format_find("code");
    const char *const *words = needs->items;
    for (size_t i = 0; i < needs->count; i++) {
        if (!code->holds(words[i]) || strlen(words[i]) > 64) {
            context_error(context, arena_format(context->arena, "/service_needs/%zu", i),
                          ERROR_bad_format, code->expected);
        }
    }
}

static enum status check_service(struct context *context, struct uuid service) {
    struct db_count found = {0};
    const struct case_key key = {.service_id = service};
    if (!uuid_is_set(&service)) {
        return OK;
    }
    enum status status =
        db_get(context, &case_count_services, &key_shape, &key, &db_count_shape, &found);
    if (status == OK && found.count == 0) {
        context_error(context, "/responsible_service_id", ERROR_unknown_service, NULL);
    }
    return status;
}

/* --- reading --- */

static enum status audit_read(struct context *context, enum resource resource, struct uuid id) {
    return ledger_audit(context, AUDIT_READ, (struct uuid){{0}}, resource, id, GROUND_none);
}

/* --- the meeting of a case or a topic --- */

enum status place_find(struct context *context, const struct case_place *place,
                       struct occurrence *out) {
    struct meeting_series series;
    enum status status = meeting_load(context, place->meeting_id, &series);
    return status == OK ? occurrence_find(context, &series, place->date, out) : status;
}

enum status place_open(struct context *context, const struct case_place *place,
                       struct occurrence *out) {
    struct meeting_series series;
    enum status status = meeting_load(context, place->meeting_id, &series);
    return status == OK ? occurrence_open_to_add(context, &series, place->date, out) : status;
}

bool place_is_in_hand(const struct context *context, bool led, const struct person *brought_by) {
    bool own = brought_by->sub && strcmp(brought_by->sub, context->actor.sub) == 0;
    return own || led || actor_may(&context->actor, "meeting:write");
}

enum status place_check_change(struct context *context, const struct case_place *place,
                               const struct versions *seen, int64_t version, bool in_hand,
                               struct occurrence *out) {
    if (!versions_hold(seen, version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    enum status status = place_find(context, place, out);
    return status != OK || in_hand
               ? status
               : context_fail(context, STATUS_forbidden, "neither led nor brought by the caller");
}

enum status place_check_room(struct context *context, int64_t rows) {
    return rows < MEETING_CASES_MAX
               ? OK
               : context_fail(context, STATUS_conflict, "the meeting has all that it can");
}

enum status place_take_move(struct context *context, const struct place_change *change,
                            const struct moves *moves, const char *state, bool forgotten,
                            const struct move **out) {
    *out = move_find(moves, state, change->action);
    return *out && !forgotten ? OK : context_fail(context, STATUS_conflict, "not in this state");
}

enum status place_record(struct context *context, const struct place_change *change,
                         const struct moves *moves, const struct move *move,
                         const struct move_made *made, struct case_place *now) {
    const char *date = made->detail ? made->detail : change->place->date;
    *now = (struct case_place){change->place->meeting_id, made->id, date};
    return move_record(context, moves, move, made);
}

/* --- cases --- */

enum status case_list(struct context *context, const struct case_place *place, struct list *out) {
    struct occurrence occurrence;
    struct case_key key;
    enum status status = key_of(place, &key);
    if (status == OK) {
        status = place_find(context, place, &occurrence);
    }
    if (status == OK) {
        status = db_list(context, &case_select_all, &key_shape, &key, &case_summary_shape, out);
    }
    return status == OK && out->count > 0
               ? audit_read(context, RESOURCE_meeting_occurrence, occurrence.id)
               : status;
}

static enum status load(struct context *context, const struct case_place *place,
                        struct meeting_case *out) {
    struct case_key key;
    struct list history = {0};
    enum status status = key_of(place, &key);
    if (status == OK) {
        status = move_history(context, &case_moves, place->id, &history);
    }
    if (status == OK) {
        status = db_get(context, &case_select, &key_shape, &key, &case_shape, out);
    }
    out->history = history;
    return status;
}

/* Once its texts are forgotten, nothing more is to be said of a case; nor is it asked about where
 * no day was set for it. */
static void show_actions(struct context *context, struct meeting_case *out) {
    bool open = !out->forgotten && place_is_in_hand(context, out->led, &out->brought_by);
    struct list actions =
        moves_open(context, &case_moves, case_state_words[out->state - 1], open ? MOVE_EITHER : 0);
    const char **words = actions.items;
    size_t count = 0;
    for (size_t i = 0; i < actions.count; i++) {
        if (date_is_set(out->follow_up_on) || strcmp(words[i], "follow_up") != 0) {
            words[count++] = words[i];
        }
    }
    out->available_actions = (struct list){words, count};
}

enum status case_get(struct context *context, const struct case_place *place,
                     struct meeting_case *out) {
    enum status status = load(context, place, out);
    if (status == OK) {
        show_actions(context, out);
        status = audit_read(context, RESOURCE_meeting_case, out->id);
    }
    return status;
}

/* --- bringing --- */

enum status case_create(struct context *context, const struct case_place *place,
                        const struct case_body *body, struct meeting_case *out) {
    struct occurrence occurrence;
    check_needs(context, &body->service_needs);
    anonymity_check_field(context, "/title", body->title, &body->acknowledged);
    anonymity_check_field(context, "/question", body->question, &body->acknowledged);
    enum status status = context_settle(context, STATUS_rule_broken);
    if (status == OK) {
        status = place_open(context, place, &occurrence);
    }
    if (status == OK) {
        status = place_check_room(context, occurrence.case_rows);
    }
    if (status != OK) {
        return status;
    }
    *out = (struct meeting_case){.id = uuid_new(context->now.us / 1000),
                                 .meeting_id = place->meeting_id,
                                 .date = occurrence.date,
                                 .title = body->title,
                                 .question = body->question,
                                 .service_needs = body->service_needs};
    status = db_run(context, &case_insert, &case_shape, out, NULL);
    if (status == OK) {
        status = move_record(context, &case_moves, move_find(&case_moves, NULL, "bring"),
                             &(struct move_made){.id = out->id, .version = 1});
    }
    const struct case_place made = {place->meeting_id, out->id, place->date};
    if (status == OK) {
        status = load(context, &made, out);
    }
    if (status == OK) {
        show_actions(context, out);
    }
    return status;
}

/* --- changing --- */

static enum status prepare(struct context *context, struct place_change *change,
                           struct meeting_case *out, const struct move **move) {
    struct occurrence occurrence = {0};
    enum status status = load(context, change->place, out);
    if (status == OK) {
        bool in_hand = place_is_in_hand(context, out->led, &out->brought_by);
        status = place_check_change(context, change->place, change->seen, out->version, in_hand,
                                    &occurrence);
    }
    change->held_on = occurrence.held_on;
    return status == OK ? place_take_move(context, change, &case_moves,
                                          case_state_words[out->state - 1], out->forgotten, move)
                        : status;
}

static enum status finish(struct context *context, const struct place_change *change,
                          const struct move *move, const char *detail, struct meeting_case *out) {
    const struct move_made made = {.id = out->id, .version = out->version + 1, .detail = detail};
    struct case_place now;
    enum status status = place_record(context, change, &case_moves, move, &made, &now);
    if (status == OK) {
        status = load(context, &now, out);
    }
    if (status == OK) {
        show_actions(context, out);
    }
    return status;
}

enum status case_conclude(struct context *context, const struct case_place *place,
                          const struct versions *seen, const struct case_outcome *outcome,
                          struct meeting_case *out) {
    struct place_change change = {place, seen, "outcome", {0}};
    const struct move *move = NULL;
    anonymity_check_field(context, "/advice", outcome->advice, &outcome->acknowledged);
    anonymity_check_field(context, "/next_step", outcome->next_step, &outcome->acknowledged);
    enum status status = prepare(context, &change, out, &move);
    if (status == OK) {
        status = check_service(context, outcome->responsible_service_id);
    }
    if (status == OK && date_is_set(outcome->follow_up_on) &&
        date_compare(outcome->follow_up_on, change.held_on) <= 0) {
        context_error(context, "/follow_up_on", ERROR_not_after_meeting, NULL);
    }
    if (status == OK) {
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status != OK) {
        return status;
    }
    out->advice = outcome->advice;
    out->next_step = outcome->next_step;
    out->has_next_step = outcome->next_step != NULL;
    out->responsible_service_id = outcome->responsible_service_id;
    out->follow_up_on = outcome->follow_up_on;
    status = db_change(context, &case_update_outcome, &case_shape, out);
    return status == OK ? finish(context, &change, move, NULL, out) : status;
}

enum status case_withdraw(struct context *context, const struct case_place *place,
                          const struct versions *seen, struct meeting_case *out) {
    struct place_change change = {place, seen, "withdraw", {0}};
    const struct move *move = NULL;
    enum status status = prepare(context, &change, out, &move);
    if (status == OK) {
        status = db_change(context, &case_update_withdrawn, &case_shape, out);
    }
    return status == OK ? finish(context, &change, move, NULL, out) : status;
}

enum status deferred_to(struct context *context, const struct case_place *place,
                        const struct case_deferral *to, struct occurrence *out) {
    struct meeting_series series;
    struct date from, day = to->to;
    if (!date_parse(place->date, &from)) {
        return STATUS_not_found;
    }
    enum status status = meeting_load(context, place->meeting_id, &series);
    if (status == OK && !date_is_set(day)) {
        status = occurrence_next(context, &series, from, &day);
    }
    if (status == OK && (!date_is_set(day) || date_compare(day, from) == 0)) {
        return context_fail(context, STATUS_conflict, "no other meeting to defer to");
    }
    if (status == OK) {
        status = occurrence_open_to_add(context, &series, day_text(context, day), out);
    }
    if (status == STATUS_not_found) {
        context_error(context, "/to", ERROR_no_such_meeting, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    return status;
}

enum status case_defer(struct context *context, const struct case_place *place,
                       const struct versions *seen, const struct case_deferral *to,
                       struct meeting_case *out) {
    struct place_change change = {place, seen, "defer", {0}};
    const struct move *move = NULL;
    struct occurrence next = {0};
    enum status status = prepare(context, &change, out, &move);
    if (status == OK) {
        status = deferred_to(context, place, to, &next);
    }
    if (status == OK) {
        status = place_check_room(context, next.case_rows);
    }
    const struct case_key key = {.id = place->id, .to = next.date, .version = out->version};
    if (status == OK) {
        status = db_change(context, &case_update_date, &key_shape, &key);
    }
    return status == OK ? finish(context, &change, move, day_text(context, key.to), out) : status;
}

enum status case_follow_up(struct context *context, const struct case_place *place,
                           const struct versions *seen, const struct case_follow_up *follow_up,
                           struct meeting_case *out) {
    struct place_change change = {place, seen, "follow_up", {0}};
    const struct move *move = NULL;
    anonymity_check_field(context, "/text", follow_up->text, &follow_up->acknowledged);
    enum status status = prepare(context, &change, out, &move);
    if (status == OK) {
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status == OK && !date_is_set(out->follow_up_on)) {
        status = context_fail(context, STATUS_conflict, "nothing is to be followed up");
    }
    const struct case_key key = {.id = place->id, .version = out->version, .text = follow_up->text};
    if (status == OK) {
        status = db_change(context, &case_update_followed_up, &key_shape, &key);
    }
    return status == OK ? finish(context, &change, move, NULL, out) : status;
}

/* --- for the agenda --- */

enum status case_list_ahead(struct context *context, const struct occurrence *occurrence,
                            struct list *out) {
    const struct case_key key = {.meeting_id = occurrence->meeting_id, .date = occurrence->date};
    return db_list_ahead(context, &case_select_all, &key_shape, &key, &case_summary_shape, out);
}

enum status case_list_to_follow_up(struct context *context, const struct occurrence *occurrence,
                                   struct list *out) {
    bool held = date_is_set(occurrence->held_on);
    const struct case_key key = {.meeting_id = occurrence->meeting_id,
                                 .date = occurrence->date,
                                 .until = held ? occurrence->held_on : occurrence->date};
    return db_list(context, &case_select_to_follow_up, &key_shape, &key, &case_summary_shape, out);
}

/* --- forgetting --- */

enum status meeting_forget_run(struct call *call, struct job *job) {
    const int64_t day_us = INT64_C(86400) * 1000000;
    struct context *context = &call->context;
    const struct instant before = {context->now.us -
                                   context->app->settings.meeting_texts_days * day_us};
    int64_t forgotten = 0;
    (void)job;
    return meeting_texts_forget(context, before, &forgotten);
}

enum status meeting_texts_forget(struct context *context, struct instant before,
                                 int64_t *forgotten) {
    const struct case_key key = {.before = before};
    int64_t cases = 0, topics = 0;
    enum status status = db_run(context, &case_forget, &key_shape, &key, &cases);
    if (status == OK) {
        status = topic_texts_forget(context, before, &topics);
    }
    *forgotten = cases + topics;
    return status;
}
