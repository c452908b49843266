/* The directory (palveluhakemisto): the units of the area and its services; whom to refer to, whom
 * to consult, and how. Some are the area's own, some came from another register and keep its id.
 *
 * A unit or service is valid from a day to a day, both included; one that is over is still read by
 * its id. Who chooses one asks for the valid ones.
 *
 * Writes the tables unit, unit_term, service and service_term. Filled records live on the context's
 * arena. */
#ifndef DOMAIN_DIRECTORY_H
#define DOMAIN_DIRECTORY_H

#include "base/context.h"
#include "base/shape.h"
#include "base/versions.h"

/* --- what both are made of --- */

/* A text in one language or more. */
struct localized {
    const char *fi, *sv, *en;
};
extern const struct shape localized_shape;

/* The text in the language, else in Finnish, Swedish or English; NULL where there is none. */
const char *localized_text(const struct localized *text, enum language language);

enum channel_kind {
    CHANNEL_PHONE = 1,
    CHANNEL_SMS,
    CHANNEL_EMAIL,
    CHANNEL_WEB,
    CHANNEL_CHAT,
    CHANNEL_VIDEO,
    CHANNEL_VISIT,
    CHANNEL_POST
};
extern const char *const channel_kind_words[];
struct channel {
    int kind;
    const char *value, *hours;
    const char *source_id; /* never shown: the channel of another register that it is of */
};

/* --- units --- */

struct unit_address {
    struct localized street;
    const char *postal_code;
    struct localized city;
    struct raw_json latitude, longitude; /* numbers in degrees */
};

struct unit {
    struct uuid id;
    int64_t version;
    const char *code;
    struct localized names, descriptions;
    const char *kind;
    int register_code; /* 0: serves both */
    struct uuid parent_id;
    const struct unit_address *address;
    struct list channels; /* struct channel */
    const char *url;
    struct date valid_from, valid_to;
    const char *source, *source_id;
    struct instant updated_at;
    struct raw_json details; /* channels and address as they stand in the row */
    const char *sort_key;
    struct list terms;
    bool ended_by_source;
};
extern const struct shape unit_shape, unit_write_shape;

struct unit_filter {
    const char *kind;
    struct uuid parent_id;
    const char *q;
    struct date on; /* not set: today */
};
extern const struct shape unit_filter_shape;

/* The page asked for (context->page), by name. */
enum status unit_list(struct context *context, const struct unit_filter *filter,
                      struct list *out) must_check;
enum status unit_count(struct context *context, const struct unit_filter *filter,
                       struct opt_int *out) must_check;
enum status unit_get(struct context *context, struct uuid id, struct unit *out) must_check;
/* `unit` as it was read; is completed. STATUS_conflict where its code is taken. */
enum status unit_create(struct context *context, struct unit *unit) must_check;
/* `unit` as it was read takes the place of the one that is there. */
enum status unit_replace(struct context *context, struct uuid id, const struct versions *seen,
                         struct unit *unit) must_check;

/* By its code: made where there is none that is valid today, changed where the one there differs.
 */
enum put { PUT_MADE, PUT_CHANGED, PUT_ALIKE };
enum status unit_put(struct context *context, struct unit *unit, enum put *out) must_check;

/* The unit of this code that is valid today: its id; all zero where there is none. */
enum status unit_find_code(struct context *context, const char *code, struct uuid *out) must_check;

/* For the other domains: a field error `unknown_unit` at `pointer` where the area has no unit of
 * this code, or id, that is valid today. An absent code or id is none. To be settled by the caller.
 */
enum status unit_check_code(struct context *context, const char *pointer,
                            const char *code) must_check;
enum status unit_check(struct context *context, const char *pointer, struct uuid id) must_check;

/* --- services --- */

enum service_kind {
    SERVICE_HEALTH = 1,
    SERVICE_SOCIAL,
    SERVICE_THIRD_SECTOR,
    SERVICE_DIGITAL,
    SERVICE_GROUP
};
extern const char *const service_kind_words[];
extern const char *const referral_kind_words[];

struct age_range {
    struct opt_int min, max; /* whole years, both included; absent: open */
};

struct consultation_contact {
    const char *title;
    int channel; /* enum channel_kind */
    const char *value, *hours;
};
struct consultation_offer {
    struct list contacts; /* struct consultation_contact */
    int64_t answer_within_hours;
};

struct service {
    struct uuid id;
    int64_t version;
    const char *code;
    struct uuid unit_id;
    struct localized names, descriptions;
    int kind, register_code;
    struct list needs, segments, languages, municipalities; /* const char * */
    struct age_range age;
    struct list referral_kinds; /* const char * */
    bool takes_referrals, self_referral;
    struct opt_int weight;
    struct list channels; /* struct channel */
    const struct consultation_offer *consultation;
    const char *url;
    struct date valid_from, valid_to;
    const char *source, *source_id;
    struct instant updated_at;
    struct raw_json details; /* the lists as they stand in the row */
    const char *sort_key;
    struct list terms;
    struct list own_needs,
        source_needs;            /* what the area says goes before what follows by mapping */
    struct list source_channels; /* struct channel: shown where the area has said none */
    bool ended_by_source;
};
extern const struct shape service_shape, service_write_shape;

/* Filters narrow each other; what is not set leaves all. */
struct service_filter {
    const char *need, *segment, *language, *municipality;
    struct opt_int age;
    int register_code, kind;
    struct uuid unit_id;
    struct opt_bool takes_referrals;
    const char *q;
    struct date on; /* not set: today */
};
extern const struct shape service_filter_shape;

/* The page asked for (context->page), by name. */
enum status service_list(struct context *context, const struct service_filter *filter,
                         struct list *out) must_check;
enum status service_count(struct context *context, const struct service_filter *filter,
                          struct opt_int *out) must_check;
enum status service_get(struct context *context, struct uuid id, struct service *out) must_check;
enum status service_create(struct context *context, struct service *service) must_check;
enum status service_replace(struct context *context, struct uuid id, const struct versions *seen,
                            struct service *service) must_check;

/* As unit_put. */
enum status service_put(struct context *context, struct service *service, enum put *out) must_check;

/* For the other domains: the services that answer one of the needs (`const char *`) and that the
 * filter leaves (its `need` and `q` are passed over), at most SERVICES_FOR_NEEDS_MAX: the lightest
 * first, then by name. Filled is what they are weighed by; service_list_whole has the rest. */
enum status service_list_for_needs(struct context *context, const struct list *needs,
                                   const struct service_filter *filter,
                                   struct list *out) must_check;

/* The services of these ids (`struct uuid`, at most ROUTING_ITEMS_MAX), in no order. `_ahead`:
 * asked together with the next statement (db_list_ahead), and to be completed by the caller then.
 */
enum status service_list_whole(struct context *context, const struct list *ids,
                               struct list *out) must_check;
enum status service_list_whole_ahead(struct context *context, const struct list *ids,
                                     struct list *out) must_check;
enum status service_complete_all(struct context *context, struct list *services) must_check;

/* For the other domains: the service, where it is valid today; a field error `unknown_service` at
 * `pointer` where it is not. To be settled by the caller. */
enum status service_find_valid(struct context *context, const char *pointer, struct uuid id,
                               struct service *out) must_check;

/* --- classes of need --- */

struct need_class {
    const char *code;
    struct localized names;
};
extern const struct shape need_class_shape;
enum status need_class_list(struct context *context, struct list *out) must_check;
/* The same, asked together with the next statement (db_list_ahead). */
enum status need_class_list_ahead(struct context *context, struct list *out) must_check;

/* A field error `unknown_need` at `pointer`/n for each of the codes that is no class of need. To be
 * settled by the caller. */
enum status need_class_check(struct context *context, const char *pointer,
                             const struct list *codes) must_check;
/* The same with the classes at hand. */
void need_class_check_among(struct context *context, const char *pointer, const struct list *codes,
                            const struct list *classes);

/* --- imports --- */

struct import_result {
    int64_t created, changed, unchanged;
    struct list refused;
};
extern const struct shape import_result_shape, import_shape;
enum import_source { IMPORT_PTV = 1, IMPORT_SERVICEMAP };
struct import {
    int source;
    const struct json *items;
};
/* Takes in what can be; `out` says what became of each item. */
enum status directory_import(struct context *context, const struct import *import,
                             struct import_result *out) must_check;

#endif
