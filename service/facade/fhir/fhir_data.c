#include "facade/fhir/fhir_data.h"

#include <string.h>

const char fhir_segment_system[] = "urn:asiakkuus:segment";
const char fhir_axis_system[] = "urn:asiakkuus:axis";
const char fhir_state_system[] = "urn:asiakkuus:axis-state";
const char fhir_model_system[] = "urn:asiakkuus:model";
const char fhir_register_system[] = "urn:asiakkuus:register";
const char fhir_user_system[] = "urn:asiakkuus:user";
const char fhir_unit_system[] = "urn:asiakkuus:unit";
const char fhir_unit_code_system[] = "urn:asiakkuus:unit-code";
const char fhir_service_system[] = "urn:asiakkuus:service";
const char fhir_duty_system[] = "urn:asiakkuus:duty";
const char fhir_questionnaire_url[] = "urn:asiakkuus:questionnaire";
const char fhir_hetu_system[] = "urn:oid:1.2.246.21";

/* --- shapes --- */

static const struct shape_field coding_fields[] = {
    FIELD(struct fhir_coding, system, SHAPE_READ_ONLY),
    FIELD(struct fhir_coding, version, SHAPE_READ_ONLY),
    FIELD(struct fhir_coding, code, SHAPE_READ_ONLY),
    FIELD(struct fhir_coding, display, SHAPE_READ_ONLY), FIELD_END};
const struct shape fhir_coding_shape = {"fhir_coding", sizeof(struct fhir_coding), coding_fields};

static const struct shape_field concept_fields[] = {
    FIELD_LIST_AS(struct fhir_concept, coding, "coding", fhir_coding_shape),
    FIELD(struct fhir_concept, text, SHAPE_READ_ONLY), FIELD_END};
const struct shape fhir_concept_shape = {"fhir_concept", sizeof(struct fhir_concept),
                                         concept_fields};

static const struct shape_field identifier_fields[] = {
    FIELD(struct fhir_identifier, use, SHAPE_READ_ONLY),
    FIELD(struct fhir_identifier, system, SHAPE_READ_ONLY),
    FIELD(struct fhir_identifier, value, SHAPE_READ_ONLY | SHAPE_PERSONAL), FIELD_END};
const struct shape fhir_identifier_shape = {"fhir_identifier", sizeof(struct fhir_identifier),
                                            identifier_fields};

static const struct shape_field reference_fields[] = {
    FIELD(struct fhir_reference, reference, SHAPE_READ_ONLY),
    FIELD(struct fhir_reference, type, SHAPE_READ_ONLY),
    FIELD_RECORD(struct fhir_reference, identifier, SHAPE_READ_ONLY, fhir_identifier_shape),
    FIELD(struct fhir_reference, display, SHAPE_READ_ONLY | SHAPE_PERSONAL), FIELD_END};
const struct shape fhir_reference_shape = {"fhir_reference", sizeof(struct fhir_reference),
                                           reference_fields};

static const struct shape_field period_fields[] = {
    FIELD(struct fhir_period, start, SHAPE_READ_ONLY),
    FIELD(struct fhir_period, end, SHAPE_READ_ONLY), FIELD_END};
const struct shape fhir_period_shape = {"fhir_period", sizeof(struct fhir_period), period_fields};

static const struct shape_field quantity_fields[] = {
    FIELD(struct fhir_quantity, value, SHAPE_READ_ONLY),
    FIELD(struct fhir_quantity, unit, SHAPE_READ_ONLY),
    FIELD(struct fhir_quantity, system, SHAPE_READ_ONLY),
    FIELD(struct fhir_quantity, code, SHAPE_READ_ONLY), FIELD_END};
const struct shape fhir_quantity_shape = {"fhir_quantity", sizeof(struct fhir_quantity),
                                          quantity_fields};

static const struct shape_field range_fields[] = {
    FIELD_RECORD(struct fhir_range, low, SHAPE_READ_ONLY, fhir_quantity_shape),
    FIELD_RECORD(struct fhir_range, high, SHAPE_READ_ONLY, fhir_quantity_shape), FIELD_END};
const struct shape fhir_range_shape = {"fhir_range", sizeof(struct fhir_range), range_fields};

static const struct shape_field annotation_fields[] = {
    FIELD(struct fhir_annotation, text, SHAPE_READ_ONLY | SHAPE_PERSONAL), FIELD_END};
const struct shape fhir_annotation_shape = {"fhir_annotation", sizeof(struct fhir_annotation),
                                            annotation_fields};

static const struct shape_field meta_fields[] = {
    FIELD_AS(struct fhir_meta, version_id, "versionId", SHAPE_READ_ONLY),
    FIELD_AS(struct fhir_meta, last_updated, "lastUpdated", SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct fhir_meta, security, "security", fhir_coding_shape),
    FIELD_LIST_AS(struct fhir_meta, tag, "tag", fhir_coding_shape), FIELD_END};
const struct shape fhir_meta_shape = {"fhir_meta", sizeof(struct fhir_meta), meta_fields};

/* --- making them --- */

const char *fhir_id(struct context *context, struct uuid id) {
    char text[UUID_TEXT_SIZE];
    uuid_print(&id, text);
    return arena_string(context->arena, text);
}

const char *fhir_day(struct context *context, struct date day) {
    char text[DATE_TEXT_SIZE];
    if (!date_is_set(day)) {
        return NULL;
    }
    date_print(day, text);
    return arena_string(context->arena, text);
}

const char *fhir_instant(struct context *context, struct instant instant) {
    char text[INSTANT_TEXT_SIZE];
    if (instant.us == 0) {
        return NULL;
    }
    instant_print(instant, text);
    return arena_string(context->arena, text);
}

struct list fhir_one(struct context *context, const void *item, size_t size) {
    void *copy = arena_alloc(context->arena, size);
    memcpy(copy, item, size);
    return (struct list){copy, 1};
}

const struct fhir_concept *fhir_concept(struct context *context, const char *system,
                                        const char *code, const char *display) {
    const struct fhir_coding coding = {system, NULL, code, display};
    struct fhir_concept *concept = arena_alloc(context->arena, sizeof *concept);
    *concept = (struct fhir_concept){FHIR_ONE(context, coding), display};
    return code ? concept : NULL;
}

struct list fhir_concepts(struct context *context, const char *system, const char *code,
                          const char *display) {
    const struct fhir_concept *concept = fhir_concept(context, system, code, display);
    return concept ? FHIR_ONE(context, *concept) : (struct list){NULL, 0};
}

const struct fhir_reference *fhir_reference(struct context *context, const char *type,
                                            struct uuid id) {
    struct fhir_reference *reference = arena_alloc(context->arena, sizeof *reference);
    reference->reference = arena_format(context->arena, "%s/%s", type, fhir_id(context, id));
    reference->type = type;
    return uuid_is_set(&id) ? reference : NULL;
}

struct list fhir_references(struct context *context, const char *type, struct uuid id) {
    const struct fhir_reference *reference = fhir_reference(context, type, id);
    return reference ? FHIR_ONE(context, *reference) : (struct list){NULL, 0};
}

const struct fhir_reference *fhir_outside(struct context *context, const char *type,
                                          const char *system, const char *value,
                                          const char *display) {
    struct fhir_identifier *identifier = arena_alloc(context->arena, sizeof *identifier);
    struct fhir_reference *reference = arena_alloc(context->arena, sizeof *reference);
    *identifier = (struct fhir_identifier){.system = system, .value = value};
    *reference =
        (struct fhir_reference){.type = type, .identifier = identifier, .display = display};
    return value ? reference : NULL;
}

const struct fhir_reference *fhir_staff(struct context *context, const char *sub,
                                        const char *name) {
    return fhir_outside(context, "Practitioner", fhir_user_system, sub, name);
}

const struct fhir_period *fhir_days(struct context *context, struct date start, struct date end) {
    struct fhir_period *period = arena_alloc(context->arena, sizeof *period);
    *period = (struct fhir_period){fhir_day(context, start), fhir_day(context, end)};
    return period->start || period->end ? period : NULL;
}

struct list fhir_notes(struct context *context, const char *text) {
    const struct fhir_annotation note = {text};
    return text ? FHIR_ONE(context, note) : (struct list){NULL, 0};
}

struct fhir_head fhir_head(struct context *context, const char *type, const char *id,
                           int64_t version, struct instant last_updated, int register_code) {
    struct fhir_meta *meta = arena_alloc(context->arena, sizeof *meta);
    meta->version_id =
        version > 0 ? arena_format(context->arena, "%lld", (long long)version) : NULL;
    meta->last_updated = last_updated;
    if (register_code > 0) {
        const struct fhir_coding tag = {fhir_register_system, NULL,
                                        register_words[register_code - 1], NULL};
        meta->tag = FHIR_ONE(context, tag);
    }
    bool says = version > 0 || last_updated.us != 0 || register_code > 0;
    return (struct fhir_head){type, id, says ? meta : NULL, language_codes[context->language]};
}
