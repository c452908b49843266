#include "domain/meeting/series.h"

static struct date day_after(struct date day) {
    return date_from_days(date_to_days(day) + 1);
}

/* 1970-01-01 was a Thursday. */
static bool is_weekend(struct date day) {
    int32_t from_monday = ((date_to_days(day) + 3) % 7 + 7) % 7;
    return from_monday >= 5;
}

bool days_hold(const struct days *days, struct date day) {
    size_t low = 0, high = days->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = date_compare(days->days[middle], day);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

/* Does the series meet on that day anyway, or does a holiday after `on` move a meeting there too?
 */
static bool is_taken(const struct series_rule *rule, struct date on, struct date day,
                     const struct days *holidays) {
    struct date days[SERIES_HOLIDAYS_BEHIND];
    bool ends_first = date_is_set(rule->until) && date_compare(rule->until, day) < 0;
    size_t found = recurrence_days(&rule->recurrence, rule->starts_on, day_after(on),
                                   ends_first ? rule->until : day, days, SERIES_HOLIDAYS_BEHIND);
    for (size_t i = 0; i < found; i++) {
        bool held_there = date_compare(days[i], day) == 0 || days_hold(holidays, days[i]);
        if (held_there && !days_hold(&rule->except, days[i])) {
            return true;
        }
    }
    return false;
}

/* The working day that takes over; absent where another meeting is held on that day. */
static struct date moved(const struct series_rule *rule, struct date on,
                         const struct days *holidays) {
    struct date last = date_from_days(date_to_days(on) + SERIES_HOLIDAYS_BEHIND), day = on;
    do {
        day = day_after(day);
    } while ((is_weekend(day) || days_hold(holidays, day)) && date_compare(day, last) < 0);
    return is_taken(rule, on, day, holidays) ? (struct date){0} : day;
}

static struct date held_on(const struct series_rule *rule, struct date day,
                           const struct days *holidays) {
    if (!days_hold(holidays, day)) {
        return day;
    }
    return rule->on_holiday == ON_HOLIDAY_NEXT_WORKING_DAY ? moved(rule, day, holidays)
                                                           : (struct date){0};
}

static size_t rule_days(const struct series_rule *rule, struct date from, struct date to,
                        const struct days *holidays, struct series_day *out, size_t room) {
    struct date days[RECURRENCE_DAYS_MAX];
    size_t most = room < RECURRENCE_DAYS_MAX ? room : RECURRENCE_DAYS_MAX, count = 0;
    bool ends_first = date_is_set(rule->until) && date_compare(rule->until, to) < 0;
    size_t found = recurrence_days(&rule->recurrence, rule->starts_on, from,
                                   ends_first ? rule->until : to, days, most);
    for (size_t i = 0; i < found; i++) {
        if (!days_hold(&rule->except, days[i])) {
            out[count++] = (struct series_day){days[i], held_on(rule, days[i], holidays), rule};
        }
    }
    return count;
}

size_t series_days(const struct series_rule *rules, size_t count, struct date from, struct date to,
                   const struct days *holidays, struct series_day *out, size_t room) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += rule_days(&rules[i], from, to, holidays, out + found, room - found);
    }
    return found;
}

struct date series_until(const struct recurrence *rule, int64_t starts_minute) {
    if (rule->until_at.us == 0) {
        return rule->until_on;
    }
    struct date day = instant_day_helsinki(rule->until_at);
    bool begins_later = instant_at_helsinki(day, (int)starts_minute).us > rule->until_at.us;
    return begins_later ? date_from_days(date_to_days(day) - 1) : day;
}
