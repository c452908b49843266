#include "base/limits.h"
#include "db/db.h"
#include "domain/directory/directory_details.h"
#include "domain/directory/unit.sql.h"
#include "ledger/ledger.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

/* What statements are asked with. */
struct unit_key {
    struct uuid id, parent_id;
    const char *code;
};
static const struct shape_field key_fields[] = {FIELD(struct unit_key, id, 0),
                                                FIELD(struct unit_key, parent_id, 0),
                                                FIELD(struct unit_key, code, 0), FIELD_END};
static const struct shape key_shape = {"unit_key", sizeof(struct unit_key), key_fields};

static const struct shape_field found_fields[] = {FIELD(struct unit, id, 0),
                                                  FIELD(struct unit, version, 0), FIELD_END};
static const struct shape found_shape = {"unit_found", sizeof(struct unit), found_fields};

struct unit_search {
    struct unit_filter wanted;
    struct directory_search by;
};
static const struct shape_field search_fields[] = {
    FIELD_EMBED(struct unit_search, wanted, 0, unit_filter_shape, "wanted_"),
    FIELD_EMBED(struct unit_search, by, 0, directory_search_shape, ""), FIELD_END};
static const struct shape search_shape = {"unit_search", sizeof(struct unit_search), search_fields};

/* --- reading --- */

static const struct directory_lists unit_lists = {.page = &unit_select_page,
                                                  .count_fewest = &unit_count_fewest,
                                                  .walked = &unit_select_walked,
                                                  .gathered = &unit_select_gathered,
                                                  .count_all = &unit_count_all,
                                                  .count_gathered = &unit_count_gathered,
                                                  .asked = &search_shape,
                                                  .row = &unit_shape};

static struct unit_search search_for(struct context *context, const struct unit_filter *filter) {
    struct unit_search search = {.wanted = *filter,
                                 .by = directory_search_begin(context, filter->q)};
    char parent[UUID_TEXT_SIZE];
    uuid_print(&filter->parent_id, parent);
    directory_search_add(context, &search.by, "parent",
                         uuid_is_set(&filter->parent_id) ? parent : NULL);
    directory_search_add(context, &search.by, "kind", filter->kind);
    return search;
}

static enum status complete_all(struct context *context, struct list *units) {
    struct unit *items = units->items;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < units->count; i++) {
        status = unit_complete(context, &items[i]);
    }
    return status;
}

enum status unit_list(struct context *context, const struct unit_filter *filter, struct list *out) {
    struct unit_search search = search_for(context, filter);
    enum status status = directory_list(context, &unit_lists, &search, &search.by, out);
    return status == OK ? complete_all(context, out) : status;
}

enum status unit_count(struct context *context, const struct unit_filter *filter,
                       struct opt_int *out) {
    struct unit_search search = search_for(context, filter);
    return directory_count(context, &unit_lists, &search, &search.by, out);
}

enum status unit_get(struct context *context, struct uuid id, struct unit *out) {
    const struct unit_key key = {.id = id};
    enum status status = db_get(context, &unit_select, &key_shape, &key, &unit_shape, out);
    return status == OK ? unit_complete(context, out) : status;
}

enum status unit_find_code(struct context *context, const char *code, struct uuid *out) {
    const struct unit_key key = {.code = code};
    struct unit unit = {0};
    bool found = false;
    enum status status =
        db_find(context, &unit_select_by_code, &key_shape, &key, &found_shape, &unit, &found);
    *out = unit.id;
    return status;
}

enum status unit_check_code(struct context *context, const char *pointer, const char *code) {
    struct uuid id = {{0}};
    enum status status = code ? unit_find_code(context, code, &id) : OK;
    if (status == OK && code && !uuid_is_set(&id)) {
        context_error(context, pointer, ERROR_unknown_unit, NULL);
    }
    return status;
}

enum status unit_check(struct context *context, const char *pointer, struct uuid id) {
    const struct unit_key key = {.id = id};
    struct unit unit = {0};
    bool found = true;
    enum status status = OK;
    if (uuid_is_set(&id)) {
        status =
            db_find(context, &unit_select_valid, &key_shape, &key, &found_shape, &unit, &found);
    }
    if (status == OK && !found) {
        context_error(context, pointer, ERROR_unknown_unit, NULL);
    }
    return status;
}

/* --- storing --- */

static struct directory_entry entry_of(void *items, size_t index) {
    struct unit *unit = &((struct unit *)items)[index];
    return (struct directory_entry){.id = unit->id,
                                    .sort_key = unit->sort_key,
                                    .terms = &unit->terms,
                                    .version = &unit->version,
                                    .updated_at = &unit->updated_at};
}

enum status unit_store(struct context *context, const struct list *made,
                       const struct list *changed) {
    static const struct directory_kind kind = {.shape = &unit_shape,
                                               .insert = &unit_insert_rows,
                                               .update = &unit_update_rows,
                                               .delete_terms = &unit_term_delete_rows,
                                               .insert_terms = &unit_term_insert_rows,
                                               .entry = entry_of,
                                               .stale = "another changed the unit first",
                                               .resource = RESOURCE_unit,
                                               .created = EVENT_unit_created,
                                               .changed = EVENT_unit_changed};
    return directory_store(context, &kind, made, changed);
}

/* --- writing --- */

static bool is_degrees(const struct raw_json *number, double most) {
    char *end = NULL;
    double value = number->bytes ? strtod(number->bytes, &end) : 0;
    bool is_number = !number->bytes || (end != number->bytes && *end == '\0');
    return is_number && value >= -most && value <= most;
}

static void check_address(struct context *context, const struct unit_address *address) {
    if (address && !is_degrees(&address->latitude, 90)) {
        context_error(context, "/address/latitude", ERROR_out_of_range, "-90..90");
    }
    if (address && !is_degrees(&address->longitude, 180)) {
        context_error(context, "/address/longitude", ERROR_out_of_range, "-180..180");
    }
}

/* A unit is not above itself. `id` is the unit's own, all zero for a new one. Under which it stands
 * already (`before`), it may stay also when that one has ended. */
static enum status check_parent(struct context *context, struct uuid id, const struct unit *unit,
                                struct uuid before) {
    const struct unit_key key = {.id = id, .parent_id = unit->parent_id};
    struct unit above = {0};
    bool found = false;
    if (uuid_equal(&unit->parent_id, &before)) {
        return OK;
    }
    enum status status = unit_check(context, "/parent_id", unit->parent_id);
    bool moves = uuid_is_set(&id) && uuid_is_set(&unit->parent_id);
    if (status == OK && moves) {
        status = db_run(context, &unit_lock_tree, NULL, NULL, NULL);
    }
    if (status == OK && moves) {
        status =
            db_find(context, &unit_select_above, &key_shape, &key, &found_shape, &above, &found);
    }
    if (found) {
        context_error(context, "/parent_id", ERROR_above_itself, NULL);
    }
    return status;
}

/* What the body alone shows. A list that was left out is an empty one. */
static enum status check_body(struct context *context, struct unit *unit) {
    if (!unit->channels.items) {
        unit->channels = (struct list){unit, 0}; /* never read */
    }
    check_names(context, &unit->names);
    check_address(context, unit->address);
    return context_settle(context, STATUS_invalid);
}

/* `before` has no code where the unit is new. */
static enum status check_rules(struct context *context, const struct unit *before,
                               const struct unit *unit) {
    check_days(context, unit->valid_from, unit->valid_to);
    if (before->code && strcmp(before->code, unit->code) != 0) {
        context_error(context, "/code", ERROR_code_stays, NULL);
    }
    enum status status = check_parent(context, before->id, unit, before->parent_id);
    return status == OK ? context_settle(context, STATUS_rule_broken) : status;
}

enum status unit_create(struct context *context, struct unit *unit) {
    static const struct list none = {NULL, 0};
    const struct list made = {unit, 1};
    const struct unit before = {0};
    enum status status = check_body(context, unit);
    if (status == OK) {
        status = check_rules(context, &before, unit);
    }
    if (status != OK) {
        return status;
    }
    unit->id = uuid_new(context->now.us / 1000);
    unit_prepare(context, unit);
    return unit_store(context, &made, &none);
}

enum status unit_replace(struct context *context, struct uuid id, const struct versions *seen,
                         struct unit *unit) {
    static const struct list none = {NULL, 0};
    const struct list changed = {unit, 1};
    struct unit before = {0};
    enum status status = check_body(context, unit);
    if (status == OK) {
        status = unit_get(context, id, &before);
    }
    if (status == OK && !versions_hold(seen, before.version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    if (status == OK) {
        status = check_rules(context, &before, unit);
    }
    if (status == OK && before.source && !told_alike(context, &unit_told_shape, &before, unit)) {
        context_error(context, "", ERROR_from_source, before.source);
        return context_settle(context, STATUS_rule_broken);
    }
    if (status != OK) {
        return status;
    }
    unit->id = id;
    unit->version = before.version;
    unit->source = before.source;
    unit->source_id = before.source_id;
    unit->ended_by_source =
        before.ended_by_source && date_compare(before.valid_to, unit->valid_to) == 0;
    unit_prepare(context, unit);
    return unit_store(context, &none, &changed);
}

enum status unit_put(struct context *context, struct unit *unit, enum put *out) {
    struct unit before = {0};
    enum status status = unit_find_code(context, unit->code, &before.id);
    *out = PUT_MADE;
    if (status == OK && !uuid_is_set(&before.id)) {
        return unit_create(context, unit);
    }
    if (status == OK) {
        status = unit_get(context, before.id, &before);
    }
    if (status == OK) {
        status = check_body(context, unit);
    }
    if (status != OK) {
        return status;
    }
    const struct versions seen = {.items = &before.version, .count = 1};
    *out = told_alike(context, &unit_write_shape, &before, unit) ? PUT_ALIKE : PUT_CHANGED;
    return *out == PUT_ALIKE ? OK : unit_replace(context, before.id, &seen, unit);
}
