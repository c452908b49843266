#include "domain/demo/demo_year.h"
#include "app.h"
#include "base/limits.h"
#include "base/page.h"
#include "domain/client/client.h"
#include "domain/consent/consent.h"
#include "domain/contact/contact.h"
#include "domain/demo/demo_assessments.h"
#include "domain/demo/demo_care.h"
#include "domain/demo/demo_persons.h"
#include "domain/demo/demo_work.h"
#include "domain/directory/directory.h"
#include "domain/model/model.h"
#include "domain/plan/plan.h"

enum { CENTRES = 2, PATTERNS = DEMO_WEEK_CLIENTS / CENTRES, NEVER = -1, HOURS = 24, WEEK_DAYS = 7 };
enum { EASY, COPING, NEED, BOTH }; /* profiles of demo_answers.h */
enum { PHONE = 1, STREET = 6, NON_URGENT = 3 };

/* The way of a client, which one of each centre goes every week. Days all lie in the clinic's week
 * or are whole weeks away, so that no centre is alone on a day. */
static const struct way {
    int first;          /* number of its first person, which decides how old all of them are */
    int profile, again; /* the profile twelve weeks later */
    int days;           /* from the contact to the assessment */
    int more_days;      /* and on to its confirmation */
} ways[PATTERNS] = {{1051, COPING, EASY, 0, 0},
                    {1072, EASY, BOTH, 2, 0},
                    {1010, NEED, NEVER, 7, 2},
                    {996, BOTH, NEVER, 9, 2},
                    {1058, COPING, NEVER, 2, 5}};

/* Persons whose numbers are so far apart were born five days apart. */
int demo_year_person(int week, int place) {
    enum { FIVE_DAYS_OLDER = 365 };
    return ways[place / CENTRES].first + place % CENTRES + FIVE_DAYS_OLDER * week;
}

struct visitor {
    const struct demo_year *year;
    const struct list *services;
    struct uuid client_id, contact_id;
    int week, place, pattern; /* `place` in the week, from 0 */
    struct instant came_at;
};

/* What is otherwise every week: 0 to PATTERNS-1. */
static int turn(const struct visitor *visitor) {
    return (visitor->pattern + visitor->week) % PATTERNS;
}

static void at_days(struct context *context, const struct visitor *visitor, int days) {
    context->now = visitor->came_at;
    demo_pass(context, HOURS * days);
}

static void act_for(struct context *context, const struct visitor *visitor) {
    context->actor.sub = "demo-loader";
    context->actor.unit = visitor->year->units[visitor->place % CENTRES];
    context->actor.register_code = REGISTER_HEALTH;
}

/* --- contacts --- */

static enum status write_contact(struct context *context, struct contact_new *body, int number,
                                 struct contact *out) {
    static const char *const needs[] = {"h2_visits", "s2_housing", "s3_economy"};
    const char **classes = arena_alloc(context->arena, sizeof *classes);
    struct contact_need *need = arena_alloc(context->arena, sizeof *need);
    classes[0] = needs[number % 3];
    need->classes = (struct list){classes, 1};
    body->register_code = REGISTER_HEALTH;
    body->occurred_at = context->now;
    body->need = need;
    body->urgency = NON_URGENT;
    return contact_create(context, body, out);
}

/* One of three comes again about the same; fewer in the second half of the year. */
static enum status contact_us(struct context *context, struct visitor *visitor) {
    static const struct {
        int kind;
        const char *service;
    } outcomes[PATTERNS] = {{OUTCOME_SOLVED, NULL},
                            {OUTCOME_GUIDED, "omaolo"},
                            {OUTCOME_GUIDED, "terveysasema"},
                            {OUTCOME_NEED_ASSESSMENT, NULL},
                            {OUTCOME_SOLVED, NULL}};
    const char *service = outcomes[turn(visitor)].service;
    const struct contact_outcome outcome = {
        .kind = outcomes[turn(visitor)].kind,
        .service_id = service ? demo_service_of(visitor->services, service) : (struct uuid){{0}}};
    struct contact_new body = {
        .channel = PHONE, .client_id = visitor->client_id, .outcome = &outcome};
    struct contact contact = {.version = 0};
    bool again = turn(visitor) == 1 || (turn(visitor) == 4 && visitor->week < DEMO_YEAR_WEEKS / 2);
    enum status status = write_contact(context, &body, visitor->pattern, &contact);
    visitor->contact_id = contact.id;
    if (status == OK && again) {
        at_days(context, visitor, WEEK_DAYS);
        contact = (struct contact){.version = 0};
        status = write_contact(context, &body, visitor->pattern, &contact);
    }
    at_days(context, visitor, 0);
    return status;
}

/* Those without a name: met on the street, and in the centre's group. */
static enum status meet_others(struct context *context, const struct visitor *visitor) {
    enum { STREET_OF = 3 };
    const struct initial_assessment assessment = {.first_time = {true, turn(visitor) < 3}};
    const struct contact_group group = {.kind = "Kävelyryhmä",
                                        .participants = {true, 7 + visitor->week % 6},
                                        .first_time = {true, 2 + visitor->week % 3}};
    struct contact_new body = {.channel = STREET, .initial_assessment = &assessment};
    struct contact contact = {.version = 0};
    enum status status = OK;
    if (visitor->pattern < STREET_OF) {
        status = write_contact(context, &body, visitor->place, &contact);
    }
    if (status == OK && visitor->pattern == 0 && visitor->week % 2 == 0) {
        body = (struct contact_new){.channel = CONTACT_GROUP, .group = &group};
        contact = (struct contact){.version = 0};
        status = write_contact(context, &body, visitor->place, &contact);
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

/* Its goals are reached or given up three weeks later. */
static enum status write_plan(struct context *context, const struct visitor *visitor) {
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
    enum status status = plan_put(context, visitor->client_id, &first, &body, &plan);
    if (status != OK) {
        return status;
    }
    body.goals = plan.goals;
    struct plan_goal *written = plan.goals.items;
    written[0].state =
        visitor->week < DEMO_YEAR_WEEKS / 2 && turn(visitor) == 0 ? GIVEN_UP : REACHED;
    written[1].state = turn(visitor) < 2 ? GIVEN_UP : REACHED;
    at_days(context, visitor, 3 * WEEK_DAYS);
    return plan_put(context, visitor->client_id, &any, &body, &next);
}

/* Those who need many services have a team; more and more of them as the year goes on. */
static enum status take_care(struct context *context, const struct visitor *visitor) {
    enum { TEAM_ONLY = 6 }; /* of demo_care's numbers */
    bool many = visitor->pattern == 2 || visitor->pattern == 3;
    bool named = visitor->pattern == 2 || visitor->week > DEMO_YEAR_WEEKS / 2;
    enum status status = OK;
    act_for(context, visitor);
    if (many && named) {
        status = demo_care(context, visitor->client_id, TEAM_ONLY * visitor->week + 1);
    }
    if (status == OK && visitor->pattern < 2) {
        status = give_consent(context, visitor->client_id);
    }
    return status == OK && !many ? write_plan(context, visitor) : status;
}

/* --- assessments --- */

/* One in five is overruled, two in the first half of the year: trust in the model grows. */
static enum status assess(struct context *context, const struct visitor *visitor, int profile,
                          bool again) {
    int overruled = visitor->week < DEMO_YEAR_WEEKS / 2 ? 1 : 0;
    struct demo_dice dice = {(uint64_t)(visitor->week * DEMO_WEEK_CLIENTS + visitor->place) * 7919 +
                             (uint64_t)profile};
    const struct demo_assessing how = {.profile = profile,
                                       .social = visitor->pattern == 4,
                                       .hours = HOURS * ways[visitor->pattern].more_days,
                                       .overruled = !again && turn(visitor) <= overruled};
    return demo_assess(context, visitor->client_id, &how, &dice);
}

/* No assessment is older than the model. */
static enum status assess_twice(struct context *context, const struct visitor *visitor,
                                struct date model_from) {
    enum { AGAIN_DAYS = 12 * WEEK_DAYS };
    const struct way *way = &ways[visitor->pattern];
    const int32_t today = date_to_days(instant_day_helsinki(clock_now(&context->app->clock)));
    enum status status = OK;
    at_days(context, visitor, way->days);
    if (date_compare(context->today, model_from) > 0) {
        status = assess(context, visitor, way->profile, false);
    }
    at_days(context, visitor, AGAIN_DAYS);
    if (status == OK && way->again != NEVER && date_to_days(context->today) < today &&
        date_compare(context->today, model_from) > 0) {
        act_for(context, visitor);
        status = assess(context, visitor, way->again, true);
    }
    at_days(context, visitor, way->days);
    return status;
}

/* --- a week --- */

static enum status see(struct context *context, struct visitor *visitor, struct date model_from,
                       bool *created) {
    const int number = demo_year_person(visitor->week, visitor->place);
    act_for(context, visitor);
    const struct client_new person = demo_person(context->arena, number, &context->actor.unit, 1);
    struct client client = {0};
    enum status status = client_create(context, &person, &client, created);
    if (status != OK || !*created) {
        return status;
    }
    visitor->client_id = client.id;
    status = contact_us(context, visitor);
    if (status == OK) {
        status = meet_others(context, visitor);
    }
    if (status == OK && visitor->place % CENTRES == 0) {
        status = demo_work_referral(context, visitor->year, client.id, visitor->contact_id,
                                    visitor->week, visitor->pattern);
    }
    act_for(context, visitor);
    if (status == OK) {
        status = assess_twice(context, visitor, model_from);
    }
    return status == OK ? take_care(context, visitor) : status;
}

static enum status begin_week(struct context *context, int week, struct list *services,
                              struct date *model_from) {
    static const struct service_filter all;
    struct page *page = arena_alloc(context->arena, sizeof *page);
    struct model model = {0};
    const struct model_wanted wanted = {.name = "helsinki", .day = context->today};
    *page = (struct page){.limit = PAGE_LIMIT_MAX};
    context->page = page;
    enum status status = model_find(context, &wanted, &model);
    *model_from = model.valid_from;
    if (status == OK) {
        status = service_list(context, &all, services);
    }
    context->now.us -= (int64_t)(DEMO_YEAR_WEEKS - 1 - week) * WEEK_DAYS * HOURS * 3600 * 1000000;
    context->today = instant_day_helsinki(context->now);
    return status;
}

enum status demo_year_week(struct context *context, const struct demo_year *year, int week) {
    struct list services = {0};
    struct date model_from = {0};
    bool created = true;
    enum status status = begin_week(context, week, &services, &model_from);
    const struct instant clinic = context->now;
    for (int place = 0; status == OK && created && place < DEMO_WEEK_CLIENTS; place++) {
        struct visitor visitor = {.year = year,
                                  .services = &services,
                                  .week = week,
                                  .place = place,
                                  .pattern = place / CENTRES,
                                  .came_at = clinic};
        at_days(context, &visitor, 0);
        status = see(context, &visitor, model_from, &created);
    }
    const struct visitor nobody = {.came_at = clinic};
    at_days(context, &nobody, 0);
    if (status == OK && created) {
        status = demo_work_consultations(context, year, week);
    }
    at_days(context, &nobody, 0);
    if (status == OK && created) {
        status = demo_work_meeting(context, year, &services, week);
    }
    return status;
}
