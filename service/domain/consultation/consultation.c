#include "domain/consultation/consultation.h"
#include "base/actor.h"
#include "base/limits.h"
#include "domain/client/client.h"
#include "domain/consultation/consultation_store.h"

#include <string.h>

/* --- what may be asked --- */

static enum status check_receiver(struct context *context, const struct consultation_receiver *to) {
    int given = uuid_is_set(&to->service_id) + (to->group != NULL) + (to->sub != NULL);
    if (given == 0) {
        context_error(context, "/to", ERROR_required, NULL);
    } else if (given > 1) {
        context_error(context, "/to", ERROR_only_one, "service_id, group, sub");
    }
    return context_settle(context, STATUS_invalid);
}

/* Nothing in an anonymous question may lead to a client: no client, no contact, no referral. */
static void check_anonymous(struct context *context, const struct consultation_new *body,
                            bool from_contact) {
    if (uuid_is_set(&body->client_id)) {
        context_error(context, "/client_id", ERROR_not_anonymous, NULL);
    }
    if (uuid_is_set(&body->contact_id) && !from_contact) {
        context_error(context, "/contact_id", ERROR_not_anonymous, NULL);
    }
    if (body->authorised_to_convert.value) {
        context_error(context, "/authorised_to_convert", ERROR_not_anonymous, NULL);
    }
    anonymity_check_field(context, "/question", body->question, &body->acknowledged);
}

static enum status check_body(struct context *context, const struct consultation_new *body,
                              bool from_contact) {
    enum status status = check_receiver(context, body->to);
    if (status != OK) {
        return status;
    }
    if (context->actor.register_code == REGISTER_NONE) {
        context_error(context, "", ERROR_other_register, NULL);
    }
    if (body->anonymous.value) {
        check_anonymous(context, body, from_contact);
    } else if (!uuid_is_set(&body->client_id)) {
        context_error(context, "/client_id", ERROR_required, NULL);
    }
    return context_settle(context, STATUS_rule_broken);
}

/* Of whom a question goes to a service or team: is it there, and may a client's matter go there? */
static enum status find_desk(struct context *context, const struct consultation_new *body,
                             struct consultation_desk *desk) {
    bool found = false;
    if (body->to->sub) {
        *desk = (struct consultation_desk){.unit = NULL};
        return OK;
    }
    enum status status = consultation_load_desk(context, body->to, desk, &found);
    if (status != OK) {
        return status;
    }
    if (!found && body->to->group) {
        context_error(context, "/to/group", ERROR_unknown_unit, NULL);
    } else if (!found) {
        context_error(context, "/to/service_id", ERROR_unknown_service, NULL);
    } else if (!body->anonymous.value && desk->register_code &&
               desk->register_code != (int)context->actor.register_code) {
        context_error(context, "/to/service_id", ERROR_other_register, NULL);
    }
    return context_settle(context, STATUS_rule_broken);
}

/* --- by when --- */

static int64_t answer_hours(int urgency, struct opt_int promised) {
    static const int64_t own[] = {[URGENCY_EMERGENCY] = CONSULTATION_HOURS_EMERGENCY,
                                  [URGENCY_URGENT] = CONSULTATION_HOURS_URGENT,
                                  [URGENCY_NON_URGENT] = CONSULTATION_HOURS_NON_URGENT};
    if (!promised.present || promised.value < 1) {
        return own[urgency];
    }
    bool sooner = urgency == URGENCY_NON_URGENT || promised.value < own[urgency];
    return sooner ? promised.value : own[urgency];
}

static bool is_same(const char *a, const char *b) {
    return a && b && strcmp(a, b) == 0;
}

static void fill(struct context *context, const struct consultation_new *body,
                 const struct consultation_desk *desk, struct consultation *out) {
    const struct actor *actor = &context->actor;
    int urgency = body->urgency ? body->urgency : URGENCY_NON_URGENT;
    int64_t hours = answer_hours(urgency, desk->answer_within_hours);
    *out = (struct consultation){.id = uuid_new(context->now.us / 1000),
                                 .client_id = body->client_id,
                                 .contact_id = body->contact_id,
                                 .version = 1,
                                 .state = CONSULTATION_ASKED,
                                 .anonymous = body->anonymous.value,
                                 .register_code = (int)actor->register_code,
                                 .to = *body->to,
                                 .receiver_unit = desk->unit,
                                 .question = body->question,
                                 .urgency = urgency,
                                 .authorised_to_convert = body->authorised_to_convert.value,
                                 .asked_at = context->now,
                                 .asked_by = {.sub = actor->sub, .unit = actor->unit},
                                 .round = 1,
                                 .answer_within_hours = hours,
                                 .starts_at = context->now,
                                 .due_at = {context->now.us + hours * INT64_C(3600000000)},
                                 .is_asker = true};
    out->is_receiver = is_same(body->to->sub, actor->sub) || is_same(desk->unit, actor->unit);
}

static enum status create(struct context *context, const struct consultation_new *body,
                          bool from_contact, struct consultation *out) {
    struct consultation_desk desk;
    struct client_core client;
    enum status status = check_body(context, body, from_contact);
    if (status == OK && !body->anonymous.value) {
        status = client_core_named(context, "/client_id", body->client_id, &client);
        if (status == OK && !from_contact) {
            status = client_check_contact(context, body->contact_id, body->client_id);
        }
    }
    if (status == OK) {
        status = find_desk(context, body, &desk);
    }
    if (status != OK) {
        return status;
    }
    fill(context, body, &desk, out);
    status = consultation_store_new(context, out);
    consultation_dress(context, NULL, out);
    if (out->anonymous) {
        anonymity_warn_field(context, "/question", body->question, &out->warnings);
    }
    return status;
}

enum status consultation_create(struct context *context, const struct consultation_new *body,
                                struct consultation *out) {
    return create(context, body, false, out);
}

enum status consultation_create_from_contact(struct context *context,
                                             const struct consultation_new *body,
                                             struct uuid contact_id, struct uuid client_id,
                                             struct consultation *out) {
    struct consultation_new given = *body;
    given.contact_id = contact_id;
    if (!body->anonymous.value && !uuid_is_set(&body->client_id)) {
        given.client_id = client_id;
    }
    if (body->anonymous.value && uuid_is_set(&client_id)) {
        context_error(context, "/anonymous", ERROR_not_anonymous, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    return create(context, &given, true, out);
}

enum status consultation_get(struct context *context, struct uuid id, struct consultation *out) {
    return consultation_load(context, id, true, out);
}

enum status consultation_list(struct context *context, const struct consultation_filter *filter,
                              struct list *out) {
    return consultation_load_page(context, filter, out);
}
