#include "domain/client/client.h"
#include "db/db.h"
#include "domain/client/client.sql.h"
#include "domain/client/client_store.h"
#include "domain/directory/directory.h"
#include "ledger/moves.h"

#include <string.h>

/* --- states and shapes --- */

const char *const client_status_words[] = {"active", "moved_away", "deceased", NULL};

static const struct move move_rows[] = {
#define MOVE MOVE_ROW
#include "domain/client/client_moves.def"
#undef MOVE
};
const struct moves client_moves = {RESOURCE_client, client_status_words, move_rows,
                                   sizeof move_rows / sizeof *move_rows};

static const struct shape_field names_fields[] = {
    FIELD_STRING(struct client_names, given, SHAPE_PERSONAL, 1, 100),
    FIELD_STRING(struct client_names, family, SHAPE_PERSONAL, 1, 100), FIELD_END};
const struct shape client_names_shape = {"Names", sizeof(struct client_names), names_fields};

static const struct shape_field identifier_fields[] = {
    FIELD_FORMAT(struct client_identifier, system, SHAPE_REQUIRED, 1, 32, "code"),
    FIELD_STRING(struct client_identifier, value,
                 SHAPE_REQUIRED | SHAPE_PERSONAL | SHAPE_WRITE_ONLY, 1, 64),
    FIELD_END};
const struct shape client_identifier_shape = {"Identifier", sizeof(struct client_identifier),
                                              identifier_fields};

static const struct shape_field client_fields[] = {
    FIELD(struct client, id, SHAPE_READ_ONLY),
    FIELD(struct client, version, SHAPE_READ_ONLY),
    FIELD_RECORD(struct client, identifier, SHAPE_READ_ONLY | SHAPE_JSON_ONLY,
                 client_identifier_shape),
    FIELD_RECORD(struct client, names, SHAPE_JSON_ONLY | SHAPE_PERSONAL, client_names_shape),
    FIELD(struct client, birth_date, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD(struct client, home_unit, 0),
    FIELD(struct client, language, 0),
    FIELD(struct client, non_disclosure, 0),
    FIELD_ENUM(struct client, status, SHAPE_READ_ONLY, client_status_words),
    FIELD(struct client, status_on, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD(struct client, created_at, SHAPE_READ_ONLY),
    FIELD(struct client, updated_at, SHAPE_READ_ONLY),
    FIELD_STRINGS(struct client, available_actions,
                  SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED, 0, 16),
    FIELD(struct client, merged_into, SHAPE_COLUMN_ONLY),
    FIELD(struct client, names_sealed, SHAPE_COLUMN_ONLY | SHAPE_PERSONAL),
    FIELD(struct client, system, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape client_shape = {"Client", sizeof(struct client), client_fields};

static const struct shape_field new_fields[] = {
    FIELD_RECORD(struct client_new, identifier, SHAPE_REQUIRED | SHAPE_PERSONAL,
                 client_identifier_shape),
    FIELD_RECORD(struct client_new, names, SHAPE_PERSONAL, client_names_shape),
    FIELD(struct client_new, birth_date, SHAPE_PERSONAL),
    FIELD_STRING(struct client_new, home_unit, 0, 1, 64),
    FIELD_FORMAT(struct client_new, language, 0, 2, 3, "language"),
    FIELD(struct client_new, non_disclosure, 0),
    FIELD_END};
const struct shape client_new_shape = {"ClientCreate", sizeof(struct client_new), new_fields};

static const struct shape_field wanted_fields[] = {FIELD_RECORD(struct client_wanted, identifier,
                                                                SHAPE_REQUIRED | SHAPE_PERSONAL,
                                                                client_identifier_shape),
                                                   FIELD_END};
const struct shape client_search_shape = {"ClientSearch", sizeof(struct client_wanted),
                                          wanted_fields};

static const struct shape_field core_fields[] = {
    FIELD(struct client_core, id, 0), FIELD(struct client_core, birth_date, 0),
    FIELD_ENUM(struct client_core, status, 0, client_status_words),
    FIELD(struct client_core, status_on, 0), FIELD_END};
const struct shape client_core_shape = {"client_core", sizeof(struct client_core), core_fields};

/* --- create --- */

static enum status check_birth(struct context *context, const struct client_new *body) {
    if (!date_is_set(body->birth_date)) {
        return OK;
    }
    if (identifier_tells_birth(body->identifier->system)) {
        context_error(context, "/birth_date", ERROR_from_source, body->identifier->system);
    } else if (date_compare(body->birth_date, context->today) > 0) {
        context_error(context, "/birth_date", ERROR_in_the_future, NULL);
    }
    return OK;
}

static void fill_row(struct context *context, const struct client_new *body, const char *canonical,
                     struct client_row *row) {
    row->id = uuid_new(context->now.us / 1000);
    row->identifier_id = row->id;
    row->birth_date = date_is_set(row->birth_date) ? row->birth_date : body->birth_date;
    row->home_unit = body->home_unit;
    row->language = body->language;
    row->non_disclosure = body->non_disclosure.present && body->non_disclosure.value;
    row->names_sealed = names_seal(context, &row->id, body->names);
    identifier_seal(context, canonical, row);
}

static void client_of(struct context *context, const struct client_new *body,
                      const struct client_row *row, struct client *out) {
    *out = (struct client){.id = row->id,
                           .version = 1,
                           .identifier = body->identifier,
                           .names = body->names,
                           .birth_date = row->birth_date,
                           .home_unit = row->home_unit,
                           .language = row->language,
                           .non_disclosure = row->non_disclosure,
                           .status = CLIENT_ACTIVE,
                           .created_at = context->now,
                           .updated_at = context->now,
                           .available_actions = moves_open(context, &client_moves,
                                                           client_status_words[0], MOVE_RECEIVER),
                           .system = row->system};
}

static enum status record_created(struct context *context, const struct client *client) {
    const struct move_made made = {.id = client->id,
                                   .client_id = client->id,
                                   .version = client->version,
                                   .ground = ledger_ground(context)};
    return move_record(context, &client_moves, move_find(&client_moves, NULL, "create"), &made);
}

static enum status record_read(struct context *context, const struct client *client) {
    return ledger_audit(context, AUDIT_READ, client->id, RESOURCE_client, client->id,
                        ledger_ground(context));
}

/* Nothing but the client's own record, read by its id, tells the name of a client with a
 * non-disclosure order or where they are served. */
static void hide_undisclosed(struct client *client) {
    if (client->non_disclosure) {
        client->home_unit = NULL;
        client->names = NULL;
    }
}

static enum status give_existing(struct context *context, struct client *out) {
    enum status status = client_complete(context, out);
    if (status != OK) {
        return status;
    }
    hide_undisclosed(out);
    return record_read(context, out);
}

static enum status store_new(struct context *context, const struct client_row *row) {
    enum status status = db_later(context, &client_insert, &client_row_shape, row);
    return status == OK ? db_later(context, &client_identifier_insert, &client_row_shape, row)
                        : status;
}

enum status client_create(struct context *context, const struct client_new *body,
                          struct client *out, bool *created) {
    struct client_row row = {.version = 1};
    const char *canonical = NULL;
    bool found = false;
    enum status status = identifier_read(context, body->identifier, NULL, &row, &canonical);
    if (status != OK) {
        return status;
    }
    fill_row(context, body, canonical, &row);
    status = check_birth(context, body);
    if (status == OK) {
        status = unit_check_code(context, "/home_unit", row.home_unit);
    }
    if (status == OK) {
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status == OK) {
        status = identifier_find(context, &row, out, &found);
    }
    *created = !found;
    if (status == OK && found) {
        return give_existing(context, out);
    }
    if (status == OK) {
        status = store_new(context, &row);
    }
    if (status != OK) {
        return status;
    }
    client_of(context, body, &row, out);
    return record_created(context, out);
}

/* --- read --- */

static bool is_others(const struct context *context, const struct uuid *id) {
    const struct uuid *own = &context->actor.client_id;
    return uuid_is_set(own) && !uuid_equal(own, id);
}

enum status client_get(struct context *context, struct uuid id, struct client *out) {
    const struct client_core key = {.id = id};
    if (is_others(context, &id)) {
        return STATUS_not_found;
    }
    enum status status =
        db_get(context, &client_select, &client_core_shape, &key, &client_shape, out);
    if (status == OK) {
        status = client_complete(context, out);
    }
    return status == OK ? record_read(context, out) : status;
}

enum status client_core_get(struct context *context, struct uuid id, struct client_core *out) {
    const struct client_core key = {.id = id};
    if (is_others(context, &id)) {
        return STATUS_not_found;
    }
    return db_get(context, context->reads ? &client_select_core : &client_lock_core,
                  &client_core_shape, &key, &client_core_shape, out);
}

enum status client_core_ahead(struct context *context, struct uuid id, struct list *out) {
    const struct client_core key = {.id = id};
    if (is_others(context, &id)) {
        return STATUS_not_found;
    }
    return db_list_ahead(context, context->reads ? &client_select_core : &client_lock_core,
                         &client_core_shape, &key, &client_core_shape, out);
}

enum status client_core_named(struct context *context, const char *pointer, struct uuid id,
                              struct client_core *out) {
    const struct client_core key = {.id = id};
    struct client_core successor = {0};
    bool found = false;
    enum status status = client_core_get(context, id, out);
    if (status != STATUS_not_found || is_others(context, &id)) {
        return status;
    }
    status = db_find(context, &client_select_successor, &client_core_shape, &key,
                     &client_core_shape, &successor, &found);
    if (status != OK || !found) {
        return status == OK ? STATUS_not_found : status;
    }
    char text[UUID_TEXT_SIZE];
    uuid_print(&successor.id, text);
    context->error_count = 0; /* the other faults are those of the client that is meant */
    context_error(context, pointer, ERROR_client_merged, text);
    return STATUS_conflict;
}

struct contact_key {
    struct uuid contact_id, client_id;
};
static const struct shape_field contact_key_fields[] = {
    FIELD(struct contact_key, contact_id, 0), FIELD(struct contact_key, client_id, 0), FIELD_END};
static const struct shape contact_key_shape = {"client_contact_key", sizeof(struct contact_key),
                                               contact_key_fields};

enum status client_check_contact(struct context *context, struct uuid contact_id,
                                 struct uuid client_id) {
    const struct contact_key key = {contact_id, client_id};
    struct client_core row = {0};
    bool found = true;
    enum status status = OK;
    if (uuid_is_set(&contact_id)) {
        status = db_find(context, &client_select_contact, &contact_key_shape, &key,
                         &client_core_shape, &row, &found);
    }
    if (status == OK && !found) {
        context_error(context, "/contact_id", ERROR_other_client, NULL);
    }
    return status;
}

enum status client_follow(struct context *context, struct uuid *id) {
    enum { HOPS_MOST = 16 };
    const bool is_given = uuid_is_set(id);
    bool found = is_given;
    enum status status = OK;
    for (int i = 0; status == OK && found && i < HOPS_MOST; i++) {
        const struct client_core key = {.id = *id};
        struct client_core next = {0};
        status = db_find(context, &client_select_successor, &client_core_shape, &key,
                         &client_core_shape, &next, &found);
        *id = found ? next.id : *id;
    }
    return status;
}

enum status client_search(struct context *context, const struct client_wanted *body,
                          struct list *out, const char **on_file) {
    struct client_row row = {.version = 1};
    struct client *client = arena_alloc(context->arena, sizeof *client);
    const char *canonical = NULL;
    bool found = false;
    enum status status = identifier_read(context, body->identifier, NULL, &row, &canonical);
    if (status == OK) {
        status = db_find(context, &client_select_by_identifier, &client_row_shape, &row,
                         &client_shape, client, &found);
    }
    if (status == OK && found) {
        status = client_complete(context, client);
    }
    if (status != OK) {
        return status;
    }
    if (on_file) {
        *on_file = canonical;
    }
    found = found && !is_others(context, &client->id);
    hide_undisclosed(client);
    *out = (struct list){client, found ? 1 : 0};
    struct uuid id = found ? client->id : (struct uuid){{0}};
    return ledger_audit(context, AUDIT_SEARCH, id, RESOURCE_client, id, ledger_ground(context));
}
