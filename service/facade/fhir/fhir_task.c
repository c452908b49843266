/* Task: how a referral proceeds. Its id is the referral's. */
#include "facade/fhir/fhir_referral.h"

static const char state_system[] = "urn:asiakkuus:referral-state";
static const char outcome_system[] = "urn:asiakkuus:referral-outcome";

/* By enum referral_state. A returned one waits for its sender, a redirected one for its new
 * receiver. */
static const char *const statuses[] = {NULL,        "draft",       "requested", "received",
                                       "accepted",  "in-progress", "on-hold",   "requested",
                                       "completed", "rejected",    "cancelled"};
static const struct fhir_states states = {"http://hl7.org/fhir/task-status", statuses};

const struct fhir_parameter fhir_task_parameters[] = {
    {"patient", FHIR_REFERENCE, false, false, "Whom it is about."},
    {"subject", FHIR_REFERENCE, false, false, "The same as patient."},
    {"status", FHIR_TOKEN, false, false,
     "draft, requested, received, accepted, in-progress, on-hold, completed, rejected or "
     "cancelled."},
    {"priority", FHIR_TOKEN, false, false, "routine, urgent or stat."},
    {.name = NULL}};

struct restriction {
    const struct fhir_period *period;
};
static const struct shape_field restriction_fields[] = {
    FIELD_RECORD(struct restriction, period, SHAPE_READ_ONLY, fhir_period_shape), FIELD_END};
static const struct shape restriction_shape = {"fhir_restriction", sizeof(struct restriction),
                                               restriction_fields};

struct output {
    const struct fhir_concept *type, *value;
};
static const struct shape_field output_fields[] = {
    FIELD_RECORD(struct output, type, SHAPE_READ_ONLY, fhir_concept_shape),
    FIELD_RECORD_AS(struct output, value, "valueCodeableConcept", fhir_concept_shape), FIELD_END};
static const struct shape output_shape = {"fhir_output", sizeof(struct output), output_fields};

struct task {
    struct fhir_head head;
    const char *status;
    const struct fhir_concept *business_status;
    const char *intent, *priority;
    const struct fhir_reference *focus, *for_whom;
    struct instant authored_on, last_modified;
    const struct fhir_reference *requester, *owner;
    const struct restriction *restriction;
    struct list output;
};
static const struct shape_field task_fields[] = {
    FHIR_HEAD(struct task),
    FIELD(struct task, status, SHAPE_READ_ONLY),
    FIELD_RECORD_AS(struct task, business_status, "businessStatus", fhir_concept_shape),
    FIELD(struct task, intent, SHAPE_READ_ONLY),
    FIELD(struct task, priority, SHAPE_READ_ONLY),
    FIELD_RECORD(struct task, focus, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_RECORD_AS(struct task, for_whom, "for", fhir_reference_shape),
    FIELD_AS(struct task, authored_on, "authoredOn", SHAPE_READ_ONLY),
    FIELD_AS(struct task, last_modified, "lastModified", SHAPE_READ_ONLY),
    FIELD_RECORD(struct task, requester, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_RECORD(struct task, owner, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_RECORD(struct task, restriction, SHAPE_READ_ONLY, restriction_shape),
    FIELD_LIST_AS(struct task, output, "output", output_shape),
    FIELD_END};
static const struct shape task_shape = {"fhir_task", sizeof(struct task), task_fields};

/* Who has it: the one who took it, else whom it went to. */
static const struct fhir_reference *owner_of(struct context *context, const struct referral *from) {
    return from->assignee ? fhir_staff(context, from->assignee, NULL)
                          : fhir_referral_receiver(context, &from->to);
}

static const struct restriction *due_of(struct context *context, const struct referral *from) {
    struct restriction *restriction = arena_alloc(context->arena, sizeof *restriction);
    restriction->period = fhir_days(context, (struct date){0, 0, 0}, from->due_on);
    return restriction->period ? restriction : NULL;
}

/* How it ended, with the summary that is meant for the sender. */
static struct list output_of(struct context *context, const struct referral *from) {
    static const struct fhir_concept type = {.text = "outcome"};
    if (from->outcome.kind == 0) {
        return (struct list){NULL, 0};
    }
    struct fhir_concept *value = arena_alloc(context->arena, sizeof *value);
    *value = *fhir_concept(context, outcome_system, referral_outcome_words[from->outcome.kind - 1],
                           NULL);
    value->text = from->outcome.text;
    const struct output output = {&type, value};
    return FHIR_ONE(context, output);
}

static void add(struct context *context, const struct referral *from, struct fhir_answer *out) {
    const struct task task = {
        .head = fhir_referral_head(context, "Task", from),
        .status = statuses[from->state],
        .business_status =
            fhir_concept(context, state_system, referral_state_words[from->state - 1], NULL),
        .intent = "order",
        .priority = fhir_priority(from->urgency),
        .focus = fhir_reference(context, "ServiceRequest", from->id),
        .for_whom = fhir_reference(context, "Patient", from->client_id),
        .authored_on = fhir_referral_authored(from),
        .last_modified = from->updated_at,
        .requester = fhir_staff(context, from->created_by.sub, NULL),
        .owner = owner_of(context, from),
        .restriction = due_of(context, from),
        .output = output_of(context, from)};
    fhir_add(context, out, &task_shape, &task);
    out->personal = true; /* the outcome in words */
}

enum status fhir_task_get(struct context *context, const char *id, struct fhir_answer *out) {
    return fhir_referral_get(context, id, add, out);
}

enum status fhir_task_find(struct context *context, const struct fhir_search *search,
                           struct fhir_answer *out) {
    return fhir_referral_find(context, search, &states, add, out);
}
