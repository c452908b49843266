#include "domain/contact/contact.h"
#include "anonymity/anonymity.h"
#include "app.h"
#include "base/page.h"
#include "db/db.h"
#include "domain/client/client.h"
#include "domain/contact/contact.sql.h"
#include "domain/contact/contact_links.h"
#include "domain/deadline/deadline.h"
#include "domain/directory/directory.h"
#include "ledger/ledger.h"
#include "ledger/moves.h"
#include "metrics/metrics.h"

#include <string.h>

/* --- what statements are asked with --- */

struct contact_key {
    struct uuid id;
    int64_t settled_days;
};
static const struct shape_field key_fields[] = {
    FIELD(struct contact_key, id, 0), FIELD(struct contact_key, settled_days, 0), FIELD_END};
static const struct shape key_shape = {"contact_key", sizeof(struct contact_key), key_fields};

struct contact_search {
    struct contact_filter wanted;
    struct list statuses;
};
static const struct shape_field search_fields[] = {
    FIELD_EMBED(struct contact_search, wanted, 0, contact_filter_shape, "wanted_"),
    FIELD_STRINGS(struct contact_search, statuses, 0, 0, 0), FIELD_END};
static const struct shape search_shape = {"contact_search", sizeof(struct contact_search),
                                          search_fields};

static struct contact_key key_of(const struct context *context, struct uuid id) {
    return (struct contact_key){id, context->app->settings.first_contact_days};
}

/* --- checks --- */

static bool is_group(const struct contact_new *body) {
    return body->channel == CONTACT_GROUP;
}

/* A group is met in a group, and has no name. */
static void check_group(struct context *context, const struct contact_new *body) {
    const struct contact_group *group = body->group;
    if (is_group(body) != (group != NULL)) {
        context_error(context, "/group", is_group(body) ? ERROR_required : ERROR_groups_only, NULL);
    }
    if (is_group(body) && uuid_is_set(&body->client_id)) {
        context_error(context, "/client_id", ERROR_groups_have_no_client, NULL);
    }
    if (group && group->first_time.present && group->first_time.value > group->participants.value) {
        context_error(
            context, "/group/first_time", ERROR_out_of_range,
            arena_format(context->arena, "0..%lld", (long long)group->participants.value));
    }
}

static void check_register(struct context *context, const struct contact_new *body) {
    if (!actor_sees_register(&context->actor, (enum register_code)body->register_code)) {
        context_error(context, "/register", ERROR_other_register, NULL);
    }
}

static void check_time(struct context *context, const struct contact_new *body) {
    if (body->occurred_at.us > context->now.us) {
        context_error(context, "/occurred_at", ERROR_in_the_future, NULL);
    }
    /* What is counted by month begins with the first of all. */
    if (body->occurred_at.us != 0 &&
        instant_day_helsinki(body->occurred_at).year < CALENDAR_FIRST_YEAR) {
        context_error(context, "/occurred_at", ERROR_out_of_range, "2000-01-01..");
    }
}

/* A contact without a client has no text that points to a person. */
static void check_texts(struct context *context, const struct contact_new *body) {
    if (uuid_is_set(&body->client_id)) {
        return;
    }
    anonymity_check_field(context, "/need/text", body->need->text, &body->acknowledged);
    if (body->outcome) {
        anonymity_check_field(context, "/outcome/text", body->outcome->text, &body->acknowledged);
    }
}

static enum status check_client(struct context *context, const struct contact_new *body) {
    struct client_core client = {0};
    if (!uuid_is_set(&body->client_id)) {
        return OK;
    }
    enum status status = client_core_named(context, "/client_id", body->client_id, &client);
    if (status == STATUS_not_found) {
        context_error(context, "/client_id", ERROR_unknown_client, NULL);
        return OK;
    }
    return status;
}

/* What the outcome says of itself; `place` is its pointer. */
static enum status check_outcome(struct context *context, const char *place,
                                 const struct contact_outcome *outcome) {
    struct service service = {0};
    if (outcome->referral && outcome->kind != OUTCOME_REFERRAL) {
        context_error(context, arena_format(context->arena, "%s/referral", place),
                      ERROR_other_outcome, "referral");
    }
    if (outcome->consultation && outcome->kind != OUTCOME_CONSULTATION) {
        context_error(context, arena_format(context->arena, "%s/consultation", place),
                      ERROR_other_outcome, "consultation");
    }
    if (!uuid_is_set(&outcome->service_id)) {
        return OK;
    }
    return service_find_valid(context, arena_format(context->arena, "%s/service_id", place),
                              outcome->service_id, &service);
}

static enum status check(struct context *context, const struct contact_new *body) {
    check_register(context, body);
    check_group(context, body);
    check_time(context, body);
    check_texts(context, body);
    enum status status = check_client(context, body);
    if (status == OK) {
        status = need_class_check(context, "/need/classes", &body->need->classes);
    }
    if (status == OK) {
        status = unit_check(context, "/unit_id", body->unit_id);
    }
    if (status == OK && body->outcome) {
        status = check_outcome(context, "/outcome", body->outcome);
    }
    return status == OK ? context_settle(context, STATUS_rule_broken) : status;
}

/* --- create --- */

/* Where nothing is said, the caller's own unit has it in hand. */
static enum status set_unit(struct context *context, struct contact *contact) {
    if (uuid_is_set(&contact->unit_id) || !context->actor.unit) {
        return OK;
    }
    return unit_find_code(context, context->actor.unit, &contact->unit_id);
}

static void fill(struct context *context, const struct contact_new *body, struct contact *out) {
    *out = (struct contact){
        .id = uuid_new(context->now.us / 1000),
        .version = 1,
        .register_code = body->register_code,
        .channel = body->channel,
        .status = CONTACT_OPEN,
        .client_id = body->client_id,
        .concern_by = body->concern_by,
        .need = *body->need,
        .urgency = body->urgency,
        .language = body->language,
        .unit_id = body->unit_id,
        .occurred_at = body->occurred_at.us != 0 ? body->occurred_at : context->now,
        .recorded_at = context->now,
        .recorded_by = {.sub = context->actor.sub, .unit = context->actor.unit}};
    if (body->group) {
        out->group = *body->group;
    }
    if (body->initial_assessment) {
        out->initial_assessment = *body->initial_assessment;
    }
}

/* The step into the version that the contact has now: stored, and put behind its history. */
static enum status record(struct context *context, const struct move *move, const char *detail,
                          struct contact *contact) {
    const struct move_made made = {.id = contact->id,
                                   .client_id = contact->client_id,
                                   .version = contact->version,
                                   .detail = detail,
                                   .ground = ledger_ground(context)};
    contact->history = move_history_and(context, &contact->history, move, &made);
    return move_record(context, &contact_moves, move, &made);
}

/* One of the other register, seen on a ground, is for reading. */
static void show_actions(struct context *context, struct contact *contact) {
    bool own = actor_sees_register(&context->actor, (enum register_code)contact->register_code);
    contact->available_actions = moves_open(
        context, &contact_moves, contact_status_words[contact->status - 1], own ? MOVE_EITHER : 0);
}

static void count_outcome(struct context *context, const struct contact *contact) {
    metrics_add(context->app->metrics, METRIC_contacts_closed_total,
                contact_channel_words[contact->channel - 1],
                contact_outcome_words[contact->outcome.kind - 1], 1);
}

/* Whether more came after it tells the row itself. */
static enum status read_solved(struct context *context, struct contact *contact) {
    const struct contact_key key = key_of(context, contact->id);
    struct contact now = {0};
    enum status status = db_get(context, &contact_select, &key_shape, &key, &contact_shape, &now);
    contact->solved_at_first_contact = now.solved_at_first_contact;
    return status;
}

/* Makes what the outcome holds, and closes the contact with it. */
static enum status close_with(struct context *context, const char *place,
                              const struct contact_outcome *outcome, struct contact *contact) {
    const struct move *move =
        move_find(&contact_moves, contact_status_words[contact->status - 1], "outcome");
    if (!move) {
        return context_fail(context, STATUS_conflict, "the contact is closed");
    }
    contact->outcome = *outcome;
    contact->outcome.at = context->now;
    enum status status = contact_make_links(context, contact, place, &contact->outcome);
    if (status == OK) {
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status == OK) {
        status = db_change(context, &contact_update_closed, &contact_shape, contact);
    }
    if (status != OK) {
        return status;
    }
    contact->version++;
    contact->status = CONTACT_CLOSED;
    status = record(context, move, contact_outcome_words[outcome->kind - 1], contact);
    if (status == OK) {
        status = read_solved(context, contact);
    }
    if (status == OK) {
        count_outcome(context, contact);
    }
    return status;
}

enum status contact_create(struct context *context, const struct contact_new *body,
                           struct contact *out) {
    enum status status = check(context, body);
    if (status != OK) {
        return status;
    }
    fill(context, body, out);
    status = set_unit(context, out);
    if (status == OK) {
        status = db_run(context, &contact_insert, &contact_shape, out, NULL);
    }
    if (status == OK) {
        status = record(context, move_find(&contact_moves, NULL, "create"), NULL, out);
    }
    if (status == OK && body->outcome) {
        status = close_with(context, "/outcome", body->outcome, out);
    }
    show_actions(context, out);
    return status;
}

/* --- read --- */

static enum status load(struct context *context, struct uuid id, bool is_shown,
                        struct contact *out) {
    const struct contact_key key = key_of(context, id);
    struct list history;
    enum status status = move_history(context, &contact_moves, id, &history);
    if (status == OK && is_shown) {
        status = db_get_audited(context, &contact_select, &contact_audit_read, &key_shape, &key,
                                &contact_shape, out);
    } else if (status == OK) {
        status = db_get(context, &contact_select, &key_shape, &key, &contact_shape, out);
    }
    if (status == OK) {
        out->history = history;
        show_actions(context, out);
    }
    return status;
}

enum status contact_get(struct context *context, struct uuid id, struct contact *out) {
    return load(context, id, true, out);
}

enum status contact_close(struct context *context, struct uuid id, const struct versions *seen,
                          const struct contact_outcome *body, struct contact *out) {
    enum status status = load(context, id, false, out);
    if (status == OK && !versions_hold(seen, out->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    if (status == OK && out->status == CONTACT_CLOSED) {
        return context_fail(context, STATUS_conflict, "the contact is closed");
    }
    if (status != OK) {
        return status;
    }
    if (!uuid_is_set(&out->client_id)) {
        anonymity_check_field(context, "/text", body->text, &body->acknowledged);
    }
    status = check_outcome(context, "", body);
    if (status == OK) {
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status == OK) {
        status = close_with(context, "", body, out);
    }
    show_actions(context, out);
    return status;
}

/* --- lists --- */

static struct contact_search search_for(struct context *context,
                                        const struct contact_filter *filter) {
    const char **words = arena_alloc(context->arena, 2 * sizeof *words);
    struct contact_search search = {*filter, {words, 0}};
    if (!filter->open.present || filter->open.value) {
        words[search.statuses.count++] = contact_status_words[CONTACT_OPEN - 1];
    }
    if (!filter->open.present || !filter->open.value) {
        words[search.statuses.count++] = contact_status_words[CONTACT_CLOSED - 1];
    }
    return search;
}

/* By the index that leaves the fewest rows. */
static enum status select_page(struct context *context, const struct contact_search *search,
                               struct list *out) {
    const struct contact_filter *filter = &search->wanted;
    if (uuid_is_set(&filter->client_id)) {
        return db_list(context, &contact_select_of_client, &search_shape, search,
                       &contact_summary_shape, out);
    }
    if (uuid_is_set(&filter->unit_id) && filter->open.present && filter->open.value) {
        return db_list(context, &contact_select_open, &search_shape, search, &contact_summary_shape,
                       out);
    }
    if (uuid_is_set(&filter->unit_id)) {
        return db_list(context, &contact_select_of_unit, &search_shape, search,
                       &contact_summary_shape, out);
    }
    return db_list(context, &contact_select_page, &search_shape, search, &contact_summary_shape,
                   out);
}

/* Each client whose contacts are shown has a row in the access log, for each ground. */
static enum status audit_shown(struct context *context, const struct list *rows) {
    const struct contact *contacts = rows->items;
    size_t shown = page_shown(context->page, rows->count), count = 0;
    struct audit_read *uses = arena_alloc(context->arena, (shown + 1) * sizeof *uses);
    for (size_t i = 0; i < shown; i++) {
        const struct audit_read use = {.client_id = contacts[i].client_id,
                                       .resource = RESOURCE_contact,
                                       .ground = ground_of_word(contacts[i].ground)};
        audit_read_add(uses, &count, use, AUDIT_ONCE_A_GROUND);
    }
    return ledger_audit_reads(context, uses, count);
}

enum status contact_list(struct context *context, const struct contact_filter *filter,
                         struct list *out) {
    struct contact_filter wanted = *filter;
    /* The glass is broken for one client: everybody's contacts are no emergency. */
    if (context->glass && !uuid_is_set(&filter->client_id)) {
        context_error(context, "?client_id", ERROR_required, NULL);
        return context_settle(context, STATUS_invalid);
    }
    enum status status = client_follow(context, &wanted.client_id);
    const struct contact_search search = search_for(context, &wanted);
    if (status == OK) {
        status = select_page(context, &search, out);
    }
    return status == OK ? audit_shown(context, out) : status;
}

enum status contact_count(struct context *context, const struct contact_filter *filter,
                          struct opt_int *out) {
    struct contact_filter wanted = *filter;
    struct db_count row = {0};
    enum status status = client_follow(context, &wanted.client_id);
    const struct contact_search search = search_for(context, &wanted);
    if (status != OK) {
        return status;
    }
    if (uuid_is_set(&filter->client_id)) {
        status = db_get(context, &contact_count_of_client, &search_shape, &search, &db_count_shape,
                        &row);
    } else if (uuid_is_set(&filter->unit_id)) {
        status =
            db_get(context, &contact_count_of_unit, &search_shape, &search, &db_count_shape, &row);
    } else {
        status = db_get(context, &contact_count_all, &search_shape, &search, &db_count_shape, &row);
    }
    *out = (struct opt_int){status == OK, row.count};
    return status;
}
