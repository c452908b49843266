#include "db/db.h"
#include "domain/meeting/attendance.h"
#include "domain/meeting/meeting_statistics.sql.h"
#include "statistics/disclosure.h"

static const struct shape_field attended_fields[] = {
    FIELD(struct meeting_attended, service_id, SHAPE_READ_ONLY),
    FIELD(struct meeting_attended, names, SHAPE_READ_ONLY),
    FIELD(struct meeting_attended, required, SHAPE_READ_ONLY),
    FIELD(struct meeting_attended, attended, SHAPE_READ_ONLY),
    FIELD(struct meeting_attended, share, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD_END};
static const struct shape attended_shape = {"MeetingAttended", sizeof(struct meeting_attended),
                                            attended_fields};

static const struct shape_field statistics_fields[] = {
    FIELD(struct meeting_statistics, from, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct meeting_statistics, to, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct meeting_statistics, meetings, SHAPE_READ_ONLY),
    FIELD(struct meeting_statistics, cancelled, SHAPE_READ_ONLY),
    FIELD(struct meeting_statistics, minutes, SHAPE_READ_ONLY),
    FIELD(struct meeting_statistics, cases, SHAPE_READ_ONLY | SHAPE_NULLABLE),
    FIELD(struct meeting_statistics, discussed, SHAPE_READ_ONLY | SHAPE_NULLABLE),
    FIELD(struct meeting_statistics, with_next_step, SHAPE_READ_ONLY | SHAPE_NULLABLE),
    FIELD(struct meeting_statistics, follow_ups_due, SHAPE_READ_ONLY | SHAPE_NULLABLE),
    FIELD(struct meeting_statistics, follow_ups_done, SHAPE_READ_ONLY | SHAPE_NULLABLE),
    FIELD(struct meeting_statistics, cases_an_hour,
          SHAPE_READ_ONLY | SHAPE_NULLABLE | SHAPE_JSON_ONLY),
    FIELD(struct meeting_statistics, next_step_share,
          SHAPE_READ_ONLY | SHAPE_NULLABLE | SHAPE_JSON_ONLY),
    FIELD(struct meeting_statistics, follow_up_share,
          SHAPE_READ_ONLY | SHAPE_NULLABLE | SHAPE_JSON_ONLY),
    FIELD(struct meeting_statistics, suppressed, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD_LIST(struct meeting_statistics, attendance, SHAPE_READ_ONLY | SHAPE_JSON_ONLY,
               attended_shape, 0, ATTENDANCE_MAX),
    FIELD_END};
const struct shape meeting_statistics_shape = {
    "MeetingStatistics", sizeof(struct meeting_statistics), statistics_fields};

struct statistics_key {
    struct uuid meeting_id;
    struct date from, to;
    struct list services;
};
static const struct shape_field key_fields[] = {
    FIELD(struct statistics_key, meeting_id, 0), FIELD(struct statistics_key, from, 0),
    FIELD(struct statistics_key, to, 0), FIELD_UUIDS(struct statistics_key, services, 0, 0, 0),
    FIELD_END};
static const struct shape key_shape = {"statistics_key", sizeof(struct statistics_key), key_fields};

/* --- what may be told --- */

static bool is_small(struct opt_int part, struct opt_int whole) {
    return disclosure_is_small(DISCLOSURE_SHARE, part.value, whole.value, DISCLOSURE_LIMIT);
}

static void hide(struct opt_int *count, struct meeting_statistics *statistics) {
    *count = (struct opt_int){0};
    statistics->suppressed = true;
}

/* Each count is a part of the one before it: a small one hides itself, and so does a small rest,
 * which the two would give by subtraction. Shares are made of what is left. */
static void hide_small(struct meeting_statistics *out) {
    const struct meeting_statistics all = *out;
    if (disclosure_is_small(DISCLOSURE_COUNT, all.cases.value, 0, DISCLOSURE_LIMIT)) {
        hide(&out->cases, out);
    }
    if (is_small(all.discussed, all.cases)) {
        hide(&out->discussed, out);
    }
    if (is_small(all.with_next_step, all.discussed)) {
        hide(&out->with_next_step, out);
    }
    if (is_small(all.follow_ups_due, all.cases)) {
        hide(&out->follow_ups_due, out);
    }
    if (is_small(all.follow_ups_done, all.follow_ups_due)) {
        hide(&out->follow_ups_done, out);
    }
}

static struct decimal share(struct opt_int part, struct opt_int whole) {
    return part.present && whole.present ? decimal_share(part.value, whole.value, 100)
                                         : (struct decimal){0};
}

static void derive(struct meeting_statistics *out) {
    if (out->discussed.present && out->minutes > 0) {
        out->cases_an_hour =
            decimal_round(decimal_share(out->discussed.value, out->minutes, 60), 2);
    }
    out->next_step_share = decimal_round(share(out->with_next_step, out->discussed), 1);
    out->follow_up_share = decimal_round(share(out->follow_ups_done, out->follow_ups_due), 1);
    struct meeting_attended *rows = out->attendance.items;
    for (size_t i = 0; i < out->attendance.count; i++) {
        rows[i].share = decimal_round(decimal_share(rows[i].attended, out->meetings, 100), 1);
    }
}

enum status meeting_statistics_get(struct context *context, struct uuid meeting_id,
                                   const struct occurrence_filter *filter,
                                   struct meeting_statistics *out) {
    struct meeting_series series;
    struct date to = date_is_set(filter->to) ? filter->to : context->today;
    struct date from = date_is_set(filter->from)
                           ? filter->from
                           : date_from_days(date_to_days(date_add_months(to, -12)) + 1);
    enum status status = occurrence_check_window(context, from, to);
    if (status != OK) {
        return status;
    }
    status = meeting_load(context, meeting_id, &series);
    const struct statistics_key key = {.meeting_id = meeting_id,
                                       .from = from,
                                       .to = to,
                                       .services = series.meeting.required_services};
    struct list attendance = {0};
    if (status == OK) {
        status = db_list_ahead(context, &statistics_select_attendance, &key_shape, &key,
                               &attended_shape, &attendance);
    }
    if (status == OK) {
        status =
            db_get(context, &statistics_select, &key_shape, &key, &meeting_statistics_shape, out);
    }
    if (status == OK) {
        out->from = from;
        out->to = to;
        out->attendance = attendance;
        hide_small(out);
        derive(out);
    }
    return status;
}
