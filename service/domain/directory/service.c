#include "base/limits.h"
#include "db/db.h"
#include "domain/directory/directory_details.h"
#include "domain/directory/service.sql.h"
#include "ledger/ledger.h"

#include <string.h>

static const struct shape_field key_fields[] = {FIELD(struct service, id, 0),
                                                FIELD(struct service, version, 0),
                                                FIELD(struct service, code, 0), FIELD_END};
static const struct shape key_shape = {"service_key", sizeof(struct service), key_fields};

struct service_search {
    struct service_filter wanted;
    struct directory_search by;
    struct list need_terms;
};
static const struct shape_field search_fields[] = {
    FIELD_EMBED(struct service_search, wanted, 0, service_filter_shape, "wanted_"),
    FIELD_EMBED(struct service_search, by, 0, directory_search_shape, ""),
    FIELD_STRINGS(struct service_search, need_terms, 0, 0, 0), FIELD_END};
static const struct shape search_shape = {"service_search", sizeof(struct service_search),
                                          search_fields};

/* --- looking for services --- */

static const struct directory_lists service_lists = {.page = &service_select_page,
                                                     .count_fewest = &service_count_fewest,
                                                     .walked = &service_select_walked,
                                                     .gathered = &service_select_gathered,
                                                     .count_all = &service_count_all,
                                                     .count_gathered = &service_count_gathered,
                                                     .asked = &search_shape,
                                                     .row = &service_shape};

/* What is no term (segment, municipality, age, day) is looked at in each row. */
static struct service_search search_for(struct context *context,
                                        const struct service_filter *filter) {
    struct service_search search = {.wanted = *filter,
                                    .by = directory_search_begin(context, filter->q)};
    char unit[UUID_TEXT_SIZE];
    uuid_print(&filter->unit_id, unit);
    const struct {
        const char *kind, *value;
    } filters[SEARCH_FILTERS_MAX] = {
        {"unit", uuid_is_set(&filter->unit_id) ? unit : NULL},
        {"need", filter->need},
        {"kind", filter->kind ? service_kind_words[filter->kind - 1] : NULL},
        {"register", filter->register_code ? register_words[filter->register_code - 1] : NULL},
        {"language", filter->language},
        {"referrals", !filter->takes_referrals.present ? NULL
                      : filter->takes_referrals.value  ? "yes"
                                                       : "no"}};
    for (size_t i = 0; i < SEARCH_FILTERS_MAX; i++) {
        directory_search_add(context, &search.by, filters[i].kind, filters[i].value);
    }
    return search;
}

enum status service_complete_all(struct context *context, struct list *services) {
    struct service *items = services->items;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < services->count; i++) {
        status = service_complete(context, &items[i]);
    }
    return status;
}

enum status service_list(struct context *context, const struct service_filter *filter,
                         struct list *out) {
    struct service_search search = search_for(context, filter);
    enum status status = directory_list(context, &service_lists, &search, &search.by, out);
    return status == OK ? service_complete_all(context, out) : status;
}

enum status service_count(struct context *context, const struct service_filter *filter,
                          struct opt_int *out) {
    struct service_search search = search_for(context, filter);
    return directory_count(context, &service_lists, &search, &search.by, out);
}

enum status service_list_for_needs(struct context *context, const struct list *needs,
                                   const struct service_filter *filter, struct list *out) {
    struct service_filter rest = *filter;
    const char *const *codes = needs->items;
    const char **terms = arena_alloc(context->arena, (needs->count + 1) * sizeof *terms);
    rest.need = NULL;
    rest.q = NULL;
    struct service_search search = search_for(context, &rest);
    for (size_t i = 0; i < needs->count; i++) {
        terms[i] = arena_format(context->arena, "need:%s", codes[i]);
    }
    search.need_terms = (struct list){terms, needs->count};
    return db_list(context, &service_select_for_needs, &search_shape, &search, &service_shape, out);
}

struct service_ids {
    struct list service_ids; /* struct uuid */
};
static const struct shape_field ids_fields[] = {
    FIELD_UUIDS(struct service_ids, service_ids, 0, 0, ROUTING_ITEMS_MAX), FIELD_END};
static const struct shape ids_shape = {"service_ids", sizeof(struct service_ids), ids_fields};

enum status service_list_whole(struct context *context, const struct list *ids, struct list *out) {
    const struct service_ids key = {*ids};
    enum status status =
        db_list(context, &service_select_many, &ids_shape, &key, &service_shape, out);
    return status == OK ? service_complete_all(context, out) : status;
}

enum status service_list_whole_ahead(struct context *context, const struct list *ids,
                                     struct list *out) {
    const struct service_ids key = {*ids};
    return db_list_ahead(context, &service_select_many, &ids_shape, &key, &service_shape, out);
}

enum status service_get(struct context *context, struct uuid id, struct service *out) {
    const struct service key = {.id = id};
    enum status status = db_get(context, &service_select, &key_shape, &key, &service_shape, out);
    return status == OK ? service_complete(context, out) : status;
}

static bool is_valid_on(const struct service *service, struct date day) {
    return (!date_is_set(service->valid_from) || date_compare(service->valid_from, day) <= 0) &&
           (!date_is_set(service->valid_to) || date_compare(service->valid_to, day) >= 0);
}

enum status service_find_valid(struct context *context, const char *pointer, struct uuid id,
                               struct service *out) {
    const struct service key = {.id = id};
    bool found = false;
    enum status status =
        db_find(context, &service_select, &key_shape, &key, &service_shape, out, &found);
    if (status == OK && (!found || !is_valid_on(out, context->today))) {
        context_error(context, pointer, ERROR_unknown_service, NULL);
        return OK;
    }
    return status == OK ? service_complete(context, out) : status;
}

/* --- storing --- */

static struct directory_entry entry_of(void *items, size_t index) {
    struct service *service = &((struct service *)items)[index];
    return (struct directory_entry){.id = service->id,
                                    .sort_key = service->sort_key,
                                    .terms = &service->terms,
                                    .version = &service->version,
                                    .updated_at = &service->updated_at};
}

enum status service_store(struct context *context, const struct list *made,
                          const struct list *changed) {
    static const struct directory_kind kind = {.shape = &service_shape,
                                               .insert = &service_insert_rows,
                                               .update = &service_update_rows,
                                               .delete_terms = &service_term_delete_rows,
                                               .insert_terms = &service_term_insert_rows,
                                               .entry = entry_of,
                                               .stale = "another changed the service first",
                                               .resource = RESOURCE_service,
                                               .created = EVENT_service_created,
                                               .changed = EVENT_service_changed};
    return directory_store(context, &kind, made, changed);
}

/* --- writing --- */

static const char *listed(struct context *context, const char *const *words) {
    const char *text = words[0];
    for (size_t i = 1; words[i]; i++) {
        text = arena_format(context->arena, "%s, %s", text, words[i]);
    }
    return text;
}

static void check_referral_kinds(struct context *context, const struct list *kinds) {
    const char *const *items = kinds->items;
    for (size_t i = 0; i < kinds->count; i++) {
        if (shape_word_index(referral_kind_words, items[i]) == 0) {
            context_error(context, arena_format(context->arena, "/referral_kinds/%zu", i),
                          ERROR_not_in_list, listed(context, referral_kind_words));
        }
    }
}

/* What the area's own services have, and every service that takes referrals. */
static void check_whole(struct context *context, const struct service *service) {
    if (service->kind == 0) {
        context_error(context, "/kind", ERROR_required, NULL);
    }
    if (!uuid_is_set(&service->unit_id)) {
        context_error(context, "/unit_id", ERROR_required, NULL);
    }
    if (!service->weight.present) {
        context_error(context, "/weight", ERROR_required, NULL);
    }
}

static bool keeps_register(const struct service *service) {
    return service->kind == SERVICE_HEALTH || service->kind == SERVICE_SOCIAL;
}

/* Health and social services keep a register, by their kind where nothing is said; others none. */
static void check_register(struct context *context, struct service *service) {
    if (keeps_register(service) && service->register_code == 0) {
        service->register_code =
            service->kind == SERVICE_HEALTH ? REGISTER_HEALTH : REGISTER_SOCIAL;
    }
    if (!keeps_register(service) && service->register_code != 0) {
        context_error(context, "/register", ERROR_no_register, NULL);
    }
}

/* What the body alone shows. */
static enum status check_body(struct context *context, const struct service *service) {
    check_names(context, &service->names);
    check_referral_kinds(context, &service->referral_kinds);
    return context_settle(context, STATUS_invalid);
}

static enum status check_rules(struct context *context, struct service *service,
                               const char *source) {
    if (!source || service->takes_referrals) {
        check_whole(context, service);
    }
    check_register(context, service);
    check_days(context, service->valid_from, service->valid_to);
    if (service->age.min.present && service->age.max.present &&
        service->age.max.value < service->age.min.value) {
        context_error(context, "/age/max", ERROR_before_beginning, NULL);
    }
    enum status status = need_class_check(context, "/needs", &service->needs);
    return status == OK ? context_settle(context, STATUS_rule_broken) : status;
}

/* A list that was left out is an empty one; all but the channels are sets. */
static void make_sets(struct service *service) {
    struct list *const lists[] = {&service->needs,          &service->segments,
                                  &service->languages,      &service->municipalities,
                                  &service->referral_kinds, &service->channels};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (!lists[i]->items) {
            *lists[i] = (struct list){service, 0}; /* never read */
        } else if (lists[i] != &service->channels) {
            as_set(lists[i]);
        }
    }
}

/* Needs as they follow from the source anyway are not the area's own saying. */
static void take_needs(struct service *service) {
    service->own_needs = service->needs;
    if (is_same_set(&service->needs, &service->source_needs)) {
        service->own_needs = (struct list){NULL, 0};
    }
}

static enum status check_unit(struct context *context, const struct service *service,
                              struct uuid before) {
    if (uuid_equal(&service->unit_id, &before)) {
        return OK;
    }
    enum status status = unit_check(context, "/unit_id", service->unit_id);
    return status == OK ? context_settle(context, STATUS_rule_broken) : status;
}

enum status service_create(struct context *context, struct service *service) {
    static const struct list none = {NULL, 0};
    const struct list made = {service, 1};
    enum status status = check_body(context, service);
    if (status == OK) {
        status = check_rules(context, service, NULL);
    }
    if (status == OK) {
        status = check_unit(context, service, (struct uuid){{0}});
    }
    if (status != OK) {
        return status;
    }
    service->id = uuid_new(context->now.us / 1000);
    make_sets(service);
    take_needs(service);
    service_prepare(context, service);
    return service_store(context, &made, &none);
}

/* What the row keeps that a body does not say. */
static void keep(const struct service *before, struct service *service) {
    service->id = before->id;
    service->version = before->version;
    service->source = before->source;
    service->source_id = before->source_id;
    service->source_needs = before->source_needs;
    service->source_channels = before->source_channels;
    service->ended_by_source =
        before->ended_by_source && date_compare(before->valid_to, service->valid_to) == 0;
}

enum status service_replace(struct context *context, struct uuid id, const struct versions *seen,
                            struct service *service) {
    static const struct list none = {NULL, 0};
    const struct list changed = {service, 1};
    struct service before = {0};
    enum status status = check_body(context, service);
    if (status == OK) {
        status = service_get(context, id, &before);
    }
    if (status == OK && !versions_hold(seen, before.version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    if (status == OK) {
        status = check_rules(context, service, before.source);
    }
    if (status == OK) {
        status = check_unit(context, service, before.unit_id);
    }
    if (status != OK) {
        return status;
    }
    make_sets(service);
    if (before.source && !told_alike(context, &service_told_shape, &before, service)) {
        context_error(context, "", ERROR_from_source, before.source);
        return context_settle(context, STATUS_rule_broken);
    }
    keep(&before, service);
    take_needs(service);
    service_prepare(context, service);
    return service_store(context, &none, &changed);
}

static enum status find_code(struct context *context, const char *code, struct uuid *out) {
    const struct service key = {.code = code};
    struct service service = {.version = 0};
    bool found = false;
    enum status status =
        db_find(context, &service_select_by_code, &key_shape, &key, &key_shape, &service, &found);
    *out = service.id;
    return status;
}

enum status service_put(struct context *context, struct service *service, enum put *out) {
    struct service before = {.version = 0};
    enum status status = find_code(context, service->code, &before.id);
    *out = PUT_MADE;
    if (status == OK && !uuid_is_set(&before.id)) {
        return service_create(context, service);
    }
    if (status == OK) {
        status = service_get(context, before.id, &before);
    }
    if (status == OK) {
        status = check_body(context, service);
    }
    if (status != OK) {
        return status;
    }
    const struct versions seen = {.items = &before.version, .count = 1};
    check_register(context, service);
    make_sets(service);
    *out = told_alike(context, &service_write_shape, &before, service) ? PUT_ALIKE : PUT_CHANGED;
    return *out == PUT_ALIKE ? OK : service_replace(context, before.id, &seen, service);
}
