/* A client (asiakas): a person of the area whose need for services is assessed.
 *
 * A client is found by an identifier of one of the systems of tables/identifier_systems.def, of
 * which the database holds a keyed hash to find it by and a sealed copy to read it back; names are
 * sealed too. The row is shared by both registers: it says who, never why. What is known of a
 * client's needs stands in records that belong to a register (assessments).
 *
 * The unique constraint on the identifier's hash decides duplicates, not a look before the insert:
 * creating a client that exists gives that client back. Two different codes are two clients,
 * however alike the rest is. A non-disclosure order (turvakielto) hides the home unit and the names
 * from everything but the client's own record.
 *
 * Every change is a move (client_moves.def) of the version that the caller has seen. A client who
 * has moved away or died has no open duties; what is open of theirs stays, marked, to be closed.
 *
 * Writes the tables client, client_former and client_identifier. Filled records live on the
 * context's arena. */
#ifndef DOMAIN_CLIENT_H
#define DOMAIN_CLIENT_H

#include "base/context.h"
#include "base/moves.h"
#include "base/shape.h"
#include "base/versions.h"

enum client_status { CLIENT_ACTIVE = 1, CLIENT_MOVED_AWAY, CLIENT_DECEASED };
extern const char *const client_status_words[];
extern const struct moves client_moves;

struct client_names {
    const char *given, *family;
};
extern const struct shape client_names_shape;

/* As a caller gives it; in answers the value is left out. */
struct client_identifier {
    const char *system; /* a code of tables/identifier_systems.def */
    const char *value;
};
extern const struct shape client_identifier_shape;

struct client {
    struct uuid id;
    int64_t version;
    const struct client_identifier *identifier;
    const struct client_names *names;
    struct date birth_date;
    const char *home_unit; /* code of a unit */
    const char *language;
    bool non_disclosure;
    int status;
    struct date status_on; /* of death, or of moving away */
    struct instant created_at, updated_at;
    struct list available_actions; /* const char * */
    struct uuid merged_into;       /* column only: the client it went into */
    struct bytes names_sealed;     /* column only */
    const char *system;            /* column only */
};
extern const struct shape client_shape;

/* What a caller gives to create one. */
struct client_new {
    const struct client_identifier *identifier;
    const struct client_names *names;
    struct date birth_date; /* where the identifier does not tell it */
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
 * STATUS_rule_broken for an identifier that can't be, or a unit that is not of the area. */
enum status client_create(struct context *context, const struct client_new *body,
                          struct client *out, bool *created) must_check;

/* The client; STATUS_not_found also where a client's own token asks for another. */
enum status client_get(struct context *context, struct uuid id, struct client *out) must_check;

/* The clients (none or one) that have this identifier, without names and unit where a
 * non-disclosure order hides them. `*on_file`, unless NULL: the identifier's value as it is kept.
 */
enum status client_search(struct context *context, const struct client_wanted *body,
                          struct list *out, const char **on_file) must_check;

/* What an identifier is looked for by, where nothing is to be told of one that can't be: `known` is
 * then false. For a statement of another room, which finds the client and reads about them at once.
 */
struct client_known {
    const char *system;
    struct list hashes; /* const char *: bytea literals, under every live key */
};
extern const struct shape client_known_shape;
enum status client_known_read(struct context *context, const struct client_identifier *identifier,
                              struct client_known *out, bool *known) must_check;

/* What other domains need of a client: one round trip, no audit row, nothing unsealed. */
struct client_core {
    struct uuid id;
    struct date birth_date;
    int status;
    struct date status_on;
};
enum status client_core_get(struct context *context, struct uuid id,
                            struct client_core *out) must_check;
/* The same with the next round trip, what is asked behind it behind the lock: one row (struct
 * client_core), none where the client is not there. */
enum status client_core_ahead(struct context *context, struct uuid id, struct list *out) must_check;

/* The client that a body names at `pointer`. Of one that went into another STATUS_conflict, with
 * the field error `client_merged` that tells where it is now. */
enum status client_core_named(struct context *context, const char *pointer, struct uuid id,
                              struct client_core *out) must_check;

/* The contact that a body names at /contact_id, if any: the field error `other_client` where it is
 * not one of this client, which the caller may see. */
enum status client_check_contact(struct context *context, struct uuid contact_id,
                                 struct uuid client_id) must_check;

/* In the place of a client that went into another: that one, so that a filter by an old id finds.
 */
enum status client_follow(struct context *context, struct uuid *id) must_check;

/* --- merging (domain/merge) --- */

/* The two, locked until the end of the transaction. STATUS_not_found for none of `first`. `*second`
 * is empty where there is none of it. */
enum status client_lock_two(struct context *context, struct uuid first_id, struct uuid second_id,
                            struct client *first, struct client *second) must_check;
/* What `survivor` lacks and `merged` has: names, birth date, home unit, language, a non-disclosure
 * order. Gives the names of the members (const char *). */
enum status client_fill(struct context *context, struct client *survivor,
                        const struct client *merged, struct list *filled) must_check;
/* Takes it away again, as far as it still is what the merge gave. */
enum status client_unfill(struct context *context, struct client *survivor,
                          const struct client *merged, const struct list *filled) must_check;
/* Writes both rows: `merged` has gone into `survivor`, or (`back`) has come out of it. */
enum status client_store_pair(struct context *context, bool back, const char *reason,
                              struct client *survivor, struct client *merged) must_check;

/* Of rows (struct uuid) that went into another and do not come back: the names, and those before.
 */
enum status client_forget_names(struct context *context, const struct list *ids) must_check;

/* --- upkeep; each STATUS_stale where another version stands by now --- */

/* Only what `json` names is changed; null takes a value away. What a change writes over is kept. */
extern const struct shape client_change_shape;
enum status client_change(struct context *context, struct uuid id, const struct versions *seen,
                          const struct json *json, struct client *out) must_check;

/* Died, moved away, or neither after all, which takes a reason. */
struct client_status_change {
    int status;
    struct date on; /* today, where it is left out */
    const char *reason;
};
extern const struct shape client_status_change_shape;
enum status client_set_status(struct context *context, struct uuid id, const struct versions *seen,
                              const struct client_status_change *body,
                              struct client *out) must_check;

/* What was done to a client's row, and what stood there before, as far as it was written over. */
struct client_before {
    const struct client_names *names;
    struct date birth_date;
    const char *home_unit, *language;
    struct opt_bool non_disclosure;
};
struct client_step {
    struct move_step step;
    struct list changed; /* const char *: names of members */
    const struct client_before *before;
};
extern const struct shape client_step_shape;
enum status client_history(struct context *context, struct uuid id, struct list *out) must_check;

/* --- identifiers --- */

struct identifier_system {
    const char *code, *name, *oid, *check;
};
extern const struct shape identifier_system_shape;
struct list identifier_system_list(struct context *context);

struct client_identifier_row {
    struct uuid id;
    const char *system;
    struct instant created_at, replaced_at;
    struct person replaced_by;
};
extern const struct shape client_identifier_row_shape;
enum status client_identifiers(struct context *context, struct uuid id,
                               struct list *out) must_check;

/* One more identifier. STATUS_conflict where the client or another has it: two rows of one person
 * are to be merged. */
enum status client_add_identifier(struct context *context, struct uuid id,
                                  const struct versions *seen, const struct client_identifier *body,
                                  struct client *out) must_check;

/* In the place of one that was wrong, which from then on finds nobody. */
struct client_correction {
    const char *value, *reason;
};
extern const struct shape client_correction_shape;
enum status client_correct_identifier(struct context *context, struct uuid id,
                                      struct uuid identifier_id, const struct versions *seen,
                                      const struct client_correction *body,
                                      struct client *out) must_check;

/* For lists: the names of a client, sealed as they are stored; `out` stays where there are none. */
enum status names_open(struct context *context, const struct uuid *client_id, struct bytes sealed,
                       const struct client_names **out) must_check;

#endif
