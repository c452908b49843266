/* A client (asiakas): a person of the area whose need for services is assessed.
 *
 * A client is found by an identifier, an identity code (henkilötunnus, system "hetu"), of which the
 * database holds a keyed hash to find it by and a sealed copy to read it back; names are sealed
 * too. The row is shared by both registers: it says who, never why. What is known of a client's
 * needs stands in records that belong to a register (assessments).
 *
 * The unique constraint on the identifier's hash decides duplicates, not a look before the insert:
 * creating a client that exists gives that client back. A non-disclosure order (turvakielto) hides
 * the home unit and the names from everything but the client's own record.
 *
 * Writes the tables client and client_identifier. Filled records live on the context's arena. */
#ifndef DOMAIN_CLIENT_H
#define DOMAIN_CLIENT_H

#include "base/context.h"
#include "base/shape.h"

struct client_names {
    const char *given, *family;
};

/* As a caller gives it; in answers the value is left out. */
struct client_identifier {
    const char *system; /* "hetu" */
    const char *value;
};

struct client {
    struct uuid id;
    int64_t version;
    const struct client_identifier *identifier;
    const struct client_names *names;
    struct date birth_date;
    const char *home_unit; /* code of a unit */
    const char *language;
    bool non_disclosure;
    struct instant created_at, updated_at;
    struct bytes names_sealed; /* column only */
    const char *system;        /* column only */
};
extern const struct shape client_shape;

/* What a caller gives to create one. */
struct client_new {
    const struct client_identifier *identifier;
    const struct client_names *names;
    const char *home_unit;
    const char *language;
    struct opt_bool non_disclosure;
};
extern const struct shape client_new_shape;

struct client_wanted {
    const struct client_identifier *identifier;
};
extern const struct shape client_search_shape;

/* Makes a client, or gives the one that has this identifier (`*created` false).
 * STATUS_rule_broken for an identity code that can't be, or a unit that is not of the area. */
enum status client_create(struct context *context, const struct client_new *body,
                          struct client *out, bool *created) must_check;

/* The client; STATUS_not_found also where a client's own token asks for another. */
enum status client_get(struct context *context, struct uuid id, struct client *out) must_check;

/* The clients (none or one) that have this identifier, without names and unit where a
 * non-disclosure order hides them. */
enum status client_search(struct context *context, const struct client_wanted *body,
                          struct list *out) must_check;

/* What other domains need of a client: one round trip, no audit row, nothing unsealed. */
struct client_core {
    struct uuid id;
    struct date birth_date;
};
enum status client_core_get(struct context *context, struct uuid id,
                            struct client_core *out) must_check;

#endif
