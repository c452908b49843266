/* The common row of a known form: no member is left out or null, every word is short, every number
 * small. Where the processor has AVX2 it is read in a straight line; every other row, and every row
 * elsewhere, by form_row_read(). */
#ifndef CLI_BULK_COMMON_H
#define CLI_BULK_COMMON_H

#include "bulk_form.h"

/* Whether this processor reads them so; never with the scalar kernel. */
bool common_is_known(enum seg_kernel kernel);

/* Reads common rows into the block, until it is full or a row is otherwise: nothing of such a row
 * is used, and the reader stands before it. Records to be filled are unknown in every slot. */
void common_rows(const struct form *form, struct csv_reader *reader, struct block *block);

#endif
