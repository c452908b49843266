#include "domain/client/client.h"
#include "app.h"
#include "base/hetu.h"
#include "db/db.h"
#include "domain/client/client.sql.h"
#include "domain/directory/directory.h"
#include "ledger/ledger.h"
#include "vault/vault.h"
#include "json/json.h"

#include <string.h>

/* --- shapes --- */

static const char *const system_words[] = {"hetu", NULL};

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
    FIELD(struct client, created_at, SHAPE_READ_ONLY),
    FIELD(struct client, updated_at, SHAPE_READ_ONLY),
    FIELD(struct client, names_sealed, SHAPE_COLUMN_ONLY | SHAPE_PERSONAL),
    FIELD(struct client, system, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape client_shape = {"Client", sizeof(struct client), client_fields};

static const struct shape_field new_fields[] = {
    FIELD_RECORD(struct client_new, identifier, SHAPE_REQUIRED | SHAPE_PERSONAL,
                 client_identifier_shape),
    FIELD_RECORD(struct client_new, names, SHAPE_PERSONAL, client_names_shape),
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
    FIELD(struct client_core, id, 0), FIELD(struct client_core, birth_date, 0), FIELD_END};
const struct shape client_core_shape = {"client_core", sizeof(struct client_core), core_fields};

/* A new client with its identifier: parameters only. `hash` is that under the current key, `hashes`
 * those under every live one, as bytea literals. */
struct client_row {
    struct uuid id;
    struct date birth_date;
    const char *home_unit, *language, *system, *key_id;
    bool non_disclosure;
    struct bytes names_sealed, value_sealed;
    struct bytes hash;
    struct list hashes; /* const char * */
};
static const struct shape_field row_fields[] = {
    FIELD(struct client_row, id, 0),
    FIELD(struct client_row, birth_date, 0),
    FIELD(struct client_row, home_unit, 0),
    FIELD(struct client_row, language, 0),
    FIELD(struct client_row, system, 0),
    FIELD(struct client_row, key_id, 0),
    FIELD(struct client_row, non_disclosure, 0),
    FIELD(struct client_row, names_sealed, 0),
    FIELD(struct client_row, value_sealed, 0),
    FIELD(struct client_row, hash, 0),
    FIELD_STRINGS(struct client_row, hashes, 0, 0, VAULT_KEYS_MAX),
    FIELD_END};
static const struct shape row_shape = {"client_row", sizeof(struct client_row), row_fields};

/* --- identifiers --- */

/* An identity code that can be someone's today, in its canonical form. */
static enum status read_identifier(struct context *context,
                                   const struct client_identifier *identifier, struct hetu *out) {
    if (!hetu_parse(identifier->value, out) || date_compare(out->birth, context->today) > 0)
        context_error(context, "/identifier/value", ERROR_bad_identifier, NULL);
    return context_settle(context, STATUS_rule_broken);
}

static enum status check_system(struct context *context,
                                const struct client_identifier *identifier) {
    if (shape_word_index(system_words, identifier->system) == 0)
        context_error(context, "/identifier/system", ERROR_not_in_list, system_words[0]);
    return context_settle(context, STATUS_invalid);
}

/* As PostgreSQL writes bytea: \\x0a1b. */
static const char *bytea_text(struct context *context, const struct bytes *bytes) {
    struct text text;
    text_init(&text, context->arena);
    text_add_string(&text, "\\x");
    for (size_t i = 0; i < bytes->length; i++) {
        text_format(&text, "%02x", bytes->bytes[i]);
    }
    return text.bytes;
}

static void hash_all(struct context *context, const struct hetu *hetu, struct client_row *row) {
    const struct vault *vault = context->app->vault;
    size_t count = vault_key_count(vault);
    const char **hashes = arena_alloc(context->arena, count * sizeof *hashes);
    for (size_t i = 0; i < count; i++) {
        struct bytes hash = vault_hash(vault, context->arena, i, context->actor.area, hetu->text);
        hashes[i] = bytea_text(context, &hash);
        row->hash = i == 0 ? hash : row->hash;
    }
    row->hashes = (struct list){hashes, count};
    row->key_id = vault_key_id(vault, 0);
    row->system = system_words[0];
}

static enum status row_for(struct context *context, const struct client_identifier *identifier,
                           struct hetu *hetu, struct client_row *out) {
    enum status status = check_system(context, identifier);
    if (status == OK)
        status = read_identifier(context, identifier, hetu);
    if (status == OK)
        hash_all(context, hetu, out);
    return status;
}

/* --- names --- */

static const char *place_of(struct context *context, const struct uuid *id, const char *column) {
    char text[UUID_TEXT_SIZE];
    uuid_print(id, text);
    return arena_format(context->arena, "%s|client|%s|%s", context->actor.area, text, column);
}

static struct bytes seal_names(struct context *context, const struct uuid *id,
                               const struct client_names *names) {
    struct text text;
    if (!names)
        return (struct bytes){0};
    text_init(&text, context->arena);
    json_write(&text, &client_names_shape, names);
    return vault_seal(context->app->vault, context->arena, place_of(context, id, "names"),
                      text.bytes);
}

static enum status open_names(struct context *context, struct client *client) {
    const char *text = NULL;
    if (client->names_sealed.length == 0)
        return OK;
    struct client_names *names = arena_alloc(context->arena, sizeof *names);
    enum status status =
        vault_open_value(context->app->vault, context->arena,
                         place_of(context, &client->id, "names"), client->names_sealed, &text);
    if (status != OK)
        return context_fail(context, status, "a client's names can't be opened");
    client->names = names;
    return json_decode(context, text, strlen(text), &client_names_shape, names);
}

/* What is written from columns: by which kind of identifier, and the names. */
static enum status complete(struct context *context, struct client *client) {
    struct client_identifier *identifier = arena_alloc(context->arena, sizeof *identifier);
    identifier->system = client->system ? client->system : system_words[0];
    client->identifier = identifier;
    return open_names(context, client);
}

/* --- create --- */

static void fill_row(struct context *context, const struct client_new *body,
                     const struct hetu *hetu, struct client_row *row) {
    row->id = uuid_new(context->now.us / 1000);
    row->birth_date = hetu->birth;
    row->home_unit = body->home_unit;
    row->language = body->language;
    row->non_disclosure = body->non_disclosure.present && body->non_disclosure.value;
    row->names_sealed = seal_names(context, &row->id, body->names);
    row->value_sealed = vault_seal(context->app->vault, context->arena,
                                   place_of(context, &row->id, "identifier"), hetu->text);
}

static void client_of(const struct context *context, const struct client_new *body,
                      const struct client_row *row, struct client *out) {
    *out = (struct client){.id = row->id,
                           .version = 1,
                           .identifier = body->identifier,
                           .names = body->names,
                           .birth_date = row->birth_date,
                           .home_unit = row->home_unit,
                           .language = row->language,
                           .non_disclosure = row->non_disclosure,
                           .created_at = context->now,
                           .updated_at = context->now,
                           .system = row->system};
}

static enum status record_created(struct context *context, const struct client *client) {
    enum status status = ledger_audit(context, AUDIT_CREATE, client->id, RESOURCE_client,
                                      client->id, ledger_ground(context));
    if (status == OK)
        status = ledger_event(context, EVENT_client_created, client->id, client->version);
    return status;
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

static enum status find_existing(struct context *context, const struct client_row *row,
                                 struct client *out) {
    enum status status =
        db_get(context, &client_select_by_identifier, &row_shape, row, &client_shape, out);
    if (status == STATUS_not_found)
        return context_fail(context, STATUS_conflict, "the identifier was there, and is gone");
    if (status == OK)
        status = complete(context, out);
    if (status != OK)
        return status;
    hide_undisclosed(out);
    return record_read(context, out);
}

enum status client_create(struct context *context, const struct client_new *body,
                          struct client *out, bool *created) {
    struct client_row row = {0};
    struct hetu hetu;
    int64_t touched = 0;
    enum status status = row_for(context, body->identifier, &hetu, &row);
    if (status != OK)
        return status;
    fill_row(context, body, &hetu, &row);
    status = unit_check_code(context, "/home_unit", row.home_unit);
    if (status == OK)
        status = context_settle(context, STATUS_rule_broken);
    if (status == OK)
        status = db_run(context, &client_insert, &row_shape, &row, &touched);
    if (status != OK)
        return status;
    *created = touched == 1;
    if (!*created)
        return find_existing(context, &row, out);
    client_of(context, body, &row, out);
    return record_created(context, out);
}

/* --- read --- */

static bool is_others(const struct context *context, const struct uuid *id) {
    const struct uuid *own = &context->actor.client_id;
    return uuid_is_set(own) && !uuid_equal(own, id);
}

enum status client_get(struct context *context, struct uuid id, struct client *out) {
    struct client_core key = {.id = id};
    if (is_others(context, &id))
        return STATUS_not_found;
    enum status status =
        db_get(context, &client_select, &client_core_shape, &key, &client_shape, out);
    if (status == OK)
        status = complete(context, out);
    return status == OK ? record_read(context, out) : status;
}

enum status client_core_get(struct context *context, struct uuid id, struct client_core *out) {
    struct client_core key = {.id = id};
    if (is_others(context, &id))
        return STATUS_not_found;
    return db_get(context, &client_select_core, &client_core_shape, &key, &client_core_shape, out);
}

enum status client_search(struct context *context, const struct client_wanted *body,
                          struct list *out) {
    struct client_row row = {0};
    struct client *client = arena_alloc(context->arena, sizeof *client);
    struct hetu hetu;
    bool found = false;
    enum status status = row_for(context, body->identifier, &hetu, &row);
    if (status == OK)
        status = db_find(context, &client_select_by_identifier, &row_shape, &row, &client_shape,
                         client, &found);
    if (status == OK && found)
        status = complete(context, client);
    if (status != OK)
        return status;
    found = found && !is_others(context, &client->id);
    hide_undisclosed(client);
    *out = (struct list){client, found ? 1 : 0};
    struct uuid id = found ? client->id : (struct uuid){{0}};
    return ledger_audit(context, AUDIT_SEARCH, id, RESOURCE_client, id, ledger_ground(context));
}
