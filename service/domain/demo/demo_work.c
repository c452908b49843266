#include "domain/demo/demo_work.h"
#include "domain/consultation/consultation.h"
#include "domain/demo/demo_persons.h"
#include "domain/meeting/attendance.h"
#include "domain/referral/referral.h"

#include <string.h>

enum { HOURS = 24, EVERY_WEEK = 5, HALF = DEMO_YEAR_WEEKS / 2 };

static const struct versions any = {.any = true};

static void act_as(struct context *context, const char *sub, const char *unit,
                   enum register_code register_code) {
    context->actor.sub = sub;
    context->actor.unit = unit;
    context->actor.register_code = register_code;
}

struct uuid demo_service_of(const struct list *services, const char *code) {
    const struct service *rows = services->items;
    for (size_t i = 0; i < services->count; i++) {
        if (strcmp(rows[i].code, code) == 0) {
            return rows[i].id;
        }
    }
    return (struct uuid){{0}};
}

/* --- referrals --- */

/* How each of a week goes on: days after the one before, up to the first 0. */
static const struct course {
    bool redirected;
    struct {
        const char *action;
        int days, days_at_first; /* in the first half of the year */
    } steps[5];
} courses[EVERY_WEEK] = {
    {false, {{"receive", 1, 1}, {"accept", 1, 1}, {"start", 1, 4}, {"complete", 11, 15}}},
    {true, {{"receive", 2, 2}, {"accept", 0, 5}, {"start", 5, 7}, {"complete", 28, 28}}},
    {false, {{"receive", 1, 1}, {"accept", 2, 2}, {"start", 4, 4}, {"complete", 21, 28}}},
    {true, {{"receive", 2, 2}, {"accept", 5, 5}, {"start", 9, 14}}},
    {false, {{"receive", 7, 7}}},
};

static enum status move(struct context *context, const char *action, const struct referral_act *act,
                        struct referral *referral) {
    const struct uuid id = referral->id;
    return referral_move(context, id, action, &any, act, referral);
}

static enum status redirect(struct context *context, const struct demo_year *year,
                            struct referral *referral) {
    struct referral_to to = {.unit_id = {{0}}};
    const struct referral_act act = {
        .to = &to, .to_register = REGISTER_SOCIAL, .reason = "Perhekeskus tuntee perheen jo."};
    act_as(context, "demo-social-worker", year->social_unit, REGISTER_SOCIAL);
    enum status status = unit_find_code(context, year->other_unit, &to.unit_id);
    return status == OK ? move(context, "redirect", &act, referral) : status;
}

static enum status follow(struct context *context, const struct demo_year *year,
                          const struct course *course, int week, struct referral *referral) {
    static const struct referral_outcome outcome = {.kind = 1, .text = "Tuki alkoi sovitusti."};
    enum status status = course->redirected ? redirect(context, year, referral) : OK;
    act_as(context, "demo-social-worker", course->redirected ? year->other_unit : year->social_unit,
           REGISTER_SOCIAL);
    for (size_t i = 0; status == OK && i < 5 && course->steps[i].action; i++) {
        const char *action = course->steps[i].action;
        const struct referral_act act = {.outcome =
                                             strcmp(action, "complete") == 0 ? &outcome : NULL};
        demo_pass(context,
                  HOURS * (week < HALF ? course->steps[i].days_at_first : course->steps[i].days));
        status = move(context, action, &act, referral);
    }
    return status;
}

enum status demo_work_referral(struct context *context, const struct demo_year *year,
                               struct uuid client_id, struct uuid contact_id, int week,
                               int number) {
    static const char *const needs[EVERY_WEEK] = {
        "Vuokra on maksamatta, apua tarvitaan talouden järjestämiseen.",
        "Arjessa selviytymiseen tarvitaan tukea kotiin.",
        "Palvelutarpeen arviointia toivotaan yhdessä asiakkaan kanssa.",
        "Perhe toivoo tukea arkeen.", "Asunto on menossa alta."};
    const char **rules = arena_alloc(context->arena, 2 * sizeof *rules);
    struct referral_to to = {.unit_id = {{0}}};
    struct referral referral = {.version = 0};
    rules[0] = "service_need_start";
    rules[1] = "helsinki_seven_days";
    act_as(context, "demo-nurse", year->units[0], REGISTER_HEALTH);
    enum status status = unit_find_code(context, year->social_unit, &to.unit_id);
    if (status != OK) {
        return status;
    }
    const struct referral_new body = {.client_id = client_id,
                                      .kind = REFERRAL_SOCIAL_CONTACT,
                                      .to = &to,
                                      .need = needs[number],
                                      .urgency = 3,
                                      .from_register = REGISTER_HEALTH,
                                      .rules = {rules, 2},
                                      .contact_id = contact_id,
                                      .send = {true, true}};
    status = referral_create(context, &body, &referral);
    return status == OK ? follow(context, year, &courses[number], week, &referral) : status;
}

/* --- consultations --- */

struct question {
    const char *text;
    int hours, hours_at_first; /* to the answer */
    bool avoided;
};

static enum status consult(struct context *context, const struct demo_year *year,
                           const struct question *question, int week) {
    enum { ADVICE = 1, HOURS_TO_END = 20 };
    const struct consultation_outcome outcome = {.avoided_referral = {true, question->avoided},
                                                 .text = "Asia selvisi vastauksella."};
    const struct consultation_act answer = {.kind = ADVICE, .text = "Aloittakaa ryhmällä."};
    const struct consultation_act end = {.outcome = &outcome};
    const struct consultation_receiver to = {.group = year->units[1]};
    const struct consultation_new body = {.to = &to,
                                          .question = question->text,
                                          .anonymous = {true, true},
                                          .urgency = URGENCY_URGENT};
    struct consultation asked = {.version = 0}, answered = {.version = 0}, ended = {.version = 0};
    act_as(context, "demo-asker", year->units[0], REGISTER_HEALTH);
    enum status status = consultation_create(context, &body, &asked);
    demo_pass(context, week < HALF ? question->hours_at_first : question->hours);
    if (status == OK) {
        act_as(context, "demo-expert", year->units[1], REGISTER_HEALTH);
        status = consultation_move(context, asked.id, &any, "answer", &answer, &answered);
    }
    demo_pass(context, HOURS_TO_END);
    if (status == OK) {
        act_as(context, "demo-asker", year->units[0], REGISTER_HEALTH);
        status = consultation_move(context, asked.id, &any, "close", &end, &ended);
    }
    return status;
}

enum status demo_work_consultations(struct context *context, const struct demo_year *year,
                                    int week) {
    static const struct question questions[EVERY_WEEK] = {
        {"Riittääkö ryhmä, kun paniikkikohtaukset ovat harventuneet?", 3, 6, true},
        {"Onko liikkumisen tuelle jonoa?", 5, 30, false},
        {"Mikä palvelu sopii aikuiselle, jonka uni on kadoksissa?", 18, 22, true},
        {"Voiko kotihoidon aloittaa ennen toimintakyvyn arviota?", 30, 50, false},
        {"Velat vai päihteet: kumpi ensin?", 40, 76, true}};
    const struct instant clinic = context->now;
    enum status status = OK;
    for (int i = 0; status == OK && i < EVERY_WEEK; i++) {
        context->now = clinic;
        demo_pass(context, 0);
        status = consult(context, year, &questions[i], week);
    }
    return status;
}

/* --- the meeting --- */

static const char *const invited[] = {"terveysasema",    "psykiatria-paihde", "aikuissosiaali",
                                      "aikuiskuntoutus", "suunterveys",       "seniorineuvonta"};
enum { INVITED = sizeof invited / sizeof *invited, CASES = 2 };

/* The Tuesday of the clinic's week, or the one before: day 0 was a Thursday. */
static struct date tuesday(const struct context *context) {
    const int32_t first_tuesday = 5, days_a_week = 7;
    int32_t day = date_to_days(context->today);
    return date_from_days(day - (day - first_tuesday) % days_a_week);
}

static enum status find_meeting(struct context *context, const struct demo_year *year,
                                const struct list *services, int week, struct meeting *out) {
    struct uuid *ids = arena_alloc(context->arena, sizeof *ids * INVITED);
    struct list found = {0};
    struct meeting_filter filter = {.unit_id = {{0}}};
    enum status status = unit_find_code(context, year->units[1], &filter.unit_id);
    if (status == OK && week > 0) {
        status = meeting_list(context, &filter, &found);
        *out = found.count > 0 ? *(struct meeting *)found.items : *out;
        return status;
    }
    for (size_t i = 0; i < INVITED; i++) {
        ids[i] = demo_service_of(services, invited[i]);
    }
    const struct meeting_body body = {
        .unit_id = filter.unit_id,
        .names = {"PPT-konsultaatiokokous", "PPT-konsultationsmöte", "PPT consultation meeting"},
        .rule = "FREQ=WEEKLY;BYDAY=TU",
        .starts_at = arena_format(context->arena, "%sT13:00", day_text(context, tuesday(context))),
        .link = "https://kokous.example/ppt-2",
        .on_holiday = 2, /* on the next working day */
        .required_services = {ids, INVITED}};
    return status == OK ? meeting_create(context, &body, out) : status;
}

static enum status discuss(struct context *context, const struct case_place *meeting, int number) {
    static const struct case_body cases[] = {
        {.title = "Asumisen tuki ja velat", .question = "Kumpi ensin: neuvonta vai tuki?"},
        {.title = "Kuntoutus kotona", .question = "Riittääkö kotikuntoutus?"},
        {.title = "Nuoren uni", .question = "Mikä palvelu sopii, kun lääkitystä ei haluta?"}};
    const struct case_outcome outcome = {.advice = "Sovittiin yhteinen käynti.",
                                         .next_step = "Vastuuhenkilö soittaa."};
    struct meeting_case brought = {.version = 0}, concluded = {.version = 0};
    enum status status = case_create(context, meeting, &cases[number % 3], &brought);
    const struct case_place place = {meeting->meeting_id, brought.id, meeting->date};
    return status == OK ? case_conclude(context, &place, &any, &outcome, &concluded) : status;
}

/* Of a meeting on a holiday it is the next working day, so that the last week has none yet. */
enum status demo_work_meeting(struct context *context, const struct demo_year *year,
                              const struct list *services, int week) {
    enum { TO_HOLD_DAYS = 6 };
    struct meeting meeting = {.version = 0};
    struct attendances seen;
    act_as(context, "demo-chair", year->units[1], REGISTER_HEALTH);
    enum status status = find_meeting(context, year, services, week, &meeting);
    if (week == DEMO_YEAR_WEEKS - 1 || !uuid_is_set(&meeting.id)) {
        return status;
    }
    const struct case_place place = {.meeting_id = meeting.id,
                                     .date = day_text(context, tuesday(context))};
    demo_pass(context, HOURS * TO_HOLD_DAYS);
    for (int i = 0; status == OK && i < CASES + (week > HALF && week % 2 == 0); i++) {
        status = discuss(context, &place, week + i);
    }
    for (int i = 0; status == OK && i < INVITED - 2 + week % 2; i++) {
        const struct attendance_body body = {.service_id = demo_service_of(services, invited[i])};
        status = attendance_record(context, &place, &body, &seen);
    }
    return status;
}
