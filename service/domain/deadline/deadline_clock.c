#include "domain/deadline/deadline_clock.h"
#include "base/arena.h"

#include <stdlib.h>

const char *const deadline_state_words[] = {"running", "met", "overdue", "stopped", NULL};

static const struct shape_field stop_fields[] = {
    FIELD(struct deadline_stop, from, SHAPE_REQUIRED), FIELD(struct deadline_stop, to, 0),
    FIELD_ENUM(struct deadline_stop, reason, SHAPE_REQUIRED, deadline_stop_words),
    FIELD(struct deadline_stop, counted, SHAPE_READ_ONLY | SHAPE_JSON_ONLY), FIELD_END};
const struct shape deadline_stop_shape = {"DeadlineStop", sizeof(struct deadline_stop),
                                          stop_fields};

/* Days on which the clock stands still, first and last; in order, without overlaps. */
struct span {
    int32_t first, last;
};

static int compare_spans(const void *left, const void *right) {
    const struct span *a = left, *b = right;
    return (a->first > b->first) - (a->first < b->first);
}

/* An open stop lasts until the day that asks; one that has not begun by then, or that ended before
 * it began, is none yet. */
static bool span_of(const struct deadline_clock *clock, const struct deadline_stop *stop,
                    struct span *out) {
    struct date to = date_is_set(stop->to) ? stop->to : clock->as_of;
    *out = (struct span){date_to_days(stop->from), date_to_days(to)};
    return stop->counted && out->first <= out->last;
}

static size_t merge(struct span *spans, size_t count) {
    size_t merged = 0;
    qsort(spans, count, sizeof *spans, compare_spans);
    for (size_t i = 0; i < count; i++) {
        struct span *last = merged > 0 ? &spans[merged - 1] : NULL;
        if (last && spans[i].first <= last->last + 1) {
            last->last = spans[i].last > last->last ? spans[i].last : last->last;
        } else {
            spans[merged++] = spans[i];
        }
    }
    return merged;
}

static size_t spans_of(struct arena *arena, const struct deadline_clock *clock, struct span **out) {
    struct span *spans = arena_alloc(arena, (clock->stop_count + 1) * sizeof *spans);
    size_t count = 0;
    for (size_t i = 0; i < clock->stop_count; i++) {
        struct deadline_stop *stop = &clock->stops[i];
        stop->counted = deadline_rule_stops(clock->rule, deadline_stop_words[stop->reason - 1]);
        count += span_of(clock, stop, &spans[count]);
    }
    *out = spans;
    return merge(spans, count);
}

/* How many days of the calendar, or working days, the limit has. */
static int32_t days_to_count(const struct deadline_rule *rule, struct date starts_on) {
    if (rule->counting != COUNT_MONTHS) {
        return (int32_t)rule->amount;
    }
    struct date end = date_add_months(starts_on, (int)rule->amount);
    return date_to_days(end) - date_to_days(starts_on);
}

static bool counts(const struct deadline_rule *rule, int32_t day) {
    return rule->counting != COUNT_WORKING_DAYS || calendar_day_kind(day) != DAY_OFF;
}

/* The day on which the last of the days to count lies. */
static int32_t last_day(const struct deadline_clock *clock, const struct span *spans,
                        size_t count) {
    int32_t day = date_to_days(clock->starts_on);
    int32_t left = days_to_count(clock->rule, clock->starts_on);
    size_t next = 0;
    while (left > 0) {
        day++;
        while (next < count && spans[next].last < day) {
            next++;
        }
        if (next < count && spans[next].first <= day) {
            day = spans[next].last;
        } else {
            left -= counts(clock->rule, day);
        }
    }
    if (clock->rule->last_day == LAST_DAY_MOVES) {
        while (calendar_day_kind(day) != DAY_WORKING) {
            day++;
        }
    }
    return day;
}

static bool stands_still(const struct span *spans, size_t count, int32_t day) {
    for (size_t i = 0; i < count; i++) {
        if (spans[i].first <= day && day <= spans[i].last) {
            return true;
        }
    }
    return false;
}

void deadline_clock_read(struct arena *arena, const struct deadline_clock *clock,
                         struct deadline_reading *out) {
    struct span *spans = NULL;
    size_t count = spans_of(arena, clock, &spans);
    int32_t due = last_day(clock, spans, count), today = date_to_days(clock->as_of);
    *out = (struct deadline_reading){.due_on = date_from_days(due),
                                     .days_left = {true, (int64_t)due - today}};
    if (date_is_set(clock->met_on) && date_compare(clock->met_on, clock->as_of) <= 0) {
        out->state = DEADLINE_MET;
        out->in_time = (struct opt_bool){true, date_to_days(clock->met_on) <= due};
        out->days_left = (struct opt_int){false, 0};
    } else if (today > due) {
        out->state = DEADLINE_OVERDUE;
    } else {
        out->state = stands_still(spans, count, today) ? DEADLINE_STOPPED : DEADLINE_RUNNING;
    }
}
