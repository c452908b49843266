/* Taking in what other registers tell: what is there is read once, every item is put on it in
 * memory, and what has changed is stored in a few statements. */
#include "domain/directory/import.h"
#include "app.h"
#include "base/limits.h"
#include "domain/directory/import_ptv.h"
#include "metrics/metrics.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

struct context import_item_context(const struct context *context) {
    struct context own = *context;
    own.error_count = 0;
    own.failure = OK;
    return own;
}

void import_refuse(struct importing *importing, size_t index, const char *source_id,
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

void import_count(struct importing *importing, bool is_new, bool is_changed) {
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
    struct working *row = row_find(&importing->units, item->organization_id);
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

void import_end(const struct context *context, bool ended, struct date valid_from,
                struct date *valid_to, bool *ended_by_source) {
    struct date before = date_from_days(date_to_days(context->today) - 1);
    bool is_over = date_is_set(*valid_to) && date_compare(*valid_to, before) <= 0;
    if (ended && !is_over) {
        bool later = date_is_set(valid_from) && date_compare(valid_from, before) > 0;
        *valid_to = later ? valid_from : before;
        *ended_by_source = true;
    } else if (!ended && *ended_by_source) {
        *valid_to = (struct date){0};
        *ended_by_source = false;
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
    if (item->has_channels) {
        channels_keep(importing->context, &item->channel_ids, service);
    }
    import_end(importing->context, item->ended, service->valid_from, &service->valid_to,
               &service->ended_by_source);
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
           told_alike(context, &service_source_shape, a, b) &&
           is_same_set(&a->source_needs, &b->source_needs) &&
           date_compare(a->valid_to, b->valid_to) == 0;
}

static void take_service(struct importing *importing, size_t index) {
    const struct json *json = json_at(importing->items, index);
    struct context own = import_item_context(importing->context);
    struct ptv_service item;
    ptv_read(&own, json, &importing->mappings, &item);
    struct working *row = item.id ? row_find(&importing->services, item.id) : NULL;
    if (!row && item.ended && own.error_count == 0) {
        context_error(&own, "/publishingStatus", ERROR_unknown_service, NULL);
    }
    if (own.error_count > 0) {
        import_refuse(importing, index, item.id, &own);
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
    import_count(importing, is_new, is_changed);
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
    struct context own = import_item_context(importing->context);
    struct unit item;
    servicemap_read(&own, json, &item);
    if (own.error_count > 0) {
        import_refuse(importing, index, item.source_id, &own);
        return;
    }
    struct working *row = row_find(&importing->units, item.source_id);
    bool is_new = !row;
    if (is_new) {
        row = row_add(&importing->units, item.source_id, true, new_unit(importing, &item));
    }
    struct unit *unit = row->record;
    bool is_changed = !told_alike(importing->context, &unit_told_shape, unit, &item);
    take_told(&item, unit);
    row->is_changed = row->is_changed || is_changed;
    import_count(importing, is_new, is_changed);
}

static enum status store_all(struct importing *importing) {
    struct context *context = importing->context;
    struct list made, changed;
    for (size_t i = 0; i < importing->units.count; i++) {
        if (importing->units.items[i].is_new || importing->units.items[i].is_changed) {
            unit_prepare(context, importing->units.items[i].record);
        }
    }
    for (size_t i = 0; i < importing->services.count; i++) {
        if (importing->services.items[i].is_new || importing->services.items[i].is_changed) {
            service_prepare(context, importing->services.items[i].record);
        }
    }
    rows_split(&importing->units, sizeof(struct unit), &made, &changed);
    enum status status = unit_store(context, &made, &changed);
    rows_split(&importing->services, sizeof(struct service), &made, &changed);
    return status == OK ? service_store(context, &made, &changed) : status;
}

static int compare_index(const void *a, const void *b) {
    const struct import_refused *left = a, *right = b;
    return (left->index > right->index) - (left->index < right->index);
}

/* Services first, so that a channel finds those of its own delivery. */
static void take_all(struct importing *importing) {
    const size_t count = json_count(importing->items);
    for (size_t i = 0; i < count; i++) {
        if (!ptv_is_channel(json_at(importing->items, i))) {
            take_service(importing, i);
        }
    }
    channels_begin(importing);
    for (size_t i = 0; i < count; i++) {
        if (ptv_is_channel(json_at(importing->items, i))) {
            take_channel(importing, i);
        }
    }
    qsort(importing->refused, importing->result->refused.count, sizeof *importing->refused,
          compare_index);
}

static enum status import_services(struct importing *importing) {
    enum status status = import_load_services(importing);
    if (status == OK) {
        take_all(importing);
        status = store_all(importing);
    }
    return status;
}

static enum status import_units(struct importing *importing) {
    enum status status = import_load_units(importing);
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; i < json_count(importing->items); i++) {
        take_unit(importing, i);
    }
    return store_all(importing);
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
