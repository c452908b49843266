#include "domain/demo/demo_care.h"
#include "domain/care_team/care_team.h"
#include "domain/plan/plan.h"
#include "domain/recall/recall.h"

enum { PROFESSIONALS = 5, PLAN_EVERY = 2, RECALL_EVERY = 3, REVIEW_MONTHS = 6 };

static const struct care_person professionals[PROFESSIONALS] = {
    {"demo-aino", "Aino Esimerkki", "Sosiaaliohjaaja"},
    {"demo-leena", "Leena Malli", "Sairaanhoitaja"},
    {"demo-kari", "Kari Mallikas", "Sosiaalityöntekijä"},
    {"demo-sanna", "Sanna Näyte", "Terveydenhoitaja"},
    {"demo-ville", "Ville Koe", "Palveluohjaaja"},
};

static const struct versions first = {.none = true};

static enum status name_team(struct context *context, struct uuid client_id, int number) {
    struct care_member members[] = {{.role = "contact_person",
                                     .person = professionals[number % PROFESSIONALS],
                                     .from = context->today},
                                    {.role = context->actor.register_code == REGISTER_SOCIAL
                                                 ? "own_worker"
                                                 : "responsible_nurse",
                                     .person = professionals[(number + 1) % PROFESSIONALS],
                                     .from = context->today}};
    const struct care_team body = {.template_code = "monipalvelupolku",
                                   .members = {members, sizeof members / sizeof *members}};
    struct care_team team = {.version = 0};
    return care_team_put(context, client_id, &first, &body, &team);
}

static enum status write_plan(struct context *context, struct uuid client_id) {
    enum { PLANNED = 1, IN_PROGRESS };
    static const struct plan_measure walking = {"walking", "min", {true, 30}};
    struct plan_goal goals[] = {{.text = "Kävelen ulkona joka päivä.",
                                 .item = "d4_mobility",
                                 .state = IN_PROGRESS,
                                 .measure = &walking},
                                {.text = "Laadin maksusuunnitelman yhdessä ohjaajan kanssa.",
                                 .item = "s3_economy",
                                 .state = PLANNED}};
    struct plan_service none;
    const struct plan body = {.kind = PLAN_JOINT,
                              .goals = {goals, sizeof goals / sizeof *goals},
                              .services = {&none, 0},
                              .review_on = date_add_months(context->today, REVIEW_MONTHS),
                              .client_agrees = true};
    struct plan plan = {.version = 0};
    return plan_put(context, client_id, &first, &body, &plan);
}

/* One in three is due at once. */
static enum status set_recall(struct context *context, struct uuid client_id, int number) {
    static const char *const classes[] = {"oral_low", "oral_raised", "oral_high"};
    struct recall body = {.risk_class = classes[number / RECALL_EVERY % 3]};
    struct recall recall = {.version = 0};
    if (number / RECALL_EVERY % 3 == 0) {
        body.next_on = context->today;
    }
    return recall_put(context, client_id, &first, &body, &recall);
}

enum status demo_care(struct context *context, struct uuid client_id, int number) {
    enum status status = name_team(context, client_id, number);
    if (status == OK && context->actor.register_code == REGISTER_HEALTH &&
        number % RECALL_EVERY == 0) {
        status = set_recall(context, client_id, number);
    }
    return status == OK && number % PLAN_EVERY == 0 ? write_plan(context, client_id) : status;
}
