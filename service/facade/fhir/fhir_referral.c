#include "facade/fhir/fhir_referral.h"

#include <string.h>

const char fhir_priority_system[] = "http://hl7.org/fhir/request-priority";

const char *fhir_priority(int urgency) {
    static const char *const words[] = {NULL, "stat", "urgent", "routine"};
    return words[urgency];
}

const struct fhir_reference *fhir_referral_receiver(struct context *context,
                                                    const struct referral_to *to) {
    if (uuid_is_set(&to->service_id)) {
        return fhir_outside(context, "HealthcareService", fhir_service_system,
                            fhir_id(context, to->service_id), NULL);
    }
    return uuid_is_set(&to->unit_id) ? fhir_outside(context, "Organization", fhir_unit_system,
                                                    fhir_id(context, to->unit_id), NULL)
                                     : NULL;
}

struct fhir_head fhir_referral_head(struct context *context, const char *type,
                                    const struct referral *from) {
    return fhir_head(context, type, fhir_id(context, from->id), from->version, from->updated_at,
                     from->from_register);
}

struct instant fhir_referral_authored(const struct referral *from) {
    return from->sent_at.us != 0 ? from->sent_at : from->created_at;
}

/* Which states have a status that is asked for: the one to be asked for in the database where there
 * is but one, else 0; false where there is none. */
static bool narrow(const struct fhir_search *search, const struct fhir_states *states, int *state) {
    int count = 0;
    *state = 0;
    for (int i = REFERRAL_DRAFT; i <= REFERRAL_CANCELLED; i++) {
        if (fhir_asks_for(search, "status", states->system, states->words[i])) {
            *state = count++ == 0 ? i : 0;
        }
    }
    return count > 0;
}

static bool is_asked_for(const struct fhir_search *search, const struct fhir_states *states,
                         const struct referral *referral) {
    return fhir_asks_for(search, "status", states->system, states->words[referral->state]) &&
           fhir_asks_for(search, "priority", fhir_priority_system,
                         fhir_priority(referral->urgency));
}

enum status fhir_referral_find(struct context *context, const struct fhir_search *search,
                               const struct fhir_states *states, fhir_referral_add *add,
                               struct fhir_answer *out) {
    static const char *const keyset[] = {"created_at", "id", NULL};
    struct referral_filter filter = {.state = 0};
    struct fhir_patient patient;
    struct list rows = {NULL, 0};
    enum status status = fhir_patient(context, search, &patient);
    bool possible = (!patient.given || patient.possible) && narrow(search, states, &filter.state);
    if (status != OK || !possible) {
        return status;
    }
    filter.client_id = patient.id;
    status = referral_list(context, &filter, &rows);
    if (status != OK) {
        return fhir_nothing(context, status);
    }
    const struct referral *referrals = rows.items;
    for (size_t i = 0; i < page_shown(&search->page, rows.count); i++) {
        if (is_asked_for(search, states, &referrals[i])) {
            add(context, &referrals[i], out);
        }
    }
    out->next = page_next(context, &search->page, &referral_summary_shape, &rows, keyset);
    return OK;
}

enum status fhir_referral_get(struct context *context, const char *id, fhir_referral_add *add,
                              struct fhir_answer *out) {
    struct referral referral = {.version = 0};
    struct uuid uuid;
    if (!uuid_parse(id, &uuid)) {
        return STATUS_not_found;
    }
    enum status status = referral_get(context, uuid, &referral);
    if (status == OK) {
        add(context, &referral, out);
    }
    return status;
}
