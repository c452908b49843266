/* Time limits by chance, the same chance each time: a clock read at once is the clock counted a day
 * at a time, and a set of clocks that is paused, met, closed and opened again is where a model is
 * that crosses off days on a calendar. Pure, no database. */
#include "suites.h"

#include "base/arena.h"
#include "base/limits.h"
#include "domain/deadline/deadline_set.h"
#include "slow_calendar.h"

#include <stdio.h>
#include <string.h>

enum { WISH = 1, NO_SHOW, MEDICAL, INFORMATION, CLOSED };

static struct arena *arena;
static uint64_t chance;

static void begin(void) {
    arena = arena_new();
}

static void end(void) {
    arena_free(arena);
}

static int32_t below(int32_t bound) {
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (int32_t)(chance % (uint64_t)bound);
}

static int32_t days(int year, int month, int day) {
    return date_to_days((struct date){(int16_t)year, (int8_t)month, (int8_t)day});
}

/* --- one clock --- */

/* The reasons that the rules here take. */
static struct list two_reasons(void) {
    const char **words = arena_alloc(arena, 2 * sizeof *words);
    words[0] = "client_wish";
    words[1] = "medical";
    return (struct list){words, 2};
}

/* Of any way of counting, as long as rules are. */
static struct deadline_rule any_rule(void) {
    struct deadline_rule rule = {.counting = 1 + below(3),
                                 .stops = two_reasons(),
                                 .last_day = 1 + below(2),
                                 .reopens = 1 + below(2)};
    rule.amount = rule.counting == COUNT_MONTHS ? 1 + below(6) : 1 + below(40);
    return rule;
}

static bool takes(const struct deadline_rule *rule, int reason) {
    return reason == WISH || reason == MEDICAL ||
           (reason == CLOSED && rule->reopens == REOPENS_STOP);
}

static bool stands(const struct deadline_clock *clock, int32_t day) {
    for (size_t i = 0; i < clock->stop_count; i++) {
        const struct deadline_stop *stop = &clock->stops[i];
        int32_t last = date_to_days(date_is_set(stop->to) ? stop->to : clock->as_of);
        if (takes(clock->rule, stop->reason) && date_to_days(stop->from) <= day && day <= last) {
            return true;
        }
    }
    return false;
}

/* A day at a time. */
static int32_t slow_due(const struct deadline_clock *clock) {
    const struct deadline_rule *rule = clock->rule;
    int32_t day = date_to_days(clock->starts_on);
    int64_t left = rule->counting == COUNT_MONTHS ? slow_add_months(day, (int)rule->amount) - day
                                                  : rule->amount;
    while (left > 0) {
        day++;
        bool counted = rule->counting != COUNT_WORKING_DAYS || !slow_is_off(day);
        left -= counted && !stands(clock, day);
    }
    while (rule->last_day == LAST_DAY_MOVES && (slow_is_off(day) || slow_is_eve(day))) {
        day++;
    }
    return day;
}

static int slow_state(const struct deadline_clock *clock, int32_t due) {
    int32_t today = date_to_days(clock->as_of);
    if (date_is_set(clock->met_on) && date_to_days(clock->met_on) <= today) {
        return DEADLINE_MET;
    }
    if (today > due) {
        return DEADLINE_OVERDUE;
    }
    return stands(clock, today) ? DEADLINE_STOPPED : DEADLINE_RUNNING;
}

enum { STOPS = 5 };

/* Somewhere in 2000-2099, often near a turn of the year, a change of the clock, Easter. */
static int32_t any_day(void) {
    int year = 2000 + below(100);
    const int32_t near[] = {days(year, 12, 20), days(year, 3, 25), days(year, 10, 22),
                            days(year, 2, 25), date_to_days(easter_by_gauss(year)) - 5};
    return near[below(5)] + below(below(2) ? 10 : 300);
}

static void any_clock(const struct deadline_rule *rule, struct deadline_stop *stops,
                      struct deadline_clock *out) {
    int32_t starts = any_day();
    *out = (struct deadline_clock){.rule = rule,
                                   .starts_on = date_from_days(starts),
                                   .as_of = date_from_days(starts + below(120)),
                                   .stops = stops,
                                   .stop_count = (size_t)below(STOPS + 1)};
    for (size_t i = 0; i < out->stop_count; i++) {
        int32_t from = starts - 10 + below(80);
        stops[i] = (struct deadline_stop){date_from_days(from), {0}, 1 + below(CLOSED), false};
        if (below(3) > 0) {
            stops[i].to = date_from_days(from - 1 + below(25));
        }
    }
    if (below(4) == 0) {
        out->met_on = date_from_days(starts + below(120));
    }
}

START_TEST(deadline_clock__by_chance_is_the_one_counted_a_day_at_a_time) {
    chance = 20261129;
    for (int i = 0; i < 4000; i++) {
        struct deadline_rule rule = any_rule();
        struct deadline_stop stops[STOPS];
        struct deadline_clock clock;
        struct deadline_reading reading;
        any_clock(&rule, stops, &clock);
        int32_t due = slow_due(&clock);
        deadline_clock_read(arena, &clock, &reading);
        ck_assert_msg(date_to_days(reading.due_on) == due, "clock %d: %d days off", i,
                      date_to_days(reading.due_on) - due);
        ck_assert_msg(reading.state == slow_state(&clock, due), "clock %d: state %d", i,
                      reading.state);
        if (reading.state == DEADLINE_MET) {
            ck_assert_int_eq(reading.in_time.value, date_to_days(clock.met_on) <= due);
        } else {
            ck_assert_int_eq(reading.days_left.value, due - date_to_days(clock.as_of));
        }
        for (size_t j = 0; j < clock.stop_count; j++) {
            ck_assert_int_eq(stops[j].counted, takes(&rule, stops[j].reason));
        }
    }
}
END_TEST

/* What must hold of any clock, whatever it counts. */
START_TEST(deadline_clock__is_due_no_sooner_for_standing_still) {
    chance = 7;
    for (int i = 0; i < 1500; i++) {
        struct deadline_rule rule = any_rule();
        struct deadline_stop stops[STOPS + 2];
        struct deadline_clock clock;
        struct deadline_reading before, with, cut;
        any_clock(&rule, stops, &clock);
        deadline_clock_read(arena, &clock, &before);
        ck_assert(date_compare(before.due_on, clock.starts_on) > 0);
        int32_t from = date_to_days(clock.starts_on) + below(30);
        struct date first = date_from_days(from), last = date_from_days(from + 9);
        stops[clock.stop_count++] = (struct deadline_stop){first, last, MEDICAL, false};
        deadline_clock_read(arena, &clock, &with);
        ck_assert(date_compare(with.due_on, before.due_on) >= 0);
        /* Two stops that touch are one. */
        stops[clock.stop_count - 1].to = date_from_days(from + 4);
        stops[clock.stop_count++] =
            (struct deadline_stop){date_from_days(from + 5), last, WISH, false};
        deadline_clock_read(arena, &clock, &cut);
        ck_assert_int_eq(date_compare(cut.due_on, with.due_on), 0);
        /* What the rule does not take changes nothing. */
        stops[clock.stop_count - 1].reason = stops[clock.stop_count - 2].reason = NO_SHOW;
        deadline_clock_read(arena, &clock, &cut);
        ck_assert_int_eq(date_compare(cut.due_on, before.due_on), 0);
    }
}
END_TEST

/* --- a set of clocks over days --- */

enum { DAYS = 160, HORIZON = 4000, RULES = 3, CLOCKS = 40 };

/* Days crossed off, by reason: those of stops with an end, and those of stops that last. */
struct model {
    int32_t first;
    bool planned[CLOSED + 1][HORIZON], lasting[CLOSED + 1][HORIZON];
    struct {
        const struct deadline_rule *rule;
        int32_t starts, met, ended; /* 0: not */
    } clocks[CLOCKS];
    size_t count;
    int32_t closed; /* the day, 0: open */
};

/* What came after a clock was met or ended is not its own. */
static int32_t last_of(const struct model *model, size_t index) {
    int32_t met = model->clocks[index].met, ended = model->clocks[index].ended;
    return met ? met : ended ? ended : INT32_MAX;
}

static bool is_crossed_off(const struct model *model, const struct deadline_rule *rule, int32_t day,
                           int32_t today) {
    for (int reason = WISH; reason <= CLOSED; reason++) {
        if (takes(rule, reason) && (model->planned[reason][day - model->first] ||
                                    (day <= today && model->lasting[reason][day - model->first]))) {
            return true;
        }
    }
    return false;
}

static int32_t model_due(const struct model *model, size_t index, int32_t today) {
    const struct deadline_rule *rule = model->clocks[index].rule;
    int32_t day = model->clocks[index].starts;
    int64_t left = rule->counting == COUNT_MONTHS ? slow_add_months(day, (int)rule->amount) - day
                                                  : rule->amount;
    while (left > 0) {
        day++;
        bool counted = rule->counting != COUNT_WORKING_DAYS || !slow_is_off(day);
        bool own = day <= last_of(model, index);
        left -= counted && !(own && is_crossed_off(model, rule, day, today));
    }
    while (rule->last_day == LAST_DAY_MOVES && (slow_is_off(day) || slow_is_eve(day))) {
        day++;
    }
    return day;
}

static void cross_off(bool *of, int32_t from, int32_t to) {
    for (int32_t day = from; day <= to; day++) {
        of[day] = true;
    }
}

static void model_begin(struct model *model, const struct deadline_rule *rule, int32_t today) {
    model->clocks[model->count].rule = rule;
    model->clocks[model->count].met = model->clocks[model->count].ended = 0;
    model->clocks[model->count++].starts = today;
}

static bool model_runs(const struct model *model, size_t i) {
    return model->clocks[i].met == 0 && model->clocks[i].ended == 0;
}

static void model_meet(struct model *model, int met_by, int32_t today) {
    for (size_t i = 0; i < model->count; i++) {
        if (model_runs(model, i) && model->clocks[i].rule->met_by <= met_by) {
            model->clocks[i].met = today;
        }
    }
}

static void model_close(struct model *model, int32_t today) {
    for (size_t i = 0; i < model->count; i++) {
        if (model_runs(model, i)) {
            model->clocks[i].ended = today;
        }
    }
    model->closed = today;
}

static void model_reopen(struct model *model, int32_t today) {
    size_t before = model->count;
    cross_off(model->planned[CLOSED], model->closed + 1 - model->first, today - 1 - model->first);
    for (size_t i = 0; i < before; i++) {
        const struct deadline_rule *rule = model->clocks[i].rule;
        bool running = false;
        for (size_t j = 0; j < model->count; j++) {
            running = running || (model->clocks[j].rule == rule && model_runs(model, j));
        }
        if (rule->reopens == REOPENS_NEW_CLOCK && !running) {
            model_begin(model, rule, today);
        } else if (rule->reopens == REOPENS_STOP && model->clocks[i].ended == model->closed) {
            model->clocks[i].ended = 0;
        }
    }
    model->closed = 0;
}

static void model_resume(struct model *model, int32_t today) {
    for (int reason = WISH; reason < CLOSED; reason++) {
        for (int32_t day = today - model->first; day < HORIZON; day++) {
            model->planned[reason][day] = model->lasting[reason][day] = false;
        }
    }
}

static void pause_by_chance(struct context *context, struct deadline_set *set,
                            struct model *model) {
    int reason = 1 + below(CLOSED - 1);
    int32_t today = date_to_days(context->today), from = today - 3 + below(10);
    bool lasts = below(2) == 0;
    int32_t to = from + below(12);
    if (set->pauses.count > DEADLINE_STOPS_MAX / 2) {
        return;
    }
    deadline_set_pause(context, set, reason, date_from_days(from),
                       lasts ? (struct date){0} : date_from_days(to));
    cross_off(lasts ? model->lasting[reason] : model->planned[reason], from - model->first,
              lasts ? HORIZON - 1 : to - model->first);
}

static void one_day(struct context *context, struct deadline_set *set, struct model *model) {
    const struct uuid nobody = {{0}};
    int32_t today = date_to_days(context->today);
    if (model->closed != 0) {
        if (below(4) == 0 && model->count + RULES < CLOCKS) {
            deadline_set_reopen(context, set, date_from_days(model->closed), nobody,
                                (struct opt_int){false, 0});
            model_reopen(model, today);
        }
        return;
    }
    switch (below(14)) {
    case 0:
    case 1:
        pause_by_chance(context, set, model);
        break;
    case 2:
        deadline_set_resume(context, set);
        model_resume(model, today);
        break;
    case 3:
        deadline_set_meet(context, set, MET_BY_START);
        model_meet(model, MET_BY_START, today);
        break;
    case 4:
        deadline_set_meet(context, set, MET_BY_COMPLETE);
        model_meet(model, MET_BY_COMPLETE, today);
        deadline_set_end(context, set);
        model_close(model, today);
        break;
    case 5:
        deadline_set_end(context, set);
        model_close(model, today);
        break;
    default:
        break;
    }
}

static void compare(struct context *context, struct deadline_set *set, const struct model *model,
                    int life) {
    struct list read = deadline_set_read(context, set);
    const struct deadline_answer *answers = read.items;
    int32_t today = date_to_days(context->today);
    ck_assert_msg(read.count == model->count, "life %d: %zu clocks, not %zu", life, read.count,
                  model->count);
    for (size_t i = 0; i < read.count; i++) {
        int32_t ended = model->clocks[i].ended, as_of = ended ? ended : today;
        int32_t due = model_due(model, i, as_of), met = model->clocks[i].met;
        ck_assert_msg(date_to_days(answers[i].due_on) == due, "life %d, clock %zu: %d days off",
                      life, i, date_to_days(answers[i].due_on) - due);
        int state = met                                                          ? DEADLINE_MET
                    : as_of > due                                                ? DEADLINE_OVERDUE
                    : is_crossed_off(model, model->clocks[i].rule, as_of, as_of) ? DEADLINE_STOPPED
                                                                                 : DEADLINE_RUNNING;
        ck_assert_msg(answers[i].state == state, "life %d, clock %zu: state %d, not %d", life, i,
                      answers[i].state, state);
        ck_assert_int_eq(date_is_set(answers[i].met_on) ? date_to_days(answers[i].met_on) : 0, met);
        ck_assert_int_eq(date_is_set(answers[i].ended_on) ? date_to_days(answers[i].ended_on) : 0,
                         ended);
    }
}

START_TEST(deadline_set__led_through_days_by_chance_is_where_crossed_off_days_are) {
    static struct model model;
    struct deadline_rule rules[RULES] = {
        {.code = "days", .counting = COUNT_CALENDAR_DAYS, .amount = 30, .reopens = REOPENS_STOP},
        {.code = "working", .counting = COUNT_WORKING_DAYS, .amount = 12, .reopens = REOPENS_STOP},
        {.code = "months", .counting = COUNT_MONTHS, .amount = 2, .reopens = REOPENS_NEW_CLOCK}};
    for (int i = 0; i < RULES; i++) {
        rules[i].stops = two_reasons();
        rules[i].last_day = i == 1 ? LAST_DAY_MOVES : LAST_DAY_STAYS;
        rules[i].met_by = i == 0 ? MET_BY_START : MET_BY_COMPLETE;
        rules[i].valid_from = (struct date){2000, 1, 1};
    }
    for (int life = 0; life < 120; life++) {
        struct context context = {.arena = arena};
        struct deadline_set set = {0};
        chance = 1000 + (uint64_t)life;
        int32_t first = any_day();
        memset(&model, 0, sizeof model);
        model.first = first - 400;
        context.today = date_from_days(first);
        deadline_set_open(&context, &set);
        set.rules = (struct list){rules, RULES};
        for (int i = 0; i < RULES; i++) {
            deadline_set_begin(&context, &set, "/rule", rules[i].code, context.today,
                               (struct opt_int){false, 0});
            model_begin(&model, &rules[i], first);
        }
        for (int day = 0; day < DAYS; day++) {
            context.today = date_from_days(first + day);
            one_day(&context, &set, &model);
            compare(&context, &set, &model, life);
        }
    }
}
END_TEST

Suite *deadline_chance_suite(void) {
    Suite *suite = suite_create("deadlines by chance");
    TCase *tests = tcase_create("deadlines by chance");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, deadline_clock__by_chance_is_the_one_counted_a_day_at_a_time);
    tcase_add_test(tests, deadline_clock__is_due_no_sooner_for_standing_still);
    tcase_add_test(tests, deadline_set__led_through_days_by_chance_is_where_crossed_off_days_are);
    suite_add_tcase(suite, tests);
    return suite;
}
