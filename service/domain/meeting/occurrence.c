#include "domain/meeting/occurrence.h"

#include "db/db.h"
#include "domain/deadline/deadline.h"
#include "domain/meeting/occurrence.sql.h"
#include "ledger/moves.h"

#include <string.h>

const char *const occurrence_state_words[] = {"scheduled", "cancelled", "holiday", NULL};
/* A holiday is seen from the calendar, not kept. */
static const char *const kept_states[] = {"scheduled", "cancelled", NULL};

static const struct move move_rows[] = {
#define MOVE MOVE_ROW
#include "domain/meeting/occurrence_moves.def"
#undef MOVE
};
const struct moves occurrence_moves = {RESOURCE_meeting_occurrence, kept_states, move_rows,
                                       sizeof move_rows / sizeof *move_rows};

/* --- shapes --- */

#define COMMON_FIELDS                                                                              \
    FIELD(struct occurrence, meeting_id, SHAPE_READ_ONLY),                                         \
        FIELD(struct occurrence, date, SHAPE_READ_ONLY),                                           \
        FIELD(struct occurrence, version, SHAPE_READ_ONLY),                                        \
        FIELD_ENUM(struct occurrence, state, SHAPE_READ_ONLY, occurrence_state_words),             \
        FIELD(struct occurrence, held_on, SHAPE_READ_ONLY),                                        \
        FIELD(struct occurrence, starts_at, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),                    \
        FIELD(struct occurrence, ends_at, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),                      \
        FIELD(struct occurrence, link, SHAPE_READ_ONLY),                                           \
        FIELD(struct occurrence, cancel_reason, SHAPE_READ_ONLY),                                  \
        FIELD(struct occurrence, theme, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),                        \
        FIELD_EMBED(struct occurrence, chair, SHAPE_READ_ONLY, person_shape, "chair_"),            \
        FIELD_EMBED(struct occurrence, secretary, SHAPE_READ_ONLY, person_shape, "secretary_"),    \
        FIELD(struct occurrence, cases, SHAPE_READ_ONLY),                                          \
        FIELD(struct occurrence, topics, SHAPE_READ_ONLY),                                         \
        FIELD(struct occurrence, sign_ups, SHAPE_READ_ONLY),                                       \
        FIELD(struct occurrence, kept, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),                         \
        FIELD(struct occurrence, id, SHAPE_COLUMN_ONLY),                                           \
        FIELD(struct occurrence, case_rows, SHAPE_COLUMN_ONLY),                                    \
        FIELD(struct occurrence, topic_rows, SHAPE_COLUMN_ONLY),                                   \
        FIELD(struct occurrence, starts_minute, SHAPE_COLUMN_ONLY),                                \
        FIELD(struct occurrence, duration_minutes, SHAPE_COLUMN_ONLY)

static const struct shape_field summary_fields[] = {COMMON_FIELDS, FIELD_END};
const struct shape occurrence_summary_shape = {"MeetingOccurrenceSummary",
                                               sizeof(struct occurrence), summary_fields};

static const struct shape_field occurrence_fields[] = {
    COMMON_FIELDS,
    FIELD_STRINGS(struct occurrence, available_actions, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, 0, 16),
    FIELD_LIST(struct occurrence, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, move_step_shape, 0,
               MOVES_SHOWN_MAX),
    FIELD_END};
const struct shape occurrence_shape = {"MeetingOccurrence", sizeof(struct occurrence),
                                       occurrence_fields};

static const struct shape_field filter_fields[] = {
    FIELD(struct occurrence_filter, from, 0), FIELD(struct occurrence_filter, to, 0), FIELD_END};
const struct shape occurrence_filter_shape = {"occurrence_filter", sizeof(struct occurrence_filter),
                                              filter_fields};

static const struct shape_field leader_fields[] = {
    FIELD_STRING(struct person, sub, SHAPE_REQUIRED, 1, 255),
    FIELD_STRING(struct person, name, 0, 1, 255), FIELD_END};
static const struct shape leader_shape = {"MeetingLeader", sizeof(struct person), leader_fields};

static const struct shape_field roles_fields[] = {
    FIELD_RECORD(struct occurrence_roles, chair, 0, leader_shape),
    FIELD_RECORD(struct occurrence_roles, secretary, 0, leader_shape), FIELD_END};
const struct shape occurrence_roles_shape = {"MeetingRoles", sizeof(struct occurrence_roles),
                                             roles_fields};

static const struct shape_field reason_fields[] = {
    FIELD_FORMAT(struct occurrence_reason, reason, SHAPE_REQUIRED, 1, 500, "text"), FIELD_END};
const struct shape occurrence_reason_shape = {"MeetingReason", sizeof(struct occurrence_reason),
                                              reason_fields};

struct occurrence_key {
    struct uuid meeting_id, id;
    struct date date, from, to;
};
static const struct shape_field key_fields[] = {
    FIELD(struct occurrence_key, meeting_id, 0), FIELD(struct occurrence_key, id, 0),
    FIELD(struct occurrence_key, date, 0),       FIELD(struct occurrence_key, from, 0),
    FIELD(struct occurrence_key, to, 0),         FIELD_END};
static const struct shape key_shape = {"occurrence_key", sizeof(struct occurrence_key), key_fields};

/* --- what the rule says --- */

static void set_times(struct occurrence *occurrence) {
    occurrence->starts_at =
        instant_at_helsinki(occurrence->held_on, (int)occurrence->starts_minute);
    occurrence->ends_at.us =
        occurrence->starts_at.us + occurrence->duration_minutes * 60 * INT64_C(1000000);
}

static struct occurrence of_rule(const struct meeting_series *series,
                                 const struct series_day *day) {
    struct occurrence occurrence = {.meeting_id = series->meeting.id,
                                    .version = 1,
                                    .date = day->on,
                                    .held_on = day->held_on,
                                    .state = OCCURRENCE_SCHEDULED,
                                    .starts_minute = day->rule->starts_minute,
                                    .duration_minutes = day->rule->minutes,
                                    .link = series->meeting.link};
    if (date_is_set(day->held_on)) {
        set_times(&occurrence);
    } else {
        occurrence.state = OCCURRENCE_HOLIDAY;
    }
    return occurrence;
}

/* The link is for the invited only, and for nobody once there is nothing to come to. */
static void hide_link(const struct meeting_series *series, struct occurrence *occurrence) {
    if (!series->meeting.invited || occurrence->state != OCCURRENCE_SCHEDULED) {
        occurrence->link = NULL;
    }
}

/* --- finding --- */

static enum status find_row(struct context *context, struct uuid meeting_id, struct date date,
                            struct occurrence *out, bool *found) {
    const struct occurrence_key key = {.meeting_id = meeting_id, .date = date};
    enum status status =
        db_find(context, &occurrence_select, &key_shape, &key, &occurrence_shape, out, found);
    if (status == OK && *found) {
        set_times(out);
    }
    return status;
}

enum status occurrence_find(struct context *context, const struct meeting_series *series,
                            const char *date, struct occurrence *out) {
    struct date day;
    bool found = false;
    *out = (struct occurrence){0};
    if (!date_parse(date, &day)) {
        return STATUS_not_found;
    }
    enum status status = find_row(context, series->meeting.id, day, out, &found);
    if (status != OK) {
        return status;
    }
    struct list days = meeting_days(context, series, day, day);
    out->kept = found && days.count == 0;
    if (!found && days.count > 0) {
        *out = of_rule(series, days.items);
    }
    return found || days.count > 0 ? OK : STATUS_not_found;
}

static enum status insert(struct context *context, struct occurrence *occurrence) {
    int64_t touched = 0;
    const struct move *move = move_find(&occurrence_moves, NULL, "open");
    occurrence->id = uuid_new(context->now.us / 1000);
    enum status status =
        db_run(context, &occurrence_insert, &occurrence_shape, occurrence, &touched);
    if (status == OK && touched == 1) {
        return move_record(context, &occurrence_moves, move,
                           &(struct move_made){.id = occurrence->id, .version = 1});
    }
    bool found = false;
    if (status == OK) {
        status = find_row(context, occurrence->meeting_id, occurrence->date, occurrence, &found);
    }
    return status == OK && !found
               ? context_fail(context, STATUS_conflict, "another is opening the meeting")
               : status;
}

static enum status open_row(struct context *context, const struct meeting_series *series,
                            const char *date, struct occurrence *out) {
    enum status status = occurrence_find(context, series, date, out);
    if (status == OK && out->state == OCCURRENCE_HOLIDAY) {
        return context_fail(context, STATUS_conflict, "not held: a holiday");
    }
    return status == OK && !uuid_is_set(&out->id) ? insert(context, out) : status;
}

static enum status check_scheduled(struct context *context, const struct occurrence *occurrence) {
    return occurrence->state == OCCURRENCE_SCHEDULED
               ? OK
               : context_fail(context, STATUS_conflict, "the meeting is cancelled");
}

enum status occurrence_open(struct context *context, const struct meeting_series *series,
                            const char *date, struct occurrence *out) {
    enum status status = open_row(context, series, date, out);
    return status == OK ? check_scheduled(context, out) : status;
}

enum status occurrence_open_to_add(struct context *context, const struct meeting_series *series,
                                   const char *date, struct occurrence *out) {
    enum status status = open_row(context, series, date, out);
    const struct occurrence_key key = {.meeting_id = series->meeting.id, .date = out->date};
    bool found = false;
    if (status == OK) {
        status = db_run(context, &occurrence_lock, &key_shape, &key, NULL);
    }
    if (status == OK) {
        status = find_row(context, key.meeting_id, key.date, out, &found);
    }
    return status == OK ? check_scheduled(context, out) : status;
}

enum status occurrence_list_rows(struct context *context, struct uuid meeting_id, struct date from,
                                 struct list *out) {
    const struct occurrence_key key = {
        .meeting_id = meeting_id, .from = from, .to = {.year = 9999, .month = 12, .day = 31}};
    return db_list(context, &occurrence_select_window, &key_shape, &key, &occurrence_shape, out);
}

/* The meetings of the rules and the rows, put together by their dates. */
static size_t merge(const struct meeting_series *series, const struct list *days,
                    const struct list *rows, struct occurrence *out) {
    const struct series_day *day = days->items;
    struct occurrence *row = rows->items;
    size_t count = 0;
    for (size_t i = 0, j = 0; i < days->count || j < rows->count;) {
        int order = i == days->count   ? 1
                    : j == rows->count ? -1
                                       : date_compare(day[i].on, row[j].date);
        if (order < 0) {
            out[count++] = of_rule(series, &day[i++]);
            continue;
        }
        set_times(&row[j]);
        row[j].kept = order > 0;
        out[count++] = row[j++];
        i += order == 0;
    }
    return count;
}

static enum status list_between(struct context *context, const struct meeting_series *series,
                                struct date from, struct date to, struct list *out) {
    struct list rows = {0}, days = meeting_days(context, series, from, to);
    const struct occurrence_key key = {.meeting_id = series->meeting.id, .from = from, .to = to};
    enum status status =
        db_list(context, &occurrence_select_window, &key_shape, &key, &occurrence_shape, &rows);
    if (status == OK) {
        struct occurrence *all =
            arena_alloc(context->arena, (days.count + rows.count + 1) * sizeof *all);
        *out = (struct list){all, merge(series, &days, &rows, all)};
    }
    return status;
}

enum status occurrence_next(struct context *context, const struct meeting_series *series,
                            struct date date, struct date *out) {
    struct list found = {0};
    struct date from = date_from_days(date_to_days(date) + 1);
    struct date to = date_add_months(from, RECURRENCE_SEARCH_MONTHS);
    enum status status = list_between(context, series, from, to, &found);
    const struct occurrence *occurrences = found.items;
    *out = (struct date){0};
    for (size_t i = 0; status == OK && i < found.count; i++) {
        if (occurrences[i].state == OCCURRENCE_SCHEDULED &&
            date_compare(occurrences[i].held_on, context->today) >= 0) {
            *out = occurrences[i].date;
            break;
        }
    }
    return status;
}

/* --- showing --- */

static void show_theme(const struct meeting_plan *plan, struct occurrence *occurrence) {
    const struct meeting_theme *themes = plan->items.items;
    char text[DATE_TEXT_SIZE];
    date_print(date_is_set(occurrence->held_on) ? occurrence->held_on : occurrence->date, text);
    for (size_t i = 0; i < plan->items.count; i++) {
        if (strncmp(themes[i].month, text, 7) == 0) {
            occurrence->theme = themes[i].theme;
        }
    }
}

/* A window of the years that the calendar knows: dates beyond them have no neighbours to reckon
 * with. */
enum status occurrence_check_window(struct context *context, struct date from, struct date to) {
    if (from.year < CALENDAR_FIRST_YEAR || from.year > CALENDAR_LAST_YEAR) {
        context_error(context, "?from", ERROR_out_of_range, "2000-01-01..2100-12-31");
    } else if (date_compare(to, from) < 0 ||
               date_compare(to, date_add_months(from, MEETING_WINDOW_MONTHS)) > 0) {
        context_error(context, "?to", ERROR_out_of_range, "from..from + 2 a");
    }
    return context_settle(context, STATUS_invalid);
}

enum status occurrence_list(struct context *context, struct uuid meeting_id,
                            const struct occurrence_filter *filter, struct list *out) {
    struct meeting_series series;
    struct meeting_plan plan;
    struct date from = date_is_set(filter->from) ? filter->from : context->today;
    struct date to = date_is_set(filter->to) ? filter->to : date_add_months(from, 12);
    enum status status = occurrence_check_window(context, from, to);
    if (status != OK) {
        return status;
    }
    status = meeting_plan_get(context, meeting_id, &plan);
    if (status == OK) {
        status = meeting_load(context, meeting_id, &series);
    }
    if (status == OK) {
        status = list_between(context, &series, from, to, out);
    }
    struct occurrence *occurrences = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        hide_link(&series, &occurrences[i]);
        show_theme(&plan, &occurrences[i]);
    }
    return status;
}

/* What was held, or was not, stays as it was. */
static bool is_past(const struct context *context, const struct occurrence *occurrence) {
    return date_compare(occurrence->held_on, context->today) < 0;
}

/* The history is asked with the plan. */
static enum status get(struct context *context, const struct meeting_series *series,
                       const char *date, struct occurrence *out) {
    struct meeting_plan plan;
    struct list history = {0};
    enum status status = occurrence_find(context, series, date, out);
    if (status == OK && uuid_is_set(&out->id)) {
        status = move_history(context, &occurrence_moves, out->id, &history);
    }
    if (status == OK) {
        status = meeting_plan_get(context, series->meeting.id, &plan);
    }
    if (status != OK) {
        return status;
    }
    out->history = history;
    show_theme(&plan, out);
    hide_link(series, out);
    out->available_actions =
        moves_open(context, &occurrence_moves, occurrence_state_words[out->state - 1],
                   is_past(context, out) ? 0 : MOVE_EITHER);
    return OK;
}

enum status occurrence_get(struct context *context, struct uuid meeting_id, const char *date,
                           struct occurrence *out) {
    struct meeting_series series;
    enum status status = meeting_load(context, meeting_id, &series);
    return status == OK ? get(context, &series, date, out) : status;
}

/* --- changing --- */

/* The row of a meeting that the caller has seen in this version, and the move out of its state. */
static enum status prepare(struct context *context, const struct meeting_series *series,
                           const char *date, const char *action, const struct versions *seen,
                           struct occurrence *out, const struct move **move) {
    enum status status = occurrence_find(context, series, date, out);
    if (status == OK && !versions_hold(seen, out->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    if (status == OK) {
        status = open_row(context, series, date, out);
    }
    /* The row may have been made by another who changed it since. */
    if (status == OK && !versions_hold(seen, out->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    if (status != OK) {
        return status;
    }
    *move = move_find(&occurrence_moves, occurrence_state_words[out->state - 1], action);
    if (!*move) {
        return context_fail(context, STATUS_conflict, "not in this state");
    }
    if (is_past(context, out)) {
        return context_fail(context, STATUS_conflict, "the meeting lies in the past");
    }
    return OK;
}

static enum status finish(struct context *context, const struct meeting_series *series,
                          const char *date, const struct move *move, struct occurrence *out) {
    const struct move_made made = {
        .id = out->id, .version = out->version + 1, .reason = out->cancel_reason};
    enum status status = move_record(context, &occurrence_moves, move, &made);
    return status == OK ? get(context, series, date, out) : status;
}

static void take_roles(const struct occurrence_roles *roles, struct occurrence *out) {
    out->chair = roles->chair ? *roles->chair : (struct person){0};
    out->secretary = roles->secretary ? *roles->secretary : (struct person){0};
}

enum status occurrence_appoint(struct context *context, struct uuid meeting_id, const char *date,
                               const struct versions *seen, const struct occurrence_roles *roles,
                               struct occurrence *out) {
    struct meeting_series series;
    const struct move *move = NULL;
    enum status status = meeting_load(context, meeting_id, &series);
    if (status == OK) {
        status = prepare(context, &series, date, "appoint", seen, out, &move);
    }
    if (status != OK) {
        return status;
    }
    take_roles(roles, out);
    status = db_change(context, &occurrence_update_roles, &occurrence_shape, out);
    return status == OK ? finish(context, &series, date, move, out) : status;
}

enum status occurrence_change(struct context *context, struct uuid meeting_id, const char *date,
                              const char *action, const struct versions *seen, const char *reason,
                              struct occurrence *out) {
    struct meeting_series series;
    const struct move *move = NULL;
    enum status status = meeting_load(context, meeting_id, &series);
    if (status == OK) {
        status = prepare(context, &series, date, action, seen, out, &move);
    }
    if (status != OK) {
        return status;
    }
    out->state = shape_word_index(occurrence_state_words, move->to);
    out->cancel_reason = out->state == OCCURRENCE_CANCELLED ? reason : NULL;
    status = db_change(context, &occurrence_update_state, &occurrence_shape, out);
    if (status == OK) {
        status = meeting_calendar_changed(context, meeting_id);
    }
    out->cancel_reason = reason;
    return status == OK ? finish(context, &series, date, move, out) : status;
}
