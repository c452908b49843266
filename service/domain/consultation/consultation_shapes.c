#include "base/actor.h"
#include "base/limits.h"
#include "domain/consultation/consultation.h"

const char *const consultation_state_words[] = {"asked",     "more_asked", "answered", "closed",
                                                "withdrawn", "converted",  NULL};
const char *const consultation_urgency_words[] = {"emergency", "urgent", "non_urgent", NULL};
const char *const consultation_answer_words[] = {"advice", "joint_appointment", "take_over", NULL};
static const char *const direction_words[] = {"asked", "received", NULL};
static const char *const deadline_words[] = {"running", "met", "overdue", "stopped", NULL};

static const struct move move_rows[] = {
#define MOVE MOVE_ROW
#include "domain/consultation/consultation_moves.def"
#undef MOVE
};
const struct moves consultation_moves = {RESOURCE_consultation, consultation_state_words, move_rows,
                                         sizeof move_rows / sizeof *move_rows};

static const struct shape_field receiver_fields[] = {
    FIELD(struct consultation_receiver, service_id, 0),
    FIELD_FORMAT(struct consultation_receiver, group, 0, 1, 64, "text"),
    FIELD_FORMAT(struct consultation_receiver, sub, 0, 1, 255, "text"), FIELD_END};
const struct shape consultation_receiver_shape = {
    "ConsultationReceiver", sizeof(struct consultation_receiver), receiver_fields};

static const struct shape_field deadline_fields[] = {
    FIELD(struct consultation_deadline, rule, SHAPE_JSON_ONLY),
    FIELD(struct consultation_deadline, basis, SHAPE_JSON_ONLY),
    FIELD(struct consultation_deadline, round, 0),
    FIELD(struct consultation_deadline, starts_at, 0),
    FIELD(struct consultation_deadline, due_at, 0),
    FIELD(struct consultation_deadline, stopped_at, 0),
    FIELD(struct consultation_deadline, met_at, 0),
    FIELD_ENUM(struct consultation_deadline, state, SHAPE_JSON_ONLY, deadline_words),
    FIELD(struct consultation_deadline, in_time, SHAPE_JSON_ONLY),
    FIELD_END};
const struct shape consultation_deadline_shape = {
    "ConsultationDeadline", sizeof(struct consultation_deadline), deadline_fields};

static const struct shape_field outcome_fields[] = {
    FIELD(struct consultation_outcome, avoided_referral, 0),
    FIELD_FORMAT(struct consultation_outcome, text, SHAPE_PERSONAL, 1, CONSULTATION_TEXT_MAX,
                 "text"),
    FIELD_END};
static const struct shape outcome_shape = {"ConsultationOutcome",
                                           sizeof(struct consultation_outcome), outcome_fields};

/* What lists and single consultations have in common. */
#define COMMON_FIELDS                                                                              \
    FIELD(struct consultation, id, SHAPE_READ_ONLY),                                               \
        FIELD(struct consultation, version, SHAPE_READ_ONLY),                                      \
        FIELD_ENUM(struct consultation, state, SHAPE_READ_ONLY, consultation_state_words),         \
        FIELD(struct consultation, anonymous, SHAPE_READ_ONLY),                                    \
        FIELD(struct consultation, client_id, SHAPE_READ_ONLY),                                    \
        FIELD_ENUM_AS(struct consultation, register_code, "register", SHAPE_READ_ONLY,             \
                      register_words),                                                             \
        FIELD_EMBED(struct consultation, to, SHAPE_READ_ONLY, consultation_receiver_shape, "to_"), \
        FIELD(struct consultation, question, SHAPE_READ_ONLY | SHAPE_PERSONAL),                    \
        FIELD_ENUM(struct consultation, urgency, SHAPE_READ_ONLY, consultation_urgency_words),     \
        FIELD(struct consultation, authorised_to_convert, SHAPE_READ_ONLY),                        \
        FIELD(struct consultation, asked_at, SHAPE_READ_ONLY),                                     \
        FIELD_EMBED(struct consultation, asked_by, SHAPE_READ_ONLY, person_shape, "asked_by_"),    \
        FIELD_EMBED(struct consultation, assignee, SHAPE_READ_ONLY, person_shape, "assignee_"),    \
        FIELD_ENUM(struct consultation, answer_kind, SHAPE_READ_ONLY, consultation_answer_words),  \
        FIELD(struct consultation, answered_at, SHAPE_READ_ONLY),                                  \
        FIELD(struct consultation, due_at, SHAPE_READ_ONLY),                                       \
        FIELD(struct consultation, overdue, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),                    \
        FIELD(struct consultation, message_count, SHAPE_READ_ONLY),                                \
        FIELD(struct consultation, unread, SHAPE_READ_ONLY),                                       \
        FIELD_STRINGS(struct consultation, available_actions, SHAPE_READ_ONLY | SHAPE_JSON_ONLY,   \
                      0, 16),                                                                      \
        FIELD(struct consultation, contact_id, SHAPE_READ_ONLY),                                   \
        FIELD(struct consultation, referral_id, SHAPE_READ_ONLY),                                  \
        FIELD(struct consultation, assigned_at, SHAPE_READ_ONLY),                                  \
        FIELD(struct consultation, ended_at, SHAPE_READ_ONLY),                                     \
        FIELD_EMBED(struct consultation, answered_by, SHAPE_READ_ONLY, person_shape,               \
                    "answered_by_"),                                                               \
        FIELD(struct consultation, receiver_unit, SHAPE_COLUMN_ONLY),                              \
        FIELD(struct consultation, updated_at, SHAPE_COLUMN_ONLY),                                 \
        FIELD(struct consultation, avoided_referral, SHAPE_COLUMN_ONLY),                           \
        FIELD(struct consultation, outcome_text, SHAPE_COLUMN_ONLY),                               \
        FIELD(struct consultation, round, SHAPE_COLUMN_ONLY),                                      \
        FIELD(struct consultation, answer_within_hours, SHAPE_COLUMN_ONLY),                        \
        FIELD(struct consultation, starts_at, SHAPE_COLUMN_ONLY),                                  \
        FIELD(struct consultation, stopped_at, SHAPE_COLUMN_ONLY),                                 \
        FIELD(struct consultation, met_at, SHAPE_COLUMN_ONLY),                                     \
        FIELD(struct consultation, ground, SHAPE_COLUMN_ONLY),                                     \
        FIELD(struct consultation, is_asker, SHAPE_COLUMN_ONLY),                                   \
        FIELD(struct consultation, is_receiver, SHAPE_COLUMN_ONLY)

static const struct shape_field summary_fields[] = {COMMON_FIELDS, FIELD_END};
const struct shape consultation_summary_shape = {"ConsultationSummary", sizeof(struct consultation),
                                                 summary_fields};

static const struct shape_field consultation_fields[] = {
    COMMON_FIELDS,
    FIELD_RECORD(struct consultation, outcome, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, outcome_shape),
    FIELD_LIST(struct consultation, deadlines, SHAPE_READ_ONLY | SHAPE_JSON_ONLY,
               consultation_deadline_shape, 1, MOVES_SHOWN_MAX),
    FIELD_LIST(struct consultation, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, move_step_shape, 0,
               MOVES_SHOWN_MAX),
    FIELD_LIST(struct consultation, warnings, SHAPE_READ_ONLY | SHAPE_JSON_ONLY,
               anonymity_warning_shape, 0, ANONYMITY_PLACES_MAX),
    FIELD_END};
const struct shape consultation_shape = {"Consultation", sizeof(struct consultation),
                                         consultation_fields};

/* --- what callers send --- */

#define TEXT(T, member, flags)                                                                     \
    FIELD_FORMAT(T, member, (flags) | SHAPE_PERSONAL, 1, CONSULTATION_TEXT_MAX, "text")
#define ACKNOWLEDGED(T) FIELD_STRINGS(T, acknowledged, SHAPE_JSON_ONLY, 0, 16)

static const struct shape_field new_fields[] = {
    FIELD_RECORD(struct consultation_new, to, SHAPE_REQUIRED, consultation_receiver_shape),
    TEXT(struct consultation_new, question, SHAPE_REQUIRED),
    FIELD(struct consultation_new, anonymous, SHAPE_REQUIRED),
    FIELD(struct consultation_new, client_id, 0),
    FIELD_ENUM(struct consultation_new, urgency, 0, consultation_urgency_words),
    FIELD(struct consultation_new, authorised_to_convert, 0),
    FIELD(struct consultation_new, contact_id, 0),
    ACKNOWLEDGED(struct consultation_new),
    FIELD_END};
const struct shape consultation_new_shape = {"ConsultationCreate", sizeof(struct consultation_new),
                                             new_fields};

#define ACT_SHAPE(name_, title, ...)                                                               \
    static const struct shape_field name_##_fields[] = {__VA_ARGS__, FIELD_END};                   \
    const struct shape consultation_##name_##_shape = {title, sizeof(struct consultation_act),     \
                                                       name_##_fields}

ACT_SHAPE(answer, "ConsultationAnswer",
          FIELD_ENUM(struct consultation_act, kind, SHAPE_REQUIRED, consultation_answer_words),
          TEXT(struct consultation_act, text, SHAPE_REQUIRED),
          ACKNOWLEDGED(struct consultation_act));
ACT_SHAPE(text, "ConsultationText", TEXT(struct consultation_act, text, SHAPE_REQUIRED),
          ACKNOWLEDGED(struct consultation_act));
ACT_SHAPE(convert, "ConsultationConvert",
          FIELD_ENUM_AS(struct consultation_act, referral_kind, "kind", SHAPE_REQUIRED,
                        referral_kind_codes),
          FIELD_RECORD(struct consultation_act, to, 0, referral_to_shape),
          FIELD_RECORD(struct consultation_act, ground, 0, referral_ground_shape),
          TEXT(struct consultation_act, need, 0));
ACT_SHAPE(close, "ConsultationClose",
          FIELD_RECORD(struct consultation_act, outcome, 0, outcome_shape),
          ACKNOWLEDGED(struct consultation_act));
ACT_SHAPE(withdraw, "ConsultationWithdraw", ACKNOWLEDGED(struct consultation_act));
ACT_SHAPE(reopen, "ConsultationReopen",
          FIELD_FORMAT(struct consultation_act, reason, SHAPE_REQUIRED | SHAPE_PERSONAL, 1, 2000,
                       "text"),
          ACKNOWLEDGED(struct consultation_act));
ACT_SHAPE(assign, "ConsultationAssign",
          FIELD_FORMAT(struct consultation_act, assignee, 0, 1, 255, "text"));
ACT_SHAPE(release, "ConsultationRelease", ACKNOWLEDGED(struct consultation_act));

static const struct shape_field filter_fields[] = {
    FIELD_ENUM(struct consultation_filter, direction, SHAPE_JSON_ONLY, direction_words),
    FIELD_ANY_OF(struct consultation_filter, state, 0, consultation_state_words), FIELD_END};
const struct shape consultation_filter_shape = {"consultation_filter",
                                                sizeof(struct consultation_filter), filter_fields};

static const struct shape_field message_fields[] = {
    FIELD(struct consultation_message, number, SHAPE_READ_ONLY),
    FIELD(struct consultation_message, kind, SHAPE_READ_ONLY),
    FIELD(struct consultation_message, side, SHAPE_READ_ONLY),
    FIELD(struct consultation_message, at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct consultation_message, by, SHAPE_READ_ONLY, person_shape, "by_"),
    FIELD(struct consultation_message, text, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD_LIST(struct consultation_message, warnings, SHAPE_READ_ONLY | SHAPE_JSON_ONLY,
               anonymity_warning_shape, 0, ANONYMITY_PLACES_MAX),
    FIELD_END};
const struct shape consultation_message_shape = {
    "ConsultationMessage", sizeof(struct consultation_message), message_fields};

static const struct shape_field message_new_fields[] = {
    TEXT(struct consultation_message_new, text, SHAPE_REQUIRED),
    ACKNOWLEDGED(struct consultation_message_new), FIELD_END};
const struct shape consultation_message_new_shape = {
    "ConsultationMessageCreate", sizeof(struct consultation_message_new), message_new_fields};

static const struct shape_field reading_fields[] = {
    FIELD_RANGE(struct consultation_reading, up_to, SHAPE_REQUIRED, 1, 1000000), FIELD_END};
const struct shape consultation_reading_shape = {
    "ConsultationReading", sizeof(struct consultation_reading), reading_fields};
