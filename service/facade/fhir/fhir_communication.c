/* Communication: a direct consultation. An anonymous one has no subject, and its question is told
 * as long as the service itself keeps it. */
#include "domain/consultation/consultation.h"
#include "facade/fhir/fhir_referral.h"

static const char category_system[] = "urn:asiakkuus:communication-category";
static const char state_system[] = "urn:asiakkuus:consultation-state";
static const char status_system[] = "http://hl7.org/fhir/event-status";
static const char direction_system[] = "urn:asiakkuus:direction";

/* By enum consultation_state. */
static const char *const statuses[] = {NULL,        "in-progress", "in-progress", "completed",
                                       "completed", "stopped",     "completed"};

const struct fhir_parameter fhir_communication_parameters[] = {
    {"patient", FHIR_REFERENCE, false, false,
     "Whom it is about; an anonymous one is about nobody."},
    {"subject", FHIR_REFERENCE, false, false, "The same as patient."},
    {"status", FHIR_TOKEN, false, false, "in-progress, completed or stopped."},
    {"direction", FHIR_TOKEN, false, false,
     "received (unless given) or asked: on which side the caller and their unit stand."},
    {.name = NULL}};

struct payload {
    const char *content;
};
static const struct shape_field payload_fields[] = {
    FIELD_AS(struct payload, content, "contentString", SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD_END};
static const struct shape payload_shape = {"fhir_payload", sizeof(struct payload), payload_fields};

struct communication {
    struct fhir_head head;
    const char *status;
    const struct fhir_concept *status_reason;
    struct list category;
    const char *priority;
    const struct fhir_reference *subject;
    struct instant sent;
    struct list recipient;
    const struct fhir_reference *sender;
    struct list payload;
};
static const struct shape_field communication_fields[] = {
    FHIR_HEAD(struct communication),
    FIELD(struct communication, status, SHAPE_READ_ONLY),
    FIELD_RECORD_AS(struct communication, status_reason, "statusReason", fhir_concept_shape),
    FIELD_LIST_AS(struct communication, category, "category", fhir_concept_shape),
    FIELD(struct communication, priority, SHAPE_READ_ONLY),
    FIELD_RECORD(struct communication, subject, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD(struct communication, sent, SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct communication, recipient, "recipient", fhir_reference_shape),
    FIELD_RECORD(struct communication, sender, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_LIST_AS(struct communication, payload, "payload", payload_shape),
    FIELD_END};
static const struct shape communication_shape = {"fhir_communication", sizeof(struct communication),
                                                 communication_fields};

static const struct fhir_reference *receiver_of(struct context *context,
                                                const struct consultation_receiver *to) {
    return uuid_is_set(&to->service_id)
               ? fhir_outside(context, "HealthcareService", fhir_service_system,
                              fhir_id(context, to->service_id), NULL)
           : to->group
               ? fhir_outside(context, "Organization", fhir_unit_code_system, to->group, NULL)
               : fhir_staff(context, to->sub, NULL);
}

static struct list payload_of(struct context *context, const char *question) {
    const struct payload payload = {question};
    return question ? FHIR_ONE(context, payload) : (struct list){NULL, 0};
}

static void add(struct context *context, const struct consultation *from, struct fhir_answer *out) {
    const struct fhir_reference *receiver = receiver_of(context, &from->to);
    const struct communication communication = {
        .head = fhir_head(context, "Communication", fhir_id(context, from->id), from->version,
                          from->updated_at, from->register_code),
        .status = statuses[from->state],
        .status_reason =
            fhir_concept(context, state_system, consultation_state_words[from->state - 1], NULL),
        .category = fhir_concepts(context, category_system, "consultation", NULL),
        .priority = fhir_priority(from->urgency),
        .subject = fhir_reference(context, "Patient", from->client_id),
        .sent = from->asked_at,
        .recipient = receiver ? FHIR_ONE(context, *receiver) : (struct list){NULL, 0},
        .sender = fhir_staff(context, from->asked_by.sub, NULL),
        .payload = payload_of(context, from->question)};
    fhir_add(context, out, &communication_shape, &communication);
}

/* Its question may be forgotten while its version stays: it is told apart by its content. */
enum status fhir_communication_get(struct context *context, const char *id,
                                   struct fhir_answer *out) {
    struct consultation consultation = {.version = 0};
    struct uuid uuid;
    if (!uuid_parse(id, &uuid)) {
        return STATUS_not_found;
    }
    enum status status = consultation_get(context, uuid, &consultation);
    if (status == OK) {
        add(context, &consultation, out);
    }
    return status;
}

static bool is_asked_for(const struct fhir_search *search, const struct fhir_patient *patient,
                         const struct consultation *consultation) {
    return (!patient->given || uuid_equal(&patient->id, &consultation->client_id)) &&
           fhir_asks_for(search, "status", status_system, statuses[consultation->state]);
}

/* Each side has a list and a cursor of its own: unless one is named it is what was received. */
static enum status read_direction(struct context *context, const struct fhir_search *search,
                                  int *direction) {
    enum { ASKED = 1, RECEIVED };
    bool received = fhir_asks_for(search, "direction", direction_system, "received");
    bool asked = fhir_asks_for(search, "direction", direction_system, "asked");
    if (received && asked && fhir_value(search, "direction")) {
        context_error(context, "?direction", ERROR_only_one, "received, asked");
    }
    *direction = received ? RECEIVED : asked ? ASKED : 0;
    return context_settle(context, STATUS_invalid);
}

enum status fhir_communication_find(struct context *context, const struct fhir_search *search,
                                    struct fhir_answer *out) {
    static const char *const keyset[] = {"asked_at", "id", NULL};
    struct consultation_filter filter = {.direction = 0};
    struct fhir_patient patient;
    struct list rows = {NULL, 0};
    enum status status = read_direction(context, search, &filter.direction);
    if (status == OK) {
        status = fhir_patient(context, search, &patient);
    }
    if (status != OK || (patient.given && !patient.possible) || filter.direction == 0) {
        return status;
    }
    status = consultation_list(context, &filter, &rows);
    if (status != OK) {
        return status;
    }
    const struct consultation *consultations = rows.items;
    for (size_t i = 0; i < page_shown(&search->page, rows.count); i++) {
        if (is_asked_for(search, &patient, &consultations[i])) {
            add(context, &consultations[i], out);
        }
    }
    out->next = page_next(context, &search->page, &consultation_summary_shape, &rows, keyset);
    return OK;
}
