#include "facade/fhir/fhir_assessment.h"

#include <string.h>

struct instant fhir_assessment_changed(const struct assessment *from) {
    return from->status == ASSESSMENT_CONFIRMED ? from->confirmed_at : from->recorded_at;
}

struct fhir_head fhir_assessment_head(struct context *context, const char *type,
                                      const struct assessment *from, const char *id) {
    return fhir_head(context, type, id, from->version, fhir_assessment_changed(from),
                     from->register_code);
}

struct list fhir_assessment_performers(struct context *context, const struct assessment *from) {
    const struct fhir_reference *staff = fhir_staff(context, from->assessed_by.sub, NULL);
    if (from->own_view) {
        return fhir_references(context, "Patient", from->client_id);
    }
    return staff ? FHIR_ONE(context, *staff) : (struct list){NULL, 0};
}

enum status fhir_assessment_find(struct context *context, const struct fhir_search *search,
                                 const struct assessment_filter *filter, fhir_assessment_add *add,
                                 struct fhir_answer *out) {
    static const char *const keyset[] = {"assessed_at", "id", NULL};
    struct fhir_patient patient;
    struct list rows = {NULL, 0};
    enum status status = fhir_patient(context, search, &patient);
    if (status != OK || !patient.possible) {
        return status;
    }
    status = assessment_list_whole(context, patient.id, filter, &rows);
    if (status != OK) {
        return fhir_nothing(context, status);
    }
    const struct assessment *assessments = rows.items;
    for (size_t i = 0; status == OK && i < page_shown(&search->page, rows.count); i++) {
        status = add(context, search, &assessments[i], out);
    }
    out->next = page_next(context, &search->page, &assessment_shape, &rows, keyset);
    return status;
}
