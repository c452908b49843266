/* NDJSON rows into blocks: `{ "id", "duration", "answers": { ... }, ... }`, the shapes of the API
 * plus an id, one object a line.
 *
 * The form of a row that was read the exact way (by Jansson and the API's own reader) is kept as a
 * template: the bytes between its values. A row that has the same bytes between its values, or
 * leaves some members out, is read by comparing; every other row is read the exact way, and its
 * form becomes the template when several in turn did not fit. */
#ifndef CLI_BULK_NDJSON_H
#define CLI_BULK_NDJSON_H

#include "bulk_block.h"
#include "bulk_csv.h"

struct ndjson_form;

struct ndjson_form *ndjson_form_new(void);
void ndjson_form_free(struct ndjson_form *form);

/* A plan with every column that a row of this model can fill. */
bool ndjson_plan(struct plan *plan, const struct seg_model *model, char *error, size_t error_size);

/* As csv_fill. */
bool ndjson_fill(struct csv_reader *reader, struct ndjson_form *form,
                 const struct bulk_options *options, struct block *block);

#endif
