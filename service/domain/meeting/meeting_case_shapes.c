#include "domain/meeting/meeting_case.h"

const char *const case_state_words[] = {"open", "discussed", "withdrawn", NULL};
const char *const topic_state_words[] = {"open", "withdrawn", NULL};
const char *const topic_kind_words[] = {"phenomenon", "cooperation", NULL};

static const struct move case_rows[] = {
#define MOVE MOVE_ROW
#include "domain/meeting/case_moves.def"
#undef MOVE
};
const struct moves case_moves = {RESOURCE_meeting_case, case_state_words, case_rows,
                                 sizeof case_rows / sizeof *case_rows};

static const struct move topic_rows[] = {
#define MOVE MOVE_ROW
#include "domain/meeting/topic_moves.def"
#undef MOVE
};
const struct moves topic_moves = {RESOURCE_meeting_topic, topic_state_words, topic_rows,
                                  sizeof topic_rows / sizeof *topic_rows};

#define CASE_FIELDS                                                                                \
    FIELD(struct meeting_case, id, SHAPE_READ_ONLY),                                               \
        FIELD(struct meeting_case, meeting_id, SHAPE_READ_ONLY),                                   \
        FIELD(struct meeting_case, date, SHAPE_READ_ONLY),                                         \
        FIELD(struct meeting_case, version, SHAPE_READ_ONLY),                                      \
        FIELD_ENUM(struct meeting_case, state, SHAPE_READ_ONLY, case_state_words),                 \
        FIELD(struct meeting_case, title, SHAPE_READ_ONLY),                                        \
        FIELD(struct meeting_case, question, SHAPE_READ_ONLY),                                     \
        FIELD_STRINGS(struct meeting_case, service_needs, SHAPE_READ_ONLY, 0, MEETING_NEEDS_MAX),  \
        FIELD_EMBED(struct meeting_case, brought_by, SHAPE_READ_ONLY, person_shape,                \
                    "brought_by_"),                                                                \
        FIELD(struct meeting_case, brought_at, SHAPE_READ_ONLY),                                   \
        FIELD(struct meeting_case, advice, SHAPE_READ_ONLY),                                       \
        FIELD(struct meeting_case, next_step, SHAPE_READ_ONLY),                                    \
        FIELD(struct meeting_case, responsible_service_id, SHAPE_READ_ONLY),                       \
        FIELD(struct meeting_case, follow_up_on, SHAPE_READ_ONLY),                                 \
        FIELD(struct meeting_case, discussed_at, SHAPE_READ_ONLY),                                 \
        FIELD(struct meeting_case, followed_up_at, SHAPE_READ_ONLY),                               \
        FIELD(struct meeting_case, follow_up_text, SHAPE_READ_ONLY),                               \
        FIELD(struct meeting_case, forgotten, SHAPE_READ_ONLY),                                    \
        FIELD(struct meeting_case, has_next_step, SHAPE_COLUMN_ONLY),                              \
        FIELD(struct meeting_case, led, SHAPE_COLUMN_ONLY)

static const struct shape_field case_summary_fields[] = {CASE_FIELDS, FIELD_END};
const struct shape case_summary_shape = {"MeetingCaseSummary", sizeof(struct meeting_case),
                                         case_summary_fields};

static const struct shape_field case_fields[] = {
    CASE_FIELDS,
    FIELD_STRINGS(struct meeting_case, available_actions, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, 0, 16),
    FIELD_LIST(struct meeting_case, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, move_step_shape, 0,
               MOVES_SHOWN_MAX),
    FIELD_END};
const struct shape case_shape = {"MeetingCase", sizeof(struct meeting_case), case_fields};

#define ACKNOWLEDGED(T) FIELD_STRINGS(T, acknowledged, SHAPE_JSON_ONLY, 0, 8)

static const struct shape_field case_body_fields[] = {
    FIELD_STRING(struct case_body, title, SHAPE_REQUIRED, 1, 200),
    FIELD_FORMAT(struct case_body, question, SHAPE_REQUIRED, 1, 4000, "text"),
    FIELD_STRINGS(struct case_body, service_needs, 0, 0, MEETING_NEEDS_MAX),
    ACKNOWLEDGED(struct case_body), FIELD_END};
const struct shape case_body_shape = {"MeetingCaseBody", sizeof(struct case_body),
                                      case_body_fields};

static const struct shape_field outcome_fields[] = {
    FIELD_FORMAT(struct case_outcome, advice, SHAPE_REQUIRED, 1, 4000, "text"),
    FIELD_FORMAT(struct case_outcome, next_step, 0, 1, 2000, "text"),
    FIELD(struct case_outcome, responsible_service_id, 0),
    FIELD(struct case_outcome, follow_up_on, 0),
    ACKNOWLEDGED(struct case_outcome),
    FIELD_END};
const struct shape case_outcome_shape = {"MeetingCaseOutcome", sizeof(struct case_outcome),
                                         outcome_fields};

static const struct shape_field follow_up_fields[] = {
    FIELD_FORMAT(struct case_follow_up, text, 0, 1, 2000, "text"),
    ACKNOWLEDGED(struct case_follow_up), FIELD_END};
const struct shape case_follow_up_shape = {"MeetingCaseFollowUp", sizeof(struct case_follow_up),
                                           follow_up_fields};

static const struct shape_field deferral_fields[] = {FIELD(struct case_deferral, to, 0), FIELD_END};
const struct shape case_deferral_shape = {"MeetingDeferral", sizeof(struct case_deferral),
                                          deferral_fields};

static const struct shape_field topic_fields[] = {
    FIELD(struct meeting_topic, id, SHAPE_READ_ONLY),
    FIELD(struct meeting_topic, meeting_id, SHAPE_READ_ONLY),
    FIELD(struct meeting_topic, date, SHAPE_READ_ONLY),
    FIELD(struct meeting_topic, version, SHAPE_READ_ONLY),
    FIELD_ENUM(struct meeting_topic, state, SHAPE_READ_ONLY, topic_state_words),
    FIELD_ENUM(struct meeting_topic, kind, SHAPE_READ_ONLY, topic_kind_words),
    FIELD(struct meeting_topic, title, SHAPE_READ_ONLY),
    FIELD(struct meeting_topic, text, SHAPE_READ_ONLY),
    FIELD_EMBED(struct meeting_topic, brought_by, SHAPE_READ_ONLY, person_shape, "brought_by_"),
    FIELD(struct meeting_topic, brought_at, SHAPE_READ_ONLY),
    FIELD(struct meeting_topic, forgotten, SHAPE_READ_ONLY),
    FIELD(struct meeting_topic, led, SHAPE_COLUMN_ONLY),
    FIELD_STRINGS(struct meeting_topic, available_actions, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, 0, 8),
    FIELD_END};
const struct shape topic_shape = {"MeetingTopic", sizeof(struct meeting_topic), topic_fields};

static const struct shape_field topic_body_fields[] = {
    FIELD_ENUM(struct topic_body, kind, SHAPE_REQUIRED, topic_kind_words),
    FIELD_STRING(struct topic_body, title, SHAPE_REQUIRED, 1, 200),
    FIELD_FORMAT(struct topic_body, text, 0, 1, 4000, "text"), ACKNOWLEDGED(struct topic_body),
    FIELD_END};
const struct shape topic_body_shape = {"MeetingTopicBody", sizeof(struct topic_body),
                                       topic_body_fields};

/* --- the agenda --- */

static const struct shape_field item_fields[] = {
    {.name = "case",
     .type = SHAPE_RECORD,
     .flags = SHAPE_READ_ONLY,
     .offset = offsetof(struct agenda_item, consultation),
     .shape = &case_summary_shape},
    FIELD_RECORD(struct agenda_item, topic, SHAPE_READ_ONLY, topic_shape),
    FIELD(struct agenda_item, starts_at, SHAPE_READ_ONLY),
    FIELD(struct agenda_item, minutes, SHAPE_READ_ONLY),
    FIELD_END};
static const struct shape item_shape = {"AgendaItem", sizeof(struct agenda_item), item_fields};

static const struct shape_field agenda_fields[] = {
    FIELD(struct agenda, meeting_id, SHAPE_READ_ONLY),
    FIELD(struct agenda, date, SHAPE_READ_ONLY),
    FIELD_ENUM(struct agenda, state, SHAPE_READ_ONLY, occurrence_state_words),
    FIELD(struct agenda, starts_at, SHAPE_READ_ONLY),
    FIELD(struct agenda, ends_at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct agenda, chair, SHAPE_READ_ONLY, person_shape, "chair_"),
    FIELD_EMBED(struct agenda, secretary, SHAPE_READ_ONLY, person_shape, "secretary_"),
    FIELD(struct agenda, cases, SHAPE_READ_ONLY),
    FIELD(struct agenda, minutes_per_case, SHAPE_READ_ONLY),
    FIELD_LIST(struct agenda, items, SHAPE_READ_ONLY, item_shape, 0, 120),
    FIELD_LIST(struct agenda, overflow, SHAPE_READ_ONLY, item_shape, 0, 120),
    FIELD(struct agenda, next_date, SHAPE_READ_ONLY),
    FIELD_LIST(struct agenda, follow_ups, SHAPE_READ_ONLY, case_summary_shape, 0,
               MEETING_CASES_MAX),
    FIELD_END};
const struct shape agenda_shape = {"MeetingAgenda", sizeof(struct agenda), agenda_fields};
