#include "base/actor.h"
#include "base/limits.h"
#include "domain/plan/plan.h"
#include "domain/plan/plan_store.h"
#include "domain/segmentation/segmentation.h"

const char *const plan_kind_words[] = {"self_care", "support", "care", "service", "joint", NULL};
const char *const plan_goal_state_words[] = {"planned", "in_progress", "partly_reached",
                                             "reached", "given_up",    NULL};

static const struct shape_field measure_fields[] = {
    FIELD_FORMAT(struct plan_measure, code, SHAPE_REQUIRED, 1, 64, "code"),
    FIELD_FORMAT(struct plan_measure, unit, 0, 1, 32, "text"),
    FIELD_RANGE(struct plan_measure, target, 0, -1000000000, 1000000000), FIELD_END};
static const struct shape measure_shape = {"PlanMeasure", sizeof(struct plan_measure),
                                           measure_fields};

static const struct shape_field goal_fields[] = {
    FIELD(struct plan_goal, id, 0),
    FIELD_FORMAT(struct plan_goal, text, SHAPE_REQUIRED | SHAPE_PERSONAL, 1, 1000, "text"),
    FIELD_FORMAT(struct plan_goal, item, 0, 1, 64, "code"),
    FIELD_ENUM(struct plan_goal, state, SHAPE_REQUIRED, plan_goal_state_words),
    FIELD(struct plan_goal, due, 0),
    FIELD_RECORD(struct plan_goal, measure, 0, measure_shape),
    FIELD_END};
static const struct shape goal_shape = {"PlanGoal", sizeof(struct plan_goal), goal_fields};

static const struct shape_field service_fields[] = {
    FIELD(struct plan_service, service_id, SHAPE_REQUIRED),
    FIELD_FORMAT(struct plan_service, responsible, SHAPE_PERSONAL, 1, 255, "text"),
    FIELD(struct plan_service, from, 0), FIELD(struct plan_service, to, 0), FIELD_END};
static const struct shape service_shape_here = {"PlanService", sizeof(struct plan_service),
                                                service_fields};

static const struct shape_field plan_fields[] = {
    FIELD(struct plan, id, SHAPE_READ_ONLY),
    FIELD(struct plan, client_id, SHAPE_READ_ONLY),
    FIELD(struct plan, version, SHAPE_READ_ONLY),
    FIELD_ENUM_AS(struct plan, register_code, "register", SHAPE_READ_ONLY, register_words),
    FIELD_ENUM(struct plan, kind, SHAPE_READ_ONLY, plan_kind_words),
    FIELD_LIST(struct plan, goals, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, goal_shape, 0,
               PLAN_GOALS_MAX),
    FIELD_LIST(struct plan, services, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, service_shape_here, 0,
               PLAN_SERVICES_MAX),
    FIELD(struct plan, review_on, SHAPE_READ_ONLY),
    FIELD(struct plan, client_agrees, SHAPE_READ_ONLY),
    FIELD(struct plan, updated_at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct plan, updated_by, SHAPE_READ_ONLY, person_shape, "updated_by_"),
    FIELD(struct plan, document, SHAPE_COLUMN_ONLY),
    FIELD(struct plan, ground, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape plan_shape = {"Plan", sizeof(struct plan), plan_fields};

static const struct shape_field write_fields[] = {
    FIELD_ENUM(struct plan, kind, SHAPE_REQUIRED, plan_kind_words),
    FIELD_LIST(struct plan, goals, SHAPE_REQUIRED, goal_shape, 0, PLAN_GOALS_MAX),
    FIELD_LIST(struct plan, services, SHAPE_REQUIRED, service_shape_here, 0, PLAN_SERVICES_MAX),
    FIELD(struct plan, review_on, SHAPE_REQUIRED),
    FIELD(struct plan, client_agrees, SHAPE_REQUIRED),
    FIELD_END};
const struct shape plan_write_shape = {"PlanWrite", sizeof(struct plan), write_fields};

static const struct shape_field document_fields[] = {
    FIELD_LIST(struct plan, goals, SHAPE_REQUIRED, goal_shape, 0, PLAN_GOALS_MAX),
    FIELD_LIST(struct plan, services, SHAPE_REQUIRED, service_shape_here, 0, PLAN_SERVICES_MAX),
    FIELD_END};
const struct shape plan_document_shape = {"plan_document", sizeof(struct plan), document_fields};

static const struct shape_field key_fields[] = {FIELD(struct plan_key, client_id, 0), FIELD_END};
const struct shape plan_key_shape = {"plan_key", sizeof(struct plan_key), key_fields};

/* --- measurements --- */

static const struct shape_field measurement_fields[] = {
    FIELD(struct plan_measurement, id, SHAPE_READ_ONLY),
    FIELD(struct plan_measurement, goal_id, SHAPE_READ_ONLY),
    FIELD(struct plan_measurement, value, SHAPE_READ_ONLY),
    FIELD(struct plan_measurement, at, SHAPE_READ_ONLY),
    FIELD(struct plan_measurement, recorded_at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct plan_measurement, recorded_by, SHAPE_READ_ONLY, person_shape,
                "recorded_by_"),
    FIELD(struct plan_measurement, plan_id, SHAPE_COLUMN_ONLY),
    FIELD(struct plan_measurement, ground, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape plan_measurement_shape = {"PlanMeasurement", sizeof(struct plan_measurement),
                                             measurement_fields};

static const struct shape_field measurement_new_fields[] = {
    FIELD(struct plan_measurement, goal_id, SHAPE_REQUIRED),
    FIELD_RANGE(struct plan_measurement, value, SHAPE_REQUIRED, -1000000000, 1000000000),
    FIELD(struct plan_measurement, at, 0), FIELD_END};
const struct shape plan_measurement_new_shape = {
    "PlanMeasurementCreate", sizeof(struct plan_measurement), measurement_new_fields};

static const struct shape_field filter_fields[] = {
    FIELD(struct plan_measurement_filter, goal_id, 0), FIELD_END};
const struct shape plan_measurement_filter_shape = {
    "plan_measurement_filter", sizeof(struct plan_measurement_filter), filter_fields};

static const struct shape_field proposals_fields[] = {
    FIELD(struct plan_proposals, assessment_id, SHAPE_READ_ONLY),
    FIELD_LIST(struct plan_proposals, items, SHAPE_READ_ONLY, segmentation_change_shape, 0, 1000),
    FIELD_END};
const struct shape plan_proposals_shape = {"PlanProposals", sizeof(struct plan_proposals),
                                           proposals_fields};
