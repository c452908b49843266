/* CDS Hooks 2.0: how a record system shows its users where a client stands, beside the record that
 * they have opened.
 *
 * The client is the one whose identity code stands in the patient that the record system has sent
 * along (prefetch), and nobody else: none is guessed. Of a client who is not known, has no
 * assessment that the caller may see, or is not here any more there is no card, and nothing tells
 * these apart. A card has no name, address or unit of anybody. What users do with cards comes back
 * as feedback, which is kept without a person in it.
 *
 * Writes the table cds_feedback. Filled records live on the context's arena. */
#ifndef FACADE_CDS_H
#define FACADE_CDS_H

#include "auth/ehr.h"
#include "base/context.h"
#include "base/shape.h"

/* --- what there is --- */

struct cds_prefetch {
    const char *patient;
};
struct cds_service {
    const char *hook, *title, *description, *id;
    const struct cds_prefetch *prefetch;
};
struct cds_services {
    struct list services; /* struct cds_service */
};
extern const struct shape cds_services_shape;
void cds_service_list(struct context *context, struct cds_services *out);

/* --- a call --- */

struct cds_hook {
    int hook;
    struct uuid instance;
    const struct json *context, *prefetch; /* as they came */
    const char *user_id, *patient_id;
    const struct json *patient; /* NULL: not sent along */
};
/* STATUS_invalid with all faults. Members that are not known here are another version's: let be. */
enum status cds_hook_read(struct context *context, const struct json *body,
                          struct cds_hook *out) must_check;

/* The identity code of the patient that was sent along; NULL where there is none, or several that
 * differ. */
const char *cds_patient_code(const struct cds_hook *hook);

/* --- cards --- */

struct cds_source {
    const char *label;
};
struct cds_coding {
    const char *code, *system, *display;
};
extern const char cds_reason_system[];
/* The codes of override_reasons.def, to a NULL. */
extern const char *const cds_reason_codes[];
struct cds_link {
    const char *label, *url;
    int type; /* of enum ehr_link_type */
    const char *app_context;
};
struct cds_card {
    struct uuid uuid;
    const char *summary, *detail;
    int indicator;
    const struct cds_source *source;
    struct list override_reasons; /* struct cds_coding */
    struct list links;            /* struct cds_link; NULL items: none */
};
struct cds_cards {
    struct list cards;
};
extern const struct shape cds_cards_shape;

/* None or one. */
enum status cds_segment_card(struct context *context, const struct ehr *ehr,
                             const struct cds_hook *hook, struct cds_cards *out) must_check;

/* --- what was not sent along --- */

struct cds_outcome {
    const char *resource_type;
    struct list issue;
};
extern const struct shape cds_outcome_shape;
/* The answer to a call without the patient. */
void cds_patient_missing(struct context *context, struct cds_outcome *out);

/* --- feedback --- */

struct cds_feedback_list {
    struct list feedback; /* struct cds_feedback */
};
extern const struct shape cds_feedback_list_shape;

/* Keeps what is new: the same card with the same outcome is one, however often it is told. */
enum status cds_feedback_give(struct context *context, const struct ehr *ehr,
                              const struct cds_feedback_list *body) must_check;

#endif
