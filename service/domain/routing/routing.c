#include "domain/routing/routing.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/assessment/standing.h"
#include "domain/client/client.h"
#include "domain/referral/referral.h"
#include "domain/routing/routing.sql.h"
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

/* --- shapes --- */

static const struct shape_field wanted_fields[] = {
    FIELD(struct routing_wanted, client_id, 0),
    FIELD_FORMAT(struct routing_wanted, segment, 0, 1, 64, "code"),
    FIELD_STRINGS(struct routing_wanted, need_classes, SHAPE_REQUIRED, 1, 20),
    FIELD_RANGE(struct routing_wanted, age, SHAPE_PERSONAL, 0, 150),
    FIELD_FORMAT(struct routing_wanted, language, 0, 2, 3, "language_code"),
    FIELD_FORMAT(struct routing_wanted, municipality, 0, 3, 3, "municipality"),
    FIELD_ENUM(struct routing_wanted, urgency, 0, referral_urgency_words),
    FIELD(struct routing_wanted, trace, 0),
    FIELD_END};
const struct shape routing_wanted_shape = {"RoutingWanted", sizeof(struct routing_wanted),
                                           wanted_fields};

static const struct shape_field reason_fields[] = {
    FIELD(struct routing_reason, code, SHAPE_READ_ONLY),
    FIELD(struct routing_reason, text, SHAPE_READ_ONLY),
    FIELD(struct routing_reason, points, SHAPE_READ_ONLY), FIELD_END};
static const struct shape reason_shape = {"RoutingReason", sizeof(struct routing_reason),
                                          reason_fields};

static const struct shape_field item_fields[] = {
    FIELD_RECORD(struct routing_item, service, SHAPE_READ_ONLY, service_shape),
    FIELD(struct routing_item, score, SHAPE_READ_ONLY),
    FIELD(struct routing_item, waits_days, SHAPE_READ_ONLY),
    FIELD_LIST(struct routing_item, reasons, SHAPE_READ_ONLY, reason_shape, 0, 32), FIELD_END};
static const struct shape item_shape = {"RoutingItem", sizeof(struct routing_item), item_fields};

static const struct shape_field desk_fields[] = {
    FIELD_RECORD(struct routing_front_desk, unit, SHAPE_READ_ONLY, unit_shape),
    FIELD(struct routing_front_desk, code, SHAPE_READ_ONLY),
    FIELD(struct routing_front_desk, text, SHAPE_READ_ONLY), FIELD_END};
static const struct shape desk_shape = {"RoutingFrontDesk", sizeof(struct routing_front_desk),
                                        desk_fields};

static const struct shape_field rule_fields[] = {
    FIELD(struct routing_rule, code, SHAPE_READ_ONLY),
    FIELD(struct routing_rule, points, SHAPE_READ_ONLY),
    FIELD(struct routing_rule, valid_from, SHAPE_READ_ONLY),
    FIELD(struct routing_rule, text, SHAPE_READ_ONLY | SHAPE_JSON_ONLY), FIELD_END};
const struct shape routing_rule_shape = {"RoutingRule", sizeof(struct routing_rule), rule_fields};

static const struct shape_field rule_new_fields[] = {
    FIELD_FORMAT(struct routing_rule, code, SHAPE_REQUIRED, 1, 64, "code"),
    FIELD_RANGE(struct routing_rule, points, SHAPE_REQUIRED, 0, 1000),
    FIELD(struct routing_rule, valid_from, SHAPE_REQUIRED), FIELD_END};
const struct shape routing_rule_new_shape = {"RoutingRuleCreate", sizeof(struct routing_rule),
                                             rule_new_fields};

static const struct shape_field rule_list_fields[] = {
    FIELD_LIST(struct routing_rule_list, items, SHAPE_READ_ONLY, routing_rule_shape, 0, 64),
    FIELD_END};
const struct shape routing_rule_list_shape = {"RoutingRuleList", sizeof(struct routing_rule_list),
                                              rule_list_fields};

static const struct shape_field answer_fields[] = {
    FIELD_LIST(struct routing_answer, items, SHAPE_READ_ONLY | SHAPE_REQUIRED, item_shape, 0,
               ROUTING_ITEMS_MAX),
    FIELD_RECORD(struct routing_answer, front_desk, SHAPE_READ_ONLY, desk_shape),
    FIELD_LIST(struct routing_answer, rules, SHAPE_READ_ONLY, routing_rule_shape, 0, 64),
    FIELD_END};
const struct shape routing_answer_shape = {"RoutingAnswer", sizeof(struct routing_answer),
                                           answer_fields};

/* --- rules --- */

enum rule_code {
#define ROUTING(code, points, fi, sv, en) RULE_##code,
#include "tables/routing.def"
#undef ROUTING
    RULES
};

static const struct shipped {
    const char *code;
    int64_t points;
    const char *texts[LANGUAGE_COUNT];
} shipped[RULES] = {
#define ROUTING(code, points, fi, sv, en) {#code, points, {fi, sv, en}},
#include "tables/routing.def"
#undef ROUTING
};

static int rule_index(const char *code) {
    int i = 0;
    while (i < RULES && strcmp(shipped[i].code, code) != 0) {
        i++;
    }
    return i;
}

/* The shipped rules, with the area's own points in place of theirs. */
static struct list join(struct context *context, const struct list *own) {
    struct routing_rule *rules = arena_alloc(context->arena, RULES * sizeof *rules);
    const struct routing_rule *row = own->items;
    for (int i = 0; i < RULES; i++) {
        rules[i] = (struct routing_rule){
            shipped[i].code, shipped[i].points, {0}, shipped[i].texts[context->language]};
    }
    for (size_t i = 0; i < own->count; i++) {
        int at = rule_index(row[i].code);
        if (at < RULES) {
            rules[at].points = row[i].points;
            rules[at].valid_from = row[i].valid_from;
        }
    }
    return (struct list){rules, RULES};
}

static enum status rules_ahead(struct context *context, struct list *out) {
    return db_list_ahead(context, &routing_rule_select, &routing_rule_shape,
                         &(struct routing_rule){0}, &routing_rule_shape, out);
}

enum status routing_rules(struct context *context, struct list *out) {
    struct list own = {0};
    enum status status = db_list(context, &routing_rule_select, &routing_rule_shape,
                                 &(struct routing_rule){0}, &routing_rule_shape, &own);
    if (status == OK) {
        *out = join(context, &own);
    }
    return status;
}

enum status routing_rule_add(struct context *context, struct routing_rule *rule) {
    int at = rule_index(rule->code);
    if (at == RULES) {
        context_error(context, "/code", ERROR_unknown_rule, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    rule->text = shipped[at].texts[context->language];
    enum status status = db_later(context, &routing_rule_insert, &routing_rule_shape, rule);
    return status == OK ? ledger_audit(context, AUDIT_CREATE, (struct uuid){{0}},
                                       RESOURCE_routing_rule, (struct uuid){{0}}, GROUND_none)
                        : status;
}

/* --- points --- */

static bool holds(const struct list *words, const char *word) {
    const char *const *each = words->items;
    for (size_t i = 0; word && i < words->count; i++) {
        if (strcmp(each[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static int64_t matched(const struct list *asked, const struct list *answered) {
    const char *const *needs = asked->items;
    int64_t count = 0;
    for (size_t i = 0; i < asked->count; i++) {
        count += holds(answered, needs[i]);
    }
    return count;
}

static void add(struct arena *arena, const struct routing_rule *rules, enum rule_code code,
                int64_t points, struct routing_item *item) {
    struct routing_reason *reasons = item->reasons.items;
    if (!reasons) {
        reasons = arena_alloc(arena, RULES * sizeof *reasons);
        item->reasons.items = reasons;
    }
    if (points > 0) {
        reasons[item->reasons.count++] =
            (struct routing_reason){rules[code].code, rules[code].text, points};
        item->score += points;
    }
}

void routing_score(struct arena *arena, const struct routing_rule *rules,
                   const struct routing_case *of, struct routing_item *item) {
    const struct service *service = item->service;
    int64_t asked = (int64_t)of->needs->count;
    int64_t answered = matched(of->needs, &service->needs);
    int64_t weight = service->weight.present ? service->weight.value : 3;
    bool by_oneself = service->kind == SERVICE_DIGITAL || service->self_referral;
    bool self_reliant = of->segment && strcmp(of->segment, "omatoimi") == 0;
    bool professional = service->kind == SERVICE_HEALTH || service->kind == SERVICE_SOCIAL;
    int64_t days = item->waits_days.present ? item->waits_days.value : 0;
    item->score = 0;
    item->reasons = (struct list){NULL, 0};
    add(arena, rules, RULE_need_matched, rules[RULE_need_matched].points * answered / asked, item);
    add(arena, rules, RULE_whole_need, answered == asked ? rules[RULE_whole_need].points : 0, item);
    add(arena, rules, RULE_lightest, rules[RULE_lightest].points * (5 - weight), item);
    add(arena, rules, RULE_self_service,
        self_reliant && by_oneself && !of->urgent ? rules[RULE_self_service].points : 0, item);
    add(arena, rules, RULE_segment,
        holds(&service->segments, of->segment) ? rules[RULE_segment].points : 0, item);
    add(arena, rules, RULE_takes_referrals,
        service->takes_referrals ? rules[RULE_takes_referrals].points : 0, item);
    add(arena, rules, RULE_language,
        holds(&service->languages, of->language) ? rules[RULE_language].points : 0, item);
    add(arena, rules, RULE_place,
        holds(&service->municipalities, of->municipality) ? rules[RULE_place].points : 0, item);
    add(arena, rules, RULE_urgent,
        of->urgent && professional && service->takes_referrals ? rules[RULE_urgent].points : 0,
        item);
    add(arena, rules, RULE_short_wait,
        service->takes_referrals ? rules[RULE_short_wait].points - days : 0, item);
}

/* The best first; of the same score the lighter, then by the name of the list. */
static int compare_items(const void *left, const void *right) {
    const struct routing_item *a = left, *b = right;
    if (a->score != b->score) {
        return a->score > b->score ? -1 : 1;
    }
    int names = strcmp(a->service->sort_key, b->service->sort_key);
    return names != 0 ? names : memcmp(&a->service->id, &b->service->id, sizeof a->service->id);
}

/* --- routing --- */

struct wait_row {
    struct uuid service_id;
    struct instant waiting_since;
};
static const struct shape_field wait_fields[] = {
    FIELD(struct wait_row, service_id, 0), FIELD(struct wait_row, waiting_since, 0), FIELD_END};
static const struct shape wait_shape = {"routing_wait", sizeof(struct wait_row), wait_fields};

struct wait_key {
    struct list service_ids;
};
static const struct shape_field wait_key_fields[] = {
    FIELD_UUIDS(struct wait_key, service_ids, 0, 0, 0), FIELD_END};
static const struct shape wait_key_shape = {"routing_wait_key", sizeof(struct wait_key),
                                            wait_key_fields};

static struct list ids_of(struct context *context, const struct list *items) {
    const struct routing_item *item = items->items;
    struct uuid *ids = arena_alloc(context->arena, (items->count + 1) * sizeof *ids);
    for (size_t i = 0; i < items->count; i++) {
        ids[i] = item[i].service->id;
    }
    return (struct list){ids, items->count};
}

/* `ids`: of the services that are weighed. */
static enum status load_waits(struct context *context, const struct list *ids,
                              const struct list *weighed) {
    const struct wait_key key = {*ids};
    struct routing_item *items = weighed->items;
    struct list rows = {0};
    enum status status =
        db_list(context, &routing_wait_select, &wait_key_shape, &key, &wait_shape, &rows);
    const struct wait_row *waits = rows.items;
    for (size_t i = 0; status == OK && i < weighed->count; i++) {
        for (size_t j = 0; j < rows.count; j++) {
            if (uuid_equal(&waits[j].service_id, &items[i].service->id) &&
                waits[j].waiting_since.us != 0) {
                struct date since = instant_day_helsinki(waits[j].waiting_since);
                items[i].waits_days =
                    (struct opt_int){true, date_to_days(context->today) - date_to_days(since)};
            }
        }
    }
    return status;
}

static enum status check_needs(struct context *context, const struct routing_wanted *wanted,
                               const struct list *classes) {
    need_class_check_among(context, "/need_classes", &wanted->need_classes, classes);
    return context_settle(context, STATUS_rule_broken);
}

/* What the client's records say goes before what the body says. The needs are looked at before a
 * record is read that the access log is told of; `classes` come with the client. */
static enum status know_client(struct context *context, const struct routing_wanted *wanted,
                               const struct list *classes, struct routing_case *of,
                               struct opt_int *age) {
    struct client_core client = {0};
    struct standing standing = {.segment = NULL};
    *of = (struct routing_case){.needs = &wanted->need_classes,
                                .segment = wanted->segment,
                                .language = wanted->language,
                                .municipality = wanted->municipality,
                                .urgent = wanted->urgency == 1 || wanted->urgency == 2};
    *age = wanted->age;
    if (!uuid_is_set(&wanted->client_id)) {
        return OK;
    }
    enum status status = client_core_named(context, "/client_id", wanted->client_id, &client);
    if (status == OK) {
        status = check_needs(context, wanted, classes);
    }
    if (status != OK) {
        return status;
    }
    if (date_is_set(client.birth_date)) {
        *age = (struct opt_int){true, date_age(client.birth_date, context->today)};
    }
    if (!wanted->segment && actor_may(&context->actor, "assessment:read")) {
        status = standing_get(context, wanted->client_id, &standing);
        of->segment = status == OK ? standing.segment : NULL;
    }
    return status == STATUS_not_found ? OK : status;
}

static enum status own_front_desk(struct context *context, struct routing_answer *out) {
    struct routing_front_desk *desk = arena_alloc(context->arena, sizeof *desk);
    struct unit *unit = arena_alloc(context->arena, sizeof *unit);
    struct uuid id = {{0}};
    enum status status = OK;
    *desk = (struct routing_front_desk){NULL, shipped[RULE_front_desk].code,
                                        shipped[RULE_front_desk].texts[context->language]};
    if (context->actor.unit) {
        status = unit_find_code(context, context->actor.unit, &id);
    }
    if (status == OK && uuid_is_set(&id)) {
        status = unit_get(context, id, unit);
        desk->unit = unit;
    }
    out->front_desk = desk;
    return status;
}

/* What is shown of the best: the whole service. One that was taken away since is left as weighed.
 */
static void show_whole(const struct list *best, const struct list *services) {
    struct routing_item *items = best->items;
    const struct service *service = services->items;
    for (size_t i = 0; i < best->count; i++) {
        for (size_t j = 0; j < services->count; j++) {
            if (uuid_equal(&service[j].id, &items[i].service->id)) {
                items[i].service = &service[j];
                break;
            }
        }
    }
}

static enum status rank(struct context *context, const struct routing_case *of,
                        const struct list *rules, const struct list *services,
                        struct routing_answer *out) {
    const struct service *service = services->items;
    struct routing_item *items = arena_alloc(context->arena, (services->count + 1) * sizeof *items);
    for (size_t i = 0; i < services->count; i++) {
        items[i].service = &service[i];
    }
    const struct list all = {items, services->count};
    struct list whole = {0};
    bool all_are_shown = all.count <= ROUTING_ITEMS_MAX;
    if (all.count == 0) {
        return OK;
    }
    /* Where all are shown, which of them are best need not be known before they are read whole. */
    const struct list ids = ids_of(context, &all);
    enum status status = all_are_shown ? service_list_whole_ahead(context, &ids, &whole) : OK;
    if (status == OK) {
        status = load_waits(context, &ids, &all);
    }
    for (size_t i = 0; status == OK && i < all.count; i++) {
        routing_score(context->arena, rules->items, of, &items[i]);
    }
    qsort(items, all.count, sizeof *items, compare_items);
    out->items = (struct list){items, all_are_shown ? all.count : ROUTING_ITEMS_MAX};
    if (status == OK && all_are_shown) {
        status = service_complete_all(context, &whole);
    } else if (status == OK) {
        const struct list best = ids_of(context, &out->items);
        status = service_list_whole(context, &best, &whole);
    }
    if (status == OK) {
        show_whole(&out->items, &whole);
    }
    return status;
}

/* A service that takes nobody now, and where nobody can go by themselves, leads nowhere. */
static bool leads_somewhere(const struct service *service) {
    return service->takes_referrals || service->self_referral || service->kind == SERVICE_DIGITAL ||
           service->kind == SERVICE_THIRD_SECTOR;
}

static bool is_dead_end(const struct list *items) {
    const struct routing_item *item = items->items;
    for (size_t i = 0; i < items->count; i++) {
        if (leads_somewhere(item[i].service)) {
            return false;
        }
    }
    return true;
}

enum status routing_route(struct context *context, const struct routing_wanted *wanted,
                          struct routing_answer *out) {
    struct routing_case of;
    struct service_filter filter = {.municipality = wanted->municipality};
    struct list own = {0}, rules = {0}, classes = {0}, services = {0};
    *out = (struct routing_answer){.front_desk = NULL};
    enum status status = need_class_list_ahead(context, &classes);
    if (status == OK) {
        status = rules_ahead(context, &own);
    }
    if (status == OK) {
        status = know_client(context, wanted, &classes, &of, &filter.age);
    }
    if (status == OK) {
        status = service_list_for_needs(context, &wanted->need_classes, &filter, &services);
    }
    if (status == OK) {
        status = check_needs(context, wanted, &classes);
    }
    if (status == OK) {
        rules = join(context, &own);
        status = rank(context, &of, &rules, &services, out);
    }
    if (status == OK && is_dead_end(&out->items)) {
        status = own_front_desk(context, out);
    }
    if (wanted->trace.value) {
        out->rules = rules;
    }
    return status;
}
