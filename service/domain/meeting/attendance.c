#include "domain/meeting/attendance.h"

#include "db/db.h"
#include "domain/meeting/attendance.sql.h"
#include "ledger/ledger.h"

/* --- shapes --- */

static const struct shape_field body_fields[] = {
    FIELD(struct attendance_body, service_id, SHAPE_REQUIRED),
    FIELD_STRING(struct attendance_body, person, 0, 1, 200),
    FIELD(struct attendance_body, present, 0), FIELD_END};
const struct shape attendance_body_shape = {"MeetingAttendanceBody", sizeof(struct attendance_body),
                                            body_fields};

static const struct shape_field attendance_fields[] = {
    FIELD(struct attendance, service_id, SHAPE_READ_ONLY),
    FIELD(struct attendance, names, SHAPE_READ_ONLY),
    FIELD(struct attendance, required, SHAPE_READ_ONLY),
    FIELD(struct attendance, present, SHAPE_READ_ONLY),
    FIELD_STRINGS(struct attendance, persons, SHAPE_READ_ONLY, 0, ATTENDANCE_MAX),
    FIELD_END};
static const struct shape attendance_shape = {"MeetingAttendance", sizeof(struct attendance),
                                              attendance_fields};

static const struct shape_field attendances_fields[] = {
    FIELD_LIST(struct attendances, items, SHAPE_READ_ONLY, attendance_shape, 0, ATTENDANCE_MAX),
    FIELD_UUIDS(struct attendances, missing, SHAPE_READ_ONLY, 0, MEETING_SERVICES_MAX), FIELD_END};
const struct shape attendances_shape = {"MeetingAttendanceList", sizeof(struct attendances),
                                        attendances_fields};

static const struct shape_field sign_up_body_fields[] = {FIELD(struct sign_up_body, service_id, 0),
                                                         FIELD_END};
const struct shape sign_up_body_shape = {"MeetingSignUpBody", sizeof(struct sign_up_body),
                                         sign_up_body_fields};

static const struct shape_field sign_up_fields[] = {
    FIELD(struct sign_up, sub, SHAPE_READ_ONLY), FIELD(struct sign_up, name, SHAPE_READ_ONLY),
    FIELD(struct sign_up, service_id, SHAPE_READ_ONLY),
    FIELD(struct sign_up, signed_at, SHAPE_READ_ONLY), FIELD_END};
static const struct shape sign_up_shape = {"MeetingSignUp", sizeof(struct sign_up), sign_up_fields};

static const struct shape_field sign_ups_fields[] = {
    FIELD_LIST(struct sign_ups, items, SHAPE_READ_ONLY, sign_up_shape, 0, SIGN_UPS_MAX), FIELD_END};
const struct shape sign_ups_shape = {"MeetingSignUpList", sizeof(struct sign_ups), sign_ups_fields};

struct attendance_key {
    struct uuid meeting_id, service_id;
    struct date date;
    struct list services;
    const char *person;
    bool present, coming;
};
static const struct shape_field key_fields[] = {
    FIELD(struct attendance_key, meeting_id, 0),
    FIELD(struct attendance_key, service_id, 0),
    FIELD(struct attendance_key, date, 0),
    FIELD(struct attendance_key, person, 0),
    FIELD(struct attendance_key, present, 0),
    FIELD(struct attendance_key, coming, 0),
    FIELD_UUIDS(struct attendance_key, services, 0, 0, 0),
    FIELD_END};
static const struct shape key_shape = {"attendance_key", sizeof(struct attendance_key), key_fields};

struct attendance_counts {
    int64_t services, rows;
};
static const struct shape_field counts_fields[] = {FIELD(struct attendance_counts, services, 0),
                                                   FIELD(struct attendance_counts, rows, 0),
                                                   FIELD_END};
static const struct shape counts_shape = {"attendance_counts", sizeof(struct attendance_counts),
                                          counts_fields};

/* --- reading --- */

static enum status list(struct context *context, const struct meeting *meeting, struct date date,
                        struct attendances *out) {
    const struct attendance_key key = {
        .meeting_id = meeting->id, .date = date, .services = meeting->required_services};
    enum status status =
        db_list(context, &attendance_select, &key_shape, &key, &attendance_shape, &out->items);
    const struct attendance *rows = out->items.items;
    struct uuid *missing = arena_alloc(context->arena, (out->items.count + 1) * sizeof *missing);
    size_t count = 0;
    for (size_t i = 0; status == OK && i < out->items.count; i++) {
        if (rows[i].required && !rows[i].present) {
            missing[count++] = rows[i].service_id;
        }
    }
    out->missing = (struct list){missing, count};
    return status;
}

static enum status find(struct context *context, const struct case_place *place,
                        struct meeting_series *series, struct occurrence *occurrence) {
    enum status status = meeting_load(context, place->meeting_id, series);
    return status == OK ? occurrence_find(context, series, place->date, occurrence) : status;
}

enum status attendance_get(struct context *context, const struct case_place *place,
                           struct attendances *out) {
    struct meeting_series series;
    struct occurrence occurrence;
    enum status status = find(context, place, &series, &occurrence);
    return status == OK ? list(context, &series.meeting, occurrence.date, out) : status;
}

/* --- writing --- */

/* The row of the meeting, and that there is the service and room for one more. */
static enum status prepare(struct context *context, const struct case_place *place,
                           struct uuid service, struct meeting_series *series,
                           struct occurrence *occurrence) {
    struct attendance_counts found = {0};
    enum status status = meeting_load(context, place->meeting_id, series);
    if (status == OK) {
        status = occurrence_open(context, series, place->date, occurrence);
    }
    const struct attendance_key key = {
        .meeting_id = place->meeting_id, .date = occurrence->date, .service_id = service};
    if (status == OK) {
        status = db_get(context, &attendance_count, &key_shape, &key, &counts_shape, &found);
    }
    if (status == OK && uuid_is_set(&service) && found.services == 0) {
        context_error(context, "/service_id", ERROR_unknown_service, NULL);
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status == OK && found.rows >= SIGN_UPS_MAX) {
        status = context_fail(context, STATUS_conflict, "the meeting has all the rows it can");
    }
    return status;
}

static enum status record(struct context *context, enum event_type event,
                          const struct occurrence *occurrence) {
    enum status status = ledger_audit(context, AUDIT_CHANGE, (struct uuid){{0}},
                                      RESOURCE_meeting_occurrence, occurrence->id, GROUND_none);
    return status == OK ? ledger_event(context, event, occurrence->id, occurrence->version)
                        : status;
}

enum status attendance_record(struct context *context, const struct case_place *place,
                              const struct attendance_body *body, struct attendances *out) {
    struct meeting_series series;
    struct occurrence occurrence = {0};
    enum status status = prepare(context, place, body->service_id, &series, &occurrence);
    if (status == OK && date_compare(occurrence.held_on, context->today) > 0) {
        status = context_fail(context, STATUS_conflict, "the meeting has not been held yet");
    }
    const struct attendance_key row = {.meeting_id = place->meeting_id,
                                       .date = occurrence.date,
                                       .service_id = body->service_id,
                                       .person = body->person ? body->person : "",
                                       .present = !body->present.present || body->present.value};
    if (status == OK) {
        status = db_run(context, &attendance_insert, &key_shape, &row, NULL);
    }
    if (status == OK) {
        status = record(context, EVENT_meeting_attended, &occurrence);
    }
    return status == OK ? list(context, &series.meeting, occurrence.date, out) : status;
}

/* --- signing up --- */

enum status sign_up_list(struct context *context, const struct case_place *place,
                         struct sign_ups *out) {
    struct meeting_series series;
    struct occurrence occurrence;
    enum status status = find(context, place, &series, &occurrence);
    const struct attendance_key key = {.meeting_id = place->meeting_id, .date = occurrence.date};
    return status == OK
               ? db_list(context, &sign_up_select, &key_shape, &key, &sign_up_shape, &out->items)
               : status;
}

enum status sign_up_change(struct context *context, const struct case_place *place, bool coming,
                           const struct sign_up_body *body, struct sign_ups *out) {
    struct meeting_series series;
    struct occurrence occurrence = {0};
    enum status status = prepare(context, place, body->service_id, &series, &occurrence);
    const struct attendance_key row = {.meeting_id = place->meeting_id,
                                       .date = occurrence.date,
                                       .service_id = body->service_id,
                                       .coming = coming};
    if (status == OK) {
        status = db_run(context, &sign_up_insert, &key_shape, &row, NULL);
    }
    if (status == OK) {
        status = record(context, EVENT_meeting_signed_up, &occurrence);
    }
    return status == OK
               ? db_list(context, &sign_up_select, &key_shape, &row, &sign_up_shape, &out->items)
               : status;
}
