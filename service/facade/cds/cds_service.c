/* What record systems are told before they call. */
#include "facade/cds/cds.h"

static const struct shape_field prefetch_fields[] = {
    FIELD(struct cds_prefetch, patient, SHAPE_READ_ONLY), FIELD_END};
static const struct shape prefetch_shape = {"CdsPrefetch", sizeof(struct cds_prefetch),
                                            prefetch_fields};

static const struct shape_field service_fields[] = {
    FIELD(struct cds_service, hook, SHAPE_READ_ONLY),
    FIELD(struct cds_service, title, SHAPE_READ_ONLY),
    FIELD(struct cds_service, description, SHAPE_READ_ONLY),
    FIELD(struct cds_service, id, SHAPE_READ_ONLY),
    FIELD_RECORD(struct cds_service, prefetch, SHAPE_READ_ONLY, prefetch_shape),
    FIELD_END};
static const struct shape service_shape = {"CdsService", sizeof(struct cds_service),
                                           service_fields};

static const struct shape_field services_fields[] = {
    FIELD_LIST(struct cds_services, services, SHAPE_READ_ONLY, service_shape, 0, 1), FIELD_END};
const struct shape cds_services_shape = {"CdsServiceList", sizeof(struct cds_services),
                                         services_fields};

void cds_service_list(struct context *context, struct cds_services *out) {
    static const char *const titles[LANGUAGE_COUNT] = {"Asiakkuussegmentti", "Klientsegment",
                                                       "Client segment"};
    static const char *const descriptions[LANGUAGE_COUNT] = {
        "Näyttää asiakkaan asiakkuussegmentin ja avoimet tehtävät.",
        "Visar klientens segment och öppna uppgifter.",
        "Shows the client's segment and what is still to be done."};
    static const struct cds_prefetch prefetch = {"Patient/{{context.patientId}}"};
    struct cds_service *service = arena_alloc(context->arena, sizeof *service);
    *service = (struct cds_service){.hook = "patient-view",
                                    .title = titles[context->language],
                                    .description = descriptions[context->language],
                                    .id = "asiakkuus-segment",
                                    .prefetch = &prefetch};
    out->services = (struct list){service, 1};
}

/* --- what was not sent along --- */

struct outcome_text {
    const char *text;
};
struct outcome_issue {
    const char *severity, *code;
    const struct outcome_text *details;
    struct list expression; /* const char * */
};
static const struct shape_field text_fields[] = {FIELD(struct outcome_text, text, SHAPE_READ_ONLY),
                                                 FIELD_END};
static const struct shape text_shape = {"CdsOutcomeDetails", sizeof(struct outcome_text),
                                        text_fields};

static const struct shape_field issue_fields[] = {
    FIELD(struct outcome_issue, severity, SHAPE_READ_ONLY),
    FIELD(struct outcome_issue, code, SHAPE_READ_ONLY),
    FIELD_RECORD(struct outcome_issue, details, SHAPE_READ_ONLY, text_shape),
    FIELD_STRINGS(struct outcome_issue, expression, SHAPE_READ_ONLY, 1, 1), FIELD_END};
static const struct shape issue_shape = {"CdsOutcomeIssue", sizeof(struct outcome_issue),
                                         issue_fields};

static const struct shape_field outcome_fields[] = {
    FIELD_AS(struct cds_outcome, resource_type, "resourceType", SHAPE_READ_ONLY),
    FIELD_LIST(struct cds_outcome, issue, SHAPE_READ_ONLY, issue_shape, 1, 1), FIELD_END};
const struct shape cds_outcome_shape = {"CdsOutcome", sizeof(struct cds_outcome), outcome_fields};

void cds_patient_missing(struct context *context, struct cds_outcome *out) {
    static const char *const texts[LANGUAGE_COUNT] = {
        "Potilaan tiedot puuttuvat: prefetch.patient on annettava.",
        "Patientens uppgifter saknas: prefetch.patient ska anges.",
        "The patient is missing: prefetch.patient must be given."};
    static const char *const expressions[] = {"prefetch.patient"};
    struct outcome_text *details = arena_alloc(context->arena, sizeof *details);
    struct outcome_issue *issue = arena_alloc(context->arena, sizeof *issue);
    details->text = texts[context->language];
    *issue = (struct outcome_issue){.severity = "error",
                                    .code = "required",
                                    .details = details,
                                    .expression = {(void *)(uintptr_t)expressions, 1}};
    *out = (struct cds_outcome){"OperationOutcome", {issue, 1}};
}
