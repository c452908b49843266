#include "domain/meeting/meeting.h"

const char *const on_holiday_words[] = {"skip", "next_working_day", NULL};

static const struct shape_field names_fields[] = {
    FIELD_STRING(struct meeting_names, fi, SHAPE_REQUIRED, 1, 200),
    FIELD_STRING(struct meeting_names, sv, SHAPE_REQUIRED, 1, 200),
    FIELD_STRING(struct meeting_names, en, SHAPE_REQUIRED, 1, 200), FIELD_END};
static const struct shape names_shape = {"MeetingNames", sizeof(struct meeting_names),
                                         names_fields};

static const struct shape_field kept_fields[] = {
    FIELD(struct meeting_kept, date, SHAPE_READ_ONLY),
    FIELD(struct meeting_kept, held_on, SHAPE_READ_ONLY), FIELD_END};
static const struct shape kept_shape = {"MeetingKept", sizeof(struct meeting_kept), kept_fields};

static const struct shape_field meeting_fields[] = {
    FIELD(struct meeting, id, SHAPE_READ_ONLY),
    FIELD(struct meeting, version, SHAPE_READ_ONLY),
    FIELD(struct meeting, unit_id, SHAPE_READ_ONLY),
    FIELD_EMBED(struct meeting, names, SHAPE_READ_ONLY, names_shape, "name_"),
    FIELD(struct meeting, rule, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct meeting, starts_at, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct meeting, duration_minutes, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct meeting, minutes_per_case, SHAPE_READ_ONLY),
    FIELD_ENUM(struct meeting, on_holiday, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, on_holiday_words),
    FIELD(struct meeting, until, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD_STRINGS(struct meeting, except, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, 0, MEETING_EXCEPT_MAX),
    FIELD(struct meeting, link, SHAPE_READ_ONLY),
    FIELD_UUIDS(struct meeting, required_services, SHAPE_READ_ONLY, 0, MEETING_SERVICES_MAX),
    FIELD_STRINGS(struct meeting, next_dates, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, 0,
                  MEETING_NEXT_DATES),
    FIELD_LIST(struct meeting, kept, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, kept_shape, 0,
               MEETING_KEPT_MAX),
    FIELD(struct meeting, created_at, SHAPE_READ_ONLY),
    FIELD(struct meeting, updated_at, SHAPE_READ_ONLY),
    FIELD(struct meeting, invited, SHAPE_COLUMN_ONLY),
    FIELD(struct meeting, calendar_sequence, SHAPE_COLUMN_ONLY),
    FIELD(struct meeting, calendar_changed_at, SHAPE_COLUMN_ONLY),
    FIELD(struct meeting, plan_version, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape meeting_shape = {"ConsultationMeeting", sizeof(struct meeting), meeting_fields};

static const struct shape_field body_fields[] = {
    FIELD(struct meeting_body, unit_id, SHAPE_REQUIRED),
    FIELD_EMBED(struct meeting_body, names, SHAPE_REQUIRED, names_shape, "name_"),
    FIELD_STRING(struct meeting_body, rule, SHAPE_REQUIRED, 1, RECURRENCE_LENGTH_MAX),
    FIELD_FORMAT(struct meeting_body, starts_at, SHAPE_REQUIRED, 16, 16, "local_time"),
    FIELD_RANGE(struct meeting_body, duration_minutes, 0, 10, 480),
    FIELD_RANGE(struct meeting_body, minutes_per_case, 0, 1, 240),
    FIELD_ENUM(struct meeting_body, on_holiday, 0, on_holiday_words),
    FIELD(struct meeting_body, until, 0),
    FIELD_STRINGS(struct meeting_body, except, 0, 0, MEETING_EXCEPT_MAX),
    FIELD_STRING(struct meeting_body, link, 0, 1, 500),
    FIELD_UUIDS(struct meeting_body, required_services, 0, 0, MEETING_SERVICES_MAX),
    FIELD_END};
const struct shape meeting_body_shape = {"ConsultationMeetingBody", sizeof(struct meeting_body),
                                         body_fields};

static const struct shape_field filter_fields[] = {FIELD(struct meeting_filter, unit_id, 0),
                                                   FIELD_END};
const struct shape meeting_filter_shape = {"meeting_filter", sizeof(struct meeting_filter),
                                           filter_fields};

static const struct shape_field theme_fields[] = {
    FIELD_STRING(struct meeting_theme, month, SHAPE_REQUIRED, 7, 7),
    FIELD_STRING(struct meeting_theme, theme, SHAPE_REQUIRED, 1, 200), FIELD_END};
const struct shape meeting_theme_shape = {"MeetingTheme", sizeof(struct meeting_theme),
                                          theme_fields};

static const struct shape_field plan_fields[] = {
    FIELD(struct meeting_plan, meeting_id, SHAPE_READ_ONLY),
    FIELD(struct meeting_plan, version, SHAPE_READ_ONLY),
    FIELD_LIST(struct meeting_plan, items, SHAPE_READ_ONLY, meeting_theme_shape, 0,
               MEETING_THEMES_MAX),
    FIELD_END};
const struct shape meeting_plan_shape = {"MeetingPlan", sizeof(struct meeting_plan), plan_fields};

static const struct shape_field plan_body_fields[] = {
    FIELD_LIST(struct meeting_plan, items, SHAPE_REQUIRED, meeting_theme_shape, 0,
               MEETING_THEMES_MAX),
    FIELD_END};
const struct shape meeting_plan_body_shape = {"MeetingPlanBody", sizeof(struct meeting_plan),
                                              plan_body_fields};
