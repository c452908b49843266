#include "domain/referral/referral_store.h"
#include "base/limits.h"
#include "base/page.h"
#include "db/db.h"
#include "domain/client/client.h"
#include "domain/referral/referral.sql.h"
#include "domain/referral/referral_rules.h"
#include "ledger/moves.h"

#include <string.h>

/* What rows are looked for by. */
struct referral_key {
    struct uuid id, referral_id, after_id;
    struct referral_filter filter;
    bool incoming, outgoing;
    const char *side_unit;
    struct uuid no_unit;
    int64_t portion;
};
static const struct shape_field wanted_fields[] = {
    FIELD(struct referral_filter, client_id, 0),
    FIELD_ANY_OF(struct referral_filter, state, 0, referral_state_words),
    FIELD(struct referral_filter, unit_id, 0),
    FIELD(struct referral_filter, service_id, 0),
    FIELD(struct referral_filter, assignee, 0),
    FIELD(struct referral_filter, overdue, 0),
    FIELD_END};
static const struct shape wanted_shape = {"referral_wanted", sizeof(struct referral_filter),
                                          wanted_fields};
static const struct shape_field key_fields[] = {
    FIELD(struct referral_key, id, 0),
    FIELD(struct referral_key, referral_id, 0),
    FIELD(struct referral_key, after_id, 0),
    FIELD(struct referral_key, portion, 0),
    FIELD(struct referral_key, side_unit, 0),
    FIELD(struct referral_key, no_unit, 0),
    FIELD_EMBED(struct referral_key, filter, 0, wanted_shape, "wanted_"),
    FIELD_AS(struct referral_key, incoming, "wanted_incoming", 0),
    FIELD_AS(struct referral_key, outgoing, "wanted_outgoing", 0),
    FIELD_END};
static const struct shape key_shape = {"referral_key", sizeof(struct referral_key), key_fields};

static const struct shape_field target_fields[] = {
    FIELD(struct referral_target, caller_unit_id, 0),
    FIELD(struct referral_target, service_id, 0),
    FIELD(struct referral_target, service_kind, 0),
    FIELD(struct referral_target, service_register, 0),
    FIELD(struct referral_target, service_unit_id, 0),
    FIELD(struct referral_target, service_takes, 0),
    FIELD_STRINGS(struct referral_target, referral_kinds, 0, 0, 0),
    FIELD(struct referral_target, channels, 0),
    FIELD(struct referral_target, url, 0),
    FIELD(struct referral_target, unit_id, 0),
    FIELD(struct referral_target, unit_register, 0),
    FIELD(struct referral_target, unit_valid, 0),
    FIELD(struct referral_target, consent_register, 0),
    FIELD_STRINGS(struct referral_target, unknown_needs, 0, 0, 0),
    FIELD_UUIDS(struct referral_target, duplicates, 0, 0, 0),
    FIELD_END};
static const struct shape target_shape = {"referral_target", sizeof(struct referral_target),
                                          target_fields};

enum status referral_load(struct context *context, struct uuid id, struct referral_open *out) {
    const struct referral_key key = {.id = id};
    *out = (struct referral_open){.record = {.version = 0}};
    enum status status = move_history(context, &referral_moves, id, &out->history);
    if (status == OK) {
        status = deadline_set_ahead(context, RESOURCE_referral, id, &out->clocks);
    }
    if (status == OK) {
        status = db_get(context, &referral_select, &key_shape, &key, &referral_shape, &out->record);
    }
    if (status == OK) {
        deadline_set_open(context, &out->clocks);
    }
    return status;
}

enum status referral_load_target(struct context *context, const struct referral *referral,
                                 struct referral_target *out) {
    return db_get(context, &referral_select_target, &referral_shape, referral, &target_shape, out);
}

enum ground referral_ground_of(const struct context *context, const struct referral *referral) {
    bool own = actor_sees_register(&context->actor, (enum register_code)referral->from_register);
    return own ? ledger_ground(context) : GROUND_referral;
}

static enum status record(struct context *context, const struct move *move, const char *reason,
                          const char *detail, struct referral_open *open) {
    const struct referral *referral = &open->record;
    const struct move_made made = {.id = referral->id,
                                   .client_id = referral->client_id,
                                   .version = referral->version,
                                   .reason = reason,
                                   .detail = detail,
                                   .ground = referral_ground_of(context, referral)};
    enum status status = move_record(context, &referral_moves, move, &made);
    open->history = move_history_and(context, &open->history, move, &made);
    return status;
}

enum status referral_store_new(struct context *context, struct referral_open *open) {
    enum status status = db_later(context, &referral_insert, &referral_shape, &open->record);
    return status == OK
               ? record(context, move_find(&referral_moves, NULL, "create"), NULL, NULL, open)
               : status;
}

enum status referral_store_sent(struct context *context, struct referral_open *open) {
    open->record.version++;
    enum status status = db_later(context, &referral_update_own, &referral_shape, &open->record);
    if (status == OK) {
        status = deadline_set_keep(context, &open->clocks);
    }
    return status == OK
               ? record(context, move_find(&referral_moves, "draft", "send"), NULL, NULL, open)
               : status;
}

enum status referral_taken(struct context *context, const char *assignee) {
    context_error(context, "/assignee", ERROR_taken, assignee);
    return context_fail(context, STATUS_conflict, "somebody else has it");
}

/* Another was quicker: who claims is told who has it. */
static enum status too_late(struct context *context, const struct move *move,
                            const struct referral *referral) {
    const struct referral_key key = {.id = referral->id};
    struct referral now = {.version = 0};
    if (strcmp(move->action, "assign") == 0) {
        enum status status = db_get(context, &referral_select_assignee, &key_shape, &key,
                                    &referral_summary_shape, &now);
        if (status != OK) {
            return status;
        }
        if (now.assignee && strcmp(now.assignee, referral->assignee) != 0) {
            return referral_taken(context, now.assignee);
        }
    }
    return context_fail(context, STATUS_stale, "another made a move first");
}

enum status referral_store_move(struct context *context, const struct move *move,
                                const char *reason, const char *detail,
                                struct referral_open *open) {
    int64_t touched = 0;
    enum status status =
        db_run(context, &referral_update, &referral_shape, &open->record, &touched);
    if (status == OK && touched == 0) {
        return too_late(context, move, &open->record);
    }
    if (status != OK) {
        return status;
    }
    open->record.version++;
    status = deadline_set_keep(context, &open->clocks);
    return status == OK ? record(context, move, reason, detail, open) : status;
}

/* --- lists --- */

enum { INCOMING = 1, OUTGOING };

/* By the index that leaves the fewest rows. */
static const struct query *page_query(const struct context *context,
                                      const struct referral_filter *filter) {
    const struct referral asked = {.state = filter->state};
    bool of_unit = context->actor.unit || uuid_is_set(&filter->unit_id);
    /* What is closed is not overdue. */
    bool open = (filter->state != 0 && !referral_is_closed(&asked)) || filter->overdue.value;
    if (uuid_is_set(&filter->client_id)) {
        return &referral_page_of_client;
    }
    if (filter->assignee) {
        return &referral_page_of_assignee;
    }
    if (uuid_is_set(&filter->service_id)) {
        return &referral_page_to_service;
    }
    if (of_unit && filter->direction == INCOMING) {
        return open ? &referral_page_incoming_open : &referral_page_incoming;
    }
    if (of_unit && filter->direction == OUTGOING) {
        return open ? &referral_page_outgoing_open : &referral_page_outgoing;
    }
    if (uuid_is_set(&filter->unit_id)) {
        return &referral_page_of_unit;
    }
    return open ? &referral_page_all_open : &referral_page_all;
}

enum status referral_load_page(struct context *context, const struct referral_filter *filter,
                               struct list *out) {
    enum status status = OK;
    struct referral_key key = {.filter = *filter,
                               .incoming = filter->direction != OUTGOING,
                               .outgoing = filter->direction != INCOMING};
    /* A side is that of a unit: the one asked for, else the caller's own, be there such a unit or
     * not. */
    if (filter->direction && context->actor.unit) {
        key.side_unit = context->actor.unit;
        memset(&key.no_unit, 0xff, sizeof key.no_unit);
    }
    if (uuid_is_set(&filter->client_id)) {
        status = client_follow(context, &key.filter.client_id);
    }
    return status == OK ? db_list(context, page_query(context, filter), &key_shape, &key,
                                  &referral_summary_shape, out)
                        : status;
}

/* One row for every client shown, however many of their referrals are. */
static enum status audit_shown(struct context *context, const struct list *rows) {
    const struct referral *referrals = rows->items;
    size_t shown = page_shown(context->page, rows->count), count = 0;
    struct audit_read *uses = arena_alloc(context->arena, (shown + 1) * sizeof *uses);
    for (size_t i = 0; i < shown; i++) {
        const struct audit_read use = {referrals[i].client_id, referrals[i].id, RESOURCE_referral,
                                       referral_ground_of(context, &referrals[i])};
        audit_read_add(uses, &count, use, AUDIT_ONCE_A_CLIENT);
    }
    return ledger_audit_reads(context, uses, count);
}

enum status referral_list(struct context *context, const struct referral_filter *filter,
                          struct list *out) {
    enum status status = referral_load_page(context, filter, out);
    struct referral *referrals = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        referrals[i].overdue = date_is_set(referrals[i].due_on) &&
                               date_compare(referrals[i].due_on, context->today) < 0;
    }
    return status == OK ? audit_shown(context, out) : status;
}

/* --- messages --- */

struct message_row {
    struct uuid referral_id;
    struct referral_message message;
};
static const struct shape_field message_row_fields[] = {
    FIELD(struct message_row, referral_id, 0),
    FIELD_EMBED(struct message_row, message, 0, referral_message_shape, ""), FIELD_END};
static const struct shape message_row_shape = {"referral_message_row", sizeof(struct message_row),
                                               message_row_fields};

enum status referral_message_store(struct context *context, const struct referral *referral,
                                   const struct referral_message *message) {
    const struct message_row row = {referral->id, *message};
    enum status status = db_later(context, &referral_message_insert, &message_row_shape, &row);
    if (status == OK) {
        status = ledger_audit(context, AUDIT_CHANGE, referral->client_id, RESOURCE_referral,
                              referral->id, referral_ground_of(context, referral));
    }
    return status == OK
               ? ledger_event(context, EVENT_referral_message, referral->id, referral->version)
               : status;
}

enum status referral_message_list(struct context *context, struct uuid id, struct list *out) {
    struct referral_open open;
    const struct referral_key key = {.referral_id = id};
    enum status status = referral_load(context, id, &open);
    if (status == OK) {
        status = db_list(context, &referral_message_page, &key_shape, &key, &referral_message_shape,
                         out);
    }
    return status == OK
               ? ledger_audit(context, AUDIT_READ, open.record.client_id, RESOURCE_referral, id,
                              referral_ground_of(context, &open.record))
               : status;
}

/* --- due days --- */

static enum status verify_one(struct context *context, struct referral *referral, bool repair,
                              struct referral_dues *out) {
    struct deadline_set clocks;
    const struct referral_key key = {.id = referral->id};
    struct referral now = {.version = 0};
    enum status status = deadline_set_ahead(context, RESOURCE_referral, referral->id, &clocks);
    if (status == OK) {
        status = db_get(context, &referral_select_assignee, &key_shape, &key,
                        &referral_summary_shape, &now);
    }
    if (status != OK) {
        return status;
    }
    deadline_set_open(context, &clocks);
    struct date due = deadline_set_due(context, &clocks);
    out->checked++;
    if (date_compare(due, referral->due_on) == 0) {
        return OK;
    }
    out->different++;
    referral->due_on = due;
    status =
        repair ? db_later(context, &referral_update_due, &referral_summary_shape, referral) : OK;
    return status == OK && repair ? deadline_set_keep(context, &clocks) : status;
}

enum status referral_dues_verify(struct context *context, bool repair, struct uuid *after,
                                 struct referral_dues *out) {
    const struct referral_key key = {.portion = REPLAY_PORTION, .after_id = *after};
    struct list portion = {0};
    enum status status = db_list(context, &referral_select_open, &key_shape, &key,
                                 &referral_summary_shape, &portion);
    struct referral *referrals = portion.items;
    *after = (struct uuid){{0}};
    for (size_t i = 0; status == OK && i < portion.count; i++) {
        status = verify_one(context, &referrals[i], repair, out);
        *after = referrals[i].id;
    }
    return status;
}
