#include "domain/consultation/consultation_store.h"
#include "base/actor.h"
#include "base/page.h"
#include "db/db.h"
#include "domain/consultation/consultation.sql.h"
#include "ledger/moves.h"

#include <string.h>

struct consultation_key {
    struct uuid id;
    struct consultation_filter filter;
};
static const struct shape_field key_fields[] = {
    FIELD(struct consultation_key, id, 0),
    FIELD_EMBED(struct consultation_key, filter, 0, consultation_filter_shape, "wanted_"),
    FIELD_END};
static const struct shape key_shape = {"consultation_key", sizeof(struct consultation_key),
                                       key_fields};

/* --- where a question goes --- */

static const struct shape_field wanted_fields[] = {
    FIELD(struct consultation_receiver, service_id, 0),
    FIELD(struct consultation_receiver, group, 0), FIELD_END};
static const struct shape wanted_shape = {"consultation_desk_wanted",
                                          sizeof(struct consultation_receiver), wanted_fields};
static const struct shape_field desk_fields[] = {
    FIELD_ENUM_AS(struct consultation_desk, register_code, "register", 0, register_words),
    FIELD(struct consultation_desk, unit, 0),
    FIELD(struct consultation_desk, answer_within_hours, 0), FIELD_END};
static const struct shape desk_shape = {"consultation_desk", sizeof(struct consultation_desk),
                                        desk_fields};

enum status consultation_load_desk(struct context *context, const struct consultation_receiver *to,
                                   struct consultation_desk *out, bool *found) {
    *out = (struct consultation_desk){.unit = NULL};
    return to->group ? db_find(context, &consultation_select_group, &wanted_shape, to, &desk_shape,
                               out, found)
                     : db_find(context, &consultation_select_service, &wanted_shape, to,
                               &desk_shape, out, found);
}

/* --- what is worked out --- */

enum { RUNNING = 1, MET, OVERDUE, STOPPED };

static void read_clock(const struct context *context, struct consultation_deadline *clock) {
    clock->rule = "consultation_answer";
    clock->basis = "own";
    if (clock->met_at.us != 0) {
        clock->state = MET;
        clock->in_time = (struct opt_bool){true, clock->met_at.us <= clock->due_at.us};
    } else if (clock->stopped_at.us != 0) {
        clock->state = STOPPED;
    } else {
        clock->state = context->now.us > clock->due_at.us ? OVERDUE : RUNNING;
    }
}

static void dress_clocks(struct context *context, const struct list *clocks,
                         struct consultation *out) {
    size_t before = clocks ? clocks->count : 0;
    struct consultation_deadline *all = arena_alloc(context->arena, (before + 1) * sizeof *all);
    if (before > 0) {
        memcpy(all, clocks->items, before * sizeof *all);
    }
    all[before] = (struct consultation_deadline){.round = out->round,
                                                 .starts_at = out->starts_at,
                                                 .due_at = out->due_at,
                                                 .stopped_at = out->stopped_at,
                                                 .met_at = out->met_at};
    for (size_t i = 0; i <= before; i++) {
        read_clock(context, &all[i]);
    }
    out->deadlines = (struct list){all, before + 1};
    out->overdue = (struct opt_bool){true, all[before].state == OVERDUE};
}

/* A move is open to a side; some also ask what has been settled before. */
static bool is_open(const struct context *context, const struct consultation *consultation,
                    const char *action) {
    if (strcmp(action, "convert") == 0) {
        return consultation->authorised_to_convert && !consultation->anonymous &&
               actor_may(&context->actor, "referral:write");
    }
    if (strcmp(action, "release") == 0) {
        return consultation->assignee.sub != NULL;
    }
    const char *assignee = consultation->assignee.sub;
    return strcmp(action, "assign") != 0 || !assignee || strcmp(assignee, context->actor.sub) == 0;
}

bool consultation_is_forgotten(const struct consultation *consultation) {
    return consultation->anonymous && !consultation->question;
}

unsigned consultation_sides(const struct context *context,
                            const struct consultation *consultation) {
    bool reads_only =
        uuid_is_set(&consultation->client_id) &&
        !actor_sees_register(&context->actor, (enum register_code)consultation->register_code);
    return reads_only ? 0u
                      : (consultation->is_asker ? MOVE_SENDER : 0u) |
                            (consultation->is_receiver ? MOVE_RECEIVER : 0u);
}

static struct list open_actions(struct context *context, const struct consultation *consultation) {
    struct list open =
        moves_open(context, &consultation_moves, consultation_state_words[consultation->state - 1],
                   consultation_sides(context, consultation));
    const char **words = open.items;
    size_t kept = 0;
    for (size_t i = 0; i < open.count; i++) {
        if (is_open(context, consultation, words[i])) {
            words[kept++] = words[i];
        }
    }
    open.count = consultation_is_forgotten(consultation) ? 0 : kept;
    return open;
}

void consultation_dress(struct context *context, const struct list *clocks,
                        struct consultation *consultation) {
    dress_clocks(context, clocks, consultation);
    consultation->available_actions = open_actions(context, consultation);
    if (consultation->avoided_referral.present || consultation->outcome_text) {
        struct consultation_outcome *outcome = arena_alloc(context->arena, sizeof *outcome);
        *outcome = (struct consultation_outcome){consultation->avoided_referral,
                                                 consultation->outcome_text};
        consultation->outcome = outcome;
    }
}

enum ground consultation_ground(const struct context *context,
                                const struct consultation *consultation) {
    if (consultation->anonymous) {
        return GROUND_none;
    }
    return consultation->ground ? ground_of_word(consultation->ground) : ledger_ground(context);
}

/* --- reading --- */

enum status consultation_load(struct context *context, struct uuid id, bool shown,
                              struct consultation *out) {
    const struct consultation_key key = {.id = id};
    struct list history, clocks;
    enum status status = move_history(context, &consultation_moves, id, &history);
    if (status == OK) {
        status = db_list_ahead(context, &consultation_select_clocks, &key_shape, &key,
                               &consultation_deadline_shape, &clocks);
    }
    if (status == OK && shown) {
        status = db_get_audited(context, &consultation_select, &consultation_audit_read, &key_shape,
                                &key, &consultation_shape, out);
    } else if (status == OK) {
        status = db_get(context, &consultation_select, &key_shape, &key, &consultation_shape, out);
    }
    if (status == OK) {
        out->history = history;
        consultation_dress(context, &clocks, out);
    }
    return status;
}

enum status consultation_lock(struct context *context, struct uuid id) {
    const struct consultation_key key = {.id = id};
    struct db_count row;
    bool found = false;
    return db_find(context, &consultation_select_locked, &key_shape, &key, &db_count_shape, &row,
                   &found);
}

enum status consultation_load_page(struct context *context,
                                   const struct consultation_filter *filter, struct list *out) {
    enum { ASKED = 1 };
    const struct consultation_key key = {.filter = *filter};
    enum status status = filter->direction == ASKED
                             ? db_list_last(context, &consultation_select_asked, &key_shape, &key,
                                            &consultation_summary_shape, out)
                             : db_list_last(context, &consultation_select_received, &key_shape,
                                            &key, &consultation_summary_shape, out);
    struct consultation *rows = out->items;
    size_t shown = status == OK ? page_shown(context->page, out->count) : 0, count = 0;
    struct audit_read *uses = arena_alloc(context->arena, (shown + 1) * sizeof *uses);
    for (size_t i = 0; i < shown; i++) {
        consultation_dress(context, NULL, &rows[i]);
        if (!rows[i].anonymous) {
            uses[count++] =
                (struct audit_read){rows[i].client_id, rows[i].id, RESOURCE_consultation,
                                    consultation_ground(context, &rows[i])};
        }
    }
    return status == OK ? ledger_audit_reads(context, uses, count) : status;
}

/* --- writing --- */

/* What the history tells beside the states: the referral it became, and, when it is closed, whether
 * one was spared. */
static const char *detail_of(struct context *context, const struct consultation *consultation) {
    const struct opt_bool *avoided = &consultation->avoided_referral;
    if (consultation->state == CONSULTATION_CONVERTED) {
        char *referral = arena_alloc(context->arena, UUID_TEXT_SIZE);
        uuid_print(&consultation->referral_id, referral);
        return referral;
    }
    bool closed = consultation->state == CONSULTATION_CLOSED;
    return closed && avoided->present && avoided->value ? "avoided_referral" : NULL;
}

static enum status record(struct context *context, const struct move *move, const char *reason,
                          struct consultation *consultation) {
    const struct move_made made = {.id = consultation->id,
                                   .client_id = consultation->client_id,
                                   .version = consultation->version,
                                   .reason = reason,
                                   .detail = detail_of(context, consultation),
                                   .ground = consultation_ground(context, consultation)};
    consultation->history = move_history_and(context, &consultation->history, move, &made);
    return move_record(context, &consultation_moves, move, &made);
}

enum status consultation_store_new(struct context *context, struct consultation *consultation) {
    enum status status = db_later(context, &consultation_insert, &consultation_shape, consultation);
    return status == OK
               ? record(context, move_find(&consultation_moves, NULL, "create"), NULL, consultation)
               : status;
}

enum status consultation_store_clock(struct context *context,
                                     const struct consultation *consultation) {
    return db_later(context, &consultation_insert_clock, &consultation_shape, consultation);
}

/* A message's row. */
struct message_row {
    struct uuid consultation_id;
    int64_t number;
    const char *kind, *side, *text;
};
static const struct shape_field message_row_fields[] = {
    FIELD(struct message_row, consultation_id, 0),
    FIELD(struct message_row, number, 0),
    FIELD(struct message_row, kind, 0),
    FIELD(struct message_row, side, 0),
    FIELD(struct message_row, text, 0),
    FIELD_END};
static const struct shape message_row_shape = {"consultation_message_row",
                                               sizeof(struct message_row), message_row_fields};

/* Number `number` of its thread. */
static enum status add_message(struct context *context, const struct consultation *consultation,
                               int64_t number, const struct consultation_said *said,
                               struct consultation_message *out) {
    bool answers = strcmp(said->kind, "answer") == 0 || strcmp(said->kind, "ask_more") == 0;
    bool receives = answers || (consultation->is_receiver && !consultation->is_asker);
    const struct message_row row = {.consultation_id = consultation->id,
                                    .number = number,
                                    .kind = said->kind,
                                    .side = receives ? "receiver" : "asker",
                                    .text = said->text};
    *out = (struct consultation_message){
        .number = number,
        .kind = row.kind,
        .side = row.side,
        .at = context->now,
        .by = {.sub = context->actor.sub, .unit = context->actor.unit},
        .text = row.text};
    return db_later(context, &consultation_insert_message, &message_row_shape, &row);
}

enum status consultation_store_message(struct context *context,
                                       const struct consultation *consultation, const char *kind,
                                       const char *text, struct consultation_message *out) {
    const struct consultation_key key = {.id = consultation->id};
    const struct consultation_said said = {kind, text};
    struct db_count number = {0};
    enum status status =
        db_get(context, &consultation_update_count, &key_shape, &key, &db_count_shape, &number);
    return status == OK ? add_message(context, consultation, number.count, &said, out) : status;
}

/* A row as it becomes, and how many messages come with it. */
struct moved {
    struct consultation consultation;
    int64_t added;
};
static const struct shape_field moved_fields[] = {
    FIELD_EMBED(struct moved, consultation, 0, consultation_shape, ""),
    FIELD(struct moved, added, 0), FIELD_END};
static const struct shape moved_shape = {"consultation_moved", sizeof(struct moved), moved_fields};

enum status consultation_store_move(struct context *context, struct consultation *consultation,
                                    const struct move *move, const char *reason,
                                    const struct consultation_said *said, size_t said_count,
                                    bool *stored) {
    const struct moved row = {*consultation, (int64_t)said_count};
    struct db_count messages = {0};
    enum status status = db_find(context, &consultation_update, &moved_shape, &row, &db_count_shape,
                                 &messages, stored);
    if (status != OK || !*stored) {
        return status;
    }
    consultation->version++;
    status = record(context, move, reason, consultation);
    if (said_count > 0) {
        consultation->message_count = messages.count;
    }
    for (size_t i = 0; status == OK && i < said_count; i++) {
        struct consultation_message unshown;
        status = add_message(context, consultation, messages.count - (int64_t)(said_count - 1 - i),
                             &said[i], &unshown);
    }
    return status;
}
