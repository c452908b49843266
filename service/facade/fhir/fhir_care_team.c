/* CareTeam: who does what for a client. Its id is the client's. */
#include "domain/care_team/care_team.h"
#include "facade/fhir/fhir.h"

static const char role_system[] = "urn:asiakkuus:care-role";
static const char status_system[] = "http://hl7.org/fhir/care-team-status";

const struct fhir_parameter fhir_care_team_parameters[] = {
    {"patient", FHIR_REFERENCE, true, false, "Whose team it is."},
    {"subject", FHIR_REFERENCE, true, false, "The same as patient."},
    {"status", FHIR_TOKEN, false, false, "active; there are no others."},
    {.name = NULL}};

struct participant {
    struct list role;
    const struct fhir_reference *member;
    const struct fhir_period *period;
};
static const struct shape_field participant_fields[] = {
    FIELD_LIST_AS(struct participant, role, "role", fhir_concept_shape),
    FIELD_RECORD(struct participant, member, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_RECORD(struct participant, period, SHAPE_READ_ONLY, fhir_period_shape), FIELD_END};
static const struct shape participant_shape = {"fhir_participant", sizeof(struct participant),
                                               participant_fields};

struct team {
    struct fhir_head head;
    const char *status;
    const struct fhir_reference *subject;
    struct list participant, organization;
};
static const struct shape_field team_fields[] = {
    FHIR_HEAD(struct team),
    FIELD(struct team, status, SHAPE_READ_ONLY),
    FIELD_RECORD(struct team, subject, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_LIST_AS(struct team, participant, "participant", participant_shape),
    FIELD_LIST_AS(struct team, organization, "managingOrganization", fhir_reference_shape),
    FIELD_END};
static const struct shape team_shape = {"fhir_care_team", sizeof(struct team), team_fields};

static const char *role_name(struct context *context, const char *code) {
    struct care_role role;
    return care_role_find(code, &role) ? localized_text(&role.names, context->language) : NULL;
}

static struct list participants_of(struct context *context, const struct care_team *from) {
    const struct care_member *members = from->members.items;
    struct participant *items =
        arena_alloc(context->arena, (from->members.count + 1) * sizeof *items);
    for (size_t i = 0; i < from->members.count; i++) {
        items[i] =
            (struct participant){fhir_concepts(context, role_system, members[i].role,
                                               role_name(context, members[i].role)),
                                 fhir_staff(context, members[i].person.sub, members[i].person.name),
                                 fhir_days(context, members[i].from, members[i].to)};
    }
    return (struct list){from->members.count > 0 ? items : NULL, from->members.count};
}

static struct list unit_of(struct context *context, struct uuid unit_id) {
    const struct fhir_reference *unit =
        fhir_outside(context, "Organization", fhir_unit_system, fhir_id(context, unit_id), NULL);
    return uuid_is_set(&unit_id) ? FHIR_ONE(context, *unit) : (struct list){NULL, 0};
}

static enum status add(struct context *context, struct uuid client_id, struct fhir_answer *out) {
    struct care_team from = {.version = 0};
    enum status status = care_team_get(context, client_id, &from);
    if (status != OK) {
        return status;
    }
    const struct team team = {.head =
                                  fhir_head(context, "CareTeam", fhir_id(context, from.client_id),
                                            from.version, from.updated_at, 0),
                              .status = "active",
                              .subject = fhir_reference(context, "Patient", from.client_id),
                              .participant = participants_of(context, &from),
                              .organization = unit_of(context, from.unit_id)};
    out->version = from.version;
    fhir_add(context, out, &team_shape, &team);
    return OK;
}

enum status fhir_care_team_get(struct context *context, const char *id, struct fhir_answer *out) {
    struct uuid client_id;
    return uuid_parse(id, &client_id) ? add(context, client_id, out) : STATUS_not_found;
}

enum status fhir_care_team_find(struct context *context, const struct fhir_search *search,
                                struct fhir_answer *out) {
    struct fhir_patient patient;
    enum status status = fhir_patient(context, search, &patient);
    bool asked = patient.possible && fhir_asks_for(search, "status", status_system, "active");
    return status == OK && asked ? fhir_nothing(context, add(context, patient.id, out)) : status;
}
