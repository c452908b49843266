#include "domain/client/client_store.h"
#include "app.h"
#include "base/hetu.h"
#include "base/text.h"
#include "db/db.h"
#include "domain/client/client.sql.h"
#include "ledger/moves.h"
#include "vault/vault.h"
#include "json/json.h"

#include <string.h>

static const struct shape_field row_fields[] = {
    FIELD(struct client_row, id, 0),
    FIELD(struct client_row, identifier_id, 0),
    FIELD(struct client_row, version, 0),
    FIELD(struct client_row, birth_date, 0),
    FIELD(struct client_row, status_on, 0),
    FIELD(struct client_row, home_unit, 0),
    FIELD(struct client_row, language, 0),
    FIELD(struct client_row, system, 0),
    FIELD(struct client_row, key_id, 0),
    FIELD(struct client_row, non_disclosure, 0),
    FIELD_ENUM(struct client_row, status, 0, client_status_words),
    FIELD(struct client_row, names_sealed, 0),
    FIELD(struct client_row, value_sealed, 0),
    FIELD(struct client_row, hash, 0),
    FIELD_STRINGS(struct client_row, hashes, 0, 0, VAULT_KEYS_MAX),
    FIELD_END};
const struct shape client_row_shape = {"client_row", sizeof(struct client_row), row_fields};

/* --- identifiers --- */

enum check { CHECK_identity_code, CHECK_temporary_code, CHECK_own_code };
static const struct system {
    const char *code, *oid;
    enum register_code register_code;
    enum check check;
    const char *check_word, *names[LANGUAGE_COUNT];
} systems[] = {
#define IDENTIFIER_SYSTEM(code, oid, register_code, check, fi, sv, en)                             \
    {#code, oid, REGISTER_##register_code, CHECK_##check, #check, {fi, sv, en}},
#include "tables/identifier_systems.def"
#undef IDENTIFIER_SYSTEM
};
enum { SYSTEM_COUNT = sizeof systems / sizeof *systems };

struct list identifier_system_list(struct context *context) {
    struct identifier_system *items = arena_alloc(context->arena, SYSTEM_COUNT * sizeof *items);
    for (size_t i = 0; i < SYSTEM_COUNT; i++) {
        items[i] = (struct identifier_system){.code = systems[i].code,
                                              .name = systems[i].names[context->language],
                                              .oid = *systems[i].oid ? systems[i].oid : NULL,
                                              .check = systems[i].check_word};
    }
    return (struct list){items, SYSTEM_COUNT};
}

static const struct system *system_of(const char *code) {
    for (size_t i = 0; code && i < SYSTEM_COUNT; i++) {
        if (strcmp(systems[i].code, code) == 0) {
            return &systems[i];
        }
    }
    return NULL;
}

/* The lock goes in front, in the same trip: what another made meanwhile is seen. */
enum status identifier_find(struct context *context, const struct client_row *row,
                            struct client *out, bool *found) {
    struct list locks;
    enum status status =
        db_list_ahead(context, &client_lock, &client_row_shape, row, &db_count_shape, &locks);
    return status == OK ? db_find(context, &client_select_by_identifier, &client_row_shape, row,
                                  &client_shape, out, found)
                        : status;
}

/* That a register has a number of its own for a client is known in that register alone. */
bool identifier_is_open(const struct context *context, const char *system) {
    const struct system *found = system_of(system);
    return !found || found->register_code == REGISTER_NONE ||
           actor_sees_register(&context->actor, found->register_code);
}

bool identifier_tells_birth(const char *system) {
    const struct system *found = system_of(system);
    return found && found->check != CHECK_own_code;
}

static const char *known_systems(struct context *context) {
    struct text text;
    text_init(&text, context->arena);
    for (size_t i = 0; i < SYSTEM_COUNT; i++) {
        text_format(&text, "%s%s", i > 0 ? ", " : "", systems[i].code);
    }
    return text.bytes;
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

static void hash_all(struct context *context, const char *canonical, struct client_row *row) {
    const struct vault *vault = context->app->vault;
    size_t count = vault_key_count(vault);
    const char **hashes = arena_alloc(context->arena, count * sizeof *hashes);
    for (size_t i = 0; i < count; i++) {
        struct bytes hash = vault_hash(vault, context->arena, i, context->actor.area, canonical);
        hashes[i] = bytea_text(context, &hash);
        row->hash = i == 0 ? hash : row->hash;
    }
    row->hashes = (struct list){hashes, count};
    row->key_id = vault_key_id(vault, 0);
}

/* Either case, as registers print them; NULL where a character is none of theirs. */
static const char *own_code(struct context *context, const char *value) {
    static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.-/_";
    char *code = arena_copy(context->arena, value, strlen(value));
    for (char *at = code; *at; at++) {
        *at = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
        if (!strchr(characters, *at)) {
            return NULL;
        }
    }
    return code;
}

/* An identity code whose day has come; of a temporary one the number is out of the series. */
static const char *identity_code(struct context *context, const char *value, bool is_temporary,
                                 struct date *birth) {
    enum { FIRST_TEMPORARY = 900 };
    struct hetu hetu;
    if (!hetu_parse(value, &hetu) || date_compare(hetu.birth, context->today) > 0 ||
        (is_temporary && hetu.individual_number < FIRST_TEMPORARY)) {
        return NULL;
    }
    *birth = hetu.birth;
    return arena_string(context->arena, hetu.text);
}

enum status identifier_read(struct context *context, const struct client_identifier *identifier,
                            const char *pointer, struct client_row *row, const char **canonical) {
    const struct system *system = system_of(identifier->system);
    pointer = pointer ? pointer : "/identifier/value";
    if (!system) {
        context_error(context, "/identifier/system", ERROR_not_in_list, known_systems(context));
        return context_settle(context, STATUS_invalid);
    }
    if (!identifier_is_open(context, system->code)) {
        context_error(context, "/identifier/system", ERROR_other_register, NULL);
    }
    if (system->check == CHECK_own_code) {
        *canonical = own_code(context, identifier->value);
        if (!*canonical) {
            context_error(context, pointer, ERROR_bad_format, "[A-Za-z0-9./_-]+");
        }
    } else {
        *canonical = identity_code(context, identifier->value,
                                   system->check == CHECK_temporary_code, &row->birth_date);
        if (!*canonical) {
            context_error(context, pointer, ERROR_bad_identifier, NULL);
        }
    }
    enum status status = context_settle(context, STATUS_rule_broken);
    if (status == OK) {
        row->system = system->code;
        hash_all(context, *canonical, row);
    }
    return status;
}

/* --- sealing --- */

/* The place that a sealed value is bound to: of an identifier its own id, which is the client's for
 * the one that the client was made with. */
static const char *place_of(struct context *context, const struct uuid *id, const char *column) {
    char text[UUID_TEXT_SIZE];
    uuid_print(id, text);
    return arena_format(context->arena, "%s|client|%s|%s", context->actor.area, text, column);
}

void identifier_seal(struct context *context, const char *canonical, struct client_row *row) {
    row->value_sealed = vault_seal(context->app->vault, context->arena,
                                   place_of(context, &row->identifier_id, "identifier"), canonical);
}

enum status identifier_birth(struct context *context, const struct client *client,
                             struct date *out) {
    const struct client_row key = {.id = client->id, .version = client->version};
    struct client_row row = {.version = 0};
    const char *text = NULL;
    struct hetu hetu;
    *out = (struct date){0};
    if (!identifier_tells_birth(client->system)) {
        return OK;
    }
    enum status status = db_get(context, &client_identifier_select_first, &client_row_shape, &key,
                                &client_row_shape, &row);
    if (status == OK) {
        status = vault_open_value(context->app->vault, context->arena,
                                  place_of(context, &row.identifier_id, "identifier"),
                                  row.value_sealed, &text);
    }
    if (status != OK) {
        return context_fail(context, status, "a client's identifier can't be opened");
    }
    if (hetu_parse(text, &hetu)) {
        *out = hetu.birth;
    }
    return OK;
}

struct bytes names_seal(struct context *context, const struct uuid *client_id,
                        const struct client_names *names) {
    struct text text;
    if (!names) {
        return (struct bytes){0};
    }
    text_init(&text, context->arena);
    json_write(&text, &client_names_shape, names);
    return vault_seal(context->app->vault, context->arena, place_of(context, client_id, "names"),
                      text.bytes);
}

enum status names_open(struct context *context, const struct uuid *client_id, struct bytes sealed,
                       const struct client_names **out) {
    const char *text = NULL;
    *out = NULL;
    if (sealed.length == 0) {
        return OK;
    }
    struct client_names *names = arena_alloc(context->arena, sizeof *names);
    enum status status = vault_open_value(context->app->vault, context->arena,
                                          place_of(context, client_id, "names"), sealed, &text);
    if (status != OK) {
        return context_fail(context, status, "a client's names can't be opened");
    }
    *out = names;
    return json_decode_kept(context, text, strlen(text), &client_names_shape, names);
}

/* --- the row --- */

enum status client_complete(struct context *context, struct client *client) {
    struct client_identifier *identifier = arena_alloc(context->arena, sizeof *identifier);
    *identifier = (struct client_identifier){.system = client->system};
    bool shown = client->system && identifier_is_open(context, client->system);
    client->identifier = shown ? identifier : NULL;
    client->available_actions =
        moves_open(context, &client_moves, client_status_words[client->status - 1], MOVE_RECEIVER);
    return names_open(context, &client->id, client->names_sealed, &client->names);
}

enum status client_load(struct context *context, struct uuid id, const struct versions *seen,
                        struct client *out) {
    const struct client_core key = {.id = id};
    enum status status =
        db_get(context, &client_select, &client_core_shape, &key, &client_shape, out);
    if (status == OK && !versions_hold(seen, out->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    return status == OK ? client_complete(context, out) : status;
}

struct client_row client_row_of(const struct client *client) {
    return (struct client_row){.id = client->id,
                               .version = client->version,
                               .birth_date = client->birth_date,
                               .status_on = client->status_on,
                               .home_unit = client->home_unit,
                               .language = client->language,
                               .non_disclosure = client->non_disclosure,
                               .status = client->status,
                               .names_sealed = client->names_sealed};
}

enum status client_store(struct context *context, const struct client_stored *what,
                         struct client *client) {
    const struct client_row row = client_row_of(client);
    const char *state = client_status_words[client->status - 1];
    enum status status = db_change(context, &client_update, &client_row_shape, &row);
    if (status != OK) {
        return status;
    }
    client->version++;
    client->updated_at = context->now;
    client->available_actions = moves_open(context, &client_moves, state, MOVE_RECEIVER);
    const struct move_made made = {.id = client->id,
                                   .client_id = client->id,
                                   .version = client->version,
                                   .reason = what->reason,
                                   .detail = what->detail,
                                   .ground = ledger_ground(context)};
    return move_record(context, &client_moves, what->move, &made);
}
