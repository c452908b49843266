/* What one seal shows when it is worked out again; seen by domain/audit alone. */
#ifndef DOMAIN_AUDIT_SEAL_CHECK_H
#define DOMAIN_AUDIT_SEAL_CHECK_H

#include "domain/audit/seal.h"

/* The seal of this number, if it is there. */
enum status seal_find(struct context *context, int64_t number, struct audit_seal *out,
                      bool *is_there) must_check;

/* `before`: the seal with the number before it, or NULL for the first. `*rows` is what was read. */
enum status seal_check(struct context *context, const struct audit_seal *before,
                       const struct audit_seal *seal, enum seal_fault *fault,
                       int64_t *rows) must_check;

#endif
