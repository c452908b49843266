/* The bytes that seals are made of; seen by domain/audit alone. */
#ifndef DOMAIN_AUDIT_SEAL_BYTES_H
#define DOMAIN_AUDIT_SEAL_BYTES_H

#include "domain/audit/seal.h"
#include "vault/vault.h"

/* A row of the log, as it is sealed. */
struct sealed_row {
    const char *transaction;
    struct uuid id;
    struct instant at, recorded_at;
    const char *kind, *operation, *sub, *name, *unit, *role, *register_word;
    struct uuid client_id;
    const char *resource;
    struct uuid resource_id;
    const char *ground, *request_id, *reason;
};
extern const struct shape sealed_row_shape, audit_seal_shape;

/* 64 hexadecimal digits, on the arena. */
const char *seal_rows_digest(struct arena *arena, const struct list *rows);
const char *seal_digest(struct context *context, const struct audit_seal *seal);
/* The digest under key `index` of the vault. The caller has taken the vault once for all it asks of
 * it: another may be put in its place at any time. */
const char *seal_proof(struct context *context, const struct vault *vault, size_t index,
                       const char *digest);

#endif
