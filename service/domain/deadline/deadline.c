#include "domain/deadline/deadline.h"
#include "base/limits.h"

/* --- shapes --- */

static const struct shape_field wanted_fields[] = {
    FIELD_FORMAT(struct deadline_wanted, rule, SHAPE_REQUIRED, 1, 64, "code"),
    FIELD(struct deadline_wanted, from, SHAPE_REQUIRED),
    FIELD(struct deadline_wanted, birth_date, SHAPE_PERSONAL),
    FIELD_RANGE(struct deadline_wanted, age, SHAPE_PERSONAL, 0, DEADLINE_AGE_MAX),
    FIELD(struct deadline_wanted, as_of, 0),
    FIELD(struct deadline_wanted, met_on, 0),
    FIELD_LIST(struct deadline_wanted, stops, 0, deadline_stop_shape, 0, DEADLINE_STOPS_MAX),
    FIELD_END};
const struct shape deadline_wanted_shape = {"DeadlineReckon", sizeof(struct deadline_wanted),
                                            wanted_fields};

static const struct shape_field answer_fields[] = {
    FIELD(struct deadline_answer, rule, SHAPE_READ_ONLY),
    FIELD_RECORD(struct deadline_answer, names, SHAPE_READ_ONLY, names3_shape),
    FIELD_ENUM(struct deadline_answer, basis, SHAPE_READ_ONLY, deadline_basis_words),
    FIELD(struct deadline_answer, source, SHAPE_READ_ONLY),
    FIELD(struct deadline_answer, check_with_law, SHAPE_READ_ONLY),
    FIELD(struct deadline_answer, valid_from, SHAPE_READ_ONLY),
    FIELD(struct deadline_answer, amount, SHAPE_READ_ONLY),
    FIELD_ENUM(struct deadline_answer, counting, SHAPE_READ_ONLY, deadline_counting_words),
    FIELD(struct deadline_answer, starts_on, SHAPE_READ_ONLY),
    FIELD(struct deadline_answer, due_on, SHAPE_READ_ONLY),
    FIELD(struct deadline_answer, met_on, SHAPE_READ_ONLY),
    FIELD(struct deadline_answer, ended_on, SHAPE_READ_ONLY),
    FIELD_ENUM(struct deadline_answer, state, SHAPE_READ_ONLY, deadline_state_words),
    FIELD(struct deadline_answer, days_left, SHAPE_READ_ONLY),
    FIELD(struct deadline_answer, in_time, SHAPE_READ_ONLY),
    FIELD_LIST(struct deadline_answer, stops, SHAPE_READ_ONLY, deadline_stop_shape, 0,
               DEADLINE_STOPS_MAX),
    FIELD_END};
const struct shape deadline_answer_shape = {"Deadline", sizeof(struct deadline_answer),
                                            answer_fields};

static const struct shape_field span_fields[] = {FIELD(struct calendar_span, from, 0),
                                                 FIELD(struct calendar_span, to, 0), FIELD_END};
const struct shape calendar_span_shape = {"calendar_span", sizeof(struct calendar_span),
                                          span_fields};

/* --- reckoning --- */

static void check_day(struct context *context, const char *pointer, struct date day) {
    if (date_is_set(day) && (day.year < CALENDAR_FIRST_YEAR || day.year > CALENDAR_LAST_YEAR)) {
        context_error(context, pointer, ERROR_out_of_range,
                      arena_format(context->arena, "%d-01-01..%d-12-31", CALENDAR_FIRST_YEAR,
                                   CALENDAR_LAST_YEAR));
    }
}

static void check_order(struct context *context, const char *pointer, struct date from,
                        struct date to) {
    if (date_is_set(to) && date_compare(to, from) < 0) {
        context_error(context, pointer, ERROR_ends_before_start, NULL);
    }
}

enum status calendar_span_settle(struct context *context, struct calendar_span *span) {
    if (!date_is_set(span->from)) {
        span->from = (struct date){context->today.year, 1, 1};
    }
    if (!date_is_set(span->to)) {
        span->to = (struct date){span->from.year, 12, 31};
    }
    check_day(context, "?from", span->from);
    check_day(context, "?to", span->to);
    check_order(context, "?to", span->from, span->to);
    return context_settle(context, STATUS_invalid);
}

static void check_stops(struct context *context, const struct list *stops) {
    const struct deadline_stop *stop = stops->items;
    for (size_t i = 0; i < stops->count; i++, stop++) {
        check_day(context, arena_format(context->arena, "/stops/%zu/from", i), stop->from);
        check_day(context, arena_format(context->arena, "/stops/%zu/to", i), stop->to);
        check_order(context, arena_format(context->arena, "/stops/%zu/to", i), stop->from,
                    stop->to);
    }
}

static void check_wanted(struct context *context, const struct deadline_wanted *wanted) {
    check_day(context, "/from", wanted->from);
    check_day(context, "/as_of", wanted->as_of);
    check_day(context, "/met_on", wanted->met_on);
    check_order(context, "/met_on", wanted->from, wanted->met_on);
    check_order(context, "/from", wanted->birth_date, wanted->from);
    check_stops(context, &wanted->stops);
    if (date_is_set(wanted->birth_date) && wanted->age.present) {
        context_error(context, "/age", ERROR_only_one, "birth_date, age");
    }
}

static struct opt_int age_on_start(const struct deadline_wanted *wanted) {
    if (!date_is_set(wanted->birth_date)) {
        return wanted->age;
    }
    return (struct opt_int){true, date_age(wanted->birth_date, wanted->from)};
}

static const struct deadline_rule *choose(struct context *context, const struct list *rules,
                                          const struct deadline_wanted *wanted) {
    bool age_needed = false;
    const struct deadline_rule *rule =
        deadline_rule_choose(rules, wanted->rule, wanted->from, age_on_start(wanted), &age_needed);
    if (rule) {
        return rule;
    }
    if (age_needed) {
        context_error(context, "/birth_date", ERROR_age_needed, NULL);
    } else {
        bool known = deadline_rule_known(rules, wanted->rule);
        context_error(context, "/rule", known ? ERROR_no_rule_then : ERROR_unknown_rule, NULL);
    }
    return NULL;
}

static void fill(struct context *context, const struct deadline_wanted *wanted,
                 const struct deadline_rule *rule, struct deadline_answer *out) {
    struct deadline_clock clock = {rule,
                                   wanted->from,
                                   wanted->met_on,
                                   date_is_set(wanted->as_of) ? wanted->as_of : context->today,
                                   wanted->stops.items,
                                   wanted->stops.count};
    struct deadline_reading reading;
    deadline_clock_read(context->arena, &clock, &reading);
    *out = (struct deadline_answer){.rule = rule->code,
                                    .names = rule->names,
                                    .basis = rule->basis,
                                    .source = rule->source,
                                    .check_with_law = rule->check_with_law,
                                    .valid_from = rule->valid_from,
                                    .amount = rule->amount,
                                    .counting = rule->counting,
                                    .starts_on = wanted->from,
                                    .due_on = reading.due_on,
                                    .met_on = wanted->met_on,
                                    .state = reading.state,
                                    .days_left = reading.days_left,
                                    .in_time = reading.in_time,
                                    .stops = wanted->stops};
}

enum status deadline_reckon(struct context *context, const struct deadline_wanted *wanted,
                            struct deadline_answer *out) {
    struct list rules = {0};
    check_wanted(context, wanted);
    enum status status = context_settle(context, STATUS_rule_broken);
    if (status == OK) {
        status = deadline_rules(context, &rules);
    }
    if (status != OK) {
        return status;
    }
    const struct deadline_rule *rule = choose(context, &rules, wanted);
    if (rule) {
        fill(context, wanted, rule, out);
    }
    return context_settle(context, STATUS_rule_broken);
}
