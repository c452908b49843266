/* ServiceRequest: what a referral asks for, and of whom. */
#include "facade/fhir/fhir_referral.h"

static const char kind_system[] = "urn:asiakkuus:referral-kind";
static const char need_system[] = "urn:asiakkuus:need-class";

/* By enum referral_state. A returned one waits for its sender. */
static const char *const statuses[] = {NULL,        "draft",   "active",  "active",
                                       "active",    "active",  "on-hold", "active",
                                       "completed", "revoked", "revoked"};
static const struct fhir_states states = {"http://hl7.org/fhir/request-status", statuses};

const struct fhir_parameter fhir_service_request_parameters[] = {
    {"patient", FHIR_REFERENCE, false, false, "Whom it is about."},
    {"subject", FHIR_REFERENCE, false, false, "The same as patient."},
    {"status", FHIR_TOKEN, false, false, "draft, active, on-hold, revoked or completed."},
    {"priority", FHIR_TOKEN, false, false, "routine, urgent or stat."},
    {.name = NULL}};

struct request_resource {
    struct fhir_head head;
    const char *status, *intent;
    const char *priority;
    const struct fhir_concept *code;
    const struct fhir_reference *subject;
    struct instant authored_on;
    const struct fhir_reference *requester;
    struct list performer, reason_code;
};
static const struct shape_field request_fields[] = {
    FHIR_HEAD(struct request_resource),
    FIELD(struct request_resource, status, SHAPE_READ_ONLY),
    FIELD(struct request_resource, intent, SHAPE_READ_ONLY),
    FIELD(struct request_resource, priority, SHAPE_READ_ONLY),
    FIELD_RECORD(struct request_resource, code, SHAPE_READ_ONLY, fhir_concept_shape),
    FIELD_RECORD(struct request_resource, subject, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_AS(struct request_resource, authored_on, "authoredOn", SHAPE_READ_ONLY),
    FIELD_RECORD(struct request_resource, requester, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_LIST_AS(struct request_resource, performer, "performer", fhir_reference_shape),
    FIELD_LIST_AS(struct request_resource, reason_code, "reasonCode", fhir_concept_shape),
    FIELD_END};
static const struct shape request_shape = {"fhir_service_request", sizeof(struct request_resource),
                                           request_fields};

/* The need in words first, then its classes. */
static struct list reasons_of(struct context *context, const struct referral *from) {
    const char *const *classes = from->need_classes.items;
    const size_t count = from->need_classes.count;
    struct fhir_concept *reasons = arena_alloc(context->arena, (count + 1) * sizeof *reasons);
    reasons[0].text = from->need;
    for (size_t i = 0; i < count; i++) {
        reasons[i + 1] = *fhir_concept(context, need_system, classes[i], NULL);
    }
    return (struct list){reasons, count + 1};
}

static void add(struct context *context, const struct referral *from, struct fhir_answer *out) {
    const struct fhir_reference *receiver = fhir_referral_receiver(context, &from->to);
    const struct request_resource resource = {
        .head = fhir_referral_head(context, "ServiceRequest", from),
        .status = statuses[from->state],
        .intent = "order",
        .priority = fhir_priority(from->urgency),
        .code = fhir_concept(context, kind_system, referral_kind_codes[from->kind - 1], NULL),
        .subject = fhir_reference(context, "Patient", from->client_id),
        .authored_on = fhir_referral_authored(from),
        .requester = fhir_staff(context, from->created_by.sub, NULL),
        .performer = receiver ? FHIR_ONE(context, *receiver) : (struct list){NULL, 0},
        .reason_code = reasons_of(context, from)};
    fhir_add(context, out, &request_shape, &resource);
    out->personal = true; /* the need in words */
}

enum status fhir_service_request_get(struct context *context, const char *id,
                                     struct fhir_answer *out) {
    return fhir_referral_get(context, id, add, out);
}

enum status fhir_service_request_find(struct context *context, const struct fhir_search *search,
                                      struct fhir_answer *out) {
    return fhir_referral_find(context, search, &states, add, out);
}
