#include "domain/meeting/meeting_calendar.h"

#include "domain/meeting/holidays.h"
#include "domain/meeting/occurrence.h"
#include "ical/calendar_file.h"

#include <stdlib.h>
#include <string.h>

/* One after another: those of the rules with the days that they leave out, then what stands in the
 * place of a day, then what was spoken of and is no day of the rules any more. */
struct events {
    struct context *context;
    const struct meeting_series *series;
    struct calendar_event *items;
    size_t count, room;
};

static struct calendar_event *add(struct events *events) {
    if (events->count == events->room) {
        size_t room = events->room * 2 + 16;
        struct calendar_event *items = arena_alloc(events->context->arena, room * sizeof *items);
        if (events->count > 0) {
            memcpy(items, events->items, events->count * sizeof *items);
        }
        events->items = items;
        events->room = room;
    }
    return &events->items[events->count++];
}

static const char *name_of(const struct context *context, const struct meeting_names *names) {
    const char *const texts[LANGUAGE_COUNT] = {names->fi, names->sv, names->en};
    return texts[context->language];
}

/* The series' own id; a later rule, which other programs take for another series, tells its day. */
static const char *uid_of(struct events *events, size_t number, struct date day) {
    char id[UUID_TEXT_SIZE];
    uuid_print(&events->series->meeting.id, id);
    return number == 0 ? arena_format(events->context->arena, "%s@asiakkuus", id)
                       : arena_format(events->context->arena, "%s-%s@asiakkuus", id,
                                      day_text(events->context, day));
}

static struct calendar_event event_of(struct events *events, const char *uid, struct date day,
                                      int64_t starts_minute, int64_t minutes) {
    const struct meeting *meeting = &events->series->meeting;
    return (struct calendar_event){.uid = uid,
                                   .on = day,
                                   .starts_minute = starts_minute,
                                   .minutes = minutes,
                                   .summary = name_of(events->context, &meeting->names),
                                   .url = meeting->invited ? meeting->link : NULL,
                                   .sequence = meeting->calendar_sequence};
}

static bool is_cancelled(const struct list *rows, struct date day) {
    const struct occurrence *occurrences = rows->items;
    for (size_t i = 0; i < rows->count; i++) {
        if (date_compare(occurrences[i].date, day) == 0) {
            return occurrences[i].state == OCCURRENCE_CANCELLED;
        }
    }
    return false;
}

/* A holiday moves this one: the same meeting on another day. */
static void add_moved(struct events *events, const char *uid, const struct series_day *day) {
    struct calendar_event event =
        event_of(events, uid, day->held_on, day->rule->starts_minute, day->rule->minutes);
    event.replaces = day->on;
    *add(events) = event;
}

static struct date end_of(const struct series_rule *rule, struct date horizon) {
    return date_is_set(rule->until) && date_compare(rule->until, horizon) < 0 ? rule->until
                                                                              : horizon;
}

/* Days of the rule without a meeting: those left out, holidays, cancelled ones. In portions, for a
 * rule may have more days than are expanded at a time. */
static struct days left_out(struct events *events, const struct series_rule *rule, const char *uid,
                            struct date horizon, const struct list *rows) {
    struct context *context = events->context;
    struct date last = end_of(rule, horizon), from = rule->starts_on;
    struct date *days = arena_alloc(context->arena, CALENDAR_EXCEPT_MAX * sizeof *days);
    struct series_day *found = arena_alloc(context->arena, RECURRENCE_DAYS_MAX * sizeof *found);
    size_t count = 0;
    for (size_t i = 0; i < rule->except.count && count < CALENDAR_EXCEPT_MAX; i++) {
        days[count++] = rule->except.days[i];
    }
    while (date_compare(from, last) <= 0) {
        struct date to = date_add_months(from, 12);
        struct days holidays = holidays_between(context->arena, from, date_add_months(to, 1));
        size_t here = series_days(rule, 1, from, date_compare(to, last) < 0 ? to : last, &holidays,
                                  found, RECURRENCE_DAYS_MAX);
        for (size_t i = 0; i < here && count < CALENDAR_EXCEPT_MAX; i++) {
            bool cancelled = is_cancelled(rows, found[i].on);
            bool moved =
                date_is_set(found[i].held_on) && date_compare(found[i].held_on, found[i].on) != 0;
            if (cancelled || !date_is_set(found[i].held_on)) {
                days[count++] = found[i].on;
            } else if (moved) {
                add_moved(events, uid, &found[i]);
            }
        }
        from = date_from_days(date_to_days(to) + 1);
    }
    return (struct days){days, count};
}

static void add_rule(struct events *events, size_t number, struct date horizon,
                     const struct list *rows) {
    const struct series_rule *rule = &events->series->rules[number];
    if (date_is_set(rule->until) && date_compare(rule->until, rule->starts_on) < 0) {
        return;
    }
    const char *uid = uid_of(events, number, rule->starts_on);
    size_t place = events->count;
    add(events);
    struct days except = left_out(events, rule, uid, horizon, rows);
    struct calendar_event event =
        event_of(events, uid, rule->starts_on, rule->starts_minute, rule->minutes);
    event.rule = rule->recurrence.text;
    event.until = rule->until;
    event.except = except.days;
    event.except_count = except.count;
    events->items[place] = event;
}

/* Spoken of before the rule was changed: it is held as it was. */
static void add_kept(struct events *events, const struct list *rows) {
    const struct occurrence *occurrences = rows->items;
    for (size_t i = 0; i < rows->count; i++) {
        const struct occurrence *row = &occurrences[i];
        bool in_rule =
            meeting_days(events->context, events->series, row->date, row->date).count > 0;
        if (!in_rule && row->state == OCCURRENCE_SCHEDULED) {
            const char *uid =
                arena_format(events->context->arena, "kept-%s", uid_of(events, 1, row->date));
            struct calendar_event event =
                event_of(events, uid, row->held_on, row->starts_minute, row->duration_minutes);
            event.url = event.url ? row->link : NULL;
            *add(events) = event;
        }
    }
}

enum status meeting_calendar_write(struct context *context, struct uuid id, struct text *out) {
    struct meeting_series series;
    struct list rows = {0};
    enum status status = meeting_load(context, id, &series);
    if (status == OK) {
        status = occurrence_list_rows(context, id, (struct date){1, 1, 1}, &rows);
    }
    if (status != OK) {
        return status;
    }
    /* Of the last change, not of today: the same version gives the same bytes. */
    struct instant changed_at = series.meeting.calendar_changed_at;
    struct date horizon = date_add_months(instant_day_helsinki(changed_at), CALENDAR_MONTHS);
    struct events events = {.context = context, .series = &series};
    for (size_t i = 0; i < series.rows.count; i++) {
        add_rule(&events, i, horizon, &rows);
    }
    add_kept(&events, &rows);
    const struct calendar_file file = {
        .changed_at = changed_at, .events = events.items, .count = events.count};
    calendar_file_write(out, &file);
    return OK;
}
