/* The data types of FHIR R4 that resources are made of, as far as this face writes them. Members
 * that are absent are left out, as FHIR wants it: it knows no null, no empty text and no empty
 * list. */
#ifndef FACADE_FHIR_DATA_H
#define FACADE_FHIR_DATA_H

#include "base/context.h"
#include "base/person.h"
#include "base/shape.h"

/* FIELD_RECORD and FIELD_LIST where the name in JSON is no name in C, or of another style. */
#define FIELD_RECORD_AS(T, member, name_, shape_)                                                  \
    {                                                                                              \
        .name = (name_), .type = SHAPE_RECORD, .flags = SHAPE_READ_ONLY,                           \
        .offset = offsetof(T, member), .shape = &(shape_)                                          \
    }
#define FIELD_LIST_AS(T, member, name_, shape_)                                                    \
    {                                                                                              \
        .name = (name_), .type = SHAPE_RECORDS, .flags = SHAPE_READ_ONLY,                          \
        .offset = offsetof(T, member), .shape = &(shape_)                                          \
    }

struct fhir_coding {
    const char *system, *version, *code, *display;
};
struct fhir_concept {
    struct list coding; /* struct fhir_coding */
    const char *text;
};
struct fhir_identifier {
    const char *use, *system, *value;
};
struct fhir_reference {
    const char *reference, *type;
    const struct fhir_identifier *identifier;
    const char *display;
};
struct fhir_period {
    const char *start, *end;
};
struct fhir_quantity {
    struct decimal value;
    const char *unit, *system, *code;
};
struct fhir_range {
    const struct fhir_quantity *low, *high;
};
struct fhir_annotation {
    const char *text;
};
struct fhir_meta {
    const char *version_id;
    struct instant last_updated;
    struct list security, tag; /* struct fhir_coding */
};
extern const struct shape fhir_coding_shape, fhir_concept_shape, fhir_identifier_shape,
    fhir_reference_shape, fhir_period_shape, fhir_quantity_shape, fhir_range_shape,
    fhir_annotation_shape, fhir_meta_shape;

/* How every resource begins. */
struct fhir_head {
    const char *resource_type, *id;
    const struct fhir_meta *meta;
    const char *language;
};
#define FHIR_HEAD(T)                                                                               \
    FIELD_AS(T, head.resource_type, "resourceType", SHAPE_READ_ONLY),                              \
        FIELD_AS(T, head.id, "id", SHAPE_READ_ONLY),                                               \
        FIELD_RECORD_AS(T, head.meta, "meta", fhir_meta_shape),                                    \
        FIELD_AS(T, head.language, "language", SHAPE_READ_ONLY)

/* --- making them, on the context's arena --- */

const char *fhir_id(struct context *context, struct uuid id);
/* NULL where the day is not set. */
const char *fhir_day(struct context *context, struct date day);
const char *fhir_instant(struct context *context, struct instant instant);

/* A list of one; of none where `item` is NULL. `size` bytes are copied. */
struct list fhir_one(struct context *context, const void *item, size_t size);
#define FHIR_ONE(context, item) fhir_one(context, &(item), sizeof(item))

/* One code, with what it means; NULL where there is no code. */
const struct fhir_concept *fhir_concept(struct context *context, const char *system,
                                        const char *code, const char *display);
struct list fhir_concepts(struct context *context, const char *system, const char *code,
                          const char *display);
/* "Patient/<id>"; NULL where the id is all zero. */
const struct fhir_reference *fhir_reference(struct context *context, const char *type,
                                            struct uuid id);
struct list fhir_references(struct context *context, const char *type, struct uuid id);
/* A person of the staff, whom nothing here is read of: by the subject of their token. */
const struct fhir_reference *fhir_staff(struct context *context, const char *sub, const char *name);
/* A unit or service of the directory, or anything else that is no resource here, by its own id. */
const struct fhir_reference *fhir_outside(struct context *context, const char *type,
                                          const char *system, const char *value,
                                          const char *display);
/* NULL where both days are absent. */
const struct fhir_period *fhir_days(struct context *context, struct date start, struct date end);
struct list fhir_notes(struct context *context, const char *text);

/* What every resource says of itself; the register that it belongs to is a tag. `version` 0: none
 * is told. */
struct fhir_head fhir_head(struct context *context, const char *type, const char *id,
                           int64_t version, struct instant last_updated, int register_code);

/* --- systems of codes and identifiers; stable, and documented in docs/guide/fhir.md --- */

extern const char fhir_segment_system[], fhir_axis_system[], fhir_state_system[],
    fhir_model_system[], fhir_register_system[], fhir_user_system[], fhir_unit_system[],
    fhir_unit_code_system[], fhir_service_system[], fhir_hetu_system[], fhir_questionnaire_url[],
    fhir_duty_system[];

#endif
