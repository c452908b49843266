/* The identifiers of a client: adding one, and putting right one that was recorded wrong. */
#include "base/limits.h"
#include "db/db.h"
#include "domain/client/client.sql.h"
#include "domain/client/client_store.h"
#include "ledger/moves.h"

#include <string.h>

static const struct shape_field system_fields[] = {
    FIELD(struct identifier_system, code, SHAPE_READ_ONLY),
    FIELD(struct identifier_system, name, SHAPE_READ_ONLY),
    FIELD(struct identifier_system, oid, SHAPE_READ_ONLY),
    FIELD(struct identifier_system, check, SHAPE_READ_ONLY), FIELD_END};
const struct shape identifier_system_shape = {"IdentifierSystem", sizeof(struct identifier_system),
                                              system_fields};

static const struct shape_field row_fields[] = {
    FIELD(struct client_identifier_row, id, SHAPE_READ_ONLY),
    FIELD(struct client_identifier_row, system, SHAPE_READ_ONLY),
    FIELD(struct client_identifier_row, created_at, SHAPE_READ_ONLY),
    FIELD(struct client_identifier_row, replaced_at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct client_identifier_row, replaced_by, SHAPE_READ_ONLY, person_shape,
                "replaced_by_"),
    FIELD_END};
const struct shape client_identifier_row_shape = {"ClientIdentifier",
                                                  sizeof(struct client_identifier_row), row_fields};

static const struct shape_field correction_fields[] = {
    FIELD_STRING(struct client_correction, value,
                 SHAPE_REQUIRED | SHAPE_PERSONAL | SHAPE_WRITE_ONLY, 1, 64),
    FIELD_FORMAT(struct client_correction, reason, SHAPE_REQUIRED | SHAPE_PERSONAL, 1, 500, "text"),
    FIELD_END};
const struct shape client_correction_shape = {"IdentifierCorrect", sizeof(struct client_correction),
                                              correction_fields};

static const struct shape_field known_fields[] = {
    FIELD(struct client_known, system, SHAPE_COLUMN_ONLY),
    FIELD_STRINGS(struct client_known, hashes, SHAPE_COLUMN_ONLY, 0, 0), FIELD_END};
const struct shape client_known_shape = {"client_known", sizeof(struct client_known), known_fields};

/* --- reading --- */

enum status client_known_read(struct context *context, const struct client_identifier *identifier,
                              struct client_known *out, bool *known) {
    struct client_row row = {.version = 1};
    const char *canonical = NULL;
    struct context apart = context_apart(context);
    enum status status = identifier_read(&apart, identifier, NULL, &row, &canonical);
    *known = status == OK;
    *out = (struct client_known){row.system, row.hashes};
    return status == STATUS_rule_broken ? OK : status;
}

/* Those that the caller's register may know of. */
static void leave_out_closed(const struct context *context, struct list *list) {
    struct client_identifier_row *rows = list->items;
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (identifier_is_open(context, rows[i].system)) {
            rows[kept++] = rows[i];
        }
    }
    list->count = kept;
}

static enum status load_rows(struct context *context, struct uuid id, struct list *out) {
    const struct client_core key = {.id = id};
    return db_list(context, &client_identifier_select, &client_core_shape, &key,
                   &client_identifier_row_shape, out);
}

enum status client_identifiers(struct context *context, struct uuid id, struct list *out) {
    struct client_core client = {0};
    enum status status = client_core_get(context, id, &client);
    if (status == OK) {
        status = load_rows(context, id, out);
    }
    leave_out_closed(context, out);
    return status == OK
               ? ledger_audit(context, AUDIT_READ, id, RESOURCE_client, id, ledger_ground(context))
               : status;
}

/* --- writing --- */

/* Two rows of one person are merged, never made one by taking the code away from one of them. */
static enum status refuse_taken(struct context *context, const char *pointer,
                                const struct client_row *row, const struct client *holder) {
    if (uuid_equal(&holder->id, &row->id)) {
        context_error(context, pointer, ERROR_identifier_known, NULL);
    } else {
        char text[UUID_TEXT_SIZE];
        uuid_print(&holder->id, text);
        context_error(context, pointer, ERROR_identifier_in_use, text);
    }
    return context_settle(context, STATUS_conflict);
}

static enum status insert(struct context *context, const char *pointer,
                          const struct client_row *row) {
    struct client holder = {.version = 0};
    bool found = false;
    enum status status = identifier_find(context, row, &holder, &found);
    if (status == OK && found) {
        return refuse_taken(context, pointer, row, &holder);
    }
    return status == OK ? db_run(context, &client_identifier_insert, &client_row_shape, row, NULL)
                        : status;
}

/* What a temporary code says of the birth date goes behind what the identity code says. */
static bool tells_birth_here(const struct client *client, const struct client_row *row) {
    return date_is_set(row->birth_date) && (strcmp(row->system, "hetu") == 0 || !client->system ||
                                            strcmp(client->system, "hetu") != 0);
}

/* `row` as the client's new identifier; the birth date is what the code says, where it does. */
static void prepare(struct context *context, const char *canonical, struct client *client,
                    struct client_row *row) {
    row->id = client->id;
    row->identifier_id = uuid_new(context->now.us / 1000);
    identifier_seal(context, canonical, row);
    if (tells_birth_here(client, row)) {
        client->birth_date = row->birth_date;
    }
    if (strcmp(row->system, "hetu") == 0) {
        struct client_identifier *first = arena_alloc(context->arena, sizeof *first);
        *first = (struct client_identifier){.system = row->system};
        client->identifier = first;
    }
}

static const struct move *move_for(const struct client *client, const char *action) {
    return move_find(&client_moves, client_status_words[client->status - 1], action);
}

/* The client with the identifier, and what that wrote over: the history tells both. */
static enum status store(struct context *context, const char *action, const char *reason,
                         const char *canonical, struct client_row *row, struct client *client) {
    const struct client_row before = client_row_of(client);
    struct client_stored what = {move_for(client, action), reason, row->system};
    prepare(context, canonical, client, row);
    bool is_other = date_compare(before.birth_date, client->birth_date) != 0;
    if (is_other) {
        what.detail = arena_format(context->arena, "%s birth_date", row->system);
    }
    enum status status = client_store(context, &what, client);
    return status == OK && is_other
               ? db_later(context, &client_former_insert, &client_row_shape, &before)
               : status;
}

enum status client_add_identifier(struct context *context, struct uuid id,
                                  const struct versions *seen, const struct client_identifier *body,
                                  struct client *out) {
    struct client_row row = {.version = 1};
    struct list rows = {0};
    const char *canonical = NULL;
    enum status status = client_load(context, id, seen, out);
    if (status == OK) {
        status = load_rows(context, id, &rows);
    }
    if (status == OK && rows.count >= IDENTIFIERS_MAX) {
        return context_fail(context, STATUS_conflict, "more than IDENTIFIERS_MAX");
    }
    if (status == OK) {
        status = identifier_read(context, body, "/value", &row, &canonical);
    }
    if (status != OK) {
        return status;
    }
    status = store(context, "add_identifier", NULL, canonical, &row, out);
    return status == OK ? insert(context, "/value", &row) : status;
}

static const struct client_identifier_row *find_row(const struct list *rows,
                                                    const struct uuid *id) {
    const struct client_identifier_row *all = rows->items;
    for (size_t i = 0; i < rows->count; i++) {
        if (uuid_equal(&all[i].id, id)) {
            return &all[i];
        }
    }
    return NULL;
}

/* Another's code is refused before the wrong one is let go. */
static enum status replace(struct context *context, const struct uuid *old_id,
                           const struct client_row *row) {
    const struct client_row old = {.id = row->id, .identifier_id = *old_id, .version = 1};
    enum status status = insert(context, "/value", row);
    return status == OK
               ? db_change(context, &client_identifier_update_replaced, &client_row_shape, &old)
               : status;
}

enum status client_correct_identifier(struct context *context, struct uuid id,
                                      struct uuid identifier_id, const struct versions *seen,
                                      const struct client_correction *body, struct client *out) {
    struct client_row row = {.version = 1};
    struct list rows = {0};
    const char *canonical = NULL;
    struct client_core core = {0};
    enum status status = client_core_get(context, id, &core);
    if (status == OK) {
        status = load_rows(context, id, &rows);
    }
    const size_t count = rows.count; /* what is replaced counts */
    leave_out_closed(context, &rows);
    const struct client_identifier_row *old = find_row(&rows, &identifier_id);
    if (status == OK && !old) {
        return STATUS_not_found;
    }
    if (status == OK) {
        status = client_load(context, id, seen, out);
    }
    if (status == OK && (old->replaced_at.us != 0 || count >= IDENTIFIERS_MAX)) {
        return context_fail(context, STATUS_conflict, "replaced already, or too many of them");
    }
    if (status == OK) {
        const struct client_identifier given = {old->system, body->value};
        status = identifier_read(context, &given, "/value", &row, &canonical);
    }
    if (status != OK) {
        return status;
    }
    status = store(context, "correct_identifier", body->reason, canonical, &row, out);
    return status == OK ? replace(context, &identifier_id, &row) : status;
}
