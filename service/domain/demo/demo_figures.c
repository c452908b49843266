#include "domain/demo/demo_figures.h"

#include "base/text.h"
#include "domain/feedback/feedback.h"
#include "domain/kpi/observation.h"
#include "domain/kpi/target.h"
#include "json/json.h"

#include <string.h>

enum { MONTHS = 13, YEARS = 5, FEEDBACK_A_MONTH = 24, TENTHS = 10 };

/* A series: where it begins, how it goes on, how much it swings; in tenths of its unit. */
struct demo_series {
    const char *indicator;
    int start, step, swing;
};

static const struct demo_series yearly[] = {
    {"thl_6411", 610, 25, 20},      {"thl_5186", 720, -12, 15},
    {"thl_4909", 195, 18, 10},      {"thl_4333", 352, 4, 8},
    {"thl_5587", 9100, 60, 200},    {"thl_5081", 5200, 180, 300},
    {"thl_1080", 14200, 900, 800},  {"thl_3766", 4700, 260, 90},
    {"price_index", 1030, 42, 0},   {"net_cost_per_resident", 38200, 1100, 300},
    {"cost_top_decile", 742, -6, 9}};

static const struct demo_series monthly[] = {{"outreach_encounters", 380, 14, 80},
                                             {"group_participants", 1200, 40, 220},
                                             {"mental_health_access_days", 138, -6, 14}};

static void add_row(struct text *out, const char *indicator, const char *place, const char *time,
                    int tenths) {
    text_format(out, "%s{\"indicator\":\"%s\",%s%s,\"value\":%d.%d}", out->length > 1 ? "," : "",
                indicator, place, time, tenths / TENTHS, tenths % TENTHS);
}

static int value_at(const struct demo_series *series, int index, struct demo_dice *dice) {
    int swing = series->swing > 0 ? demo_throw(dice, 2 * series->swing) : 0;
    return series->start + index * series->step + swing - series->swing;
}

static void add_years(struct context *context, struct text *out, struct demo_dice *dice) {
    static const char *const places[] = {"", "\"region\":658,"};
    int first = context->today.year - YEARS;
    for (size_t i = 0; i < sizeof yearly / sizeof *yearly; i++) {
        for (size_t place = 0; place < 2; place++) {
            for (int year = 0; year < YEARS; year++) {
                const char *time = arena_format(context->arena, "\"year\":%d", first + year);
                bool everywhere = strcmp(yearly[i].indicator, "price_index") == 0;
                if (!everywhere || place == 1) {
                    add_row(out, yearly[i].indicator, places[place], time,
                            value_at(&yearly[i], year, dice));
                }
            }
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

static int level(struct demo_dice *dice, int month) {
    int thrown = 2 + demo_throw(dice, 4) + (demo_throw(dice, MONTHS) < month);
    return thrown > 5 ? 5 : thrown;
}

static enum status give(struct context *context, struct demo_dice *dice, int month) {
    bool staff = demo_throw(dice, 3) == 0;
    struct feedback body = {.who = staff ? FEEDBACK_STAFF : FEEDBACK_CLIENT, .about = 1};
    const char *text =
        staff
            ? arena_format(context->arena,
                           "{\"right_professional\":%d,\"help_at_hand\":%d,\"no_double_work\":%d}",
                           level(dice, month), level(dice, month), level(dice, 1))
            : arena_format(context->arena,
                           "{\"not_told_again\":%d,\"solved\":%d,\"in_time\":%d,\"knows_next\":%d}",
                           level(dice, month), level(dice, month), level(dice, 2),
                           level(dice, month));
    enum status status = json_parse(context, text, strlen(text), &body.answers);
    return status == OK ? feedback_give(context, &body) : status;
}

/* Some on each month's days, up to today. */
static enum status feedback_of_a_year(struct context *context, struct demo_dice *dice) {
    const struct date today = context->today;
    struct date month = bucket_step(BUCKET_MONTH, bucket_start(BUCKET_MONTH, today), 1 - MONTHS);
    enum status status = OK;
    for (int number = 0; status == OK && number < MONTHS; number++) {
        for (int i = 0; status == OK && i < FEEDBACK_A_MONTH + number; i++) {
            int32_t day = date_to_days(month) + (int32_t)demo_throw(dice, 28);
            context->today = date_from_days(day > date_to_days(today) ? date_to_days(today) : day);
            status = give(context, dice, number);
        }
        month = bucket_step(BUCKET_MONTH, month, 1);
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
                {"mental_health_access_days", 7, 14},
                {"child_welfare_in_time", 98, 94},
                {"thl_6411", 40, 61},
                {"override_rate", 10, 15}};
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

enum status demo_figures(struct context *context, struct demo_dice *dice) {
    enum status status = deliver(context, dice);
    if (status == OK) {
        status = feedback_of_a_year(context, dice);
    }
    return status == OK ? set_targets(context) : status;
}
