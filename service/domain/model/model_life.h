/* How a version of a model begins and ends.
 *
 * A draft is published by somebody else than who wrote it last. Then it has its number, the next of
 * its code, and its first day; from then on its bytes are what they are. The versions of a code
 * that are published so follow each other by their days as by their numbers: a new one takes the
 * days from its first on from those before it. Days that no version holds are left only with a
 * reason. */
#ifndef DOMAIN_MODEL_LIFE_H
#define DOMAIN_MODEL_LIFE_H

#include "base/versions.h"
#include "domain/model/model.h"

struct model_publication {
    struct date valid_from;
    const char *reason;
};
extern const struct shape model_publication_shape;

struct model_retirement {
    struct date valid_to;
    const char *reason;
};
extern const struct shape model_retirement_shape;

/* STATUS_conflict where the caller wrote it last, or it is published already; STATUS_rule_broken
 * where its days don't fit, or its proof finds faults. `out` is to be closed in any case. */
enum status model_life_publish(struct context *context, struct uuid id, const struct versions *seen,
                               const struct model_publication *body, struct model *out) must_check;

/* Sets the last day of a version. STATUS_rule_broken where that would leave days without one. */
enum status model_life_retire(struct context *context, struct uuid id, const struct versions *seen,
                              const struct model_retirement *body, struct model *out) must_check;

/* Withdraws a version, "helsinki@3", at once: nothing new is reckoned with it on any day, and those
 * that it took days from have them again. `out`: as it was before. STATUS_not_found where the area
 * has it not; STATUS_conflict where the area would be left without a model. */
enum status model_life_withdraw(struct context *context, const char *name,
                                struct model *out) must_check;

/* Where a version of these days would stand among those of its code (struct model), which are
 * ordered by their numbers, highest first. Pure. */
struct model_place {
    int64_t version;              /* its number */
    const struct model *overlaps; /* one that begins on its first day or later; or NULL */
    struct date gap_from, gap_to; /* the days before it that no version holds; unset: none */
};
struct model_place model_place_of(const struct list *versions, struct date valid_from);

/* Is this one to end the day before? */
bool model_gives_way(const struct model *version, struct date valid_from);

/* Does it end where this one begins? Whether it gave days up for it, its own last day tells. */
bool model_ends_before(const struct model *version, const struct model *successor);

/* The last day of a version when `withdrawn` is gone: `own_end` (unset: none), or the day before
 * the next version that holds. */
struct date model_end_without(const struct list *versions, const struct model *version,
                              const struct model *withdrawn, struct date own_end);

/* The first day behind the end on which another version of the code begins; unset where none does.
 * The day after the end itself where one holds then. */
struct date model_next_day(const struct list *versions, const struct model *ending,
                           struct date valid_to);

#endif
