/* What units and services share inside this domain: the nested parts of a row, the terms they are
 * found by, and what another register tells of them. */
#ifndef DOMAIN_DIRECTORY_DETAILS_H
#define DOMAIN_DIRECTORY_DETAILS_H

#include "base/kinds.h"
#include "db/db.h"
#include "domain/directory/directory.h"

/* Nested lists stand in jsonb columns, which are read and written as one object. */
struct unit_details {
    struct list channels;
    const struct unit_address *address;
};
struct service_details {
    struct list channels, source_channels;
    const struct consultation_offer *consultation;
};
extern const struct shape unit_details_shape, service_details_shape;

/* The members that another register tells: of two records they are compared by these shapes. */
extern const struct shape unit_told_shape, service_told_shape, service_source_shape,
    service_contact_shape;
bool told_alike(struct context *context, const struct shape *shape, const void *a, const void *b);

/* Field errors of what both have: no name at all, an end before the beginning. */
void check_names(struct context *context, const struct localized *names);
void check_days(struct context *context, struct date from, struct date to);

/* A list of words as a set: sorted, each once. */
void as_set(struct list *words);
/* Of two sets. */
bool is_same_set(const struct list *a, const struct list *b);

/* Sort key and terms from the record's other members; details from its lists. */
void unit_prepare(struct context *context, struct unit *unit);
void service_prepare(struct context *context, struct service *service);
/* The lists from the details of a row. */
enum status unit_complete(struct context *context, struct unit *unit) must_check;
enum status service_complete(struct context *context, struct service *service) must_check;

/* New rows, and rows in the place of those with this version, with their terms. Lists of struct
 * unit, struct service, prepared; versions are raised. STATUS_stale where another was first. */
enum status unit_store(struct context *context, const struct list *made,
                       const struct list *changed) must_check;
enum status service_store(struct context *context, const struct list *made,
                          const struct list *changed) must_check;

/* What the two are to whoever stores them. */
struct directory_entry {
    struct uuid id;
    const char *sort_key;
    const struct list *terms;
    int64_t *version;
    struct instant *updated_at;
};
struct directory_kind {
    const struct shape *shape;
    const struct query *insert, *update, *delete_terms, *insert_terms;
    struct directory_entry (*entry)(void *items, size_t index);
    const char *stale; /* what is said where another was first */
    enum resource resource;
    enum event_type created, changed;
};
enum status directory_store(struct context *context, const struct directory_kind *kind,
                            const struct list *made, const struct list *changed) must_check;

/* --- terms (one index serves every filter) --- */

/* What a list is looked for by: words by their beginnings, and filters that are terms. Each is a
 * range of terms too (`lowest`, `beyond`), words first; `leading` is the range that has the fewest.
 */
struct directory_search {
    const char *term; /* a filter, or "all" where there is none: along which the list is walked */
    struct list terms, words;
    struct list lowest, beyond;
    const char *leading, *leading_beyond;
    bool finds_nothing; /* something is looked for that has no word */
};
extern const struct shape directory_search_shape;
enum { SEARCH_FILTERS_MAX = 6 };

/* `q` may be NULL. */
struct directory_search directory_search_begin(struct context *context, const char *q);
/* One more filter, at most SEARCH_FILTERS_MAX; none where the value is NULL. */
void directory_search_add(struct context *context, struct directory_search *search,
                          const char *kind, const char *value);

/* The lists of a kind: its statements, what they are asked with, the shape of a row. */
struct directory_lists {
    const struct query *page, *count_fewest, *walked, *gathered, *count_all, *count_gathered;
    const struct shape *asked, *row;
};
/* The page of what is found, by name; how many there are. `search` is a member of `asked`. */
enum status directory_list(struct context *context, const struct directory_lists *lists,
                           const void *asked, struct directory_search *search,
                           struct list *out) must_check;
enum status directory_count(struct context *context, const struct directory_lists *lists,
                            const void *asked, struct directory_search *search,
                            struct opt_int *out) must_check;

/* Rows of a table of terms, gathered from many records. */
struct term_row {
    struct uuid id;
    const char *term, *sort_key;
};
extern const struct shape term_row_shape;
struct term_rows {
    struct term_row *items;
    size_t count, room;
};
void term_rows_add(struct context *context, struct term_rows *rows, struct uuid id,
                   const struct list *terms, const char *sort_key);

/* --- imports --- */

struct import_fault {
    const char *pointer, *code, *detail;
};
struct import_refused {
    int64_t index;
    const char *source_id;
    struct list errors; /* struct import_fault */
};

/* From the words of another register to classes of need. */
struct need_mapping {
    const char *term;
    int kind;
    struct list needs;
};

/* One item of the national register, read. What is not given stays as it is. */
struct ptv_service {
    const char *id;
    bool ended, has_languages, has_municipalities, has_classes, has_descriptions, has_channels;
    struct localized names, descriptions;
    struct list languages, municipalities, channel_ids;
    const char *organization_id, *organization_name;
    int kind;
    struct list needs;
};
/* Field errors of the item, pointers from its root. */
void ptv_read(struct context *context, const struct json *item, const struct list *mappings,
              struct ptv_service *out);
/* Only who is responsible for it. */
void ptv_read_organization(struct context *context, const struct json *item,
                           struct ptv_service *out);

/* One item of a city's service map, read into what it tells of a unit. */
void servicemap_read(struct context *context, const struct json *item, struct unit *out);

/* The id of an item of either source; NULL where it has none that is good. */
const char *ptv_id(struct context *context, const struct json *item);
const char *servicemap_id(struct context *context, const struct json *item);

/* Of the ways of contact that the source gives: what a service shows where the area has said
 * nothing. */
struct list channels_shown(struct context *context, const struct list *source_channels);
const char *channels_url(const struct list *source_channels);

/* Is it an address that may be shown as a link? */
bool is_web_address(const char *text);

/* A text of another register as plain text on the arena: no marks, no control characters, at most
 * `most` characters; NULL where nothing is left. */
const char *plain_text(struct context *context, const char *text, size_t most, bool lines);

#endif
