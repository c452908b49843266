/* Two rows of one person: what becomes of the rows themselves. domain/merge says when. */
#include "base/limits.h"
#include "db/db.h"
#include "domain/client/client.sql.h"
#include "domain/client/client_store.h"
#include "ledger/moves.h"

#include <string.h>

struct pair {
    struct list ids; /* struct uuid */
};
static const struct shape_field pair_fields[] = {FIELD_UUIDS(struct pair, ids, 0, 0, 2), FIELD_END};
static const struct shape pair_shape = {"client_pair", sizeof(struct pair), pair_fields};

static enum status pick(struct context *context, const struct list *rows, const struct uuid *id,
                        struct client *out) {
    const struct client *all = rows->items;
    *out = (struct client){.version = 0};
    for (size_t i = 0; i < rows->count; i++) {
        if (uuid_equal(&all[i].id, id)) {
            *out = all[i];
            return client_complete(context, out);
        }
    }
    return OK;
}

enum status client_lock_two(struct context *context, struct uuid first_id, struct uuid second_id,
                            struct client *first, struct client *second) {
    struct uuid ids[] = {first_id, second_id};
    const struct pair pair = {{ids, 2}};
    struct list rows = {0};
    enum status status =
        db_list(context, &client_lock_pair, &pair_shape, &pair, &client_shape, &rows);
    if (status == OK) {
        status = pick(context, &rows, &first_id, first);
    }
    if (status == OK) {
        status = pick(context, &rows, &second_id, second);
    }
    return status == OK && first->version == 0 ? STATUS_not_found : status;
}

/* --- what one has and the other lacks --- */

static void note(struct list *words, const char *word) {
    const char **all = words->items;
    all[words->count++] = word;
}

enum status client_fill(struct context *context, struct client *survivor,
                        const struct client *merged, struct list *filled) {
    enum { MEMBERS = 5 };
    *filled = (struct list){arena_alloc(context->arena, MEMBERS * sizeof(const char *)), 0};
    if (!survivor->names && merged->names) {
        note(filled, "names");
        survivor->names = merged->names;
        survivor->names_sealed = names_seal(context, &survivor->id, merged->names);
    }
    if (!date_is_set(survivor->birth_date) && date_is_set(merged->birth_date)) {
        note(filled, "birth_date");
        survivor->birth_date = merged->birth_date;
    }
    if (!survivor->home_unit && merged->home_unit) {
        note(filled, "home_unit");
        survivor->home_unit = merged->home_unit;
    }
    if (!survivor->language && merged->language) {
        note(filled, "language");
        survivor->language = merged->language;
    }
    if (!survivor->non_disclosure && merged->non_disclosure) {
        note(filled, "non_disclosure");
        survivor->non_disclosure = true;
    }
    return OK;
}

static bool has(const struct list *words, const char *word) {
    const char *const *all = words->items;
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(all[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_text(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_names(const struct client_names *a, const struct client_names *b) {
    return a && b && same_text(a->given, b->given) && same_text(a->family, b->family);
}

/* An order of one of two who went into the client holds as long as the other is there. */
static enum status unfill_order(struct context *context, struct client *survivor,
                                const struct client *merged) {
    struct client other = {.non_disclosure = false};
    bool found = false;
    enum status status = db_find(context, &client_select_undisclosed, &client_shape, merged,
                                 &client_shape, &other, &found);
    survivor->non_disclosure = found && other.non_disclosure;
    return status;
}

enum status client_unfill(struct context *context, struct client *survivor,
                          const struct client *merged, const struct list *filled) {
    if (has(filled, "names") && same_names(survivor->names, merged->names)) {
        survivor->names = NULL;
        survivor->names_sealed = (struct bytes){0};
    }
    if (has(filled, "birth_date") && date_compare(survivor->birth_date, merged->birth_date) == 0) {
        survivor->birth_date = (struct date){0};
    }
    if (has(filled, "home_unit") && same_text(survivor->home_unit, merged->home_unit)) {
        survivor->home_unit = NULL;
    }
    if (has(filled, "language") && same_text(survivor->language, merged->language)) {
        survivor->language = NULL;
    }
    return has(filled, "non_disclosure") ? unfill_order(context, survivor, merged) : OK;
}

/* --- both rows --- */

static const char *id_text(struct context *context, const struct uuid *id) {
    char *text = arena_alloc(context->arena, UUID_TEXT_SIZE);
    uuid_print(id, text);
    return text;
}

static enum status store_merged(struct context *context, const struct client_stored *what,
                                const struct uuid *into, struct client *merged) {
    struct client row = *merged;
    row.merged_into = into ? *into : (struct uuid){{0}};
    enum status status = db_change(context, &client_update_merged, &client_shape, &row);
    merged->version++;
    merged->merged_into = row.merged_into;
    const struct move_made made = {.id = merged->id,
                                   .client_id = merged->id,
                                   .version = merged->version,
                                   .reason = what->reason,
                                   .detail = what->detail,
                                   .ground = ledger_ground(context)};
    return status == OK ? move_record(context, &client_moves, what->move, &made) : status;
}

enum status client_store_pair(struct context *context, bool back, const char *reason,
                              struct client *survivor, struct client *merged) {
    const char *action = back ? "undo_merge" : "merge";
    const struct client_stored of_survivor = {
        move_find(&client_moves, client_status_words[survivor->status - 1], action), reason,
        id_text(context, &merged->id)};
    const struct client_stored of_merged = {
        move_find(&client_moves, client_status_words[merged->status - 1], action), reason,
        id_text(context, &survivor->id)};
    enum status status = client_store(context, &of_survivor, survivor);
    return status == OK ? store_merged(context, &of_merged, back ? NULL : &survivor->id, merged)
                        : status;
}

/* --- what is kept of a row that does not come back --- */

struct forgetting {
    struct list client_ids; /* struct uuid */
};
static const struct shape_field forgetting_fields[] = {
    FIELD_UUIDS(struct forgetting, client_ids, 0, 0, MERGES_FORGOTTEN), FIELD_END};
static const struct shape forgetting_shape = {"client_forgetting", sizeof(struct forgetting),
                                              forgetting_fields};

enum status client_forget_names(struct context *context, const struct list *ids) {
    const struct forgetting row = {*ids};
    enum status status = db_run(context, &client_update_forgotten, &forgetting_shape, &row, NULL);
    return status == OK
               ? db_run(context, &client_former_update_forgotten, &forgetting_shape, &row, NULL)
               : status;
}
