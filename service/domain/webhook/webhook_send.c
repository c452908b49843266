#include "domain/webhook/webhook_send.h"

#include "app.h"
#include "base/clock.h"
#include "base/page.h"
#include "call/call.h"
#include "db/db.h"
#include "domain/event/event.h"
#include "domain/webhook/webhook.h"
#include "domain/webhook/webhook.sql.h"
#include "ledger/ledger.h"
#include "metrics/metrics.h"
#include "vault/signing.h"
#include "vault/vault.h"
#include "json/json.h"

#include <string.h>

/* --- who is due --- */

struct look {
    struct uuid id, ping_id;
    bool enabled, is_due;
    struct instant waits_since;
    const char *bound;
};
static const struct shape_field look_fields[] = {FIELD(struct look, id, 0),
                                                 FIELD(struct look, ping_id, 0),
                                                 FIELD(struct look, enabled, 0),
                                                 FIELD(struct look, is_due, 0),
                                                 FIELD(struct look, waits_since, 0),
                                                 FIELD(struct look, bound, 0),
                                                 FIELD_END};
static const struct shape look_shape = {"webhook_look", sizeof(struct look), look_fields};

/* Whether another has it the claim decides, and nobody else. */
static bool has_work(const struct look *row) {
    return uuid_is_set(&row->ping_id) || (row->enabled && row->is_due && row->waits_since.us != 0);
}

static void read_waiting(const struct context *context, const struct list *rows,
                         struct webhook_waiting *out) {
    int64_t oldest_us = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct look *row = &((const struct look *)rows->items)[i];
        int64_t age_us =
            row->enabled && row->waits_since.us ? context->now.us - row->waits_since.us : 0;
        oldest_us = age_us > oldest_us ? age_us : oldest_us;
        if (has_work(row)) {
            out->due[out->due_count++] = row->id;
        }
    }
    out->any = rows->count > 0;
    metrics_set(context->app->metrics, METRIC_webhook_oldest_waiting_seconds, context->actor.area,
                oldest_us / 1000000);
}

enum status webhook_look(struct app *app, const char *area, struct webhook_waiting *out) {
    struct call call;
    struct look key = {.is_due = false};
    struct list rows = {0};
    *out = (struct webhook_waiting){.due_count = 0};
    call_open(app, area, "webhook_look", &call);
    enum status status = ledger_feed_bound(&call.context, &key.bound);
    if (status == OK) {
        status =
            db_list(&call.context, &webhook_select_waiting, &look_shape, &key, &look_shape, &rows);
    }
    if (status == OK) {
        read_waiting(&call.context, &rows, out);
    }
    return call_close(&call, status);
}

/* --- the turn of one --- */

struct turn {
    const struct webhook_sender *sender;
    const char *area;
    struct arena *kept; /* as long as the turn */
    int64_t noted_us;   /* before the lease was taken or renewed, by the clock that never steps */
    int64_t begin_us;   /* by the same clock */
    bool is_over;       /* another may have the webhook by now, or it has changed */
    bool more;          /* is left for another turn */
    struct uuid last_delivery;
    const char *secret, *old_secret; /* NULL where it can't be opened, or there is no old one */
    struct list events;              /* struct event */
    /* as it was claimed, and as it is noted */
    struct uuid id, worker;
    int64_t version;
    const char *url;
    struct list types;
    bool is_due;
    struct uuid ping_id;
    struct bytes secret_sealed, old_secret_sealed;
    const char *after_transaction, *after_id; /* the id may be all zeros, which is no absent one */
    int64_t sequence, attempts, wait_s;
    int disabled_reason;
    const char *from_transaction, *from_id, *to_transaction, *to_id;
};
static const struct shape_field turn_fields[] = {
    FIELD(struct turn, id, 0),
    FIELD(struct turn, worker, 0),
    FIELD(struct turn, version, 0),
    FIELD(struct turn, url, 0),
    FIELD_STRINGS(struct turn, types, 0, 0, 0),
    FIELD(struct turn, is_due, 0),
    FIELD(struct turn, ping_id, 0),
    FIELD(struct turn, secret_sealed, 0),
    FIELD(struct turn, old_secret_sealed, 0),
    FIELD(struct turn, after_transaction, 0),
    FIELD(struct turn, after_id, 0),
    FIELD(struct turn, sequence, 0),
    FIELD(struct turn, attempts, 0),
    FIELD(struct turn, wait_s, 0),
    FIELD_ENUM(struct turn, disabled_reason, 0, webhook_disabled_words),
    FIELD(struct turn, from_transaction, 0),
    FIELD(struct turn, from_id, 0),
    FIELD(struct turn, to_transaction, 0),
    FIELD(struct turn, to_id, 0),
    FIELD_END};
static const struct shape turn_shape = {"webhook_turn", sizeof(struct turn), turn_fields};

/* --- claiming: all that the turn needs is read, and kept when the connection is given back --- */

/* NULL where there is none, or no key opens it: one was taken away. */
static const char *open_secret(struct context *context, const struct turn *turn,
                               struct bytes sealed) {
    const char *place = webhook_secret_place(context, &turn->id), *secret = NULL;
    bool opened = sealed.length > 0 && vault_open_value(context->app->vault, context->arena, place,
                                                        sealed, &secret) == OK;
    return opened ? arena_string(turn->kept, secret) : NULL;
}

/* One that can't be opened is no reason to give up the claim: it would be taken again and again,
 * and nobody would see why nothing is sent. */
static void open_secrets(struct context *context, struct turn *turn) {
    turn->secret = open_secret(context, turn, turn->secret_sealed);
    turn->old_secret = open_secret(context, turn, turn->old_secret_sealed);
}

static void keep_strings(struct arena *kept, struct list *strings) {
    const char *const *from = strings->items;
    const char **to = arena_alloc(kept, (strings->count + 1) * sizeof *to);
    for (size_t i = 0; i < strings->count; i++) {
        to[i] = arena_string(kept, from[i]);
    }
    strings->items = strings->count > 0 ? to : NULL;
}

static void keep_events(struct arena *kept, struct list *events) {
    struct event *to = arena_alloc(kept, (events->count + 1) * sizeof *to);
    if (events->count > 0) {
        memcpy(to, events->items, events->count * sizeof *to);
    }
    for (size_t i = 0; i < events->count; i++) {
        to[i].position = arena_string(kept, to[i].position);
        to[i].type = arena_string(kept, to[i].type);
        to[i].resource = arena_string(kept, to[i].resource);
    }
    events->items = to;
}

static enum status read_events(struct context *context, struct turn *turn) {
    const struct page page = {.limit = WEBHOOK_PORTION,
                              .after = {turn->after_transaction, turn->after_id}};
    struct event_page events = {.more = false};
    if (!turn->is_due) {
        return OK;
    }
    context->page = &page;
    enum status status = event_list(context, &events);
    context->page = NULL;
    turn->events = events.items;
    return status;
}

static enum status claim_in(struct context *context, struct turn *turn, bool *found) {
    struct turn row = {.version = 0};
    enum status status =
        db_find(context, &webhook_update_claimed, &turn_shape, turn, &turn_shape, &row, found);
    if (status != OK || !*found) {
        return status;
    }
    row.sender = turn->sender;
    row.area = turn->area;
    row.kept = turn->kept;
    row.noted_us = turn->noted_us;
    row.worker = turn->worker;
    *turn = row;
    open_secrets(context, turn);
    return read_events(context, turn);
}

static bool claim(struct turn *turn) {
    struct call call;
    bool found = false;
    turn->noted_us = clock_monotonic_us();
    call_open(turn->sender->app, turn->area, "webhook_claim", &call);
    enum status status = claim_in(&call.context, turn, &found);
    if (status == OK && found) {
        turn->url = arena_string(turn->kept, turn->url);
        turn->after_transaction = arena_string(turn->kept, turn->after_transaction);
        turn->after_id = arena_string(turn->kept, turn->after_id);
        keep_strings(turn->kept, &turn->types);
        keep_events(turn->kept, &turn->events);
    }
    status = call_close(&call, status);
    return status == OK && found;
}

/* --- one request --- */

/* Another could have it before the answer is there, where this process stood still for long. */
static bool has_time(const struct turn *turn) {
    const int64_t lasts_us = INT64_C(1000000) * (WEBHOOK_LEASE_S - WEBHOOK_SECONDS_MAX - 5);
    return clock_monotonic_us() - turn->noted_us < lasts_us;
}

/* Others wait for this sender. */
static bool has_had_its_turn(const struct turn *turn) {
    return clock_monotonic_us() - turn->begin_us >= INT64_C(1000000) * WEBHOOK_TURN_S;
}

static bool is_ending(const struct turn *turn) {
    return turn->sender->ends && turn->sender->ends(turn->sender->of);
}

static enum status sign(const struct turn *turn, const char *id, int64_t timestamp,
                        const char *body, const char **out) {
    struct arena *arena = turn->kept;
    const char *old = NULL;
    enum status status = turn->secret ? signing_sign(arena, turn->secret, id, timestamp, body, out)
                                      : STATUS_internal;
    if (status == OK && turn->old_secret) {
        status = signing_sign(arena, turn->old_secret, id, timestamp, body, &old);
    }
    if (status == OK && old) {
        *out = arena_format(arena, "%s %s", *out, old);
    }
    return status;
}

static const char *body_of(struct arena *arena, const struct event *event) {
    struct text text;
    text_init(&text, arena);
    json_write(&text, &event_shape, event);
    return text.bytes;
}

static enum status post(const struct turn *turn, const struct event *event, int64_t sequence,
                        struct outgoing_answer *out) {
    const struct webhook_sender *sender = turn->sender;
    char id[UUID_TEXT_SIZE];
    const char *signature = NULL, *body = body_of(turn->kept, event);
    int64_t timestamp = clock_now(&sender->app->clock).us / 1000000;
    uuid_print(&event->id, id);
    enum status status = sign(turn, id, timestamp, body, &signature);
    if (status != OK) {
        return status;
    }
    const char *const headers[] = {
        "content-type: application/json",
        "user-agent: Asiakkuus/" ASIAKKUUS_VERSION,
        arena_format(turn->kept, "webhook-id: %s", id),
        arena_format(turn->kept, "webhook-timestamp: %lld", (long long)timestamp),
        arena_format(turn->kept, "webhook-signature: %s", signature),
        sequence ? arena_format(turn->kept, "webhook-sequence: %lld", (long long)sequence) : NULL,
        NULL};
    *out = outgoing_post(sender->line, &(struct outgoing_letter){
                                           .url = turn->url,
                                           .headers = headers,
                                           .body = body,
                                           .length = strlen(body),
                                           .answer_max = WEBHOOK_ANSWER_SIZE_MAX,
                                           .seconds_max = WEBHOOK_SECONDS_MAX,
                                           .allowed = &sender->allowed,
                                           .stops = sender->stops,
                                           .of = sender->of,
                                       });
    return OK;
}

/* --- what came of it --- */

enum { STATUS_GONE = 410 };

static bool was_taken(const struct webhook_delivery *delivery) {
    return delivery->status.present && delivery->status.value >= 200 &&
           delivery->status.value < 300;
}

static enum webhook_reason reason_of(enum outgoing_outcome outcome) {
    switch (outcome) {
    case OUTGOING_REFUSED:
        return WEBHOOK_ADDRESS_REFUSED;
    case OUTGOING_UNREACHABLE:
        return WEBHOOK_UNREACHABLE;
    case OUTGOING_UNTRUSTED:
        return WEBHOOK_UNTRUSTED;
    case OUTGOING_TIMED_OUT:
        return WEBHOOK_TIMED_OUT;
    default:
        return WEBHOOK_BROKEN;
    }
}

/* Where it could not be signed nothing was sent, which is an attempt that failed like another. */
static int reason_for(enum status posted, const struct outgoing_answer *answer) {
    return posted != OK                           ? WEBHOOK_SECRET_UNREADABLE
           : answer->outcome == OUTGOING_ANSWERED ? 0
                                                  : (int)reason_of(answer->outcome);
}

static void count(const struct turn *turn, const struct webhook_delivery *delivery) {
    const char *outcome = delivery->reason      ? webhook_reason_words[delivery->reason - 1]
                          : was_taken(delivery) ? "taken"
                          : delivery->status.value == STATUS_GONE ? "gone"
                                                                  : "refused";
    metrics_add(turn->sender->app->metrics, METRIC_webhook_deliveries_total, outcome, NULL, 1);
}

/* False where the process ends: nothing is known of the request, and it is made again. */
static bool deliver(struct turn *turn, const struct event *event, int64_t sequence, int64_t attempt,
                    struct webhook_delivery *out) {
    struct outgoing_answer answer = {.outcome = OUTGOING_BROKEN};
    int64_t begin_us = clock_monotonic_us();
    *out = (struct webhook_delivery){.at = clock_now(&turn->sender->app->clock),
                                     .event_id = event->id,
                                     .type = event->type,
                                     .sequence = {sequence > 0, sequence},
                                     .attempt = attempt,
                                     .webhook_id = turn->id};
    enum status posted = post(turn, event, sequence, &answer);
    if (answer.outcome == OUTGOING_STOPPED) {
        return false;
    }
    out->duration_ms = (clock_monotonic_us() - begin_us) / 1000;
    out->status = (struct opt_int){answer.outcome == OUTGOING_ANSWERED, answer.status};
    out->reason = reason_for(posted, &answer);
    out->id = turn->last_delivery = uuid_new_after(out->at.us / 1000, &turn->last_delivery);
    count(turn, out);
    return true;
}

static enum status note_taken(struct context *context, struct turn *turn) {
    struct turn row = {.version = 0};
    bool found = false;
    turn->sequence++;
    enum status status =
        db_find(context, &webhook_update_taken, &turn_shape, turn, &turn_shape, &row, &found);
    turn->is_over = !found || row.version != turn->version;
    return status == OK && !found ? STATUS_not_found : status;
}

static enum status disable(struct context *context, struct turn *turn) {
    static const struct uuid nobody = {{0}};
    int64_t touched = 0;
    enum status status = db_run(context, &webhook_update_disabled, &turn_shape, turn, &touched);
    if (status != OK || touched == 0) {
        return status;
    }
    status = ledger_audit(context, AUDIT_CHANGE, nobody, RESOURCE_webhook, turn->id, GROUND_none);
    return status == OK ? ledger_event(context, EVENT_webhook_disabled, turn->id, turn->version + 1)
                        : status;
}

static const int64_t retries[] = {
#define RETRY(seconds) seconds,
#include "tables/webhook_retries.def"
#undef RETRY
};
enum { RETRIES = sizeof retries / sizeof *retries };

/* Whatever it is, it is the last of this turn. */
static enum status note_failed(struct context *context, struct turn *turn, bool gone) {
    turn->is_over = true;
    turn->attempts++;
    if (gone || turn->attempts > RETRIES) {
        turn->disabled_reason = gone ? WEBHOOK_GONE : WEBHOOK_EXHAUSTED;
        return disable(context, turn);
    }
    turn->wait_s = retries[turn->attempts - 1];
    return db_run(context, &webhook_update_failed, &turn_shape, turn, NULL);
}

static enum status note_pinged(struct context *context, struct turn *turn) {
    int64_t touched = 0;
    enum status status = db_run(context, &webhook_update_pinged, &turn_shape, turn, &touched);
    return status == OK && touched == 0 ? STATUS_not_found : status;
}

static enum status note_in(struct context *context, struct turn *turn,
                           const struct webhook_delivery *delivery) {
    bool gone = delivery->status.present && delivery->status.value == STATUS_GONE;
    enum status status = !delivery->sequence.present ? note_pinged(context, turn)
                         : was_taken(delivery)       ? note_taken(context, turn)
                                                     : note_failed(context, turn, gone);
    return status == OK
               ? db_later(context, &webhook_delivery_insert, &webhook_delivery_shape, delivery)
               : status;
}

/* The row of the webhook goes first: where that is not ours any more (STATUS_not_found), nothing is
 * noted at all. False where nothing was. */
static bool note(struct turn *turn, const struct webhook_delivery *delivery) {
    struct call call;
    int64_t begin_us = clock_monotonic_us();
    call_open(turn->sender->app, turn->area, "webhook_deliver", &call);
    enum status status = note_in(&call.context, turn, delivery);
    bool lost = status == STATUS_not_found;
    status = call_close(&call, lost ? OK : status);
    bool noted = status == OK && !lost;
    turn->is_over = turn->is_over || !noted;
    turn->noted_us = begin_us;
    return noted;
}

/* --- what a turn sends --- */

static void send_ping(struct turn *turn) {
    const struct event ping = {
        .position = arena_format(turn->kept, "%s.%s", turn->after_transaction, turn->after_id),
        .id = turn->ping_id,
        .at = clock_now(&turn->sender->app->clock),
        .type = "webhook.ping",
        .resource = resource_word(RESOURCE_webhook),
        .resource_id = turn->id,
        .version = turn->version};
    struct webhook_delivery delivery;
    if (deliver(turn, &ping, 0, 1, &delivery)) {
        (void)note(turn, &delivery);
    } else {
        turn->is_over = true;
    }
}

static bool is_wanted(const struct turn *turn, const struct event *event) {
    const char *const *types = turn->types.items;
    for (size_t i = 0; i < turn->types.count; i++) {
        if (strcmp(types[i], event->type) == 0) {
            return true;
        }
    }
    return turn->types.count == 0;
}

static void go_to(struct turn *turn, const struct event *event) {
    size_t digits = strcspn(event->position, ".");
    turn->to_transaction = arena_copy(turn->kept, event->position, digits);
    turn->to_id = event->position + digits + 1;
}

static bool has_moved(const struct turn *turn) {
    return turn->to_id && strcmp(turn->to_id, turn->from_id) != 0;
}

/* What was taken and could not be noted is sent again. */
static void send_event(struct turn *turn, const struct event *event) {
    const char *passed = turn->to_transaction, *passed_id = turn->to_id;
    struct webhook_delivery delivery;
    if (!deliver(turn, event, turn->sequence + 1, turn->attempts + 1, &delivery)) {
        turn->is_over = true;
        return;
    }
    if (!was_taken(&delivery)) {
        (void)note(turn, &delivery);
        return;
    }
    go_to(turn, event);
    if (note(turn, &delivery)) {
        turn->attempts = 0;
        turn->from_transaction = turn->to_transaction;
        turn->from_id = turn->to_id;
    } else {
        turn->to_transaction = passed;
        turn->to_id = passed_id;
    }
}

static void send_events(struct turn *turn) {
    const struct event *events = turn->events.items;
    turn->from_transaction = turn->after_transaction;
    turn->from_id = turn->after_id;
    for (size_t i = 0; i < turn->events.count && !turn->is_over; i++) {
        if (is_ending(turn) || !has_time(turn)) {
            turn->is_over = true;
        } else if (has_had_its_turn(turn)) {
            turn->more = true;
            return;
        } else if (is_wanted(turn, &events[i])) {
            send_event(turn, &events[i]);
        } else {
            go_to(turn, &events[i]);
        }
    }
}

/* Gives the webhook back, and notes how far it went without a request. */
static void release(struct turn *turn) {
    struct call call;
    call_open(turn->sender->app, turn->area, "webhook_release", &call);
    enum status status =
        has_moved(turn) ? db_run(&call.context, &webhook_update_passed, &turn_shape, turn, NULL)
                        : OK;
    if (status == OK) {
        status = db_run(&call.context, &webhook_update_released, &turn_shape, turn, NULL);
    }
    (void)call_close(&call, status);
}

bool webhook_turn(const struct webhook_sender *sender, const char *area, struct uuid id) {
    struct turn turn = {
        .sender = sender, .area = area, .kept = arena_new(), .id = id, .worker = sender->id};
    if (claim(&turn)) {
        turn.begin_us = clock_monotonic_us();
        if (uuid_is_set(&turn.ping_id) && !is_ending(&turn)) {
            send_ping(&turn);
        }
        if (!turn.is_over) {
            send_events(&turn);
            turn.more = !turn.is_over && (turn.more || turn.events.count == WEBHOOK_PORTION);
        }
        release(&turn);
    }
    arena_free(turn.kept);
    return turn.more;
}
