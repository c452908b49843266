/* How a client is kept: identifiers hashed and sealed, names sealed. For this folder alone. */
#ifndef DOMAIN_CLIENT_STORE_H
#define DOMAIN_CLIENT_STORE_H

#include "domain/client/client.h"

extern const struct shape client_core_shape;

/* Parameters of the statements on client and client_identifier. `hash` is that under the current
 * key, `hashes` those under every live one, as bytea literals. */
struct client_row {
    struct uuid id, identifier_id;
    int64_t version;
    struct date birth_date, status_on;
    const char *home_unit, *language, *system, *key_id;
    bool non_disclosure;
    int status;
    struct bytes names_sealed, value_sealed;
    struct bytes hash;
    struct list hashes; /* const char * */
};
extern const struct shape client_row_shape;

/* An identifier that can be someone's today, in its canonical form, hashed into `row`: its system,
 * and the birth date where it tells one. Faults are told at `/identifier/...`, or at `pointer` of
 * the value where it is not NULL. */
enum status identifier_read(struct context *context, const struct client_identifier *identifier,
                            const char *pointer, struct client_row *row,
                            const char **canonical) must_check;
/* Whose the identifier is by now, under any live key; until the transaction ends nobody else is
 * given it. */
enum status identifier_find(struct context *context, const struct client_row *row,
                            struct client *out, bool *found) must_check;
/* False for the own numbers of a register that is not open to the caller. */
bool identifier_is_open(const struct context *context, const char *system);
/* True where the identifiers of a system tell the birth date. */
bool identifier_tells_birth(const char *system);
/* The birth date that the identifier tells by which the client is known first; not set where it
 * tells none. */
enum status identifier_birth(struct context *context, const struct client *client,
                             struct date *out) must_check;
void identifier_seal(struct context *context, const char *canonical, struct client_row *row);

struct bytes names_seal(struct context *context, const struct uuid *client_id,
                        const struct client_names *names);

/* The client for a change, and whether the caller has seen the version that stands. */
enum status client_load(struct context *context, struct uuid id, const struct versions *seen,
                        struct client *out) must_check;
/* What is written from columns: by which kind of identifier, the names, what may be done now. */
enum status client_complete(struct context *context, struct client *client) must_check;
/* `client`'s columns as parameters. */
struct client_row client_row_of(const struct client *client);

/* Writes the next version of `client`, the one that a move makes, and tells of the move. */
struct client_stored {
    const struct move *move;
    const char *reason, *detail;
};
enum status client_store(struct context *context, const struct client_stored *what,
                         struct client *client) must_check;

#endif
