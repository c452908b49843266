/* Flag: where a client stands now. Its id is the client's. */
#include "domain/assessment/assessment.h"
#include "domain/assessment/standing.h"
#include "facade/fhir/fhir.h"

static const char category_system[] = "http://terminology.hl7.org/CodeSystem/flag-category";
static const char status_system[] = "http://hl7.org/fhir/flag-status";
static const char state_system[] = "urn:asiakkuus:assessment-status";
static const char detail_url[] = "http://hl7.org/fhir/StructureDefinition/flag-detail";

const struct fhir_parameter fhir_flag_parameters[] = {
    {"patient", FHIR_REFERENCE, true, false, "Of whom it is."},
    {"subject", FHIR_REFERENCE, true, false, "The same as patient."},
    {"status", FHIR_TOKEN, false, false, "active; there are no others."},
    {"category", FHIR_TOKEN, false, false, "admin; there are no others."},
    {"code", FHIR_TOKEN, false, false, "The segment."},
    {.name = NULL}};

struct detail {
    const char *url;
    const struct fhir_reference *value;
};
static const struct shape_field detail_fields[] = {
    FIELD(struct detail, url, SHAPE_READ_ONLY),
    FIELD_RECORD_AS(struct detail, value, "valueReference", fhir_reference_shape), FIELD_END};
static const struct shape detail_shape = {"fhir_flag_detail", sizeof(struct detail), detail_fields};

struct flag {
    struct fhir_head head;
    struct list extension;
    const char *status;
    struct list category;
    const struct fhir_concept *code;
    const struct fhir_reference *subject;
    const struct fhir_period *period;
};
static const struct shape_field flag_fields[] = {
    FHIR_HEAD(struct flag),
    FIELD_LIST_AS(struct flag, extension, "extension", detail_shape),
    FIELD(struct flag, status, SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct flag, category, "category", fhir_concept_shape),
    FIELD_RECORD(struct flag, code, SHAPE_READ_ONLY, fhir_concept_shape),
    FIELD_RECORD(struct flag, subject, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_RECORD(struct flag, period, SHAPE_READ_ONLY, fhir_period_shape),
    FIELD_END};
static const struct shape flag_shape = {"fhir_flag", sizeof(struct flag), flag_fields};

/* A segment that is still open has words alone. */
static const struct fhir_concept *segment_of(struct context *context,
                                             const struct standing *standing) {
    static const struct fhir_concept open[LANGUAGE_COUNT] = {
        {.text = "Asiakkuussegmentti ei ole vielä selvillä"},
        {.text = "Klientsegmentet är ännu öppet"},
        {.text = "The client segment is still open"}};
    return standing->segment ? fhir_concept(context, fhir_segment_system, standing->segment,
                                            standing->segment_name)
                             : &open[context->language];
}

/* It has no version: it changes with assessments, and is told apart by its content. */
static struct fhir_head head_of(struct context *context, const struct standing *standing) {
    const struct fhir_coding tag = {state_system, NULL,
                                    assessment_status_words[standing->status - 1], NULL};
    struct fhir_meta *meta = arena_alloc(context->arena, sizeof *meta);
    meta->tag = FHIR_ONE(context, tag);
    return (struct fhir_head){"Flag", fhir_id(context, standing->client_id), meta,
                              language_codes[context->language]};
}

static void add(struct context *context, const struct standing *standing, struct fhir_answer *out) {
    const struct detail detail = {detail_url,
                                  fhir_reference(context, "Observation", standing->assessment_id)};
    struct fhir_period *period = arena_alloc(context->arena, sizeof *period);
    period->start = fhir_instant(context, standing->since);
    const struct flag flag = {
        .head = head_of(context, standing),
        .extension = FHIR_ONE(context, detail),
        .status = "active",
        .category = fhir_concepts(context, category_system, "admin", "Administrative"),
        .code = segment_of(context, standing),
        .subject = fhir_reference(context, "Patient", standing->client_id),
        .period = period};
    fhir_add(context, out, &flag_shape, &flag);
}

static enum status get(struct context *context, struct uuid client_id, struct standing *standing) {
    *standing = (struct standing){.segment = NULL};
    return standing_get(context, client_id, standing);
}

enum status fhir_flag_get(struct context *context, const char *id, struct fhir_answer *out) {
    struct standing standing;
    struct uuid client_id;
    if (!uuid_parse(id, &client_id)) {
        return STATUS_not_found;
    }
    enum status status = get(context, client_id, &standing);
    if (status == OK) {
        add(context, &standing, out);
    }
    return status;
}

enum status fhir_flag_find(struct context *context, const struct fhir_search *search,
                           struct fhir_answer *out) {
    struct fhir_patient patient;
    struct standing standing;
    enum status status = fhir_patient(context, search, &patient);
    if (status != OK || !patient.possible ||
        !fhir_asks_for(search, "status", status_system, "active") ||
        !fhir_asks_for(search, "category", category_system, "admin")) {
        return status;
    }
    status = get(context, patient.id, &standing);
    if (status == OK && fhir_asks_for(search, "code", fhir_segment_system, standing.segment)) {
        add(context, &standing, out);
    }
    return fhir_nothing(context, status);
}
