/* Seals of the access log (käyttölokin sinetit): proof that it is whole.
 *
 * A job seals what was written: the rows behind the last seal, at most SEAL_ROWS, in the order of
 * (transaction, id), below the bound under which nothing can appear any more (ledger_feed_bound). A
 * seal holds the SHA-256 of its rows and that of the seal before it, so that a row that is changed,
 * removed or put in later, and a seal that is, shows when the seals are worked out again. Its proof
 * is made with the vault's key, which lies outside the database: who can only write there can't
 * make the chain fit again. That its end was cut off shows by a head that was kept elsewhere: each
 * seal's number and digest go to the log of the service.
 *
 * The bytes of a row are a line of canonical JSON (RFC 8785), an array of strings and nulls:
 * transaction, id, at, recorded_at, kind, operation, sub, name, unit, role, register, client_id,
 * resource, resource_id, ground, request_id, reason. Those of a seal likewise: area, number,
 * sealed_at, from_transaction, from_id, to_transaction, to_id, row_count, first_at, rows_digest,
 * previous. Anyone can work both out from the tables.
 *
 * Writes the table audit_seal. */
#ifndef DOMAIN_AUDIT_SEAL_H
#define DOMAIN_AUDIT_SEAL_H

#include "base/context.h"
#include "base/shape.h"

enum { SEAL_DIGEST_SIZE = 65 }; /* 64 hexadecimal digits and the end */

struct audit_seal {
    int64_t number; /* 1, 2, ... in each area */
    struct instant sealed_at;
    const char *from_transaction; /* the last row of the seal before; "0" for the first */
    struct uuid from_id;
    const char *to_transaction; /* its own last row */
    struct uuid to_id;
    int64_t row_count;
    struct instant first_at; /* the oldest of its rows */
    const char *rows_digest, *previous, *digest, *key_id, *proof;
};

/* What a look at a seal found; SEAL_WHOLE is no fault. */
enum seal_fault {
    SEAL_WHOLE,
    SEAL_MISSING,     /* a number is left out */
    SEAL_CHANGED,     /* it does not follow the one before, or its digest or proof is another */
    SEAL_KEY_UNKNOWN, /* its proof was made with a key that the service does not have */
    SEAL_ROWS_MISSING,
    SEAL_ROWS_ADDED,
    SEAL_ROWS_CHANGED,
    SEAL_HEAD_MISSING, /* the head that was kept elsewhere is not there */
    SEAL_HEAD_DIFFERS
};
extern const char *const seal_fault_words[];

struct seal_finding {
    int64_t number;
    int fault;
    struct instant sealed_at; /* not set where the seal is not there */
};

/* Where the chain ends; who keeps it elsewhere can ask for it later. */
struct seal_head {
    int64_t number;
    const char *digest;
    struct instant sealed_at;
};

struct seal_wanted {
    int64_t after;      /* begins behind this seal */
    const char *expect; /* "<number>.<digest>" of a head that was kept elsewhere, or NULL */
};
extern const struct shape seal_wanted_shape;

struct seal_report {
    bool whole; /* no fault in what was looked at */
    int64_t seals, rows;
    int64_t forgotten;            /* seals whose months are no longer kept */
    struct list faults;           /* struct seal_finding */
    const struct seal_head *head; /* number 0 where nothing is sealed yet */
    struct opt_int next;          /* goes on with `after` so much; not set at the end */
};
extern const struct shape seal_report_shape;

/* Works out again as many seals as the page's limit says, the earliest first. STATUS_invalid for a
 * head that can't be read. */
enum status seal_verify(struct context *context, const struct seal_wanted *wanted,
                        struct seal_report *out) must_check;

#endif
