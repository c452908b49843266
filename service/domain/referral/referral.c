#include "domain/referral/referral.h"
#include "base/limits.h"
#include "domain/client/client.h"
#include "domain/referral/referral_rules.h"
#include "domain/referral/referral_store.h"
#include "ledger/ledger.h"
#include "json/json.h"

#include <string.h>

/* What only an answer needs. */
void referral_dress(struct context *context, struct referral_open *open, struct referral *out) {
    struct referral *referral = &open->record;
    referral->history = open->history;
    referral->deadlines = deadline_set_read(context, &open->clocks);
    referral->available_actions = referral_actions(context, open);
    referral->overdue =
        date_is_set(referral->due_on) && date_compare(referral->due_on, context->today) < 0;
    if (referral_is_handed(referral)) {
        referral->means = referral->channels;
    } else {
        referral->url = NULL;
    }
    *out = *referral;
}

static struct opt_int age_on(struct date birth_date, struct date day) {
    if (!date_is_set(birth_date)) {
        return (struct opt_int){false, 0};
    }
    int age = date_age(birth_date, day);
    return (struct opt_int){age >= 0 && age <= DEADLINE_AGE_MAX, age};
}

/* --- what a body says --- */

static struct list rules_of(struct context *context, const struct referral_new *body) {
    const char *const *more = body->rules.items;
    const char **rules = arena_alloc(context->arena, (body->rules.count + 1) * sizeof *rules);
    size_t count = 0;
    if (body->rule) {
        rules[count++] = body->rule;
    }
    for (size_t i = 0; i < body->rules.count; i++) {
        rules[count++] = more[i];
    }
    return (struct list){rules, count};
}

static struct raw_json attachments_of(struct context *context, const struct referral_new *body) {
    struct text text;
    text_init(&text, context->arena);
    json_write(&text, &referral_attachments_shape, body);
    return (struct raw_json){text.bytes, text.length};
}

static void check_body(struct context *context, const struct referral_new *body) {
    bool service = uuid_is_set(&body->to->service_id), unit = uuid_is_set(&body->to->unit_id);
    if (service == unit) {
        context_error(context, "/to", service ? ERROR_only_one : ERROR_must_be_given,
                      service ? "service_id, unit_id" : NULL);
    }
    if (date_compare(body->starts_on, context->today) > 0) {
        context_error(context, "/starts_on", ERROR_in_the_future, NULL);
    }
    if (date_is_set(body->starts_on) && body->starts_on.year < CALENDAR_FIRST_YEAR) {
        context_error(context, "/starts_on", ERROR_out_of_range, "2000-01-01..");
    }
}

/* Rules are looked up when the draft is made, so that sending it fails on none of them. */
static void check_rules(struct context *context, struct deadline_set *clocks,
                        const struct referral *referral, struct date birth_date) {
    const char *const *rules = referral->rules.items;
    struct deadline_set tried = *clocks;
    struct date day = date_is_set(referral->starts_on) ? referral->starts_on : context->today;
    for (size_t i = 0; i < referral->rules.count; i++) {
        deadline_set_begin(context, &tried, "/rule", rules[i], day, age_on(birth_date, day));
    }
}

static void fill(struct context *context, const struct referral_new *body,
                 struct referral *referral) {
    referral->kind = body->kind;
    referral->to = *body->to;
    referral->need = body->need;
    referral->need_classes = body->need_classes;
    referral->urgency = body->urgency;
    referral->rules = rules_of(context, body);
    referral->starts_on = body->starts_on;
    referral->ground = body->ground ? *body->ground : (struct referral_ground){.kind = 0};
    referral->attachments = attachments_of(context, body);
    referral->follow_up_on = body->follow_up_on;
    if (!referral->need_classes.items) {
        referral->need_classes.items = arena_alloc(context->arena, sizeof(char *));
    }
}

static void check_needs(struct context *context, const struct referral *referral,
                        const struct list *unknown) {
    const char *const *needs = referral->need_classes.items, *const *bad = unknown->items;
    for (size_t i = 0; i < referral->need_classes.count; i++) {
        for (size_t j = 0; j < unknown->count; j++) {
            if (needs[i] == bad[j] || strcmp(needs[i], bad[j]) == 0) {
                context_error(context, arena_format(context->arena, "/need_classes/%zu", i),
                              ERROR_unknown_need, NULL);
            }
        }
    }
}

/* All that a body and its receiver can get wrong, at once. */
static enum status aim(struct context *context, const struct referral_new *body,
                       struct referral_open *open, struct referral_target *target) {
    struct referral *referral = &open->record;
    enum status status = referral_load_target(context, referral, target);
    if (status != OK) {
        return status;
    }
    check_body(context, body);
    check_needs(context, referral, &target->unknown_needs);
    check_rules(context, &open->clocks, referral, referral->client_birth_date);
    referral_aim(context, target, body->to_register, referral);
    referral->channels = target->channels;
    referral->url = target->url;
    referral->duplicates = target->duplicates;
    referral->caller_unit_id = target->caller_unit_id;
    return context_settle(context, STATUS_rule_broken);
}

/* --- sending: the clocks begin --- */

void referral_begin_clocks(struct context *context, struct referral_open *open) {
    struct referral *referral = &open->record;
    const char *const *rules = referral->rules.items;
    struct date day = date_is_set(referral->starts_on) ? referral->starts_on : context->today;
    struct opt_int age = age_on(referral->client_birth_date, day);
    for (size_t i = 0; i < referral->rules.count; i++) {
        if (!deadline_set_has(&open->clocks, rules[i])) {
            deadline_set_begin(context, &open->clocks, "/rule", rules[i], day, age);
        }
    }
    deadline_set_serve(context, &open->clocks, referral->to.service_id,
                       age_on(referral->client_birth_date, context->today));
    referral->sent_at = referral->sent_at.us != 0 ? referral->sent_at : context->now;
    if (referral_is_handed(referral) && !date_is_set(referral->follow_up_on)) {
        referral->follow_up_on = date_from_days(date_to_days(context->today) + FOLLOW_UP_DAYS);
    }
    referral->due_on = deadline_set_due(context, &open->clocks);
}

struct opt_int referral_age_today(const struct context *context, const struct referral *referral) {
    return age_on(referral->client_birth_date, context->today);
}

/* --- create --- */

static enum status begin_new(struct context *context, const struct referral_new *body,
                             struct referral_open *open) {
    struct client_core client = {0};
    struct uuid id = uuid_new(context->now.us / 1000);
    *open = (struct referral_open){.record = {.id = id,
                                              .client_id = body->client_id,
                                              .version = 1,
                                              .state = REFERRAL_DRAFT,
                                              .from_register = body->from_register,
                                              .contact_id = body->contact_id,
                                              .consultation_id = body->consultation_id,
                                              .waiting_since = context->now,
                                              .created_at = context->now,
                                              .created_by = {.sub = context->actor.sub}}};
    enum status status = deadline_set_new(context, RESOURCE_referral, id, &open->clocks);
    if (status == OK) {
        status = client_core_named(context, "/client_id", body->client_id, &client);
    }
    if (status != OK) {
        return status;
    }
    deadline_set_open(context, &open->clocks);
    open->record.client_birth_date = client.birth_date;
    open->record.client_status = client.status;
    fill(context, body, &open->record);
    return OK;
}

static enum status create(struct context *context, const struct referral_new *body,
                          bool made_of_contact, struct referral *out) {
    struct referral_open open;
    struct referral_target target = {.service_takes = false};
    if (!actor_sees_register(&context->actor, (enum register_code)body->from_register)) {
        context_error(context, "/from_register", ERROR_other_register, NULL);
    }
    enum status status = begin_new(context, body, &open);
    if (status == OK && !made_of_contact) {
        status = client_check_contact(context, open.record.contact_id, open.record.client_id);
    }
    if (status == OK) {
        status = aim(context, body, &open, &target);
    }
    if (status != OK) {
        return status;
    }
    open.record.from_unit_id = target.caller_unit_id;
    status = referral_store_new(context, &open);
    if (status == OK && body->send.value) {
        open.record.state = REFERRAL_SENT;
        referral_begin_clocks(context, &open);
        status = referral_store_sent(context, &open);
    }
    if (status == OK) {
        referral_dress(context, &open, out);
    }
    return status;
}

/* Which consultation it comes from, only its conversion says: an anonymous one leads to nobody. */
enum status referral_create(struct context *context, const struct referral_new *body,
                            struct referral *out) {
    if (uuid_is_set(&body->consultation_id)) {
        context_error(context, "/consultation_id", ERROR_by_conversion_only, NULL);
    }
    return create(context, body, false, out);
}

enum status referral_create_from(struct context *context, const struct referral_new *body,
                                 struct uuid contact_id, struct uuid consultation_id,
                                 struct referral *out) {
    struct referral_new made = *body;
    made.contact_id = contact_id;
    made.consultation_id = consultation_id;
    return create(context, &made, true, out);
}

/* --- read, replace --- */

enum status referral_show(struct context *context, struct referral_open *open,
                          struct referral *out) {
    referral_dress(context, open, out);
    return ledger_audit(context, AUDIT_READ, out->client_id, RESOURCE_referral, out->id,
                        referral_ground_of(context, out));
}

enum status referral_get(struct context *context, struct uuid id, struct referral *out) {
    struct referral_open open;
    enum status status = referral_load(context, id, &open);
    return status == OK ? referral_show(context, &open, out) : status;
}

enum status referral_replace(struct context *context, struct uuid id, const struct versions *seen,
                             const struct referral_new *body, struct referral *out) {
    struct referral_open open;
    struct referral_target target = {.service_takes = false};
    const struct move *move = NULL;
    enum status status = referral_load(context, id, &open);
    if (status == OK) {
        status = referral_may(context, &open, "edit", seen, &move);
    }
    if (status != OK) {
        return status;
    }
    fill(context, body, &open.record);
    status = aim(context, body, &open, &target);
    if (status == OK) {
        status = referral_store_move(context, move, NULL, NULL, &open);
    }
    if (status == OK) {
        referral_dress(context, &open, out);
    }
    return status;
}

/* --- messages --- */

enum status referral_message_add(struct context *context, struct uuid id,
                                 struct referral_message *message) {
    struct referral_open open;
    enum status status = referral_load(context, id, &open);
    if (status != OK) {
        return status;
    }
    unsigned sides = referral_sides(context, &open.record);
    if (sides == 0) {
        return context_fail(context, STATUS_forbidden, "neither the sender nor the receiver");
    }
    if (open.record.state == REFERRAL_DRAFT) {
        return context_fail(context, STATUS_conflict, "nobody reads a draft yet");
    }
    message->id = uuid_new(context->now.us / 1000);
    message->at = context->now;
    message->by = (struct person){.sub = context->actor.sub};
    message->side = sides & MOVE_SENDER ? 1 : 2;
    return referral_message_store(context, &open.record, message);
}
