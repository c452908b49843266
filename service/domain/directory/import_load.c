/* What the directory has of what a delivery tells: read once, before the items are put on it. */
#include "base/limits.h"
#include "db/db.h"
#include "domain/directory/import.h"
#include "domain/directory/import_ptv.h"
#include "domain/directory/need_class.sql.h"
#include "domain/directory/service.sql.h"
#include "domain/directory/unit.sql.h"
#include "json/json.h"

#include <string.h>

struct source_key {
    const char *source;
    struct list source_ids;
};
static const struct shape_field key_fields[] = {
    FIELD(struct source_key, source, 0), FIELD_STRINGS(struct source_key, source_ids, 0, 0, 0),
    FIELD_END};
static const struct shape key_shape = {"source_key", sizeof(struct source_key), key_fields};

struct channel_key {
    const char *source;
    struct list channel_terms;
};
static const struct shape_field channel_key_fields[] = {
    FIELD(struct channel_key, source, 0),
    FIELD_STRINGS(struct channel_key, channel_terms, 0, 0, IMPORT_ITEMS_MAX), FIELD_END};
static const struct shape channel_key_shape = {"channel_key", sizeof(struct channel_key),
                                               channel_key_fields};
static const struct shape_field holder_fields[] = {FIELD(struct service, source_id, 0), FIELD_END};
static const struct shape holder_shape = {"holder", sizeof(struct service), holder_fields};

static const struct shape_field mapping_fields[] = {
    FIELD(struct need_mapping, term, 0),
    FIELD_ENUM(struct need_mapping, kind, 0, service_kind_words),
    FIELD_STRINGS(struct need_mapping, needs, 0, 0, 0), FIELD_END};
static const struct shape mapping_shape = {"need_mapping", sizeof(struct need_mapping),
                                           mapping_fields};

static const char *id_at(struct importing *importing, size_t index) {
    const struct json *item = json_at(importing->items, index);
    return strcmp(importing->source, "ptv") == 0 ? ptv_id(importing->context, item)
                                                 : servicemap_id(importing->context, item);
}

static struct list ids_of(struct importing *importing) {
    size_t most = json_count(importing->items);
    const char **ids = arena_alloc(importing->context->arena, (most + 1) * sizeof *ids);
    struct list list = {ids, 0};
    for (size_t i = 0; i < most; i++) {
        const char *id = id_at(importing, i);
        if (id) {
            ids[list.count++] = id;
        }
    }
    return list;
}

/* The organisations that items are of, and the places that some are. */
static struct list places_of(struct importing *importing) {
    size_t most = json_count(importing->items);
    struct context *context = importing->context;
    const char **ids = arena_alloc(context->arena, (2 * most + 1) * sizeof *ids);
    struct list list = {ids, 0};
    for (size_t i = 0; i < most; i++) {
        const struct json *json = json_at(importing->items, i);
        const char *place = ptv_is_channel(json) ? ptv_id(context, json) : NULL;
        const char *organization = ptv_organization(context, json);
        if (place) {
            ids[list.count++] = place;
        }
        if (organization) {
            ids[list.count++] = organization;
        }
    }
    as_set(&list);
    return list;
}

/* The services that a channel names. */
static struct list named_by(struct context *context, const struct json *item) {
    return ptv_is_channel(item) ? ptv_linked_ids(context, json_member(item, "services"), "service",
                                                 CHANNEL_LINKS_MAX)
                                : (struct list){0};
}

/* By the terms of the delivery's channels: who has them now (struct service, of which the id). */
static enum status find_holders(struct importing *importing, struct list *out) {
    struct context *context = importing->context;
    size_t most = json_count(importing->items);
    const char **terms = arena_alloc(context->arena, (most + 1) * sizeof *terms);
    struct channel_key key = {importing->source, {terms, 0}};
    for (size_t i = 0; i < most; i++) {
        const struct json *item = json_at(importing->items, i);
        const char *id = ptv_is_channel(item) ? ptv_id(context, item) : NULL;
        if (id) {
            terms[key.channel_terms.count++] = arena_format(context->arena, "channel:%s", id);
        }
    }
    return key.channel_terms.count == 0 ? OK
                                        : db_list(context, &service_select_holders,
                                                  &channel_key_shape, &key, &holder_shape, out);
}

/* The items' own ids, the services that their channels name, and those that have them now. */
static enum status services_of(struct importing *importing, struct list *out) {
    struct context *context = importing->context;
    const size_t most = json_count(importing->items);
    struct list *lists = arena_alloc(context->arena, (most + 1) * sizeof *lists), found = {0};
    size_t count = 0, room = 0;
    lists[most] = ids_of(importing);
    for (size_t i = 0; i <= most; i++) {
        lists[i] = i < most ? named_by(context, json_at(importing->items, i)) : lists[most];
        room += lists[i].count;
    }
    enum status status = find_holders(importing, &found);
    const struct service *holders = found.items;
    const char **ids = arena_alloc(context->arena, (room + found.count + 1) * sizeof *ids);
    for (size_t i = 0; i <= most; i++) {
        for (size_t k = 0; k < lists[i].count; k++) {
            ids[count++] = ((const char *const *)lists[i].items)[k];
        }
    }
    for (size_t i = 0; i < found.count; i++) {
        ids[count++] = holders[i].source_id;
    }
    *out = (struct list){ids, count};
    as_set(out);
    return status;
}

/* As many at a time as one statement gives. */
static enum status load_units(struct importing *importing, const struct list *ids) {
    struct context *context = importing->context;
    const char **all = ids->items;
    enum status status = OK;
    importing->units = rows_begin(context, ids->count + json_count(importing->items));
    for (size_t at = 0; status == OK && at < ids->count; at += IMPORT_ITEMS_MAX) {
        size_t count = ids->count - at < IMPORT_ITEMS_MAX ? ids->count - at : IMPORT_ITEMS_MAX;
        const struct source_key key = {importing->source, {&all[at], count}};
        struct list found = {0};
        status = db_list(context, &unit_select_of_source, &key_shape, &key, &unit_shape, &found);
        struct unit *units = found.items;
        for (size_t i = 0; status == OK && i < found.count; i++) {
            status = unit_complete(context, &units[i]);
            row_add(&importing->units, units[i].source_id, false, &units[i]);
        }
    }
    return status;
}

static enum status load_services(struct importing *importing, const struct list *ids) {
    struct context *context = importing->context;
    const char **all = ids->items;
    enum status status = OK;
    importing->services = rows_begin(context, ids->count + json_count(importing->items));
    for (size_t at = 0; status == OK && at < ids->count; at += IMPORT_ITEMS_MAX) {
        size_t count = ids->count - at < IMPORT_ITEMS_MAX ? ids->count - at : IMPORT_ITEMS_MAX;
        const struct source_key key = {importing->source, {&all[at], count}};
        struct list found = {0};
        status =
            db_list(context, &service_select_of_source, &key_shape, &key, &service_shape, &found);
        struct service *services = found.items;
        for (size_t i = 0; status == OK && i < found.count; i++) {
            status = service_complete(context, &services[i]);
            row_add(&importing->services, services[i].source_id, false, &services[i]);
        }
    }
    return status;
}

enum status import_load_services(struct importing *importing) {
    const struct source_key key = {.source = importing->source};
    struct list ids = {0}, places = places_of(importing);
    enum status status = db_list(importing->context, &need_class_select_mapping, &key_shape, &key,
                                 &mapping_shape, &importing->mappings);
    if (status == OK) {
        status = load_units(importing, &places);
    }
    if (status == OK) {
        status = services_of(importing, &ids);
    }
    return status == OK ? load_services(importing, &ids) : status;
}

enum status import_load_units(struct importing *importing) {
    struct list ids = ids_of(importing);
    as_set(&ids);
    importing->services = rows_begin(importing->context, 0);
    return load_units(importing, &ids);
}
