#include "domain/audit/seal_check.h"
#include "app.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/audit/seal.sql.h"
#include "domain/audit/seal_bytes.h"
#include "vault/vault.h"

#include <string.h>

struct sealed_search {
    const char *from_transaction, *to_transaction;
    struct uuid from_id, to_id;
    int64_t rows_most;
};
static const struct shape_field search_fields[] = {FIELD(struct sealed_search, from_transaction, 0),
                                                   FIELD(struct sealed_search, to_transaction, 0),
                                                   FIELD(struct sealed_search, from_id, 0),
                                                   FIELD(struct sealed_search, to_id, 0),
                                                   FIELD(struct sealed_search, rows_most, 0),
                                                   FIELD_END};
static const struct shape search_shape = {"sealed_search", sizeof(struct sealed_search),
                                          search_fields};

struct seal_key {
    int64_t from_number;
};
static const struct shape_field key_fields[] = {FIELD(struct seal_key, from_number, 0), FIELD_END};
static const struct shape key_shape = {"seal_key", sizeof(struct seal_key), key_fields};

enum status seal_find(struct context *context, int64_t number, struct audit_seal *out,
                      bool *is_there) {
    const struct seal_key key = {number};
    return db_find(context, &audit_seal_get, &key_shape, &key, &audit_seal_shape, out, is_there);
}

/* --- the seal itself --- */

static bool follows(const struct audit_seal *before, const struct audit_seal *seal) {
    static const struct uuid nobody = {{0}};
    if (!before) {
        return seal->number == 1 && strcmp(seal->from_transaction, "0") == 0 &&
               uuid_equal(&seal->from_id, &nobody) && strcmp(seal->previous, "") == 0;
    }
    return seal->number == before->number + 1 &&
           strcmp(seal->from_transaction, before->to_transaction) == 0 &&
           uuid_equal(&seal->from_id, &before->to_id) &&
           strcmp(seal->previous, before->digest) == 0;
}

/* Every key that the service has is tried by its name; -1 where it has none of that name. */
static int key_of(const struct vault *vault, const char *key_id) {
    for (size_t i = 0; vault && i < vault_key_count(vault); i++) {
        if (strcmp(vault_key_id(vault, i), key_id) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static enum seal_fault look_at_seal(struct context *context, const struct audit_seal *before,
                                    const struct audit_seal *seal) {
    const struct vault *vault = atomic_load(&context->app->vault);
    int key = key_of(vault, seal->key_id);
    if (!follows(before, seal) || strcmp(seal_digest(context, seal), seal->digest) != 0) {
        return SEAL_CHANGED;
    }
    if (key < 0) {
        return SEAL_KEY_UNKNOWN;
    }
    const char *proof = seal_proof(context, vault, (size_t)key, seal->digest);
    return strcmp(proof, seal->proof) == 0 ? SEAL_WHOLE : SEAL_CHANGED;
}

/* --- its rows --- */

static enum seal_fault look_at_rows(struct context *context, const struct audit_seal *seal,
                                    const struct list *rows) {
    if ((int64_t)rows->count < seal->row_count) {
        return SEAL_ROWS_MISSING;
    }
    if ((int64_t)rows->count > seal->row_count) {
        return SEAL_ROWS_ADDED;
    }
    const char *digest = seal_rows_digest(context->arena, rows);
    return strcmp(digest, seal->rows_digest) == 0 ? SEAL_WHOLE : SEAL_ROWS_CHANGED;
}

enum status seal_check(struct context *context, const struct audit_seal *before,
                       const struct audit_seal *seal, enum seal_fault *fault, int64_t *rows) {
    const struct sealed_search search = {seal->from_transaction, seal->to_transaction,
                                         seal->from_id, seal->to_id, seal->row_count + 1};
    struct list found = {0};
    *fault = look_at_seal(context, before, seal);
    enum status status =
        db_list(context, &audit_select_sealed, &search_shape, &search, &sealed_row_shape, &found);
    *rows = (int64_t)found.count;
    if (status == OK && *fault == SEAL_WHOLE) {
        *fault = look_at_rows(context, seal, &found);
    }
    return status;
}
