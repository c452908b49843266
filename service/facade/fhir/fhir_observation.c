/* Observation: a client's segment by one joint assessment. */
#include "base/limits.h"
#include "domain/assessment/assessment.h"
#include "facade/fhir/fhir.h"
#include "facade/fhir/fhir_assessment.h"

#include <string.h>

static const char code_system[] = "urn:asiakkuus:observation", segment_code[] = "client-segment";
static const char category_system[] = "http://terminology.hl7.org/CodeSystem/observation-category";
static const char absent_system[] = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
static const char ucum[] = "http://unitsofmeasure.org";

const struct fhir_parameter fhir_observation_parameters[] = {
    {"patient", FHIR_REFERENCE, true, false, "Whose segment it is."},
    {"subject", FHIR_REFERENCE, true, false, "The same as patient."},
    {"status", FHIR_TOKEN, false, false, "preliminary (proposed) or final (confirmed)."},
    {"code", FHIR_TOKEN, false, false, "client-segment; nothing else is observed here."},
    {"category", FHIR_TOKEN, false, false, "survey; nothing else is observed here."},
    {"value-concept", FHIR_TOKEN, false, false, "The chosen segment, by its code."},
    {.name = NULL}};

/* --- shapes --- */

struct component {
    const struct fhir_concept *code, *value, *absent;
    const struct fhir_quantity *quantity;
    const struct fhir_range *range;
};
static const struct shape_field component_fields[] = {
    FIELD_RECORD(struct component, code, SHAPE_READ_ONLY, fhir_concept_shape),
    FIELD_RECORD_AS(struct component, value, "valueCodeableConcept", fhir_concept_shape),
    FIELD_RECORD_AS(struct component, quantity, "valueQuantity", fhir_quantity_shape),
    FIELD_RECORD_AS(struct component, range, "valueRange", fhir_range_shape),
    FIELD_RECORD_AS(struct component, absent, "dataAbsentReason", fhir_concept_shape),
    FIELD_END};
static const struct shape component_shape = {"fhir_component", sizeof(struct component),
                                             component_fields};

struct observation {
    struct fhir_head head;
    const char *status;
    struct list category;
    const struct fhir_concept *code;
    const struct fhir_reference *subject;
    const char *effective;
    struct instant issued;
    struct list performer;
    const struct fhir_concept *value, *absent, *method;
    struct list derived_from, component;
};
static const struct shape_field observation_fields[] = {
    FHIR_HEAD(struct observation),
    FIELD(struct observation, status, SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct observation, category, "category", fhir_concept_shape),
    FIELD_RECORD(struct observation, code, SHAPE_READ_ONLY, fhir_concept_shape),
    FIELD_RECORD(struct observation, subject, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_AS(struct observation, effective, "effectiveDateTime", SHAPE_READ_ONLY),
    FIELD(struct observation, issued, SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct observation, performer, "performer", fhir_reference_shape),
    FIELD_RECORD_AS(struct observation, value, "valueCodeableConcept", fhir_concept_shape),
    FIELD_RECORD_AS(struct observation, absent, "dataAbsentReason", fhir_concept_shape),
    FIELD_RECORD_AS(struct observation, method, "method", fhir_concept_shape),
    FIELD_LIST_AS(struct observation, derived_from, "derivedFrom", fhir_reference_shape),
    FIELD_LIST_AS(struct observation, component, "component", component_shape),
    FIELD_END};
static const struct shape observation_shape = {"fhir_observation", sizeof(struct observation),
                                               observation_fields};

/* --- components: the state of each axis, and its score --- */

/* As a stored result has it: no score where the axis was judged. */
struct score {
    struct opt_int low, high, scale;
    struct list states; /* const char * */
};
static const struct shape_field score_fields[] = {
    FIELD(struct score, low, SHAPE_NULLABLE), FIELD(struct score, high, SHAPE_NULLABLE),
    FIELD(struct score, scale, SHAPE_NULLABLE), FIELD_STRINGS(struct score, states, 0, 0, 64),
    FIELD_END};
static const struct shape score_shape = {"fhir_score", sizeof(struct score), score_fields};

enum { COMPONENTS_MAX = 2 * 16 + 1 };

struct writing {
    struct context *context;
    const struct model *model;
    struct component *components;
    size_t count;
    enum status status;
};

static const struct fhir_concept *unknown(struct context *context) {
    return fhir_concept(context, absent_system, "unknown", "Unknown");
}

static struct component *next_component(struct writing *writing) {
    return writing->count < COMPONENTS_MAX ? &writing->components[writing->count++] : NULL;
}

/* A share of the axis' scale: from 0, no difficulty or need, to 1. */
static struct fhir_quantity *share_of(struct context *context, int64_t points, int64_t scale) {
    struct fhir_quantity *quantity = arena_alloc(context->arena, sizeof *quantity);
    *quantity = (struct fhir_quantity){decimal_share(points, scale, 1), "1", ucum, "1"};
    return quantity;
}

static void add_state(struct writing *writing, const char *axis, const char *name,
                      const struct list *states) {
    struct context *context = writing->context;
    struct component *component = next_component(writing);
    const char *state = states->count == 1 ? *(const char *const *)states->items : NULL;
    if (!component) {
        return;
    }
    component->code = fhir_concept(context, fhir_axis_system, axis, name);
    component->value =
        state ? fhir_concept(context, fhir_state_system, state,
                             model_state_name(writing->model, axis, state, context->language))
              : NULL;
    component->absent = state ? NULL : unknown(context);
}

static void add_score(struct writing *writing, const char *axis, const char *name,
                      const struct score *score) {
    static const char *const words[LANGUAGE_COUNT] = {"%s: pisteet", "%s: poäng", "%s: score"};
    struct context *context = writing->context;
    struct component *component = next_component(writing);
    if (!component) {
        return;
    }
    const char *text = words[context->language];
    component->code =
        fhir_concept(context, fhir_axis_system, arena_format(context->arena, "%s.score", axis),
                     arena_format(context->arena, "%s%s", name, text + 2));
    if (score->low.value == score->high.value) {
        component->quantity = share_of(context, score->low.value, score->scale.value);
        return;
    }
    struct fhir_range *range = arena_alloc(context->arena, sizeof *range);
    range->low = share_of(context, score->low.value, score->scale.value);
    range->high = share_of(context, score->high.value, score->scale.value);
    component->range = range;
}

static void add_axis(void *data, const char *axis, const struct json *value) {
    struct writing *writing = data;
    struct score score = {.low = {.present = false}};
    const char *name = model_axis_name(writing->model, axis, writing->context->language);
    enum status status = json_read_part(writing->context, value, &score_shape, &score);
    if (status != OK) {
        writing->status = context_fail(writing->context, STATUS_internal, "a stored score");
        return;
    }
    name = name ? name : axis;
    add_state(writing, axis, name, &score.states);
    if (score.low.present && score.high.present && score.scale.present && score.scale.value > 0) {
        add_score(writing, axis, name, &score);
    }
}

/* --- the whole --- */

static const char *segment_name(struct context *context, const struct model *model,
                                const char *segment) {
    return segment ? model_segment_name(model, segment, context->language) : NULL;
}

/* What the model itself gave, where something else was agreed on. */
static void add_computed(struct writing *writing, const struct assessment *assessment) {
    static const char *const words[LANGUAGE_COUNT] = {"Laskettu segmentti", "Beräknat segment",
                                                      "Computed segment"};
    struct context *context = writing->context;
    const char *chosen = assessment->chosen_segment;
    bool differs = assessment->segment && (!chosen || strcmp(chosen, assessment->segment) != 0);
    struct component *component = differs ? next_component(writing) : NULL;
    if (component) {
        component->code =
            fhir_concept(context, code_system, "computed-segment", words[context->language]);
        component->value = fhir_concept(context, fhir_segment_system, assessment->segment,
                                        segment_name(context, writing->model, assessment->segment));
    }
}

static struct observation observation_of(struct context *context, const struct assessment *from,
                                         const struct writing *writing) {
    static const char *const names[LANGUAGE_COUNT] = {"Asiakkuussegmentti", "Klientsegment",
                                                      "Client segment"};
    const struct fhir_coding method = {
        fhir_model_system, arena_format(context->arena, "%lld", (long long)from->model.version),
        from->model.code, NULL};
    const struct fhir_concept by = {
        FHIR_ONE(context, method),
        arena_format(context->arena, "%s@%lld", from->model.code, (long long)from->model.version)};
    struct observation out = {
        .head = fhir_assessment_head(context, "Observation", from, fhir_id(context, from->id)),
        .status = from->status == ASSESSMENT_CONFIRMED ? "final" : "preliminary",
        .category = fhir_concepts(context, category_system, "survey", "Survey"),
        .code = fhir_concept(context, code_system, segment_code, names[context->language]),
        .subject = fhir_reference(context, "Patient", from->client_id),
        .effective = fhir_day(context, from->as_of),
        .issued = fhir_assessment_changed(from),
        .performer = fhir_assessment_performers(context, from),
        .value = fhir_concept(context, fhir_segment_system, from->chosen_segment,
                              segment_name(context, writing->model, from->chosen_segment)),
        .absent = from->chosen_segment ? NULL : unknown(context),
        .derived_from = fhir_assessment_answers(context, from),
        .component = {writing->count > 0 ? writing->components : NULL, writing->count}};
    struct list methods = FHIR_ONE(context, by);
    out.method = methods.items;
    return out;
}

static enum status add(struct context *context, const struct fhir_search *search,
                       const struct assessment *from, struct fhir_answer *out) {
    if (search &&
        !fhir_asks_for(search, "value-concept", fhir_segment_system, from->chosen_segment)) {
        return OK;
    }
    struct model model = {.compiled = NULL};
    const struct json *result = NULL;
    struct writing writing = {
        context, &model, arena_alloc(context->arena, COMPONENTS_MAX * sizeof(struct component)), 0,
        OK};
    enum status status = model_find_by_id(context, from->model_id, &model);
    if (status == OK) {
        status =
            json_parse(context, from->stored_result.bytes, from->stored_result.length, &result);
    }
    if (status == OK) {
        json_each_member(json_member(result, "scores"), add_axis, &writing);
        status = writing.status;
    }
    if (status != OK) {
        return context_fail(context, STATUS_internal, "an assessment that can't be shown");
    }
    add_computed(&writing, from);
    const struct observation observation = observation_of(context, from, &writing);
    fhir_add(context, out, &observation_shape, &observation);
    return OK;
}

enum status fhir_observation_get(struct context *context, const char *id, struct fhir_answer *out) {
    struct assessment assessment = {0};
    struct uuid uuid;
    if (!uuid_parse(id, &uuid)) {
        return STATUS_not_found;
    }
    enum status status = assessment_get(context, uuid, &assessment);
    return status == OK ? add(context, NULL, &assessment, out) : status;
}

/* --- searching --- */

/* The one segment to be asked for in the database, without its system; NULL where the token asks
 * for several, or for any: what is read is held against it. */
static const char *wanted_segment(const struct fhir_search *search) {
    const char *value = fhir_value(search, "value-concept");
    const char *bar = value ? strchr(value, '|') : NULL;
    const char *code = bar ? bar + 1 : value;
    return code && *code && !strchr(value, ',') ? code : NULL;
}

static bool fits_here(const struct fhir_search *search, struct assessment_filter *filter) {
    static const char status_system[] = "http://hl7.org/fhir/observation-status";
    bool preliminary = fhir_asks_for(search, "status", status_system, "preliminary");
    bool final = fhir_asks_for(search, "status", status_system, "final");
    filter->status = preliminary && final ? 0 : final ? ASSESSMENT_CONFIRMED : ASSESSMENT_PROPOSED;
    filter->segment = wanted_segment(search);
    return (preliminary || final) && fhir_asks_for(search, "code", code_system, segment_code) &&
           fhir_asks_for(search, "category", category_system, "survey");
}

enum status fhir_observation_find(struct context *context, const struct fhir_search *search,
                                  struct fhir_answer *out) {
    struct assessment_filter filter = {.status = 0};
    bool possible = fits_here(search, &filter);
    return possible ? fhir_assessment_find(context, search, &filter, add, out) : OK;
}
