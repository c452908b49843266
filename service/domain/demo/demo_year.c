#include "domain/demo/demo_year.h"
#include "domain/consent/consent.h"
#include "domain/contact/contact.h"
#include "domain/demo/demo_consultations.h"
#include "domain/demo/demo_persons.h"
#include "domain/directory/directory.h"
#include "domain/plan/plan.h"

enum { PHONE = 1, STREET = 6, NON_URGENT = 3, UNITS = 2, HOURS = 24 };

static const char *const needs[] = {"h2_visits", "s2_housing", "s3_economy"};

/* --- contacts --- */

static enum status write_contact(struct context *context, struct contact_new *body, int number) {
    const char **classes = arena_alloc(context->arena, sizeof *classes);
    struct contact_need *need = arena_alloc(context->arena, sizeof *need);
    struct contact contact = {.version = 0};
    classes[0] = needs[number % 3];
    need->classes = (struct list){classes, 1};
    body->register_code = REGISTER_HEALTH;
    body->occurred_at = context->now;
    body->need = need;
    body->urgency = NON_URGENT;
    context->actor.register_code = REGISTER_HEALTH;
    return contact_create(context, body, &contact);
}

static enum status write_street(struct context *context, struct uuid unit_id, int number) {
    const struct initial_assessment assessment = {.first_time = {true, number % 5 < 3}};
    struct contact_new body = {
        .channel = STREET, .unit_id = unit_id, .initial_assessment = &assessment};
    return write_contact(context, &body, number);
}

static enum status write_group(struct context *context, struct uuid unit_id, int number) {
    const struct contact_group group = {.kind = "Kävelyryhmä",
                                        .participants = {true, 7 + number % 6},
                                        .first_time = {true, 2 + number % 3}};
    struct contact_new body = {.channel = CONTACT_GROUP, .unit_id = unit_id, .group = &group};
    return write_contact(context, &body, number);
}

enum status demo_year_contacts(struct context *context, struct uuid client_id, int number,
                               const char *const *units) {
    enum { GROUP_EVERY = 6, STREET_EVERY = 2, COMES_AGAIN = 7 };
    const struct contact_outcome outcome = {.kind =
                                                number % 3 == 0 ? OUTCOME_SOLVED : OUTCOME_GUIDED};
    struct contact_new body = {.channel = PHONE, .client_id = client_id, .outcome = &outcome};
    enum status status = unit_find_code(context, units[number % UNITS], &body.unit_id);
    for (int i = 0; status == OK && i < 1 + (number % COMES_AGAIN == 0); i++) {
        status = write_contact(context, &body, number);
        demo_pass(context, HOURS * (number % 4));
    }
    if (status == OK && number % STREET_EVERY == 0) {
        status = write_street(context, body.unit_id, number);
    }
    if (status == OK && number % GROUP_EVERY == 0) {
        status = write_group(context, body.unit_id, number);
    }
    return status;
}

/* --- what follows --- */

static enum status give_consent(struct context *context, struct uuid client_id) {
    const struct consent_new body = {.kind = CONSENT_CONSENT,
                                     .from_register = REGISTER_HEALTH,
                                     .to_register = REGISTER_SOCIAL,
                                     .purpose = "Yhteinen suunnitelma",
                                     .given_by = CONSENT_BY_CLIENT,
                                     .form = 1,
                                     .valid_from = context->today};
    struct consent consent = {.version = 0};
    return consent_create(context, client_id, &body, &consent);
}

static enum status write_plan(struct context *context, struct uuid client_id, int number) {
    enum { PLANNED = 1, REACHED = 4, GIVEN_UP };
    static const struct versions first = {.none = true}, any = {.any = true};
    struct plan_service none;
    struct plan_goal goals[] = {{.text = "Kävelen ulkona joka päivä.", .state = PLANNED},
                                {.text = "Laadin maksusuunnitelman.", .state = PLANNED}};
    struct plan body = {.kind = PLAN_SUPPORT,
                        .goals = {goals, 2},
                        .services = {&none, 0},
                        .review_on = date_add_months(context->today, 3),
                        .client_agrees = true};
    struct plan plan = {.version = 0}, next = {.version = 0};
    enum status status = plan_put(context, client_id, &first, &body, &plan);
    if (status != OK) {
        return status;
    }
    body.goals = plan.goals;
    struct plan_goal *written = plan.goals.items;
    written[0].state = number % 5 == 0 ? GIVEN_UP : REACHED;
    written[1].state = number % 3 == 0 ? GIVEN_UP : REACHED;
    demo_pass(context, HOURS * (12 + number % 9));
    return plan_put(context, client_id, &any, &body, &next);
}

enum status demo_year_after(struct context *context, struct uuid client_id, int number) {
    enum { PLANNED_OF = 3, CONSENT_EVERY = 2 };
    enum status status = OK;
    if (number % CONSENT_EVERY == 0) {
        status = give_consent(context, client_id);
    }
    return status == OK && number % PLANNED_OF == 1 ? write_plan(context, client_id, number)
                                                    : status;
}
