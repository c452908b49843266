/* Figures delivered from outside: official statistics in the rows of Sotkanet, or the area's own.
 * The same figure again changes nothing; another one is a revision, and the earlier ones stay. */
#ifndef DOMAIN_KPI_OBSERVATION_H
#define DOMAIN_KPI_OBSERVATION_H

#include "base/context.h"
#include "base/shape.h"
#include "domain/kpi/indicator.h"
#include "statistics/bucket.h"

#define PLACE_COUNTRY "658" /* the whole country, as Sotkanet numbers it */

/* What holds of an indicator at a place and a time. */
struct observation {
    const char *indicator, *place; /* a region, or unit:<id> */
    int bucket;
    struct date from_on;
    int64_t revision;
    struct decimal value, numerator, denominator;
    bool hidden; /* it could point to a person, or would give away one that does */
};
extern const struct shape observation_shape;

/* The place of a unit (its id as text), and whether a place is one. */
const char *place_of_unit(struct arena *arena, const char *unit);
bool place_is_unit(const char *place);

/* Those that hold of some indicators (codes; NULL: of all), by indicator, place, bucket and time.
 */
enum status observation_list(struct context *context, const struct list *codes,
                             struct list *out) must_check;
const struct observation *observation_at(const struct list *rows, const char *indicator,
                                         const char *place, enum bucket bucket, struct date from);

/* The value that may be told; absent where it is hidden. */
struct decimal observation_value(const struct indicator *indicator,
                                 const struct observation *observation);
/* Sets `hidden` of all rows of an indicator; observation_list has done it. */
void observation_hide(struct context *context, const struct list *observations);

/* The area as a region of Sotkanet, or NULL where it is not known. */
const char *region_of_area(const char *area);
/* Where its figures are found: in the region, or in the whole country where they are nobody's own,
 * or where no region is known (NULL). */
const char *indicator_place(const struct indicator *indicator, const char *region);

/* --- delivering --- */

enum upload_form { UPLOAD_JSON, UPLOAD_NDJSON, UPLOAD_CSV };

struct refusal {
    int64_t line; /* of NDJSON and CSV; of JSON the item, from 1 */
    const char *code, *member, *detail;
};
struct delivery {
    struct uuid id;
    int64_t accepted, unchanged, revised;
    struct list refused; /* struct refusal */
    int64_t refused_count;
};
extern const struct shape delivery_shape;

/* Takes what is good, and says of each row that is not why. Every row counts once: accepted +
 * unchanged + revised + refused are all. Of rows with one key the later holds. */
enum status observation_deliver(struct context *context, enum upload_form form, const char *bytes,
                                size_t length, struct delivery *out) must_check;

#endif
