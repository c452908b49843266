/* How the time of a meeting is divided: every case and topic gets the same share, none less than
 * the least that makes sense; what does not fit is told, and can wait for the next meeting. */
#ifndef DOMAIN_MEETING_AGENDA_H
#define DOMAIN_MEETING_AGENDA_H

#include <stddef.h>
#include <stdint.h>

/* `cases` come first, in the order they were brought, then `topics`; `fit` of all of them have a
 * place. */
struct agenda_division {
    size_t fit;
    int64_t share;     /* minutes of each place */
    size_t one_longer; /* the first so many have one minute more */
};

struct agenda_division agenda_divide(int64_t minutes, int64_t minutes_least, size_t items);

/* When the place `index` (below `fit`) begins, in minutes from the start, and how long it is. */
int64_t agenda_starts(const struct agenda_division *division, size_t index);
int64_t agenda_minutes(const struct agenda_division *division, size_t index);

#endif
