/* Spans of Helsinki days that figures are told for: days, weeks from Monday, months, quarters and
 * years. A figure's span always lies on the borders of its bucket. */
#ifndef STATISTICS_BUCKET_H
#define STATISTICS_BUCKET_H

#include "base/date.h"

enum bucket { BUCKET_DAY = 1, BUCKET_WEEK, BUCKET_MONTH, BUCKET_QUARTER, BUCKET_YEAR };
enum { BUCKET_COUNT = 5, BUCKET_LABEL_SIZE = 12 };
extern const char *const bucket_words[]; /* "day" ... "year", NULL */

/* The first day of the bucket that the day lies in. */
struct date bucket_start(enum bucket bucket, struct date day);
/* The first day of a bucket so many behind (or, negative, before) the one that begins on `start`.
 */
struct date bucket_step(enum bucket bucket, struct date start, int count);
/* 2026-12-01, 2026-W53 (the year of the week's Thursday), 2026-12, 2026-Q4, 2026. */
void bucket_label(enum bucket bucket, struct date start, char out[BUCKET_LABEL_SIZE]);

#endif
