#include "base/actor.h"
#include "base/limits.h"
#include "domain/client/client.h"
#include "domain/referral/referral.h"
#include "domain/referral/referral_store.h"

const char *const referral_kind_codes[] = {"guidance",
                                           "health_referral",
                                           "social_contact",
                                           "service_need_assessment",
                                           "third_sector",
                                           "digital",
                                           NULL};
const char *const referral_state_words[] = {"draft",       "sent",      "received",   "accepted",
                                            "in_progress", "returned",  "redirected", "completed",
                                            "declined",    "cancelled", NULL};
const char *const referral_urgency_words[] = {"emergency", "urgent", "non_urgent", NULL};
const char *const referral_outcome_words[] = {
    "service_started", "assessment_done", "treated", "guided_on", "no_need",
    "reached_service", "not_reached",     "other",   NULL};
static const char *const ground_words[] = {"consent", "law", NULL};
static const char *const side_words[] = {"sender", "receiver", NULL};
static const char *const direction_words[] = {"incoming", "outgoing", NULL};

static const struct move rows[] = {
#define MOVE MOVE_ROW
#define MOVE_OF(kind, ...) MOVE_ROW_OF(REFERRAL_##kind, __VA_ARGS__)
#include "domain/referral/referral_moves.def"
#undef MOVE_OF
#undef MOVE
};
const struct moves referral_moves = {RESOURCE_referral, referral_state_words, rows,
                                     sizeof rows / sizeof *rows};

/* --- parts --- */

static const struct shape_field to_fields[] = {FIELD(struct referral_to, service_id, 0),
                                               FIELD(struct referral_to, unit_id, 0), FIELD_END};
const struct shape referral_to_shape = {"ReferralTo", sizeof(struct referral_to), to_fields};

static const struct shape_field ground_fields[] = {
    FIELD_ENUM(struct referral_ground, kind, SHAPE_REQUIRED, ground_words),
    FIELD_FORMAT(struct referral_ground, basis, 0, 1, 300, "text"),
    FIELD(struct referral_ground, consent_id, 0), FIELD_END};
const struct shape referral_ground_shape = {"ReferralGround", sizeof(struct referral_ground),
                                            ground_fields};

static const struct shape_field attachment_fields[] = {
    FIELD_FORMAT(struct referral_attachment, system, SHAPE_REQUIRED, 1, 64, "code"),
    FIELD_STRING(struct referral_attachment, reference, SHAPE_REQUIRED, 1, 200),
    FIELD_STRING(struct referral_attachment, title, SHAPE_PERSONAL, 1, 200), FIELD_END};
static const struct shape attachment_shape = {
    "ReferralAttachment", sizeof(struct referral_attachment), attachment_fields};

static const struct shape_field outcome_fields[] = {
    FIELD_ENUM(struct referral_outcome, kind, SHAPE_REQUIRED, referral_outcome_words),
    FIELD_FORMAT(struct referral_outcome, text, SHAPE_PERSONAL, 1, 4000, "text"),
    FIELD(struct referral_outcome, at, SHAPE_READ_ONLY), FIELD_END};
const struct shape referral_outcome_shape = {"ReferralOutcome", sizeof(struct referral_outcome),
                                             outcome_fields};

/* --- requests --- */

#define CONTENT_FIELDS                                                                             \
    FIELD_ENUM(struct referral_new, kind, SHAPE_REQUIRED, referral_kind_codes),                    \
        FIELD_RECORD(struct referral_new, to, SHAPE_REQUIRED, referral_to_shape),                  \
        FIELD_FORMAT(struct referral_new, need, SHAPE_REQUIRED | SHAPE_PERSONAL, 1, 4000, "text"), \
        FIELD_STRINGS(struct referral_new, need_classes, 0, 0, 20),                                \
        FIELD_ENUM(struct referral_new, urgency, SHAPE_REQUIRED, referral_urgency_words),          \
        FIELD_ENUM(struct referral_new, to_register, 0, register_words),                           \
        FIELD_FORMAT(struct referral_new, rule, 0, 1, 64, "code"),                                 \
        FIELD_STRINGS(struct referral_new, rules, 0, 0, 8),                                        \
        FIELD(struct referral_new, starts_on, 0),                                                  \
        FIELD_RECORD(struct referral_new, ground, 0, referral_ground_shape),                       \
        FIELD_LIST(struct referral_new, attachments, 0, attachment_shape, 0, 20),                  \
        FIELD(struct referral_new, follow_up_on, 0)

static const struct shape_field new_fields[] = {
    FIELD(struct referral_new, client_id, SHAPE_REQUIRED),
    CONTENT_FIELDS,
    FIELD_ENUM(struct referral_new, from_register, SHAPE_REQUIRED, register_words),
    FIELD(struct referral_new, contact_id, 0),
    FIELD(struct referral_new, consultation_id, 0),
    FIELD(struct referral_new, send, 0),
    FIELD_END};
const struct shape referral_new_shape = {"ReferralCreate", sizeof(struct referral_new), new_fields};

static const struct shape_field replace_fields[] = {CONTENT_FIELDS, FIELD_END};
const struct shape referral_replace_shape = {"ReferralReplace", sizeof(struct referral_new),
                                             replace_fields};

static const struct shape_field act_fields[] = {
    FIELD_FORMAT(struct referral_act, reason, SHAPE_PERSONAL, 1, 2000, "text"),
    FIELD_RECORD(struct referral_act, to, 0, referral_to_shape),
    FIELD_ENUM(struct referral_act, to_register, 0, register_words),
    FIELD_RECORD(struct referral_act, ground, 0, referral_ground_shape),
    FIELD_STRING(struct referral_act, assignee, 0, 1, 255),
    FIELD_RECORD(struct referral_act, outcome, 0, referral_outcome_shape),
    FIELD_ENUM(struct referral_act, urgency, 0, referral_urgency_words),
    FIELD_RECORD(struct referral_act, stop, 0, deadline_stop_shape),
    FIELD_END};
const struct shape referral_act_shape = {"ReferralAct", sizeof(struct referral_act), act_fields};

static const struct shape_field filter_fields[] = {
    FIELD(struct referral_filter, client_id, 0),
    FIELD_ANY_OF(struct referral_filter, state, 0, referral_state_words),
    FIELD_ENUM(struct referral_filter, direction, 0, direction_words),
    FIELD(struct referral_filter, unit_id, 0),
    FIELD(struct referral_filter, service_id, 0),
    FIELD_STRING(struct referral_filter, assignee, 0, 1, 255),
    FIELD(struct referral_filter, overdue, 0),
    FIELD_END};
const struct shape referral_filter_shape = {"referral_filter", sizeof(struct referral_filter),
                                            filter_fields};

/* --- answers and rows --- */

/* What lists and single referrals have in common. */
#define COMMON_FIELDS                                                                              \
    FIELD(struct referral, id, SHAPE_READ_ONLY),                                                   \
        FIELD(struct referral, client_id, SHAPE_READ_ONLY),                                        \
        FIELD(struct referral, version, SHAPE_READ_ONLY),                                          \
        FIELD_ENUM(struct referral, kind, SHAPE_READ_ONLY, referral_kind_codes),                   \
        FIELD_ENUM(struct referral, state, SHAPE_READ_ONLY, referral_state_words),                 \
        FIELD_ENUM(struct referral, urgency, SHAPE_READ_ONLY, referral_urgency_words),             \
        FIELD(struct referral, need, SHAPE_READ_ONLY | SHAPE_PERSONAL),                            \
        FIELD_STRINGS(struct referral, need_classes, SHAPE_READ_ONLY, 0, 20),                      \
        FIELD_ENUM(struct referral, from_register, SHAPE_READ_ONLY, register_words),               \
        FIELD_ENUM(struct referral, to_register, SHAPE_READ_ONLY, register_words),                 \
        FIELD(struct referral, from_unit_id, SHAPE_READ_ONLY),                                     \
        FIELD_EMBED(struct referral, to, SHAPE_READ_ONLY, referral_to_shape, "to_"),               \
        FIELD_EMBED(struct referral, ground, SHAPE_READ_ONLY, referral_ground_shape, "ground_"),   \
        FIELD(struct referral, contact_id, SHAPE_READ_ONLY),                                       \
        FIELD(struct referral, consultation_id, SHAPE_READ_ONLY),                                  \
        FIELD_STRINGS(struct referral, rules, SHAPE_COLUMN_ONLY, 0, 9),                            \
        FIELD(struct referral, starts_on, SHAPE_READ_ONLY),                                        \
        FIELD(struct referral, attachments, SHAPE_READ_ONLY | SHAPE_SPLICED),                      \
        FIELD(struct referral, follow_up_on, SHAPE_READ_ONLY),                                     \
        FIELD(struct referral, assignee, SHAPE_READ_ONLY),                                         \
        FIELD(struct referral, updated_at, SHAPE_COLUMN_ONLY),                                     \
        FIELD_EMBED(struct referral, outcome, SHAPE_READ_ONLY, referral_outcome_shape,             \
                    "outcome_"),                                                                   \
        FIELD_ENUM(struct referral, unseen, SHAPE_READ_ONLY, side_words),                          \
        FIELD(struct referral, due_on, SHAPE_READ_ONLY),                                           \
        FIELD(struct referral, overdue, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),                        \
        FIELD(struct referral, waiting_since, SHAPE_READ_ONLY),                                    \
        FIELD(struct referral, sent_at, SHAPE_READ_ONLY),                                          \
        FIELD(struct referral, created_at, SHAPE_READ_ONLY),                                       \
        FIELD_EMBED(struct referral, created_by, SHAPE_READ_ONLY, person_shape, "created_by_"),    \
        FIELD(struct referral, closed_on, SHAPE_READ_ONLY)

static const struct shape_field summary_fields[] = {COMMON_FIELDS, FIELD_END};
const struct shape referral_summary_shape = {"ReferralSummary", sizeof(struct referral),
                                             summary_fields};

static const struct shape_field referral_fields[] = {
    COMMON_FIELDS,
    FIELD(struct referral, means, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct referral, url, SHAPE_READ_ONLY),
    FIELD_LIST(struct referral, deadlines, SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED,
               deadline_answer_shape, 0, DEADLINE_CLOCKS_MAX),
    FIELD_UUIDS(struct referral, duplicates, SHAPE_READ_ONLY | SHAPE_REQUIRED, 0, 20),
    FIELD_STRINGS(struct referral, available_actions,
                  SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED, 0, 16),
    FIELD_LIST(struct referral, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED,
               move_step_shape, 0, MOVES_SHOWN_MAX),
    FIELD_ENUM(struct referral, client_status, SHAPE_READ_ONLY, client_status_words),
    FIELD(struct referral, client_birth_date, SHAPE_COLUMN_ONLY | SHAPE_PERSONAL),
    FIELD(struct referral, caller_unit_id, SHAPE_COLUMN_ONLY),
    FIELD(struct referral, channels, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape referral_shape = {"Referral", sizeof(struct referral), referral_fields};

/* { "attachments": [...] } as it is kept. */
static const struct shape_field kept_fields[] = {
    FIELD_LIST(struct referral_new, attachments, 0, attachment_shape, 0, 20), FIELD_END};
const struct shape referral_attachments_shape = {"referral_attachments",
                                                 sizeof(struct referral_new), kept_fields};

/* --- messages --- */

static const struct shape_field message_fields[] = {
    FIELD(struct referral_message, id, SHAPE_READ_ONLY),
    FIELD(struct referral_message, at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct referral_message, by, SHAPE_READ_ONLY, person_shape, "by_"),
    FIELD_ENUM(struct referral_message, side, SHAPE_READ_ONLY, side_words),
    FIELD(struct referral_message, text, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD_END};
const struct shape referral_message_shape = {"ReferralMessage", sizeof(struct referral_message),
                                             message_fields};

static const struct shape_field message_new_fields[] = {
    FIELD_FORMAT(struct referral_message, text, SHAPE_REQUIRED | SHAPE_PERSONAL, 1, 4000, "text"),
    FIELD_END};
const struct shape referral_message_new_shape = {
    "ReferralMessageCreate", sizeof(struct referral_message), message_new_fields};
