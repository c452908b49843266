/* A call of the hook patient-view, read. */
#include "base/limits.h"
#include "base/utf8.h"
#include "facade/cds/cds.h"
#include "json/json.h"

#include <string.h>

/* Identity codes in FHIR (the Finnish base profiles). */
static const char hetu_system[] = "urn:oid:1.2.246.21";

static const char *const hook_words[] = {"patient-view", NULL};

static const struct shape_field hook_fields[] = {
    FIELD_ENUM(struct cds_hook, hook, SHAPE_REQUIRED, hook_words),
    FIELD_AS(struct cds_hook, instance, "hookInstance", SHAPE_REQUIRED),
    FIELD(struct cds_hook, context, SHAPE_REQUIRED),
    FIELD(struct cds_hook, prefetch, SHAPE_NULLABLE | SHAPE_PERSONAL), FIELD_END};
static const struct shape hook_shape = {"cds_hook", sizeof(struct cds_hook), hook_fields};

/* A string at `pointer`, which must be there. */
static const char *text_at(struct context *context, const char *pointer, const struct json *value) {
    const char *text = json_text(value);
    if (!value) {
        context_error(context, pointer, ERROR_required, NULL);
    } else if (!text) {
        context_error(context, pointer, ERROR_wrong_type, "string");
    } else if (!*text) {
        context_error(context, pointer, ERROR_too_short, "1");
    } else if (utf8_count(text) > CDS_USER_LENGTH_MAX) {
        context_error(context, pointer, ERROR_too_long,
                      arena_format(context->arena, "%d", CDS_USER_LENGTH_MAX));
    } else if (utf8_has_control(text, false)) {
        context_error(context, pointer, ERROR_control_character, NULL);
    } else {
        return text;
    }
    return NULL;
}

/* A record system that could not read the patient may send what it was told instead. */
static bool is_patient(const struct json *resource) {
    const char *type = json_text(json_member(resource, "resourceType"));
    return type && strcmp(type, "Patient") == 0;
}

/* Of another patient than the one whose record is open nothing is shown. */
static void check_patient(struct context *context, const struct cds_hook *hook) {
    const char *pointer = "/prefetch/patient/id";
    const char *id = text_at(context, pointer, json_member(hook->patient, "id"));
    if (id && hook->patient_id && strcmp(id, hook->patient_id) != 0) {
        context_error(context, pointer, ERROR_other_client, NULL);
    }
}

enum status cds_hook_read(struct context *context, const struct json *body, struct cds_hook *out) {
    enum status status = json_read_part(context, body, &hook_shape, out);
    if (status != OK) {
        return status;
    }
    out->user_id = text_at(context, "/context/userId", json_member(out->context, "userId"));
    out->patient_id =
        text_at(context, "/context/patientId", json_member(out->context, "patientId"));
    const struct json *patient = json_member(out->prefetch, "patient");
    if (is_patient(patient)) {
        out->patient = patient;
        check_patient(context, out);
    }
    return context_settle(context, STATUS_invalid);
}

/* The code of an identifier that counts: `old` ones were the patient's once. */
static const char *code_of(const struct json *identifier) {
    const char *system = json_text(json_member(identifier, "system"));
    const char *use = json_text(json_member(identifier, "use"));
    bool counts = system && strcmp(system, hetu_system) == 0 && (!use || strcmp(use, "old") != 0);
    return counts ? json_text(json_member(identifier, "value")) : NULL;
}

const char *cds_patient_code(const struct cds_hook *hook) {
    const struct json *identifiers = json_member(hook->patient, "identifier");
    size_t count = json_count(identifiers);
    const char *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *code = i < CDS_IDENTIFIERS_MAX ? code_of(json_at(identifiers, i)) : NULL;
        if (code && found && strcmp(code, found) != 0) {
            return NULL;
        }
        found = code ? code : found;
    }
    return count <= CDS_IDENTIFIERS_MAX ? found : NULL;
}
