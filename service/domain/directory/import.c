/* Taking in what other registers tell: what is there is read once, every item is put on it in
 * memory, and what has changed is stored in a few statements. */
#include "app.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/directory/directory_details.h"
#include "domain/directory/need_class.sql.h"
#include "domain/directory/service.sql.h"
#include "domain/directory/unit.sql.h"
#include "metrics/metrics.h"
#include "json/json.h"

#include <string.h>

/* A row while items are put on it. */
struct working {
    const char *source_id;
    bool is_new, is_changed;
    void *record; /* struct unit or struct service */
};

/* The rows of a source, found by its ids: an open hash table, at most half full. */
struct rows {
    struct context *context;
    struct working *items, **slots;
    size_t count, slot_count;
};

static struct rows rows_begin(struct context *context, size_t room) {
    struct rows rows = {.context = context, .slot_count = 16};
    while (rows.slot_count < 2 * (room + 1)) {
        rows.slot_count *= 2;
    }
    rows.items = arena_alloc(context->arena, (room + 1) * sizeof *rows.items);
    rows.slots = arena_alloc(context->arena, rows.slot_count * sizeof *rows.slots);
    return rows;
}

/* FNV-1a. */
static uint64_t hash_of(const char *text) {
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    }
    return hash;
}

/* Where the id stands, or would. */
static struct working **slot_of(const struct rows *rows, const char *source_id) {
    size_t at = hash_of(source_id) & (rows->slot_count - 1);
    while (rows->slots[at] && strcmp(rows->slots[at]->source_id, source_id) != 0) {
        at = (at + 1) & (rows->slot_count - 1);
    }
    return &rows->slots[at];
}

static struct working *row_add(struct rows *rows, const char *source_id, bool is_new,
                               void *record) {
    struct working *row = &rows->items[rows->count++];
    *row = (struct working){source_id, is_new, false, record};
    *slot_of(rows, source_id) = row;
    return row;
}

/* What is to be stored: new rows, and changed ones. */
static void rows_split(const struct rows *rows, size_t size, struct list *made,
                       struct list *changed) {
    char *first = arena_alloc(rows->context->arena, (rows->count + 1) * size);
    char *second = arena_alloc(rows->context->arena, (rows->count + 1) * size);
    *made = (struct list){first, 0};
    *changed = (struct list){second, 0};
    for (size_t i = 0; i < rows->count; i++) {
        const struct working *row = &rows->items[i];
        if (row->is_new) {
            memcpy(first + size * made->count++, row->record, size);
        } else if (row->is_changed) {
            memcpy(second + size * changed->count++, row->record, size);
        }
    }
}

/* --- the whole --- */

struct importing {
    struct context *context;
    const struct json *items;
    const char *source;
    struct rows units, services;
    struct list mappings; /* struct need_mapping */
    struct import_result *result;
    struct import_refused *refused;
};

struct source_key {
    const char *source;
    struct list source_ids;
};
static const struct shape_field key_fields[] = {
    FIELD(struct source_key, source, 0), FIELD_STRINGS(struct source_key, source_ids, 0, 0, 0),
    FIELD_END};
static const struct shape key_shape = {"source_key", sizeof(struct source_key), key_fields};

static const struct shape_field mapping_fields[] = {
    FIELD(struct need_mapping, term, 0),
    FIELD_ENUM(struct need_mapping, kind, 0, service_kind_words),
    FIELD_STRINGS(struct need_mapping, needs, 0, 0, 0), FIELD_END};
static const struct shape mapping_shape = {"need_mapping", sizeof(struct need_mapping),
                                           mapping_fields};

/* What an item is read with: its faults are its own. */
static struct context context_of_item(const struct context *context) {
    struct context own = *context;
    own.error_count = 0;
    own.failure = OK;
    return own;
}

static void refuse(struct importing *importing, size_t index, const char *source_id,
                   const struct context *own) {
    struct context *context = importing->context;
    struct import_fault *faults = arena_alloc(context->arena, own->error_count * sizeof *faults);
    for (size_t i = 0; i < own->error_count; i++) {
        faults[i] =
            (struct import_fault){own->errors[i].pointer, error_code_name(own->errors[i].code),
                                  error_text(context->arena, &own->errors[i], context->language)};
    }
    importing->refused[importing->result->refused.count++] =
        (struct import_refused){(int64_t)index,
                                plain_text(context, source_id, SOURCE_ID_MAX, false),
                                {faults, own->error_count}};
}

static void count(struct importing *importing, bool is_new, bool is_changed) {
    struct import_result *result = importing->result;
    result->created += is_new;
    result->changed += !is_new && is_changed;
    result->unchanged += !is_new && !is_changed;
}

/* --- services of the national register --- */

/* The unit of the organisation that is responsible; made where it is not known yet. */
static struct uuid unit_of(struct importing *importing, const struct ptv_service *item) {
    struct context *context = importing->context;
    if (!item->organization_id) {
        return (struct uuid){{0}};
    }
    struct working *row = *slot_of(&importing->units, item->organization_id);
    if (!row) {
        struct unit *unit = arena_alloc(context->arena, sizeof *unit);
        unit->id = uuid_new(context->now.us / 1000);
        unit->code = arena_format(context->arena, "ptv-%s", item->organization_id);
        unit->names.fi = item->organization_name ? item->organization_name : unit->code;
        unit->kind = "organization";
        unit->source = importing->source;
        unit->source_id = item->organization_id;
        unit_prepare(context, unit);
        row = row_add(&importing->units, unit->source_id, true, unit);
    }
    return ((struct unit *)row->record)->id;
}

static void take_texts(const struct ptv_service *item, struct service *service) {
    if (localized_text(&item->names, LANGUAGE_FI)) {
        service->names = item->names;
    }
    if (item->has_descriptions) {
        service->descriptions = item->descriptions;
    }
}

/* The last day is the one before it was deleted, and never before the first. */
static void take_end(const struct context *context, bool ended, struct service *service) {
    struct date before = date_from_days(date_to_days(context->today) - 1);
    bool is_over = date_is_set(service->valid_to) && date_compare(service->valid_to, before) <= 0;
    if (ended && !is_over) {
        bool later =
            date_is_set(service->valid_from) && date_compare(service->valid_from, before) > 0;
        service->valid_to = later ? service->valid_from : before;
        service->ended_by_source = true;
    } else if (!ended && service->ended_by_source) {
        service->valid_to = (struct date){0};
        service->ended_by_source = false;
    }
}

static void take(struct importing *importing, const struct ptv_service *item,
                 struct service *service) {
    if (item->organization_id) {
        service->unit_id = unit_of(importing, item);
    }
    take_texts(item, service);
    if (item->has_languages) {
        service->languages = item->languages;
    }
    if (item->has_municipalities) {
        service->municipalities = item->municipalities;
    }
    if (item->has_classes) {
        service->source_needs = item->needs;
    }
    take_end(importing->context, item->ended, service);
}

static struct service *new_service(struct importing *importing, const struct ptv_service *item) {
    struct context *context = importing->context;
    struct service *service = arena_alloc(context->arena, sizeof *service);
    service->id = uuid_new(context->now.us / 1000);
    service->code = arena_format(context->arena, "ptv-%s", item->id);
    service->source = importing->source;
    service->source_id = item->id;
    service->kind = item->kind;
    if (item->kind == SERVICE_HEALTH || item->kind == SERVICE_SOCIAL) {
        service->register_code = item->kind == SERVICE_HEALTH ? REGISTER_HEALTH : REGISTER_SOCIAL;
    }
    return service;
}

static bool is_alike(struct context *context, const struct service *a, const struct service *b) {
    return told_alike(context, &service_told_shape, a, b) &&
           is_same_set(&a->source_needs, &b->source_needs) &&
           date_compare(a->valid_to, b->valid_to) == 0;
}

static void take_service(struct importing *importing, size_t index) {
    const struct json *json = json_at(importing->items, index);
    struct context own = context_of_item(importing->context);
    struct ptv_service item;
    ptv_read(&own, json, &importing->mappings, &item);
    struct working *row = item.id ? *slot_of(&importing->services, item.id) : NULL;
    if (!row && item.ended && own.error_count == 0) {
        context_error(&own, "/publishingStatus", ERROR_unknown_service, NULL);
    }
    if (own.error_count > 0) {
        refuse(importing, index, item.id, &own);
        return;
    }
    bool is_new = !row;
    if (is_new) {
        row = row_add(&importing->services, item.id, true, new_service(importing, &item));
    }
    struct service *service = row->record;
    struct service before = *service;
    take(importing, &item, service);
    bool is_changed = !is_alike(importing->context, &before, service);
    row->is_changed = row->is_changed || is_changed;
    if (is_new || is_changed) {
        service_prepare(importing->context, service);
    }
    count(importing, is_new, is_changed);
}

/* --- units of a city's service map --- */

static void take_told(const struct unit *item, struct unit *unit) {
    unit->names = item->names;
    unit->descriptions = item->descriptions;
    unit->address = item->address;
    unit->channels = item->channels;
    unit->url = item->url;
}

static struct unit *new_unit(struct importing *importing, const struct unit *item) {
    struct context *context = importing->context;
    struct unit *unit = arena_alloc(context->arena, sizeof *unit);
    unit->id = uuid_new(context->now.us / 1000);
    unit->code = arena_format(context->arena, "map-%s", item->source_id);
    unit->kind = "place";
    unit->source = importing->source;
    unit->source_id = item->source_id;
    return unit;
}

static void take_unit(struct importing *importing, size_t index) {
    const struct json *json = json_at(importing->items, index);
    struct context own = context_of_item(importing->context);
    struct unit item;
    servicemap_read(&own, json, &item);
    if (own.error_count > 0) {
        refuse(importing, index, item.source_id, &own);
        return;
    }
    struct working *row = *slot_of(&importing->units, item.source_id);
    bool is_new = !row;
    if (is_new) {
        row = row_add(&importing->units, item.source_id, true, new_unit(importing, &item));
    }
    struct unit *unit = row->record;
    bool is_changed = !told_alike(importing->context, &unit_told_shape, unit, &item);
    take_told(&item, unit);
    row->is_changed = row->is_changed || is_changed;
    if (is_new || is_changed) {
        unit_prepare(importing->context, unit);
    }
    count(importing, is_new, is_changed);
}

/* --- what is there --- */

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

static struct list organizations_of(struct importing *importing) {
    size_t most = json_count(importing->items);
    const char **ids = arena_alloc(importing->context->arena, (most + 1) * sizeof *ids);
    struct list list = {ids, 0};
    for (size_t i = 0; i < most; i++) {
        struct ptv_service item = {0};
        ptv_read_organization(importing->context, json_at(importing->items, i), &item);
        if (item.organization_id) {
            ids[list.count++] = item.organization_id;
        }
    }
    return list;
}

static enum status load_units(struct importing *importing, struct list ids) {
    struct context *context = importing->context;
    const struct source_key key = {importing->source, ids};
    struct list found = {0};
    enum status status =
        db_list(context, &unit_select_of_source, &key_shape, &key, &unit_shape, &found);
    struct unit *units = found.items;
    importing->units = rows_begin(context, found.count + json_count(importing->items));
    for (size_t i = 0; status == OK && i < found.count; i++) {
        status = unit_complete(context, &units[i]);
        row_add(&importing->units, units[i].source_id, false, &units[i]);
    }
    return status;
}

static enum status load_services(struct importing *importing, struct list ids) {
    struct context *context = importing->context;
    const struct source_key key = {importing->source, ids};
    struct list found = {0};
    enum status status =
        db_list(context, &service_select_of_source, &key_shape, &key, &service_shape, &found);
    struct service *services = found.items;
    importing->services = rows_begin(context, found.count + json_count(importing->items));
    for (size_t i = 0; status == OK && i < found.count; i++) {
        status = service_complete(context, &services[i]);
        row_add(&importing->services, services[i].source_id, false, &services[i]);
    }
    return status;
}

static enum status import_services(struct importing *importing) {
    const struct source_key key = {.source = importing->source};
    struct list made, changed;
    enum status status = db_list(importing->context, &need_class_select_mapping, &key_shape, &key,
                                 &mapping_shape, &importing->mappings);
    if (status == OK) {
        status = load_units(importing, organizations_of(importing));
    }
    if (status == OK) {
        status = load_services(importing, ids_of(importing));
    }
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; i < json_count(importing->items); i++) {
        take_service(importing, i);
    }
    rows_split(&importing->units, sizeof(struct unit), &made, &changed);
    status = unit_store(importing->context, &made, &changed);
    rows_split(&importing->services, sizeof(struct service), &made, &changed);
    return status == OK ? service_store(importing->context, &made, &changed) : status;
}

static enum status import_units(struct importing *importing) {
    struct list made, changed;
    enum status status = load_units(importing, ids_of(importing));
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; i < json_count(importing->items); i++) {
        take_unit(importing, i);
    }
    rows_split(&importing->units, sizeof(struct unit), &made, &changed);
    return unit_store(importing->context, &made, &changed);
}

static enum status check_items(struct context *context, const struct json *items) {
    size_t count = json_count(items);
    if (count == 0) {
        context_error(context, "/items", ERROR_too_short, "1");
    } else if (count > IMPORT_ITEMS_MAX) {
        context_error(context, "/items", ERROR_too_many,
                      arena_format(context->arena, "%d", IMPORT_ITEMS_MAX));
    }
    return context_settle(context, STATUS_invalid);
}

static void tell_metrics(const struct importing *importing) {
    struct metrics *metrics = importing->context->app->metrics;
    const struct import_result *result = importing->result;
    metrics_add(metrics, METRIC_directory_items_total, importing->source, "created",
                result->created);
    metrics_add(metrics, METRIC_directory_items_total, importing->source, "changed",
                result->changed);
    metrics_add(metrics, METRIC_directory_items_total, importing->source, "unchanged",
                result->unchanged);
    metrics_add(metrics, METRIC_directory_items_total, importing->source, "refused",
                (int64_t)result->refused.count);
}

enum status directory_import(struct context *context, const struct import *import,
                             struct import_result *out) {
    bool is_ptv = import->source == IMPORT_PTV;
    enum status status = check_items(context, import->items);
    if (status != OK) {
        return status;
    }
    struct importing importing = {.context = context,
                                  .items = import->items,
                                  .source = is_ptv ? "ptv" : "servicemap",
                                  .result = out};
    *out = (struct import_result){0};
    importing.refused =
        arena_alloc(context->arena, json_count(import->items) * sizeof *importing.refused);
    status = is_ptv ? import_services(&importing) : import_units(&importing);
    out->refused.items = importing.refused;
    if (status == OK) {
        tell_metrics(&importing);
    }
    return status;
}
