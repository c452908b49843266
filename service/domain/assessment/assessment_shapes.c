#include "base/limits.h"
#include "domain/assessment/assessment.h"

const char *const assessment_status_words[] = {"proposed", "confirmed", NULL};

static const struct move move_rows[] = {
#define MOVE MOVE_ROW
#include "domain/assessment/assessment_moves.def"
#undef MOVE
};
const struct moves assessment_moves = {RESOURCE_assessment, assessment_status_words, move_rows,
                                       sizeof move_rows / sizeof *move_rows};

/* What lists and single assessments have in common. */
#define COMMON_FIELDS                                                                              \
    FIELD(struct assessment, id, SHAPE_READ_ONLY),                                                 \
        FIELD(struct assessment, client_id, SHAPE_READ_ONLY),                                      \
        FIELD(struct assessment, version, SHAPE_READ_ONLY),                                        \
        FIELD_ENUM(struct assessment, status, SHAPE_READ_ONLY, assessment_status_words),           \
        FIELD_ENUM_AS(struct assessment, register_code, "register", SHAPE_READ_ONLY,               \
                      register_words),                                                             \
        FIELD(struct assessment, as_of, SHAPE_READ_ONLY),                                          \
        FIELD(struct assessment, chosen_segment, SHAPE_READ_ONLY | SHAPE_NULLABLE),                \
        FIELD(struct assessment, override_reason, SHAPE_READ_ONLY | SHAPE_PERSONAL),               \
        FIELD(struct assessment, client_present, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),               \
        FIELD(struct assessment, assessed_at, SHAPE_READ_ONLY),                                    \
        FIELD(struct assessment, recorded_at, SHAPE_READ_ONLY),                                    \
        FIELD_EMBED(struct assessment, assessed_by, SHAPE_READ_ONLY, person_shape,                 \
                    "assessed_by_"),                                                               \
        FIELD(struct assessment, confirmed_at, SHAPE_READ_ONLY),                                   \
        FIELD(struct assessment, review_due, SHAPE_READ_ONLY),                                     \
        FIELD(struct assessment, ground, SHAPE_COLUMN_ONLY)

static const struct shape_field assessment_summary_fields[] = {
    COMMON_FIELDS,
    FIELD_EMBED(struct assessment, model, SHAPE_READ_ONLY, model_ref_shape, "model_"),
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
    FIELD(struct assessment, chosen, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD_EMBED(struct assessment, confirmed_by, SHAPE_READ_ONLY, person_shape, "confirmed_by_"),
    FIELD_STRINGS(struct assessment, available_actions, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, 0, 16),
    FIELD_LIST(struct assessment, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, move_step_shape, 0,
               MOVES_SHOWN_MAX),
    FIELD_EMBED(struct assessment, model, SHAPE_COLUMN_ONLY, model_ref_shape, "model_"),
    FIELD(struct assessment, model_id, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, segment, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, stored_result, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, result_hash, SHAPE_COLUMN_ONLY),
    FIELD(struct assessment, certain, SHAPE_COLUMN_ONLY),
    FIELD_STRINGS(struct assessment, possible, SHAPE_COLUMN_ONLY, 0, 0),
    FIELD(struct assessment, own_view, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape assessment_shape = {"Assessment", sizeof(struct assessment), assessment_fields};

static const struct shape_field participant_fields[] = {
    FIELD_FORMAT(struct assessment_participant, role, SHAPE_REQUIRED, 1, 64, "code"), FIELD_END};
static const struct shape participant_shape = {"Participant", sizeof(struct assessment_participant),
                                               participant_fields};

static const struct shape_field new_fields[] = {
    FIELD_ENUM_AS(struct assessment_new, register_code, "register", SHAPE_REQUIRED, register_words),
    FIELD_LIST(struct assessment_new, participants, 0, participant_shape, 0, 16),
    FIELD_FORMAT(struct assessment_new, chosen_segment, 0, 1, 64, "code"),
    FIELD_FORMAT(struct assessment_new, override_reason, SHAPE_PERSONAL, 1, 2000, "text"),
    FIELD(struct assessment_new, assessed_at, 0),
    FIELD_END};
const struct shape assessment_new_shape = {"AssessmentCreate", sizeof(struct assessment_new),
                                           new_fields};

static const struct shape_field confirmation_fields[] = {
    FIELD_FORMAT(struct assessment_confirmation, chosen_segment, 0, 1, 64, "code"),
    FIELD_FORMAT(struct assessment_confirmation, override_reason, SHAPE_PERSONAL, 1, 2000, "text"),
    FIELD(struct assessment_confirmation, client_present, SHAPE_REQUIRED), FIELD_END};
const struct shape assessment_confirmation_shape = {
    "AssessmentConfirm", sizeof(struct assessment_confirmation), confirmation_fields};

static const struct shape_field filter_fields[] = {
    FIELD_ANY_OF(struct assessment_filter, status, 0, assessment_status_words),
    FIELD_FORMAT(struct assessment_filter, segment, 0, 1, 64, "code"),
    FIELD(struct assessment_filter, review_due_until, 0), FIELD_END};
const struct shape assessment_filter_shape = {"assessment_filter", sizeof(struct assessment_filter),
                                              filter_fields};
