#include "domain/merge/merge_store.h"
#include "db/db.h"
#include "domain/assessment/standing_keep.h"
#include "domain/merge/merge.sql.h"

#include <string.h>

#define CLIENT_SINCE_true(name) name##_written_since
#define CLIENT_SINCE_false(name) NULL
static const struct part {
    const char *resource;
    enum status (*move)(struct context *context, const struct client_moving *moving,
                        struct list *moved);
    enum status (*since)(struct context *context, const struct client_moving *moving,
                         struct list *out); /* NULL: goes back whole */
} parts[] = {
#define CLIENT_PART(name, tables, asked) {#name, name##_move_client, CLIENT_SINCE_##asked(name)},
#include "tables/client_parts.def"
#undef CLIENT_PART
};
enum { PART_COUNT = sizeof parts / sizeof *parts };
_Static_assert((int)PART_COUNT <= (int)CLIENT_PARTS_MAX, "each told once");

struct item {
    struct uuid merge_id, id;
    const char *resource;
};
static const struct shape_field item_fields[] = {FIELD(struct item, merge_id, 0),
                                                 FIELD(struct item, id, 0),
                                                 FIELD(struct item, resource, 0), FIELD_END};
static const struct shape item_shape = {"merge_item", sizeof(struct item), item_fields};

static const struct shape_field count_fields[] = {FIELD(struct merge_count, resource, 0),
                                                  FIELD(struct merge_count, count, 0), FIELD_END};
static const struct shape count_shape = {"merge_count", sizeof(struct merge_count), count_fields};

static enum status keep(struct context *context, const struct merge *merge, const char *resource,
                        const struct list *moved) {
    const struct item key = {.merge_id = merge->id};
    const struct client_moved *records = moved->items;
    struct item *items = arena_alloc(context->arena, (moved->count + 1) * sizeof *items);
    for (size_t i = 0; i < moved->count; i++) {
        items[i] = (struct item){merge->id, records[i].id, resource};
    }
    const struct list rows = {items, moved->count};
    return moved->count == 0 ? OK
                             : db_run_rows(context, &merge_item_insert_rows, &item_shape, &key,
                                           &item_shape, &rows, NULL);
}

/* After all records of both, of which it follows. */
static enum status settle(struct context *context, const struct merge *merge) {
    const struct uuid both[] = {merge->merged_id, merge->survivor_id};
    return standing_settle_moved(context, both, 2);
}

enum status merge_move_all(struct context *context, struct merge *merge) {
    const struct client_moving moving = {.from_id = merge->merged_id, .to_id = merge->survivor_id};
    struct merge_count *counts = arena_alloc(context->arena, PART_COUNT * sizeof *counts);
    size_t count = 0;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < PART_COUNT; i++) {
        struct list moved = {0};
        status = parts[i].move(context, &moving, &moved);
        if (status == OK) {
            status = keep(context, merge, parts[i].resource, &moved);
        }
        if (moved.count > 0) {
            counts[count++] = (struct merge_count){parts[i].resource, (int64_t)moved.count};
        }
    }
    merge->moved = (struct list){counts, count};
    return status == OK ? settle(context, merge) : status;
}

enum status merge_count_moved(struct context *context, struct merge *merge) {
    const struct item key = {.id = merge->id};
    return db_list(context, &merge_item_count, &item_shape, &key, &count_shape, &merge->moved);
}

static bool went_along(const struct list *items, const struct uuid *id) {
    const struct item *all = items->items;
    for (size_t i = 0; i < items->count; i++) {
        if (uuid_equal(&all[i].id, id)) {
            return true;
        }
    }
    return false;
}

static enum status list_items(struct context *context, const struct merge *merge,
                              const char *resource, struct list *out) {
    const struct item key = {.id = merge->id, .resource = resource};
    return db_list(context, &merge_item_select, &item_shape, &key, &item_shape, out);
}

/* Both the rows' clocks may differ by what one transaction waited for another: what went along is
 * not asked about, whatever its time. */
enum status merge_find_since(struct context *context, struct merge *merge) {
    const struct client_moving moving = {.from_id = merge->survivor_id, .since = merge->merged_at};
    struct merge_since *out =
        arena_alloc(context->arena, (size_t)PART_COUNT * MERGE_SINCE_MAX * sizeof *out);
    size_t count = 0;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < PART_COUNT; i++) {
        struct list found = {0}, items = {0};
        if (!parts[i].since) {
            continue;
        }
        status = parts[i].since(context, &moving, &found);
        if (status == OK && found.count > 0) {
            status = list_items(context, merge, parts[i].resource, &items);
        }
        merge->too_many_since = merge->too_many_since || found.count >= MERGE_SINCE_MAX;
        const struct client_moved *records = found.items;
        for (size_t j = 0; status == OK && j < found.count; j++) {
            if (!went_along(&items, &records[j].id)) {
                out[count++] =
                    (struct merge_since){parts[i].resource, records[j].id, records[j].at};
            }
        }
    }
    merge->written_since = (struct list){out, count};
    return status;
}

static struct list ids_of(struct context *context, const struct list *items,
                          const struct list *more, const char *resource) {
    const struct item *kept = items->items;
    const struct merge_since *since = more->items;
    struct uuid *ids = arena_alloc(context->arena, (items->count + more->count + 1) * sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < items->count; i++) {
        ids[count++] = kept[i].id;
    }
    for (size_t i = 0; i < more->count; i++) {
        if (strcmp(since[i].resource, resource) == 0) {
            ids[count++] = since[i].id;
        }
    }
    return (struct list){ids, count};
}

enum status merge_move_back(struct context *context, const struct merge *merge,
                            const struct list *more) {
    enum status status = OK;
    for (size_t i = 0; status == OK && i < PART_COUNT; i++) {
        struct client_moving moving = {
            .from_id = merge->survivor_id, .to_id = merge->merged_id, .back = true};
        struct list items = {0}, moved = {0};
        status = list_items(context, merge, parts[i].resource, &items);
        if (status == OK) {
            moving.ids = ids_of(context, &items, more, parts[i].resource);
            status = parts[i].move(context, &moving, &moved);
        }
    }
    return status == OK ? settle(context, merge) : status;
}
