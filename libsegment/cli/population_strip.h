/* Rows of NDJSON for a model that does not ask all that they answer. */
#ifndef CLI_POPULATION_STRIP_H
#define CLI_POPULATION_STRIP_H

#include <segment.h>

/* True when the other model asks anything that this one does not. */
bool strip_is_needed(const struct seg_model *model, const struct seg_model *other);
/* Takes out of every line what only the other model asks, in place: the lines keep their length. A
 * line that is not JSON stays as it is. */
void strip_lines(const struct seg_model *model, const struct seg_model *other, char *bytes,
                 size_t length);

#endif
