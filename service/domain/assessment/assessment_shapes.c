#include "domain/assessment/assessment.h"

const char *const assessment_status_words[] = {"proposed", "confirmed", NULL};

/* `register` is a word of C: the member has another name than its column and its JSON. */
#define FIELD_REGISTER(T, flags_)                                                                  \
    {                                                                                              \
        .name = "register", .type = SHAPE_ENUM, .flags = (flags_),                                 \
        .offset = offsetof(T, register_code), .words = register_words                              \
    }

static const struct shape_field person_fields[] = {
    FIELD(struct person, sub, SHAPE_READ_ONLY), FIELD(struct person, name, SHAPE_READ_ONLY),
    FIELD(struct person, unit, SHAPE_READ_ONLY), FIELD_END};
const struct shape person_shape = {"Person", sizeof(struct person), person_fields};

static const struct shape_field move_fields[] = {
    FIELD(struct assessment_move, at, SHAPE_READ_ONLY),
    FIELD_RECORD(struct assessment_move, by, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, person_shape),
    FIELD(struct assessment_move, from, SHAPE_READ_ONLY),
    FIELD(struct assessment_move, to, SHAPE_READ_ONLY),
    FIELD(struct assessment_move, reason, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD(struct assessment_move, by_sub, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape assessment_move_shape = {"Move", sizeof(struct assessment_move), move_fields};

/* What lists and single assessments have in common. */
#define COMMON_FIELDS                                                                              \
    FIELD(struct assessment, id, SHAPE_READ_ONLY),                                                 \
        FIELD(struct assessment, client_id, SHAPE_READ_ONLY),                                      \
        FIELD(struct assessment, version, SHAPE_READ_ONLY),                                        \
        FIELD_ENUM(struct assessment, status, SHAPE_READ_ONLY, assessment_status_words),           \
        FIELD_REGISTER(struct assessment, SHAPE_READ_ONLY),                                        \
        FIELD(struct assessment, as_of, SHAPE_READ_ONLY),                                          \
        FIELD(struct assessment, chosen_segment, SHAPE_READ_ONLY | SHAPE_NULLABLE),                \
        FIELD(struct assessment, override_reason, SHAPE_READ_ONLY | SHAPE_PERSONAL),               \
        FIELD(struct assessment, client_present, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),               \
        FIELD(struct assessment, assessed_at, SHAPE_READ_ONLY),                                    \
        FIELD_RECORD(struct assessment, assessed_by, SHAPE_READ_ONLY | SHAPE_JSON_ONLY,            \
                     person_shape),                                                                \
        FIELD(struct assessment, confirmed_at, SHAPE_READ_ONLY),                                   \
        FIELD(struct assessment, review_due, SHAPE_READ_ONLY),                                     \
        FIELD(struct assessment, model_code, SHAPE_COLUMN_ONLY),                                   \
        FIELD(struct assessment, model_version, SHAPE_COLUMN_ONLY),                                \
        FIELD(struct assessment, model_hash, SHAPE_COLUMN_ONLY),                                   \
        FIELD(struct assessment, assessed_by_sub, SHAPE_COLUMN_ONLY),                              \
        FIELD(struct assessment, assessed_unit, SHAPE_COLUMN_ONLY)

static const struct shape_field assessment_summary_fields[] = {
    COMMON_FIELDS,
    FIELD_RECORD(struct assessment, model, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, model_ref_shape),
    FIELD(struct assessment, segment, SHAPE_READ_ONLY | SHAPE_NULLABLE), FIELD_END};
const struct shape assessment_summary_shape = {"AssessmentSummary", sizeof(struct assessment),
                                               assessment_summary_fields};

/* The computed segment and the model come with the result. */
static const struct shape_field assessment_fields[] = {
    COMMON_FIELDS,
    FIELD(struct assessment, participants, SHAPE_READ_ONLY),
    FIELD(struct assessment, input, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD(struct assessment, result,
          SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_PERSONAL | SHAPE_SPLICED),
    FIELD_RECORD(struct assessment, confirmed_by, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, person_shape),
    FIELD_STRINGS(struct assessment, available_actions, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, 0, 16),
    FIELD_LIST(struct assessment, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, assessment_move_shape,
               0, ASSESSMENT_MOVES_MAX),
    FIELD(struct assessment, model_id, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, segment, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, stored_result, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, result_hash, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, certain, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, possible, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, confirmed_by_sub, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, own_view, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape assessment_shape = {"Assessment", sizeof(struct assessment), assessment_fields};

static const struct shape_field participant_fields[] = {
    FIELD_FORMAT(struct assessment_participant, role, SHAPE_REQUIRED, 1, 64, "code"), FIELD_END};
const struct shape assessment_participant_shape = {
    "Participant", sizeof(struct assessment_participant), participant_fields};

static const struct shape_field new_fields[] = {
    FIELD_REGISTER(struct assessment_new, SHAPE_REQUIRED),
    FIELD_LIST(struct assessment_new, participants, 0, assessment_participant_shape, 0, 16),
    FIELD_FORMAT(struct assessment_new, chosen_segment, 0, 1, 64, "code"),
    FIELD_FORMAT(struct assessment_new, override_reason, SHAPE_PERSONAL, 1, 2000, "text"),
    FIELD_END};
const struct shape assessment_new_shape = {"AssessmentCreate", sizeof(struct assessment_new),
                                           new_fields};

static const struct shape_field confirmation_fields[] = {
    FIELD_FORMAT(struct assessment_confirmation, chosen_segment, 0, 1, 64, "code"),
    FIELD_FORMAT(struct assessment_confirmation, override_reason, SHAPE_PERSONAL, 1, 2000, "text"),
    FIELD(struct assessment_confirmation, client_present, SHAPE_REQUIRED), FIELD_END};
const struct shape assessment_confirmation_shape = {
    "AssessmentConfirm", sizeof(struct assessment_confirmation), confirmation_fields};
