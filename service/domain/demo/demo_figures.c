#include "domain/demo/demo_figures.h"

#include "base/text.h"
#include "domain/feedback/feedback.h"
#include "domain/kpi/observation.h"
#include "domain/kpi/target.h"
#include "json/json.h"

#include <string.h>

/* Indices compare with the whole country in the first year, costs with the prices of 2024. */
enum { FIRST_YEAR = 2020, YEARS_MAX = 20 };
enum { MONTHS = 13, WEEKS = 56, TENTHS = 10 };

/* A series: where it begins, how it goes on, how much it swings; in tenths of its unit. */
struct demo_series {
    const char *indicator;
    int start, step, swing;
    bool counts; /* whole numbers only */
};

static const struct demo_series yearly[] = {
    {"thl_6411", 610, 25, 20, false},      {"thl_5186", 720, -12, 15, false},
    {"thl_4909", 195, 18, 10, false},      {"thl_4333", 352, 4, 8, false},
    {"thl_5587", 9100, 60, 200, false},    {"thl_5081", 5200, 180, 300, false},
    {"thl_1080", 14200, 900, 800, false},  {"thl_3766", 4700, 260, 90, false},
    {"price_index", 1030, 42, 0, false},   {"net_cost_per_resident", 38200, 1100, 300, false},
    {"cost_top_decile", 742, -6, 9, false}};

static const struct demo_series monthly[] = {{"outreach_encounters", 380, 14, 80, true},
                                             {"group_participants", 1200, 40, 220, true},
                                             {"mental_health_access_days", 138, -6, 14, false}};

/* Continuity lies between 0 and 1: in thousandths. */
enum { CONTINUITY = 284, CONTINUITY_STEP = 7, THOUSANDTHS = 1000 };

static void add_row(struct text *out, const char *indicator, const char *place, const char *time,
                    int tenths) {
    text_format(out, "%s{\"indicator\":\"%s\",%s%s,\"value\":%d.%d}", out->length > 1 ? "," : "",
                indicator, place, time, tenths / TENTHS, tenths % TENTHS);
}

static int value_at(const struct demo_series *series, int index, struct demo_dice *dice) {
    int swing = series->swing > 0 ? demo_throw(dice, 2 * series->swing) : 0;
    int value = series->start + index * series->step + swing - series->swing;
    return series->counts ? value - value % TENTHS : value;
}

static void add_years(struct context *context, struct text *out, struct demo_dice *dice) {
    static const char *const places[] = {"", "\"region\":658,"};
    const int years = context->today.year - FIRST_YEAR;
    for (size_t i = 0; i < sizeof yearly / sizeof *yearly; i++) {
        for (size_t place = 0; place < 2; place++) {
            for (int year = 0; year < years && year < YEARS_MAX; year++) {
                const char *time = arena_format(context->arena, "\"year\":%d", FIRST_YEAR + year);
                bool everywhere = strcmp(yearly[i].indicator, "price_index") == 0;
                if (!everywhere || place == 1) {
                    add_row(out, yearly[i].indicator, places[place], time,
                            value_at(&yearly[i], year, dice));
                }
            }
        }
    }
    for (int year = 0; year < years && year < YEARS_MAX; year++) {
        for (size_t place = 0; place < 2; place++) {
            text_format(out, ",{\"indicator\":\"thl_5502\",%s\"year\":%d,\"value\":0.%03d}",
                        places[place], FIRST_YEAR + year,
                        (CONTINUITY + CONTINUITY_STEP * (year % 3) + (int)place) % THOUSANDTHS);
        }
    }
}

static void add_months(struct context *context, struct text *out, struct demo_dice *dice) {
    struct date month =
        bucket_step(BUCKET_MONTH, bucket_start(BUCKET_MONTH, context->today), -MONTHS);
    for (int back = 0; back < MONTHS; back++) {
        const char *time =
            arena_format(context->arena, "\"period\":\"%04d-%02d\"", month.year, month.month);
        for (size_t i = 0; i < sizeof monthly / sizeof *monthly; i++) {
            add_row(out, monthly[i].indicator, "", time, value_at(&monthly[i], back, dice));
        }
        int late = 3 + demo_throw(dice, 4);
        text_format(
            out,
            ",{\"indicator\":\"child_welfare_in_time\",%s,\"numerator\":%d,\"denominator\":%d}",
            time, 180 + back, 180 + back + late + 2);
        text_format(
            out, ",{\"indicator\":\"first_time_clients\",%s,\"numerator\":%d,\"denominator\":%d}",
            time, 78 + back % 5 + late, 96 + back % 3 + late);
        month = bucket_step(BUCKET_MONTH, month, 1);
    }
}

static enum status deliver(struct context *context, struct demo_dice *dice) {
    struct delivery delivery;
    struct text text;
    if (!region_of_area(context->actor.area)) {
        return OK; /* its own figures would have no place */
    }
    text_init(&text, context->arena);
    text_add_char(&text, '[');
    add_years(context, &text, dice);
    add_months(context, &text, dice);
    text_add_char(&text, ']');
    return observation_deliver(context, UPLOAD_JSON, text.bytes, text.length, &delivery);
}

/* --- feedback --- */

/* Each of a week says 4 or 5, or less: fewer who are not content as the year goes on. */
static int level(int number, int statement, int week) {
    enum { TENTHS_OF = 10, STEP = 3, BEST = 8, WEEKS_A_TENTH = 18 };
    int content = BEST - statement % 3 - (WEEKS - 1 - week) / WEEKS_A_TENTH;
    int place = (number * STEP + statement + week % 3) % TENTHS_OF;
    return place < content ? 4 + number % 2 : 2 + number % 2;
}

static enum status give(struct context *context, int number, int week) {
    struct feedback body = {.who = number % 2 ? FEEDBACK_STAFF : FEEDBACK_CLIENT, .about = 1};
    const char *text =
        number % 2
            ? arena_format(context->arena,
                           "{\"right_professional\":%d,\"help_at_hand\":%d,\"no_double_work\":%d}",
                           level(number, 0, week), level(number, 1, week), level(number, 2, week))
            : arena_format(context->arena,
                           "{\"not_told_again\":%d,\"solved\":%d,\"in_time\":%d,\"knows_next\":%d}",
                           level(number, 0, week), level(number, 1, week), level(number, 2, week),
                           level(number, 3, week));
    enum status status = json_parse(context, text, strlen(text), &body.answers);
    return status == OK ? feedback_give(context, &body) : status;
}

/* On one day of each week, up to today. */
static enum status feedback_of_a_year(struct context *context, int a_week) {
    const struct date today = context->today;
    enum status status = OK;
    for (int week = 0; status == OK && week < WEEKS; week++) {
        context->today = date_from_days(date_to_days(today) - 7 * (WEEKS - 1 - week));
        for (int number = 0; status == OK && number < a_week; number++) {
            status = give(context, number, week);
        }
    }
    context->today = today;
    return status;
}

/* --- targets --- */

static enum status set_targets(struct context *context) {
    static const struct {
        const char *indicator;
        int target, baseline;
    } rows[] = {{"client_solved", 75, 55},
                {"client_in_time", 70, 50},
                {"client_knows_next", 80, 60},
                {"client_not_told_again", 85, 60},
                {"staff_right_professional", 80, 60},
                {"staff_help_at_hand", 80, 60},
                {"staff_no_double_work", 70, 50},
                {"mental_health_access_days", 7, 14},
                {"child_welfare_in_time", 98, 94},
                {"thl_6411", 40, 61},
                {"thl_5186", 80, 72},
                {"thl_5081", 500, 520},
                {"thl_3766", 550, 470},
                {"net_cost_per_resident", 4200, 3820},
                {"override_rate", 10, 25},
                {"reviews_overdue", 20, 60},
                {"joint_assessments", 80, 40},
                {"contact_to_assessment_in_time", 90, 60},
                {"one_contact_resolution", 75, 55},
                {"statutory_deadlines_met", 100, 60},
                {"own_deadlines_met", 90, 45},
                {"first_event_median", 7, 9},
                {"need_assessments_per_100", 15, 30},
                {"light_services_share", 60, 40},
                {"plan_goals_met", 80, 65},
                {"redirected_share", 10, 35},
                {"contact_person_share", 90, 45},
                {"consultation_hours_median", 8, 30},
                {"consultations_in_time", 90, 60},
                {"referrals_avoided", 50, 30},
                {"meeting_attendance", 90, 70}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof rows / sizeof *rows; i++) {
        struct target target;
        const struct target_new body = {.target = decimal_of(rows[i].target),
                                        .baseline = decimal_of(rows[i].baseline),
                                        .valid_from = {(int16_t)(context->today.year - 1), 1, 1}};
        status = target_set(context, rows[i].indicator, &body, &target);
    }
    return status;
}

enum status demo_figures(struct context *context, struct demo_dice *dice, int feedback_a_week) {
    enum status status = deliver(context, dice);
    if (status == OK) {
        status = feedback_of_a_year(context, feedback_a_week);
    }
    return status == OK ? set_targets(context) : status;
}
