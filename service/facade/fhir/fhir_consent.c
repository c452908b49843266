/* Consent: a ground on which one register reads the other's records. */
#include "domain/consent/consent.h"
#include "facade/fhir/fhir.h"

#include <string.h>

static const char kind_system[] = "urn:asiakkuus:consent-kind";
static const char basis_system[] = "urn:asiakkuus:legal-basis";
static const char noun_system[] = "urn:asiakkuus:resource";
static const char scope_system[] = "http://terminology.hl7.org/CodeSystem/consentscope";
static const char act_system[] = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
static const char part_system[] = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
static const char status_system[] = "http://hl7.org/fhir/consent-state-codes";

const struct fhir_parameter fhir_consent_parameters[] = {
    {"patient", FHIR_REFERENCE, true, false, "Whose it is."},
    {"status", FHIR_TOKEN, false, false,
     "active, proposed (holds from a day to come) or inactive (ended or withdrawn)."},
    {.name = NULL}};

struct consent_actor {
    const struct fhir_concept *role;
    const struct fhir_reference *reference;
};
static const struct shape_field actor_fields[] = {
    FIELD_RECORD(struct consent_actor, role, SHAPE_READ_ONLY, fhir_concept_shape),
    FIELD_RECORD(struct consent_actor, reference, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_END};
static const struct shape actor_shape = {"fhir_consent_actor", sizeof(struct consent_actor),
                                         actor_fields};

struct provision {
    const char *type;
    const struct fhir_period *period;
    struct list actor, purpose, noun;
};
static const struct shape_field provision_fields[] = {
    FIELD(struct provision, type, SHAPE_READ_ONLY),
    FIELD_RECORD(struct provision, period, SHAPE_READ_ONLY, fhir_period_shape),
    FIELD_LIST_AS(struct provision, actor, "actor", actor_shape),
    FIELD_LIST_AS(struct provision, purpose, "purpose", fhir_coding_shape),
    FIELD_LIST_AS(struct provision, noun, "class", fhir_coding_shape),
    FIELD_END};
static const struct shape provision_shape = {"fhir_provision", sizeof(struct provision),
                                             provision_fields};

struct ground_resource {
    struct fhir_head head;
    const char *status;
    const struct fhir_concept *scope;
    struct list category;
    const struct fhir_reference *patient;
    struct instant date_time;
    struct list performer;
    const struct fhir_concept *policy_rule;
    const struct provision *provision;
};
static const struct shape_field resource_fields[] = {
    FHIR_HEAD(struct ground_resource),
    FIELD(struct ground_resource, status, SHAPE_READ_ONLY),
    FIELD_RECORD(struct ground_resource, scope, SHAPE_READ_ONLY, fhir_concept_shape),
    FIELD_LIST_AS(struct ground_resource, category, "category", fhir_concept_shape),
    FIELD_RECORD(struct ground_resource, patient, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_AS(struct ground_resource, date_time, "dateTime", SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct ground_resource, performer, "performer", fhir_reference_shape),
    FIELD_RECORD_AS(struct ground_resource, policy_rule, "policyRule", fhir_concept_shape),
    FIELD_RECORD(struct ground_resource, provision, SHAPE_READ_ONLY, provision_shape),
    FIELD_END};
static const struct shape resource_shape = {"fhir_consent", sizeof(struct ground_resource),
                                            resource_fields};

/* By enum consent_state, as it is today. */
static const char *const statuses[] = {NULL, "proposed", "active", "inactive", "inactive"};

static const char *basis_name(struct context *context, const char *code) {
    const struct list list = legal_basis_list(context);
    const struct legal_basis *items = list.items;
    for (size_t i = 0; i < list.count; i++) {
        if (strcmp(items[i].code, code) == 0) {
            return items[i].name;
        }
    }
    return NULL;
}

static const struct fhir_concept *rule_of(struct context *context, const struct consent *from) {
    return from->legal_basis               ? fhir_concept(context, basis_system, from->legal_basis,
                                                          basis_name(context, from->legal_basis))
           : from->kind == CONSENT_REFUSAL ? fhir_concept(context, act_system, "OPTOUT", "opt-out")
                                           : fhir_concept(context, act_system, "OPTIN", "opt-in");
}

/* The register that keeps the records, and the one that reads them. */
static struct list actors_of(struct context *context, const struct consent *from) {
    struct consent_actor *actors = arena_alloc(context->arena, 2 * sizeof *actors);
    actors[0] = (struct consent_actor){fhir_concept(context, part_system, "CST", "custodian"),
                                       fhir_outside(context, "Organization", fhir_register_system,
                                                    register_words[from->from_register - 1], NULL)};
    actors[1] =
        (struct consent_actor){fhir_concept(context, part_system, "IRCP", "information recipient"),
                               fhir_outside(context, "Organization", fhir_register_system,
                                            register_words[from->to_register - 1], NULL)};
    return (struct list){actors, 2};
}

static struct list nouns_of(struct context *context, const struct consent *from) {
    const char *const *words = from->scope.resources.items;
    const size_t count = words ? from->scope.resources.count : 0;
    struct fhir_coding *codings = arena_alloc(context->arena, (count + 1) * sizeof *codings);
    for (size_t i = 0; i < count; i++) {
        codings[i] = (struct fhir_coding){noun_system, NULL, words[i], NULL};
    }
    return (struct list){count > 0 ? codings : NULL, count};
}

static const struct provision *provision_of(struct context *context, const struct consent *from) {
    const struct fhir_coding purpose = {.display = from->purpose};
    struct provision *provision = arena_alloc(context->arena, sizeof *provision);
    *provision = (struct provision){.type = from->kind == CONSENT_REFUSAL ? "deny" : "permit",
                                    .period = fhir_days(context, from->valid_from, from->valid_to),
                                    .actor = actors_of(context, from),
                                    .purpose = FHIR_ONE(context, purpose),
                                    .noun = nouns_of(context, from)};
    return provision;
}

static struct list performers_of(struct context *context, const struct consent *from) {
    return from->given_by == CONSENT_BY_CLIENT
               ? fhir_references(context, "Patient", from->client_id)
               : (struct list){NULL, 0};
}

static struct instant changed_at(const struct consent *from) {
    return from->withdrawn_at.us != 0 ? from->withdrawn_at : from->recorded_at;
}

static void add(struct context *context, const struct consent *from, struct fhir_answer *out) {
    static const char *const kinds[] = {NULL, "consent", "refusal", "statutory"};
    const struct ground_resource resource = {
        .head = fhir_head(context, "Consent", fhir_id(context, from->id), from->version,
                          changed_at(from), 0),
        .status = statuses[from->state],
        .scope = fhir_concept(context, scope_system, "patient-privacy", "Privacy Consent"),
        .category = fhir_concepts(context, kind_system, kinds[from->kind], NULL),
        .patient = fhir_reference(context, "Patient", from->client_id),
        .date_time = from->recorded_at,
        .performer = performers_of(context, from),
        .policy_rule = rule_of(context, from),
        .provision = provision_of(context, from)};
    fhir_add(context, out, &resource_shape, &resource);
    out->personal = true; /* the purpose in words */
}

/* Days make it active and end it while its version stays: it is told apart by its content. */
enum status fhir_consent_get(struct context *context, const char *id, struct fhir_answer *out) {
    struct consent consent = {.version = 0};
    struct uuid uuid;
    if (!uuid_parse(id, &uuid)) {
        return STATUS_not_found;
    }
    enum status status = consent_get(context, uuid, &consent);
    if (status == OK) {
        add(context, &consent, out);
    }
    return status;
}

/* A client's grounds are a list that is whole, so that a page of it is cut off here. */
static struct list cut(const struct fhir_search *search, const struct list *all) {
    struct consent *items = all->items;
    size_t first = 0;
    struct uuid last;
    if (search->page.after[1] && uuid_parse(search->page.after[1], &last)) {
        while (first < all->count && !uuid_equal(&items[first].id, &last)) {
            first++;
        }
        first += first < all->count;
    }
    return (struct list){items + first, all->count - first};
}

enum status fhir_consent_find(struct context *context, const struct fhir_search *search,
                              struct fhir_answer *out) {
    static const char *const keyset[] = {"recorded_at", "id", NULL};
    struct fhir_patient patient;
    struct list all = {NULL, 0};
    enum status status = fhir_patient(context, search, &patient);
    if (status != OK || !patient.possible) {
        return status;
    }
    status = consent_list(context, patient.id, &all);
    if (status != OK) {
        return fhir_nothing(context, status);
    }
    const struct list rows = cut(search, &all);
    const struct consent *consents = rows.items;
    for (size_t i = 0; i < page_shown(&search->page, rows.count); i++) {
        if (fhir_asks_for(search, "status", status_system, statuses[consents[i].state])) {
            add(context, &consents[i], out);
        }
    }
    out->next = page_next(context, &search->page, &consent_shape, &rows, keyset);
    return OK;
}
