/* Channels of the national register on the services that name them. A service keeps what the source
 * tells apart from what it shows, so that the area may say something else of its own. */
#include "base/limits.h"
#include "domain/directory/import.h"
#include "domain/directory/import_ptv.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

/* --- what a service shows of them --- */

struct list channels_shown(struct context *context, const struct list *source_channels) {
    const struct channel *items = source_channels->items;
    struct channel *shown = arena_alloc(context->arena, CHANNELS_MAX * sizeof *shown);
    struct list list = {shown, 0};
    for (size_t i = 0; i < source_channels->count && list.count < CHANNELS_MAX; i++) {
        bool known = false;
        for (size_t k = 0; k < list.count && !known; k++) {
            known = shown[k].kind == items[i].kind && strcmp(shown[k].value, items[i].value) == 0;
        }
        if (!known) {
            shown[list.count] = items[i];
            shown[list.count++].source_id = NULL;
        }
    }
    return list;
}

const char *channels_url(const struct list *source_channels) {
    const struct channel *items = source_channels->items;
    for (size_t i = 0; i < source_channels->count; i++) {
        if (items[i].kind == CHANNEL_WEB) {
            return items[i].value;
        }
    }
    return NULL;
}

static bool is_url(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The area has said something of its own where a service shows neither nothing nor the source's. */
static void show(struct context *context, const struct list *source_channels,
                 struct service *service) {
    const struct service told = {.channels = channels_shown(context, &service->source_channels)};
    const char *url = channels_url(&service->source_channels);
    if (service->channels.count == 0 ||
        told_alike(context, &service_contact_shape, &told, service)) {
        service->channels = channels_shown(context, source_channels);
    }
    if (!service->url || is_url(service->url, url)) {
        service->url = channels_url(source_channels);
    }
    service->source_channels = *source_channels;
}

/* --- the channels of one service --- */

static int compare_channels(const void *a, const void *b) {
    const struct channel *left = a, *right = b;
    int order = left->kind - right->kind;
    order = order != 0 ? order : strcmp(left->source_id, right->source_id);
    return order != 0 ? order : strcmp(left->value, right->value);
}

/* Those of one channel in the place of what the service had of it; none takes it away. */
static bool give(struct context *context, struct service *service, const char *source_id,
                 const struct list *contacts) {
    const struct channel *before = service->source_channels.items, *more = contacts->items;
    struct channel *items = arena_alloc(
        context->arena, (service->source_channels.count + contacts->count + 1) * sizeof *items);
    struct list list = {items, 0};
    for (size_t i = 0; i < service->source_channels.count; i++) {
        if (strcmp(before[i].source_id, source_id) != 0) {
            items[list.count++] = before[i];
        }
    }
    for (size_t i = 0; i < contacts->count; i++) {
        items[list.count++] = more[i];
    }
    qsort(items, list.count, sizeof *items, compare_channels);
    list.count = list.count < SOURCE_CHANNELS_MAX ? list.count : SOURCE_CHANNELS_MAX;
    const struct service after = {.source_channels = list};
    bool is_changed = !told_alike(context, &service_source_shape, service, &after);
    if (is_changed) {
        show(context, &list, service);
    }
    return is_changed;
}

static bool has_word(const struct list *words, const char *word) {
    const char *const *items = words->items;
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(items[i], word) == 0) {
            return true;
        }
    }
    return false;
}

void channels_keep(struct context *context, const struct list *named, struct service *service) {
    const struct channel *before = service->source_channels.items;
    struct channel *items =
        arena_alloc(context->arena, (service->source_channels.count + 1) * sizeof *items);
    struct list list = {items, 0};
    for (size_t i = 0; i < service->source_channels.count; i++) {
        if (has_word(named, before[i].source_id)) {
            items[list.count++] = before[i];
        }
    }
    if (list.count < service->source_channels.count) {
        show(context, &list, service);
    }
}

/* --- who has which --- */

static struct holders *holders_of(struct importing *importing, const char *source_id, bool *known) {
    struct working *row = row_find(&importing->channels, source_id);
    *known = row != NULL;
    if (!row) {
        struct holders *holders = arena_alloc(importing->context->arena, sizeof *holders);
        *holders = (struct holders){NULL};
        row = row_add(&importing->channels, source_id, false, holders);
    }
    return row->record;
}

static void hold(struct importing *importing, struct holders *holders, struct working *row) {
    struct holder *holder = arena_alloc(importing->context->arena, sizeof *holder);
    *holder = (struct holder){row, holders->first};
    holders->first = holder;
}

void channels_begin(struct importing *importing) {
    size_t room = json_count(importing->items);
    for (size_t i = 0; i < importing->services.count; i++) {
        room += ((struct service *)importing->services.items[i].record)->source_channels.count;
    }
    importing->channels = rows_begin(importing->context, room);
    for (size_t i = 0; i < importing->services.count; i++) {
        struct working *row = &importing->services.items[i];
        const struct list *list = &((struct service *)row->record)->source_channels;
        const struct channel *items = list->items;
        bool known = false;
        for (size_t k = 0; k < list->count; k++) {
            hold(importing, holders_of(importing, items[k].source_id, &known), row);
        }
    }
}

/* --- one item --- */

/* A place of the register is a unit, of the organisation whose services are here. */
static bool take_place(struct importing *importing, const struct ptv_channel *item, bool *is_new) {
    struct context *context = importing->context;
    struct working *row = row_find(&importing->units, item->id);
    *is_new = !row && !item->ended;
    if (!row && item->ended) {
        return false;
    }
    if (!row) {
        struct unit *made = arena_alloc(context->arena, sizeof *made);
        *made = (struct unit){.id = uuid_new(context->now.us / 1000),
                              .code = arena_format(context->arena, "ptv-%s", item->id),
                              .kind = "place",
                              .source = importing->source,
                              .source_id = item->id};
        row = row_add(&importing->units, item->id, true, made);
    }
    struct unit *unit = row->record;
    const struct unit before = *unit;
    struct working *parent =
        item->organization_id ? row_find(&importing->units, item->organization_id) : NULL;
    if (!item->ended) {
        unit->names = item->place.names;
        unit->descriptions = item->place.descriptions;
        unit->address = item->place.address;
        unit->channels = item->place.channels;
        unit->url = item->place.url;
        unit->parent_id = parent ? ((struct unit *)parent->record)->id : unit->parent_id;
    }
    import_end(context, item->ended, unit->valid_from, &unit->valid_to, &unit->ended_by_source);
    bool is_changed = *is_new || !told_alike(context, &unit_told_shape, &before, unit) ||
                      !uuid_equal(&before.parent_id, &unit->parent_id) ||
                      date_compare(before.valid_to, unit->valid_to) != 0;
    row->is_changed = row->is_changed || is_changed;
    return is_changed;
}

/* Off the services that have it and are not named any more, onto those that are. */
static bool take_contacts(struct importing *importing, const struct ptv_channel *item,
                          struct holders *holders) {
    static const struct list none = {NULL, 0};
    const char *const *ids = item->service_ids.items;
    struct context *context = importing->context;
    bool is_changed = false;
    for (struct holder *at = holders->first; at; at = at->next) {
        bool stays = !item->ended &&
                     (!item->has_services || has_word(&item->service_ids, at->row->source_id));
        bool given = give(context, at->row->record, item->id, stays ? &item->contacts : &none);
        at->row->is_changed = at->row->is_changed || given;
        is_changed = is_changed || given;
    }
    for (size_t i = 0; !item->ended && i < item->service_ids.count; i++) {
        struct working *row = row_find(&importing->services, ids[i]);
        if (row && give(context, row->record, item->id, &item->contacts)) {
            hold(importing, holders, row);
            row->is_changed = true;
            is_changed = true;
        }
    }
    return is_changed;
}

/* A channel that no service here has, nor may have, is none of this directory. */
static void check_known(struct importing *importing, struct context *own,
                        const struct ptv_channel *item) {
    const char *const *ids = item->service_ids.items;
    bool held = row_find(&importing->channels, item->id) != NULL;
    bool is_unit = item->is_place && row_find(&importing->units, item->id);
    if (item->ended && !held && !is_unit) {
        context_error(own, "/publishingStatus",
                      item->is_place ? ERROR_unknown_unit : ERROR_unknown_service, NULL);
    }
    bool named = item->ended || item->is_place || held;
    for (size_t i = 0; !named && i < item->service_ids.count; i++) {
        named = row_find(&importing->services, ids[i]) != NULL;
    }
    if (!named) {
        context_error(own, "/services", ERROR_unknown_service, NULL);
    }
}

void take_channel(struct importing *importing, size_t index) {
    const struct json *json = json_at(importing->items, index);
    struct context own = import_item_context(importing->context);
    struct ptv_channel item;
    bool known = false, is_new = false;
    ptv_read_channel(&own, json, &item);
    if (own.error_count == 0) {
        check_known(importing, &own, &item);
    }
    if (own.error_count > 0) {
        import_refuse(importing, index, item.id, &own);
        return;
    }
    struct holders *holders = holders_of(importing, item.id, &known);
    bool is_changed = take_contacts(importing, &item, holders);
    if (item.is_place) {
        is_changed = take_place(importing, &item, &is_new) || is_changed;
    } else {
        is_new = !known;
    }
    import_count(importing, is_new, is_changed);
}
