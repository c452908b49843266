#include "domain/demo/demo_meetings.h"
#include "base/arena.h"
#include "domain/directory/directory.h"
#include "domain/meeting/meeting_case.h"

enum { WEEKS_BEHIND = 8, DAYS_A_WEEK = 7, THEMES = 3 };

static const struct case_body cases[] = {
    {.title = "Asumisen tuki ja velat",
     .question = "Kumpi ensin: velkaneuvonta vai asumisen tuki?"},
    {.title = "Kuntoutus kotona", .question = "Riittääkö kotikuntoutus kaatumisten jälkeen?"},
    {.title = "Päihteet ja työ", .question = "Miten työhönvalmennus ajoitetaan hoitoon?"},
    {.title = "Nuoren uni", .question = "Mikä palvelu sopii, kun lääkitystä ei haluta?"},
    {.title = "Omaisen jaksaminen", .question = "Mistä omainen saa tukea nopeasti?"},
};
enum { CASES = sizeof cases / sizeof *cases, HELD = 3 };

static const char *const themes[THEMES] = {"Asuminen ja talous", "Mielenterveys ja päihteet",
                                           "Ikääntyneiden palvelut"};

/* The Tuesday of the week that many days away: day 0 was a Thursday. */
static struct date tuesday(const struct context *context, int32_t days) {
    const int32_t first_tuesday = 5;
    int32_t day = date_to_days(context->today) + days;
    return date_from_days(day - (day - first_tuesday) % DAYS_A_WEEK);
}

static enum status bring(struct context *context, struct uuid meeting_id, struct date day,
                         const struct case_body *body, struct meeting_case *out) {
    const struct case_place place = {.meeting_id = meeting_id, .date = day_text(context, day)};
    return case_create(context, &place, body, out);
}

static enum status hold(struct context *context, struct uuid meeting_id, struct date day) {
    static const struct versions any = {.any = true};
    enum status status = OK;
    for (int i = 0; status == OK && i < HELD; i++) {
        struct meeting_case brought = {.version = 0}, concluded = {.version = 0};
        const struct case_outcome outcome = {
            .advice = "Sovittiin yhteinen käynti.",
            .next_step = i < 2 ? "Vastuuhenkilö soittaa tällä viikolla." : NULL,
            .follow_up_on = i == 0 ? context->today : (struct date){0}};
        status = bring(context, meeting_id, day, &cases[i], &brought);
        if (status == OK) {
            const struct case_place place = {meeting_id, brought.id, day_text(context, day)};
            status = case_conclude(context, &place, &any, &outcome, &concluded);
        }
    }
    return status;
}

static enum status prepare_next(struct context *context, struct uuid meeting_id, struct date day) {
    const struct case_place place = {.meeting_id = meeting_id, .date = day_text(context, day)};
    const struct topic_body body = {
        .kind = 1, .title = "Jonot aikuissosiaalityöhön", .text = "Mitä voidaan tehdä yhdessä?"};
    struct meeting_topic topic = {.version = 0};
    enum status status = topic_create(context, &place, &body, &topic);
    for (int i = HELD; status == OK && i < CASES; i++) {
        struct meeting_case brought = {.version = 0};
        status = bring(context, meeting_id, day, &cases[i], &brought);
    }
    return status;
}

static enum status plan_months(struct context *context, struct uuid meeting_id) {
    static const struct versions any = {.any = true};
    struct meeting_theme items[THEMES];
    for (int i = 0; i < THEMES; i++) {
        struct date day = date_add_months(context->today, i);
        items[i].month = arena_format(context->arena, "%04d-%02d", day.year, day.month);
        items[i].theme = themes[i];
    }
    struct meeting_plan plan = {.items = {items, THEMES}};
    return meeting_plan_replace(context, meeting_id, &any, &plan);
}

enum status demo_meetings(struct context *context, const char *unit) {
    struct meeting meeting = {.version = 0};
    struct meeting_body body = {
        .names = {"PPT-konsultaatiokokous", "PPT-konsultationsmöte", "PPT consultation meeting"},
        .rule = "FREQ=WEEKLY;BYDAY=TU",
        .link = "https://kokous.example/ppt",
        .on_holiday = 2}; /* on the next working day, so that no week is without */
    struct date first = tuesday(context, -WEEKS_BEHIND * DAYS_A_WEEK);
    body.starts_at = arena_format(context->arena, "%sT09:00", day_text(context, first));
    context->actor.sub = "demo-chair";
    context->actor.unit = unit;
    context->actor.register_code = REGISTER_HEALTH;
    enum status status = unit_find_code(context, unit, &body.unit_id);
    if (status == OK) {
        status = meeting_create(context, &body, &meeting);
    }
    if (status == OK) {
        status = hold(context, meeting.id, tuesday(context, -2 * DAYS_A_WEEK));
    }
    if (status == OK) {
        status = prepare_next(context, meeting.id, tuesday(context, DAYS_A_WEEK));
    }
    return status == OK ? plan_months(context, meeting.id) : status;
}
