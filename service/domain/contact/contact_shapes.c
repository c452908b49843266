#include "base/actor.h"
#include "base/limits.h"
#include "domain/contact/contact.h"

const char *const contact_channel_words[] = {
    "phone",     "callback", "digital", "visit", "front_desk", "street", "concern_notification",
    "authority", "group",    NULL};
const char *const contact_status_words[] = {"open", "closed", NULL};
const char *const contact_outcome_words[] = {"solved",
                                             "guided",
                                             "referral",
                                             "consultation",
                                             "assessment",
                                             "service_need_assessment",
                                             "immediate_initiation",
                                             "unreached",
                                             NULL};
const char *const urgency_words[] = {"emergency", "urgent", "non_urgent", NULL};
static const char *const concern_words[] = {"relative",  "neighbour", "passer_by", "professional",
                                            "authority", "anonymous", NULL};
static const char *const profession_words[] = {"service_adviser",
                                               "nurse",
                                               "public_health_nurse",
                                               "doctor",
                                               "physiotherapist",
                                               "psychologist",
                                               "mental_health_nurse",
                                               "oral_health",
                                               "social_counsellor",
                                               "social_worker",
                                               "outreach_worker",
                                               "other",
                                               NULL};

static const struct move move_rows[] = {
#define MOVE MOVE_ROW
#include "domain/contact/contact_moves.def"
#undef MOVE
};
const struct moves contact_moves = {RESOURCE_contact, contact_status_words, move_rows,
                                    sizeof move_rows / sizeof *move_rows};

/* --- parts --- */

enum { TEXT_MOST = 4000 };

#define FIELD_WORDS(T, member, flags, least, most, format)                                         \
    FIELD_FULL(T, member, SHAPE_STRINGS, flags, least, most, NULL, NULL, format)

static const struct shape_field need_fields[] = {
    FIELD_WORDS(struct contact_need, classes, SHAPE_REQUIRED, 0, NEEDS_MAX, "code"),
    FIELD_FORMAT(struct contact_need, text, SHAPE_PERSONAL, 1, TEXT_MOST, "text"), FIELD_END};
static const struct shape need_shape = {"ContactNeed", sizeof(struct contact_need), need_fields};

static const struct shape_field group_fields[] = {
    FIELD_FORMAT(struct contact_group, kind, SHAPE_REQUIRED, 1, 64, "code"),
    FIELD_RANGE(struct contact_group, participants, SHAPE_REQUIRED, 1, 10000),
    FIELD_RANGE(struct contact_group, first_time, 0, 0, 10000), FIELD_END};
static const struct shape group_shape = {"ContactGroup", sizeof(struct contact_group),
                                         group_fields};

static const struct shape_field initial_fields[] = {
    FIELD_ENUM(struct initial_assessment, profession, 0, profession_words),
    FIELD_RANGE(struct initial_assessment, minutes, 0, 0, 1440),
    FIELD_RANGE(struct initial_assessment, waited_minutes, 0, 0, 525600),
    FIELD(struct initial_assessment, first_time, 0),
    FIELD(struct initial_assessment, interpreter, 0),
    FIELD_END};
static const struct shape initial_shape = {"InitialAssessment", sizeof(struct initial_assessment),
                                           initial_fields};

#define OUTCOME_FIELDS                                                                             \
    FIELD_ENUM(struct contact_outcome, kind, SHAPE_REQUIRED, contact_outcome_words),               \
        FIELD(struct contact_outcome, service_id, 0),                                              \
        FIELD_FORMAT(struct contact_outcome, text, SHAPE_PERSONAL, 1, TEXT_MOST, "text")

#define OUTCOME_WRITE_FIELDS                                                                       \
    OUTCOME_FIELDS, FIELD(struct contact_outcome, referral, SHAPE_JSON_ONLY),                      \
        FIELD(struct contact_outcome, consultation, SHAPE_JSON_ONLY)

static const struct shape_field outcome_write_fields[] = {OUTCOME_WRITE_FIELDS, FIELD_END};
static const struct shape outcome_write_shape = {
    "ContactOutcomeWrite", sizeof(struct contact_outcome), outcome_write_fields};

static const struct shape_field outcome_fields[] = {
    OUTCOME_FIELDS, FIELD(struct contact_outcome, referral_id, SHAPE_READ_ONLY),
    FIELD(struct contact_outcome, consultation_id, SHAPE_READ_ONLY),
    FIELD(struct contact_outcome, at, SHAPE_READ_ONLY), FIELD_END};
static const struct shape outcome_shape = {"ContactOutcome", sizeof(struct contact_outcome),
                                           outcome_fields};

/* --- a contact --- */

#define COMMON_FIELDS                                                                              \
    FIELD(struct contact, id, SHAPE_READ_ONLY), FIELD(struct contact, version, SHAPE_READ_ONLY),   \
        FIELD_ENUM_AS(struct contact, register_code, "register", SHAPE_READ_ONLY, register_words), \
        FIELD_ENUM(struct contact, channel, SHAPE_READ_ONLY, contact_channel_words),               \
        FIELD_ENUM(struct contact, status, SHAPE_READ_ONLY, contact_status_words),                 \
        FIELD(struct contact, client_id, SHAPE_READ_ONLY),                                         \
        FIELD_EMBED(struct contact, group, SHAPE_READ_ONLY, group_shape, "group_"),                \
        FIELD_ENUM(struct contact, concern_by, SHAPE_READ_ONLY, concern_words),                    \
        FIELD_EMBED(struct contact, need, SHAPE_READ_ONLY, need_shape, "need_"),                   \
        FIELD_ENUM(struct contact, urgency, SHAPE_READ_ONLY, urgency_words),                       \
        FIELD(struct contact, language, SHAPE_READ_ONLY),                                          \
        FIELD(struct contact, unit_id, SHAPE_READ_ONLY),                                           \
        FIELD_EMBED(struct contact, initial_assessment, SHAPE_READ_ONLY, initial_shape,            \
                    "assessed_"),                                                                  \
        FIELD_EMBED(struct contact, outcome, SHAPE_READ_ONLY, outcome_shape, "outcome_"),          \
        FIELD(struct contact, occurred_at, SHAPE_READ_ONLY),                                       \
        FIELD(struct contact, recorded_at, SHAPE_READ_ONLY),                                       \
        FIELD_EMBED(struct contact, recorded_by, SHAPE_READ_ONLY, person_shape, "recorded_by_"),   \
        FIELD(struct contact, ground, SHAPE_COLUMN_ONLY)

static const struct shape_field summary_fields[] = {COMMON_FIELDS, FIELD_END};
const struct shape contact_summary_shape = {"ContactSummary", sizeof(struct contact),
                                            summary_fields};

static const struct shape_field contact_fields[] = {
    COMMON_FIELDS, FIELD(struct contact, solved_at_first_contact, SHAPE_READ_ONLY),
    FIELD_STRINGS(struct contact, available_actions,
                  SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED, 0, 0),
    FIELD_LIST(struct contact, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, move_step_shape, 0,
               MOVES_SHOWN_MAX),
    FIELD_END};
const struct shape contact_shape = {"Contact", sizeof(struct contact), contact_fields};

/* --- requests --- */

static const struct shape_field new_fields[] = {
    FIELD_ENUM_AS(struct contact_new, register_code, "register", SHAPE_REQUIRED, register_words),
    FIELD_ENUM(struct contact_new, channel, SHAPE_REQUIRED, contact_channel_words),
    FIELD(struct contact_new, occurred_at, 0),
    FIELD(struct contact_new, client_id, 0),
    FIELD_RECORD(struct contact_new, group, 0, group_shape),
    FIELD_ENUM(struct contact_new, concern_by, 0, concern_words),
    FIELD_RECORD(struct contact_new, need, SHAPE_REQUIRED, need_shape),
    FIELD_ENUM(struct contact_new, urgency, SHAPE_REQUIRED, urgency_words),
    FIELD_FORMAT(struct contact_new, language, 0, 2, 3, "language_code"),
    FIELD(struct contact_new, unit_id, 0),
    FIELD_RECORD(struct contact_new, initial_assessment, 0, initial_shape),
    FIELD_RECORD(struct contact_new, outcome, 0, outcome_write_shape),
    FIELD_STRINGS(struct contact_new, acknowledged, 0, 0, 8),
    FIELD_END};
const struct shape contact_new_shape = {"ContactCreate", sizeof(struct contact_new), new_fields};

static const struct shape_field close_fields[] = {
    OUTCOME_WRITE_FIELDS,
    FIELD_STRINGS(struct contact_outcome, acknowledged, SHAPE_JSON_ONLY, 0, 8), FIELD_END};
const struct shape contact_close_shape = {"ContactClose", sizeof(struct contact_outcome),
                                          close_fields};

static const struct shape_field filter_fields[] = {
    FIELD(struct contact_filter, client_id, 0),
    FIELD(struct contact_filter, unit_id, 0),
    FIELD(struct contact_filter, open, 0),
    FIELD_ANY_OF(struct contact_filter, channel, 0, contact_channel_words),
    FIELD(struct contact_filter, from, 0),
    FIELD(struct contact_filter, to, 0),
    FIELD_END};
const struct shape contact_filter_shape = {"contact_filter", sizeof(struct contact_filter),
                                           filter_fields};
