/* The first refused rows in words, for who looks at the terminal: where, what stands there by its
 * kind (never the value, which may tell of a person), and what may stand there. */
#ifndef CLI_BULK_REFUSED_H
#define CLI_BULK_REFUSED_H

#include "bulk_plan.h"
#include "bulk_rejects.h"

enum { REFUSED_SHOWN = 3 };

/* The kind of a CSV cell's text: "a whole number", "a word". */
const char *refused_kind(const char *text, size_t length);
/* One line of the message stream; `line` counts from 1. */
void refused_write(FILE *out, const struct plan *plan, const struct reject *reject, uint64_t line);

#endif
