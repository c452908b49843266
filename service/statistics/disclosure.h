/* Which figures are hidden, so that none can point to a person.
 *
 * Hidden at first are counts of 1 to limit - 1 (also those that a share gives by subtraction), and
 * then further figures, until no hidden one can be worked out from what is shown. The proof is in
 * the way it is done: for each small figure there is an exchange, a change of the records by one
 * here and one there, which leaves every figure that is shown as it is; all figures that it would
 * change are hidden. So more than one set of records fits everything that is told, in each hidden
 * figure, and no sum or difference of answers settles it.
 *
 * It is done once for all figures of an indicator, and not for what is asked: a figure is shown in
 * every answer or in none. */
#ifndef STATISTICS_DISCLOSURE_H
#define STATISTICS_DISCLOSURE_H

#include "statistics/cube.h"

/* What a figure's numbers are. */
enum disclosure_kind {
    DISCLOSURE_COUNT, /* numerator: people or events; no denominator */
    DISCLOSURE_SHARE, /* numerator of denominator, both counts */
    DISCLOSURE_RATIO, /* numerator and denominator are counts of unlike things */
    DISCLOSURE_MEAN,  /* denominator: a count; numerator: a sum of something else */
    DISCLOSURE_OPEN   /* tells of no people: nothing is hidden */
};

/* Is it a count that could point to a person? None (0) is no such count. */
bool disclosure_is_small(enum disclosure_kind kind, int64_t numerator, int64_t denominator,
                         int64_t limit);

/* Sets `hidden` of every figure that is small. */
void disclosure_mark(struct cube *cube, enum disclosure_kind kind, int64_t limit);
/* And of the others that must be, so that no marked one can be worked out; what is settled already
 * has its own. */
void disclosure_protect(struct cube *cube, enum disclosure_kind kind);
/* Both. */
void disclosure_hide(struct cube *cube, enum disclosure_kind kind, int64_t limit);

#endif
