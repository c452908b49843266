#include "keyring/keyring.h"

#include "db/db.h"
#include "keyring/keyring.sql.h"
#include "vault/vault.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_SIZE = 240 };

struct recorded {
    const char *id;
    struct bytes check_value; /* empty: recorded by name alone */
};
static const struct shape_field recorded_fields[] = {
    FIELD(struct recorded, id, 0), FIELD(struct recorded, check_value, 0), FIELD_END};
static const struct shape recorded_shape = {"vault_key", sizeof(struct recorded), recorded_fields};

static struct recorded key_at(const struct vault *vault, struct arena *arena, size_t index) {
    return (struct recorded){vault_key_id(vault, index), vault_key_check(vault, arena, index)};
}

static bool bytes_equal(struct bytes a, struct bytes b) {
    return a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0;
}

/* NULL where the vault has this key, with these bytes if they are known. */
static const char *fault_of(const struct vault *vault, struct arena *arena,
                            const struct recorded *wanted) {
    for (size_t i = 0; i < vault_key_count(vault); i++) {
        struct recorded own = key_at(vault, arena, i);
        if (strcmp(own.id, wanted->id) != 0) {
            continue;
        }
        bool same =
            wanted->check_value.length == 0 || bytes_equal(own.check_value, wanted->check_value);
        return same ? NULL : "has other bytes than the key of that name that sealed data here";
    }
    return "sealed data of this database, and is not in the file";
}

static bool is_recorded(const struct list *rows, const struct recorded *key) {
    const struct recorded *all = rows->items;
    for (size_t i = 0; i < rows->count; i++) {
        if (strcmp(all[i].id, key->id) == 0 && bytes_equal(all[i].check_value, key->check_value)) {
            return true;
        }
    }
    return false;
}

static enum keyring compare(const struct vault *vault, struct arena *arena, const struct list *rows,
                            char words[WORDS_SIZE]) {
    const struct recorded *all = rows->items;
    if (!vault && rows->count > 0) {
        snprintf(words, WORDS_SIZE, "no keys are given, and this database has sealed data");
        return KEYRING_DIFFERS;
    }
    for (size_t i = 0; i < rows->count; i++) {
        const char *fault = fault_of(vault, arena, &all[i]);
        if (fault) {
            snprintf(words, WORDS_SIZE, "the key %s %s", all[i].id, fault);
            return KEYRING_DIFFERS;
        }
    }
    return KEYRING_FITS;
}

static enum status read_rows(struct context *context, struct list *rows) {
    struct db_count table = {0};
    enum status status = db_get(context, &keyring_exists, NULL, NULL, &db_count_shape, &table);
    if (status == OK && table.count == 0) {
        return context_fail(context, STATUS_unavailable, "keys have not been recorded here yet");
    }
    if (status == OK) {
        status = db_list(context, &keyring_select, NULL, NULL, &recorded_shape, rows);
    }
    return status;
}

/* Who records a key holds the lock while the others are looked at: of two services that start with
 * different new keys, one is refused. */
static enum keyring look(struct context *context, const struct vault *vault, bool record,
                         char words[WORDS_SIZE]) {
    struct list rows = {0};
    struct recorded current = {0};
    enum status status = read_rows(context, &rows);
    enum keyring keyring =
        status == OK ? compare(vault, context->arena, &rows, words) : KEYRING_UNKNOWN;
    if (keyring != KEYRING_FITS || !record) {
        return keyring;
    }
    current = key_at(vault, context->arena, 0);
    if (is_recorded(&rows, &current)) {
        return KEYRING_FITS;
    }
    status = db_run(context, &keyring_lock, NULL, NULL, NULL);
    if (status == OK) {
        status = read_rows(context, &rows);
    }
    if (status == OK && compare(vault, context->arena, &rows, words) != KEYRING_FITS) {
        return KEYRING_DIFFERS;
    }
    if (status == OK) {
        status = db_run(context, &keyring_insert, &recorded_shape, &current, NULL);
    }
    if (status == OK) {
        status = db_commit(context);
    }
    return status == OK ? KEYRING_FITS : KEYRING_UNKNOWN;
}

/* Asked outside any request, so the words outlive the arena. */
static enum keyring ask(struct db_pool *pool, const struct vault *vault, bool record,
                        const char **words) {
    static _Thread_local char kept[WORDS_SIZE];
    struct context context = {.arena = arena_new(), .operation = "keyring"};
    context.db = db_session_new(pool, &context);
    enum keyring keyring = look(&context, vault, record, kept);
    if (keyring == KEYRING_UNKNOWN) {
        snprintf(kept, sizeof kept, "%s",
                 context.failure_words ? context.failure_words : "the database can't be asked");
    }
    *words = kept;
    db_session_close(&context);
    arena_free(context.arena);
    return keyring;
}

enum keyring keyring_check(struct db_pool *pool, const struct vault *vault, const char **words) {
    return ask(pool, vault, false, words);
}

enum keyring keyring_open(struct db_pool *pool, const struct vault *vault, const char **words) {
    return ask(pool, vault, true, words);
}
