/* Two models walking over the same rows of a file, side by side. */
#ifndef CLI_POPULATION_H
#define CLI_POPULATION_H

#include "bulk_block.h"

struct population;

/* One row as both models read and decided it; a side that refused the row has no block. */
struct pair {
    const struct block *a, *b;
    size_t row_a, row_b;
    const char *id;
    size_t id_length;
};
typedef void pair_look(void *data, const struct pair *pair);

/* Walks over the whole input (options: in, format, ignore, kernel); 0, or 2 with `error`. With `b`
 * NULL there is one side only. A row that no side can read is not looked at; `unread` counts it. */
int population_walk(const struct bulk_options *a, const struct bulk_options *b, pair_look *look,
                    void *data, uint64_t *unread, char *error, size_t error_size);
/* The input of one row of a block. */
void population_input(const struct block *block, size_t row, struct seg_input *input);

#endif
