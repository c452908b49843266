#include "domain/meeting/meeting.h"

#include "base/text.h"
#include "db/db.h"
#include "domain/meeting/holidays.h"
#include "domain/meeting/meeting.sql.h"
#include "domain/meeting/occurrence.h"
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

/* What rows are looked for by, and what they are checked against. */
struct meeting_key {
    struct uuid id, unit_id;
    struct list ids, services;
    int64_t units, services_found;
};
static const struct shape_field key_fields[] = {
    FIELD(struct meeting_key, id, 0), FIELD(struct meeting_key, unit_id, 0),
    FIELD_UUIDS(struct meeting_key, ids, 0, 0, 0),
    FIELD_UUIDS(struct meeting_key, services, 0, 0, 0), FIELD_END};
static const struct shape key_shape = {"meeting_key", sizeof(struct meeting_key), key_fields};

static const struct shape_field places_fields[] = {
    FIELD(struct meeting_key, units, 0),
    FIELD_AS(struct meeting_key, services_found, "services", 0), FIELD_END};
static const struct shape places_shape = {"meeting_places", sizeof(struct meeting_key),
                                          places_fields};

static const struct shape_field rule_fields[] = {
    FIELD(struct meeting_rule, meeting_id, 0),
    FIELD(struct meeting_rule, number, 0),
    FIELD(struct meeting_rule, rule, 0),
    FIELD(struct meeting_rule, starts_on, 0),
    FIELD(struct meeting_rule, until, 0),
    FIELD(struct meeting_rule, starts_minute, 0),
    FIELD(struct meeting_rule, duration_minutes, 0),
    FIELD_ENUM(struct meeting_rule, on_holiday, 0, on_holiday_words),
    FIELD_STRINGS(struct meeting_rule, except_on, 0, 0, 0),
    FIELD_END};
static const struct shape rule_shape = {"meeting_rule", sizeof(struct meeting_rule), rule_fields};

const char *day_text(struct context *context, struct date day) {
    char *text = arena_alloc(context->arena, DATE_TEXT_SIZE);
    date_print(day, text);
    return text;
}

/* --- rules of a body --- */

/* YYYY-MM-DDThh:mm, a local time. */
static bool read_start(const char *text, struct date *day, int64_t *minute) {
    char date[DATE_TEXT_SIZE];
    memcpy(date, text, DATE_TEXT_SIZE - 1);
    date[DATE_TEXT_SIZE - 1] = '\0';
    int hours = text_digits(text + 11, 2), minutes = text_digits(text + 14, 2);
    *minute = hours * 60 + minutes;
    return date_parse(date, day) && text[10] == 'T' && text[13] == ':' && hours >= 0 &&
           hours < 24 && minutes >= 0 && minutes < 60;
}

static void check_days(struct context *context, const struct list *days) {
    const char *const *texts = days->items;
    for (size_t i = 0; i < days->count; i++) {
        struct date day;
        if (!date_parse(texts[i], &day)) {
            context_error(context, arena_format(context->arena, "/except/%zu", i), ERROR_bad_format,
                          "YYYY-MM-DD");
        }
    }
}

/* A first day that the rule has not would stand in some calendars and not in others. */
static void check_first_day(struct context *context, const struct recurrence *recurrence,
                            struct date day) {
    struct date before, after;
    if (recurrence_fits(recurrence, day, &before, &after)) {
        return;
    }
    if (!date_is_set(before) && !date_is_set(after)) {
        context_error(context, "/rule", ERROR_rule_without_dates, NULL);
        return;
    }
    bool both = date_is_set(before) && date_is_set(after);
    const char *nearest =
        arena_format(context->arena, "%s%s%s", date_is_set(before) ? day_text(context, before) : "",
                     both ? ", " : "", date_is_set(after) ? day_text(context, after) : "");
    context_error(context, "/starts_at", ERROR_start_not_in_rule, nearest);
}

/* The last day: told by `until` or by the rule's UNTIL, not by both. */
static void take_until(struct context *context, const struct meeting_body *body,
                       const struct recurrence *recurrence, struct meeting_rule *out) {
    struct date by_rule = series_until(recurrence, out->starts_minute);
    out->until = date_is_set(body->until) ? body->until : by_rule;
    if (date_is_set(body->until) && date_is_set(by_rule)) {
        context_error(context, "/until", ERROR_only_one, "until, UNTIL");
    } else if (date_is_set(out->until) && date_compare(out->until, out->starts_on) < 0) {
        context_error(context, "/until", ERROR_ends_before_start, NULL);
    }
}

static enum status read_rule(struct context *context, const struct meeting_body *body,
                             struct meeting_rule *out) {
    struct recurrence recurrence;
    const char *fault = recurrence_read(body->rule, &recurrence);
    bool starts = read_start(body->starts_at, &out->starts_on, &out->starts_minute);
    if (fault) {
        context_error(context, "/rule", ERROR_bad_rule, fault);
    }
    if (!starts) {
        context_error(context, "/starts_at", ERROR_bad_format, "YYYY-MM-DDThh:mm");
    }
    check_days(context, &body->except);
    out->rule = arena_string(context->arena, recurrence.text);
    out->duration_minutes = body->duration_minutes.present ? body->duration_minutes.value : 60;
    out->on_holiday = body->on_holiday > 0 ? body->on_holiday : ON_HOLIDAY_SKIP;
    out->except_on = body->except;
    if (!fault && starts) {
        take_until(context, body, &recurrence, out);
        check_first_day(context, &recurrence, out->starts_on);
    }
    return context_settle(context, STATUS_rule_broken);
}

/* A link is opened by a click: only what a browser opens safely. */
static bool good_link(const char *link) {
    for (const char *at = link; *at != '\0'; at++) {
        if (*at <= ' ' || *at == '"' || *at == '<' || *at == '>' || *at == '\\') {
            return false;
        }
    }
    return strncmp(link, "https://", 8) == 0 && link[8] != '\0';
}

static enum status check_places(struct context *context, const struct meeting_body *body) {
    struct meeting_key found, key = {.unit_id = body->unit_id, .services = body->required_services};
    const struct uuid *ids = body->required_services.items;
    if (body->link && !good_link(body->link)) {
        context_error(context, "/link", ERROR_bad_format, "https://...");
    }
    for (size_t i = 1; i < key.services.count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (uuid_equal(&ids[i], &ids[j])) {
                context_error(context, arena_format(context->arena, "/required_services/%zu", i),
                              ERROR_given_twice, NULL);
                break;
            }
        }
    }
    enum status status =
        db_get(context, &meeting_select_places, &key_shape, &key, &places_shape, &found);
    if (status != OK) {
        return status;
    }
    if (found.units == 0) {
        context_error(context, "/unit_id", ERROR_unknown_unit, NULL);
    }
    if (found.services_found != (int64_t)key.services.count) {
        context_error(context, "/required_services", ERROR_unknown_service, NULL);
    }
    return context_settle(context, STATUS_rule_broken);
}

/* --- from rows --- */

static struct days except_days(struct context *context, const struct list *texts) {
    struct date *days = arena_alloc(context->arena, (texts->count + 1) * sizeof *days);
    const char *const *words = texts->items;
    size_t count = 0;
    for (size_t i = 0; i < texts->count; i++) {
        count += date_parse(words[i], &days[count]);
    }
    /* In order, as days_hold wants them: there are few, and most come in order. */
    for (size_t i = 1; i < count; i++) {
        for (size_t j = i; j > 0 && date_compare(days[j - 1], days[j]) > 0; j--) {
            struct date later = days[j - 1];
            days[j - 1] = days[j];
            days[j] = later;
        }
    }
    return (struct days){days, count};
}

static enum status read_rules(struct context *context, struct meeting_series *series) {
    const struct meeting_rule *rows = series->rows.items;
    series->rules = arena_alloc(context->arena, (series->rows.count + 1) * sizeof *series->rules);
    for (size_t i = 0; i < series->rows.count; i++) {
        struct series_rule *rule = &series->rules[i];
        if (recurrence_read(rows[i].rule, &rule->recurrence)) {
            return context_fail(context, STATUS_internal, "a stored rule can't be read");
        }
        rule->starts_on = rows[i].starts_on;
        rule->until = rows[i].until;
        rule->starts_minute = rows[i].starts_minute;
        rule->minutes = rows[i].duration_minutes;
        rule->on_holiday = rows[i].on_holiday;
        rule->except = except_days(context, &rows[i].except_on);
    }
    return OK;
}

struct list meeting_days(struct context *context, const struct meeting_series *series,
                         struct date from, struct date to) {
    struct series_day *days = arena_alloc(context->arena, RECURRENCE_DAYS_MAX * sizeof *days);
    struct date last = date_from_days(date_to_days(to) + SERIES_HOLIDAYS_BEHIND);
    struct days holidays = holidays_between(context->arena, from, last);
    size_t count = series_days(series->rules, series->rows.count, from, to, &holidays, days,
                               RECURRENCE_DAYS_MAX);
    return (struct list){days, count};
}

static const struct meeting_rule *last_rule(const struct meeting_series *series) {
    const struct meeting_rule *rows = series->rows.items;
    return series->rows.count > 0 ? &rows[series->rows.count - 1] : NULL;
}

/* The next meetings, for a human to see what the rule means. */
static void show_next(struct context *context, struct meeting_series *series) {
    struct date last = date_add_months(context->today, RECURRENCE_SEARCH_MONTHS);
    struct list days = meeting_days(context, series, context->today, last);
    const struct series_day *found = days.items;
    const char **texts = arena_alloc(context->arena, MEETING_NEXT_DATES * sizeof *texts);
    size_t count = 0;
    for (size_t i = 0; i < days.count && count < MEETING_NEXT_DATES; i++) {
        if (date_is_set(found[i].held_on)) {
            texts[count++] = day_text(context, found[i].held_on);
        }
    }
    series->meeting.next_dates = (struct list){texts, count};
}

static void show(struct context *context, struct meeting_series *series) {
    struct meeting *meeting = &series->meeting;
    const struct meeting_rule *rule = last_rule(series);
    if (rule) {
        meeting->rule = rule->rule;
        meeting->starts_at =
            arena_format(context->arena, "%sT%02d:%02d", day_text(context, rule->starts_on),
                         (int)(rule->starts_minute / 60), (int)(rule->starts_minute % 60));
        meeting->duration_minutes = rule->duration_minutes;
        meeting->on_holiday = rule->on_holiday;
        meeting->until = rule->until;
        meeting->except = rule->except_on;
    }
    if (!meeting->invited) {
        meeting->link = NULL;
    }
    show_next(context, series);
}

enum status meeting_load(struct context *context, struct uuid id, struct meeting_series *out) {
    struct meeting_key key = {.id = id};
    *out = (struct meeting_series){0};
    enum status status =
        db_list_ahead(context, &meeting_rule_select, &key_shape, &key, &rule_shape, &out->rows);
    if (status == OK) {
        status = db_get(context, &meeting_select, &key_shape, &key, &meeting_shape, &out->meeting);
    }
    return status == OK ? read_rules(context, out) : status;
}

/* --- operations --- */

static enum status record(struct context *context, enum audit_kind kind, enum event_type event,
                          const struct meeting *meeting) {
    enum status status =
        ledger_audit(context, kind, (struct uuid){{0}}, RESOURCE_meeting, meeting->id, GROUND_none);
    return status == OK ? ledger_event(context, event, meeting->id, meeting->version) : status;
}

/* No services are an empty array, not a missing one. */
static void take_body(struct context *context, const struct meeting_body *body,
                      struct meeting *out) {
    out->unit_id = body->unit_id;
    out->names = body->names;
    /* Who does not see the link can't mean to take it away. */
    out->link = body->link || out->invited ? body->link : out->link;
    out->minutes_per_case = body->minutes_per_case.present ? body->minutes_per_case.value : 8;
    out->required_services = body->required_services;
    if (!out->required_services.items) {
        out->required_services = (struct list){arena_alloc(context->arena, 1), 0};
    }
}

static enum status reread(struct context *context, struct uuid id, struct meeting *out) {
    struct meeting_series series;
    enum status status = meeting_load(context, id, &series);
    if (status == OK) {
        show(context, &series);
        *out = series.meeting;
    }
    return status;
}

enum status meeting_create(struct context *context, const struct meeting_body *body,
                           struct meeting *out) {
    struct meeting_rule rule = {.number = 1};
    *out = (struct meeting){.id = uuid_new(context->now.us / 1000), .version = 1};
    take_body(context, body, out);
    enum status status = read_rule(context, body, &rule);
    if (status == OK) {
        status = check_places(context, body);
    }
    rule.meeting_id = out->id;
    if (status == OK) {
        status = db_later(context, &meeting_insert, &meeting_shape, out);
    }
    if (status == OK) {
        status = db_later(context, &meeting_rule_insert, &rule_shape, &rule);
    }
    if (status == OK) {
        status = record(context, AUDIT_CREATE, EVENT_meeting_created, out);
    }
    return status == OK ? reread(context, out->id, out) : status;
}

enum status meeting_get(struct context *context, struct uuid id, struct meeting *out) {
    return reread(context, id, out);
}

enum status meeting_list(struct context *context, const struct meeting_filter *filter,
                         struct list *out) {
    struct list rules = {0};
    enum status status =
        db_list(context, &meeting_select_page, &meeting_filter_shape, filter, &meeting_shape, out);
    struct meeting *meetings = out->items;
    struct uuid *ids = arena_alloc(context->arena, (out->count + 1) * sizeof *ids);
    for (size_t i = 0; status == OK && i < out->count; i++) {
        ids[i] = meetings[i].id;
    }
    const struct meeting_key key = {.ids = {ids, out->count}};
    if (status == OK && out->count > 0) {
        status = db_list(context, &meeting_rule_select_all, &key_shape, &key, &rule_shape, &rules);
    }
    struct meeting_rule *rows = rules.items;
    for (size_t i = 0, at = 0; status == OK && i < out->count; i++) {
        struct meeting_series series = {.meeting = meetings[i]};
        size_t first = at;
        while (at < rules.count && uuid_equal(&rows[at].meeting_id, &meetings[i].id)) {
            at++;
        }
        series.rows = (struct list){&rows[first], at - first};
        status = read_rules(context, &series);
        show(context, &series);
        meetings[i] = series.meeting;
    }
    return status;
}

/* --- replacing --- */

static bool same_rule(const struct meeting_rule *a, const struct meeting_rule *b) {
    return strcmp(a->rule, b->rule) == 0 && date_compare(a->starts_on, b->starts_on) == 0 &&
           a->starts_minute == b->starts_minute && a->duration_minutes == b->duration_minutes &&
           a->on_holiday == b->on_holiday;
}

/* Only days to come may be taken out: what was held stays. */
static void check_cut(struct context *context, const struct meeting_rule *before,
                      const struct meeting_rule *after) {
    struct date yesterday = date_from_days(date_to_days(context->today) - 1);
    bool other_end = date_compare(before->until, after->until) != 0;
    if (other_end && date_is_set(after->until) && date_compare(after->until, yesterday) < 0) {
        context_error(context, "/until", ERROR_in_the_past, NULL);
    }
    struct days known = except_days(context, &before->except_on);
    const char *const *texts = after->except_on.items;
    for (size_t i = 0; i < after->except_on.count; i++) {
        struct date day = {0};
        if (date_parse(texts[i], &day) && date_compare(day, context->today) < 0 &&
            date_compare(day, after->starts_on) >= 0 && !days_hold(&known, day)) {
            context_error(context, arena_format(context->arena, "/except/%zu", i),
                          ERROR_in_the_past, NULL);
        }
    }
}

static enum status store_rule(struct context *context, const struct meeting_series *series,
                              struct meeting_rule *rule) {
    struct meeting_rule before = *last_rule(series);
    rule->meeting_id = series->meeting.id;
    rule->number = before.number;
    if (same_rule(&before, rule)) {
        check_cut(context, &before, rule);
        enum status status = context_settle(context, STATUS_rule_broken);
        return status == OK ? db_run(context, &meeting_rule_update, &rule_shape, rule, NULL)
                            : status;
    }
    if (date_compare(rule->starts_on, context->today) < 0) {
        context_error(context, "/starts_at", ERROR_in_the_past, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    if (series->rows.count >= MEETING_RULES_MAX) {
        return context_fail(context, STATUS_conflict, "too many rules of one series");
    }
    /* Every rule that reaches over the new one's start ends before it. */
    const struct meeting_rule *rows = series->rows.items;
    for (size_t i = 0; i < series->rows.count; i++) {
        struct meeting_rule ended = rows[i];
        if (date_is_set(ended.until) && date_compare(ended.until, rule->starts_on) < 0) {
            continue;
        }
        ended.until = date_from_days(date_to_days(rule->starts_on) - 1);
        enum status status = db_run(context, &meeting_rule_update, &rule_shape, &ended, NULL);
        if (status != OK) {
            return status;
        }
    }
    rule->number++;
    return db_run(context, &meeting_rule_insert, &rule_shape, rule, NULL);
}

/* What has been spoken of and is not among the meetings of the rules any more. */
static enum status list_kept(struct context *context, const struct meeting_series *series,
                             struct list *out) {
    struct list rows = {0};
    enum status status = occurrence_list_rows(context, series->meeting.id, context->today, &rows);
    const struct occurrence *occurrences = rows.items;
    struct meeting_kept *kept = arena_alloc(context->arena, (rows.count + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; status == OK && i < rows.count; i++) {
        struct date day = occurrences[i].date;
        if (meeting_days(context, series, day, day).count == 0) {
            kept[count++] = (struct meeting_kept){day, occurrences[i].held_on};
        }
    }
    *out = (struct list){kept, count};
    return status;
}

enum status meeting_replace(struct context *context, struct uuid id, const struct versions *seen,
                            const struct meeting_body *body, struct meeting *out) {
    struct meeting_series series;
    struct meeting_rule rule = {0};
    enum status status = meeting_load(context, id, &series);
    if (status == OK && !versions_hold(seen, series.meeting.version)) {
        status = context_fail(context, STATUS_stale, "another version by now");
    }
    if (status == OK) {
        status = read_rule(context, body, &rule);
    }
    if (status == OK) {
        status = check_places(context, body);
    }
    if (status != OK) {
        return status;
    }
    take_body(context, body, &series.meeting);
    status = db_change(context, &meeting_update, &meeting_shape, &series.meeting);
    if (status == OK) {
        status = store_rule(context, &series, &rule);
    }
    if (status == OK) {
        status = meeting_load(context, id, &series);
    }
    if (status == OK) {
        status = list_kept(context, &series, &series.meeting.kept);
    }
    if (status != OK) {
        return status;
    }
    show(context, &series);
    *out = series.meeting;
    return record(context, AUDIT_CHANGE, EVENT_meeting_changed, out);
}

enum status meeting_calendar_changed(struct context *context, struct uuid id) {
    const struct meeting_key key = {.id = id};
    return db_run(context, &meeting_update_calendar, &key_shape, &key, NULL);
}

enum status meeting_plan_changed(struct context *context, struct uuid id, int64_t version) {
    const struct meeting meeting = {.id = id, .plan_version = version};
    return db_change(context, &meeting_update_plan, &meeting_shape, &meeting);
}
