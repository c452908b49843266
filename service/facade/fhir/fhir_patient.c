/* Patient: who a client is. Found by an identifier in a body alone, which no answer's link repeats.
 * Names are for those who may see names; of a client with a non-disclosure order neither names nor
 * the unit are told, and the label says so. */
#include "domain/client/client.h"
#include "facade/fhir/fhir.h"

#include <string.h>

static const char own_system[] = "urn:asiakkuus:identifier";
static const char label_system[] =
    "https://hl7.fi/fhir/finnish-base-profiles/CodeSystem/fi-base-security-label-cs";
static const char language_system[] = "urn:ietf:bcp:47";

const struct fhir_parameter fhir_patient_parameters[] = {
    {"identifier", FHIR_TOKEN, true, true,
     "system|value, by POST alone; the system is urn:oid:1.2.246.21 for identity codes, and "
     "urn:asiakkuus:identifier: with the code of GET /v1/identifier-systems for others."},
    {.name = NULL}};

struct name {
    const char *use, *family;
    struct list given; /* const char * */
};
static const struct shape_field name_fields[] = {
    FIELD(struct name, use, SHAPE_READ_ONLY),
    FIELD(struct name, family, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD_STRINGS(struct name, given, SHAPE_READ_ONLY | SHAPE_PERSONAL, 0, 1), FIELD_END};
static const struct shape name_shape = {"fhir_name", sizeof(struct name), name_fields};

struct speaks {
    const struct fhir_concept *language;
};
static const struct shape_field speaks_fields[] = {
    FIELD_RECORD(struct speaks, language, SHAPE_READ_ONLY, fhir_concept_shape), FIELD_END};
static const struct shape speaks_shape = {"fhir_speaks", sizeof(struct speaks), speaks_fields};

struct patient {
    struct fhir_head head;
    struct list identifier;
    bool active;
    struct list name;
    struct date birth_date;
    struct date deceased_on;
    struct opt_bool deceased;
    struct list communication;
    const struct fhir_reference *organization;
};
static const struct shape_field patient_fields[] = {
    FHIR_HEAD(struct patient),
    FIELD_LIST_AS(struct patient, identifier, "identifier", fhir_identifier_shape),
    FIELD(struct patient, active, SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct patient, name, "name", name_shape),
    FIELD_AS(struct patient, birth_date, "birthDate", SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD_AS(struct patient, deceased_on, "deceasedDateTime", SHAPE_READ_ONLY),
    FIELD_AS(struct patient, deceased, "deceasedBoolean", SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct patient, communication, "communication", speaks_shape),
    FIELD_RECORD_AS(struct patient, organization, "managingOrganization", fhir_reference_shape),
    FIELD_END};
static const struct shape patient_shape = {"fhir_patient", sizeof(struct patient), patient_fields};

/* --- what is told --- */

static bool may_see_names(const struct context *context, const struct client *client) {
    return !client->non_disclosure && (actor_may(&context->actor, "client:names") ||
                                       uuid_equal(&context->actor.client_id, &client->id));
}

static struct list names_of(struct context *context, const struct client *client) {
    const struct client_names *names = client->names;
    if (!names || !may_see_names(context, client)) {
        return (struct list){NULL, 0};
    }
    const struct name name = {.use = "official",
                              .family = names->family,
                              .given = names->given ? FHIR_ONE(context, names->given)
                                                    : (struct list){NULL, 0}};
    return FHIR_ONE(context, name);
}

static struct fhir_head head_of(struct context *context, const struct client *client) {
    const struct fhir_coding label = {label_system, NULL, "TURVAKIELTO", "Turvakielto"};
    struct fhir_meta *meta = arena_alloc(context->arena, sizeof *meta);
    struct fhir_head head = fhir_head(context, "Patient", fhir_id(context, client->id),
                                      client->version, client->updated_at, 0);
    *meta = *head.meta;
    meta->security = client->non_disclosure ? FHIR_ONE(context, label) : (struct list){NULL, 0};
    head.meta = meta;
    return head;
}

static struct list languages_of(struct context *context, const char *language) {
    const struct speaks speaks = {fhir_concept(context, language_system, language, NULL)};
    return language ? FHIR_ONE(context, speaks) : (struct list){NULL, 0};
}

static const struct fhir_reference *unit_of(struct context *context, const struct client *client) {
    return client->non_disclosure ? NULL
                                  : fhir_outside(context, "Organization", fhir_unit_code_system,
                                                 client->home_unit, NULL);
}

/* `asked`: the identifier that the caller has and was asked for by, as it is on file; no other is
 * ever told. */
static void add(struct context *context, const struct client *client,
                const struct fhir_identifier *asked, struct fhir_answer *out) {
    bool deceased = client->status == CLIENT_DECEASED;
    bool has_day = date_is_set(client->status_on);
    const struct patient patient = {
        .head = head_of(context, client),
        .identifier = asked ? FHIR_ONE(context, *asked) : (struct list){NULL, 0},
        .active = client->status == CLIENT_ACTIVE,
        .name = names_of(context, client),
        .birth_date = client->birth_date,
        .deceased_on = deceased ? client->status_on : (struct date){0, 0, 0},
        .deceased = {deceased && !has_day, true},
        .communication = languages_of(context, client->language),
        .organization = unit_of(context, client)};
    fhir_add(context, out, &patient_shape, &patient);
    out->personal = true;
}

enum status fhir_patient_get(struct context *context, const char *id, struct fhir_answer *out) {
    struct client client = {.version = 0};
    struct uuid uuid;
    if (!uuid_parse(id, &uuid)) {
        return STATUS_not_found;
    }
    enum status status = client_get(context, uuid, &client);
    if (status == OK) {
        out->version = client.version;
        add(context, &client, NULL, out);
    }
    return status;
}

/* --- searching --- */

/* The code of the system that a token begins with; NULL where it is none that is known here. */
static const char *code_of(struct context *context, const char *system) {
    const struct list list = identifier_system_list(context);
    const struct identifier_system *items = list.items;
    for (size_t i = 0; i < list.count; i++) {
        const char *own = arena_format(context->arena, "%s:%s", own_system, items[i].code);
        const char *oid =
            arena_format(context->arena, "urn:oid:%s", items[i].oid ? items[i].oid : "");
        if (strcmp(system, own) == 0 ||
            (items[i].oid && *items[i].oid && strcmp(system, oid) == 0)) {
            return items[i].code;
        }
    }
    return NULL;
}

static enum status read_identifier(struct context *context, const struct fhir_search *search,
                                   struct client_identifier *wanted,
                                   struct fhir_identifier *asked) {
    const char *token = fhir_value(search, "identifier");
    const char *bar = strchr(token, '|');
    const char *system = bar ? arena_copy(context->arena, token, (size_t)(bar - token)) : NULL;
    const char *code = system ? code_of(context, system) : NULL;
    if (!bar || !bar[1]) {
        context_error(context, "?identifier", ERROR_bad_format, "system|value");
    } else if (!code) {
        context_error(context, "?identifier", ERROR_not_in_list, "urn:oid:1.2.246.21, ...");
    } else {
        *wanted = (struct client_identifier){code, bar + 1};
        *asked = (struct fhir_identifier){.system = system};
    }
    return context_settle(context, STATUS_invalid);
}

enum status fhir_patient_find(struct context *context, const struct fhir_search *search,
                              struct fhir_answer *out) {
    struct client_identifier identifier = {.system = NULL};
    const struct client_wanted wanted = {&identifier};
    struct fhir_identifier asked = {.system = NULL};
    struct list found = {NULL, 0};
    enum status status = read_identifier(context, search, &identifier, &asked);
    if (status == OK) {
        status = client_search(context, &wanted, &found, &asked.value);
    }
    if (status == OK && found.count > 0) {
        add(context, found.items, &asked, out);
    }
    return status;
}
