/* Derived indicators: a formula over other indicators, read as text and worked out in decimals.
 *
 *     100 - thl_4909
 *     share(in_time, all)                    100 * in_time / all
 *     index(thl_5502, 658, 2020)             100 * thl_5502 / its value in region 658, year 2020
 *     geometric_mean(a, b, c, d)             of two to four, only when every one is there
 *     deflated(thl_3766, deflator, 2024)     thl_3766 * deflator of 2024 / deflator of the year
 *     + - * / ( ) and numbers; ratio(a, b) and difference(a, b) are a / b and a - b
 *
 * What is not there makes everything that needs it absent: no formula guesses. */
#ifndef STATISTICS_EXPRESSION_H
#define STATISTICS_EXPRESSION_H

#include "base/decimal.h"

enum { EXPRESSION_DEPTH_MAX = 16, EXPRESSION_NAME_MAX = 64 };

/* Where the formula is worked out: a region (or another place) and a year. */
struct expression_place {
    const char *region;
    int year;
};

/* The value of an indicator at a place, or an absent one. */
typedef struct decimal expression_lookup(void *data, const char *name,
                                         const struct expression_place *place);

/* False where the text is no formula; else `out` holds the value, which may be absent. */
bool expression_value(const char *text, const struct expression_place *place,
                      expression_lookup *lookup, void *data, struct decimal *out);

#endif
