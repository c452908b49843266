/* Settings whose value is a JSON object with rows, read whole: every fault of it is told at once.
 */
#ifndef AUTH_ROWS_H
#define AUTH_ROWS_H

#include "base/context.h"
#include "base/shape.h"
#include "base/text.h"

/* Fills `record`; NULL, or all faults in English as all words of settings, on the context's arena.
 * What was read lives until json_release. */
const char *rows_read(struct context *context, const char *text, const struct shape *shape,
                      void *record);

/* Adds a fault to those before it, with `of` (or NULL) in front. */
void rows_add_fault(struct text *faults, const char *of, const char *words);

/* NULL, or why others' tokens can't be made for this address: PUBLIC_URL. */
const char *rows_fault_of_url(const char *public_url);

#endif
