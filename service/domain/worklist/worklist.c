#include "domain/worklist/worklist.h"
#include "base/limits.h"
#include "base/page.h"
#include "db/db.h"
#include "domain/assessment/assessment.h"
#include "domain/assessment/standing.h"
#include "domain/client/client.h"
#include "domain/consultation/consultation.h"
#include "domain/contact/contact.h"
#include "domain/deadline/calendar.h"
#include "domain/meeting/meeting_case.h"
#include "domain/referral/referral.h"
#include "domain/screening/candidate.h"
#include "domain/worklist/worklist.sql.h"
#include "ledger/moves.h"

#include <stdlib.h>
#include <string.h>

/* --- shapes --- */

static const struct shape_field worklist_fields[] = {
    FIELD(struct worklist, code, SHAPE_READ_ONLY),
    FIELD_RECORD(struct worklist, names, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, names3_shape),
    FIELD(struct worklist, count, SHAPE_READ_ONLY),
    FIELD(struct worklist, overdue, SHAPE_READ_ONLY),
    FIELD(struct worklist, more, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD_END};
const struct shape worklist_shape = {"Worklist", sizeof(struct worklist), worklist_fields};

static const struct shape_field list_fields[] = {
    FIELD_LIST(struct worklist_list, items, SHAPE_READ_ONLY, worklist_shape, 0, WORKLISTS_MAX),
    FIELD_END};
const struct shape worklist_list_shape = {"WorklistList", sizeof(struct worklist_list),
                                          list_fields};

static const struct shape_field client_fields[] = {
    FIELD(struct worklist_client, id, SHAPE_READ_ONLY),
    FIELD_ENUM(struct worklist_client, status, SHAPE_READ_ONLY, client_status_words), FIELD_END};
static const struct shape worklist_client_shape = {"WorklistClient", sizeof(struct worklist_client),
                                                   client_fields};

static const struct shape_field meeting_fields[] = {
    FIELD(struct worklist_meeting, id, SHAPE_READ_ONLY),
    FIELD(struct worklist_meeting, date, SHAPE_READ_ONLY), FIELD_END};
static const struct shape worklist_meeting_shape = {
    "WorklistMeeting", sizeof(struct worklist_meeting), meeting_fields};

static const struct shape_field item_fields[] = {
    FIELD(struct worklist_item, resource, SHAPE_READ_ONLY),
    FIELD(struct worklist_item, id, SHAPE_READ_ONLY),
    FIELD_EMBED(struct worklist_item, client, SHAPE_READ_ONLY, worklist_client_shape, "client_"),
    FIELD_EMBED(struct worklist_item, meeting, SHAPE_READ_ONLY, worklist_meeting_shape, "meeting_"),
    FIELD(struct worklist_item, state, SHAPE_READ_ONLY),
    FIELD(struct worklist_item, title, SHAPE_READ_ONLY),
    FIELD(struct worklist_item, urgency, SHAPE_READ_ONLY),
    FIELD(struct worklist_item, due_on, SHAPE_READ_ONLY),
    FIELD(struct worklist_item, overdue, SHAPE_READ_ONLY),
    FIELD(struct worklist_item, waiting_since, SHAPE_READ_ONLY),
    FIELD(struct worklist_item, assignee, SHAPE_READ_ONLY),
    FIELD(struct worklist_item, unseen, SHAPE_READ_ONLY),
    FIELD_STRINGS(struct worklist_item, duties, SHAPE_READ_ONLY, 0, 64),
    FIELD_STRINGS(struct worklist_item, available_actions,
                  SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED, 0, 64),
    FIELD(struct worklist_item, kind, SHAPE_COLUMN_ONLY),
    FIELD(struct worklist_item, ground, SHAPE_COLUMN_ONLY),
    FIELD_STRINGS(struct worklist_item, lists, SHAPE_COLUMN_ONLY, 0, 0),
    FIELD(struct worklist_item, title_service_id, SHAPE_COLUMN_ONLY),
    FIELD(struct worklist_item, title_unit_id, SHAPE_COLUMN_ONLY),
    FIELD(struct worklist_item, sides, SHAPE_COLUMN_ONLY),
    FIELD(struct worklist_item, sort_due, SHAPE_COLUMN_ONLY),
    FIELD(struct worklist_item, sort_next, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape worklist_item_shape = {"WorklistItem", sizeof(struct worklist_item),
                                          item_fields};

static const struct shape_field filter_fields[] = {
    FIELD(struct worklist_filter, unit_id, 0), FIELD(struct worklist_filter, mine, 0),
    FIELD(struct worklist_filter, overdue, 0), FIELD_END};
const struct shape worklist_filter_shape = {"worklist_filter", sizeof(struct worklist_filter),
                                            filter_fields};

struct worklist_key {
    struct uuid wanted_unit_id;
    const char *wanted_mine, *language; /* wanted_mine: the caller's own sub, or NULL */
    struct opt_bool wanted_overdue;
    struct date review_until;
    struct list wanted_lists; /* const char *: the one that is asked for, or all */
    struct standing_wants wanting;
    bool manages, arranges, anywhere; /* referrals; meetings; the token names no unit */
};
static const struct shape_field key_fields[] = {
    FIELD(struct worklist_key, wanted_unit_id, 0),
    FIELD(struct worklist_key, wanted_mine, 0),
    FIELD(struct worklist_key, wanted_overdue, 0),
    FIELD(struct worklist_key, review_until, 0),
    FIELD(struct worklist_key, language, 0),
    FIELD_STRINGS(struct worklist_key, wanted_lists, 0, 0, 0),
    FIELD_EMBED(struct worklist_key, wanting, 0, standing_wants_shape, "wanting_"),
    FIELD(struct worklist_key, manages, 0),
    FIELD(struct worklist_key, arranges, 0),
    FIELD(struct worklist_key, anywhere, 0),
    FIELD_END};
static const struct shape key_shape = {"worklist_key", sizeof(struct worklist_key), key_fields};

/* --- the lists --- */

enum list_code {
#define WORKLIST(code, permission, fi, sv, en) LIST_##code,
#include "tables/worklists.def"
#undef WORKLIST
    ROWS
};

static const struct row {
    const char *code, *permission;
    struct names3 names;
} rows[ROWS] = {
#define WORKLIST(code, permission, fi, sv, en) {#code, permission, {fi, sv, en}},
#include "tables/worklists.def"
#undef WORKLIST
};

static enum list_code list_of(const char *code) {
    int list = 0;
    while (list < ROWS && strcmp(rows[list].code, code) != 0) {
        list++;
    }
    return (enum list_code)list;
}

/* Where rows come from: a kind of record, who may read it, on which lists it can stand, and the
 * statement of its pages or that of its counts or both; where one's own and the units' are two
 * statements, whose. The last one is read by all who may ask for worklists at all. */
#define ON(list) (1u << LIST_##list)
enum whose { OF_ALL, OF_UNITS, OF_CALLER };
static const struct source {
    const char *noun; /* of the permission; also what a scope of a consent names */
    const struct query *page, *count;
    unsigned lists;
    enum whose whose;
} sources[] = {
    {"contact", &worklist_page_contacts, &worklist_count_contacts, ON(contacts), OF_ALL},
    {"assessment", &worklist_page_assessments, &worklist_count_assessments,
     ON(reviews) | ON(duties), OF_ALL},
    {"assessment", &worklist_page_segments, &worklist_count_segments, ON(duties), OF_ALL},
    {"plan", &worklist_page_plans, &worklist_count_plans, ON(reviews) | ON(duties), OF_ALL},
    {"consultation", &worklist_page_consultations, &worklist_count_consultations,
     ON(consultations) | ON(asked) | ON(unassigned) | ON(overdue), OF_ALL},
    {"meeting", &worklist_page_cases, &worklist_count_cases, ON(consultations) | ON(follow_ups),
     OF_ALL},
    {"screening", &worklist_page_candidates, &worklist_count_candidates, ON(risks), OF_ALL},
    {"referral", &worklist_page_referrals_in, NULL, ON(referrals) | ON(unassigned), OF_UNITS},
    {"referral", &worklist_page_referrals_assigned, NULL, ON(referrals) | ON(unassigned),
     OF_CALLER},
    {"referral", &worklist_page_referrals_out, NULL, ON(asked) | ON(follow_ups), OF_ALL},
    {"referral", &worklist_page_referrals, NULL, ON(overdue), OF_ALL},
    {"referral", NULL, &worklist_count_referrals,
     ON(referrals) | ON(asked) | ON(unassigned) | ON(overdue) | ON(follow_ups), OF_ALL},
};
enum { SOURCES = sizeof sources / sizeof *sources };

static bool may_read(struct context *context, const struct source *source) {
    return actor_may(&context->actor, arena_format(context->arena, "%s:read", source->noun));
}

/* What a source is asked, or NULL: it has nothing on the lists, or the caller may not read it. */
static const struct query *query_of(struct context *context, const struct source *source,
                                    unsigned lists, bool pages, enum whose whose) {
    const struct query *query = pages ? source->page : source->count;
    bool asked = source->lists & lists && (source->whose == OF_ALL || source->whose == whose);
    return query && asked && may_read(context, source) ? query : NULL;
}

/* Asks every source that has rows for one of the lists and that the caller may read, all in one
 * round trip; `found` is by source. Each sees what its own noun may see across the registers. */
static enum status ask(struct context *context, unsigned lists, bool pages,
                       const struct worklist_key *key, struct list found[SOURCES]) {
    const struct shape *shape = pages ? &worklist_item_shape : &worklist_shape;
    const char *noun = context->noun;
    const enum whose whose = key->wanted_mine ? OF_CALLER : OF_UNITS;
    const struct query *queries[SOURCES];
    int last = -1;
    enum status status = OK;
    for (int i = 0; i < SOURCES; i++) {
        found[i] = (struct list){NULL, 0};
        queries[i] = query_of(context, &sources[i], lists, pages, whose);
        last = queries[i] ? i : last;
    }
    for (int i = 0; status == OK && i <= last; i++) {
        if (!queries[i]) {
            continue;
        }
        context->noun = sources[i].noun;
        status = i < last ? db_list_ahead(context, queries[i], &key_shape, key, shape, &found[i])
                          : db_list(context, queries[i], &key_shape, key, shape, &found[i]);
    }
    context->noun = noun;
    return status;
}

/* --- a page of several sources --- */

static int compare_numbers(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* In the order of the statements. */
static int compare_items(const void *left, const void *right) {
    const struct worklist_item *a = left, *b = right;
    const int steps[] = {compare_numbers(a->sort_due, b->sort_due),
                         compare_numbers(a->sort_next, b->sort_next),
                         compare_numbers(a->waiting_since.us, b->waiting_since.us),
                         memcmp(&a->id, &b->id, sizeof a->id)};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i] != 0) {
            return steps[i];
        }
    }
    return 0;
}

/* The first rows of all: each source gave as many as a page has, and one more. */
static struct list merge(struct context *context, const struct list found[SOURCES]) {
    size_t count = 0, most = (size_t)context->page->limit + 1;
    for (int i = 0; i < SOURCES; i++) {
        count += found[i].count;
    }
    struct worklist_item *all = arena_alloc(context->arena, (count + 1) * sizeof *all);
    count = 0;
    for (int i = 0; i < SOURCES; i++) {
        if (found[i].count > 0) {
            memcpy(all + count, found[i].items, found[i].count * sizeof *all);
            count += found[i].count;
        }
    }
    qsort(all, count, sizeof *all, compare_items);
    return (struct list){all, count < most ? count : most};
}

static bool manages(const struct context *context) {
    return actor_may(&context->actor, "referral:manage");
}

static enum status key_for(struct context *context, const struct worklist_filter *filter,
                           unsigned lists, struct worklist_key *out) {
    int32_t until = date_to_days(context->today) + WORKLIST_REVIEW_DAYS;
    *out = (struct worklist_key){.wanted_unit_id = filter->unit_id,
                                 .wanted_mine = filter->mine ? context->actor.sub : NULL,
                                 .wanted_overdue = filter->overdue,
                                 .review_until = date_from_days(until),
                                 .language = language_codes[context->language],
                                 .anywhere = !context->actor.unit,
                                 .manages = manages(context),
                                 .arranges = actor_may(&context->actor, "meeting:write")};
    return lists & ON(duties) ? standing_wants(context, &out->wanting) : OK;
}

static void take_counts(const struct list *counted, struct worklist_list *out) {
    const struct worklist *counts = counted->items;
    struct worklist *lists = out->items.items;
    for (size_t i = 0; i < counted->count; i++) {
        for (size_t j = 0; j < out->items.count; j++) {
            if (strcmp(counts[i].code, lists[j].code) == 0) {
                lists[j].count += counts[i].count;
                lists[j].overdue += counts[i].overdue;
            }
        }
    }
}

/* Statements count no further than that, each; what is overdue comes first. */
static void stop_counting(struct list *lists) {
    struct worklist *list = lists->items;
    for (size_t i = 0; i < lists->count; i++) {
        list[i].more = list[i].count > WORKLIST_COUNTED_MAX;
        list[i].count = list[i].more ? WORKLIST_COUNTED_MAX : list[i].count;
        list[i].overdue = list[i].overdue < list[i].count ? list[i].overdue : list[i].count;
    }
}

static struct list codes_of(struct context *context, const struct list *lists) {
    const struct worklist *list = lists->items;
    const char **codes = arena_alloc(context->arena, (lists->count + 1) * sizeof *codes);
    for (size_t i = 0; i < lists->count; i++) {
        codes[i] = list[i].code;
    }
    return (struct list){codes, lists->count};
}

enum status worklist_counts(struct context *context, const struct worklist_filter *filter,
                            struct worklist_list *out) {
    struct worklist_key key;
    struct list found[SOURCES];
    struct worklist *lists = arena_alloc(context->arena, (size_t)ROWS * sizeof *lists);
    unsigned wanted = 0;
    *out = (struct worklist_list){{lists, 0}};
    for (unsigned i = 0; i < ROWS; i++) {
        if (actor_may(&context->actor, rows[i].permission)) {
            wanted |= 1u << i;
            lists[out->items.count++] =
                (struct worklist){.code = rows[i].code, .names = &rows[i].names};
        }
    }
    struct page counted = {.limit = WORKLIST_COUNTED_MAX};
    enum status status = key_for(context, filter, wanted, &key);
    key.wanted_lists = codes_of(context, &out->items);
    if (status == OK) {
        context->page = &counted;
        status = ask(context, wanted, false, &key, found);
        context->page = NULL;
    }
    for (int i = 0; status == OK && i < SOURCES; i++) {
        take_counts(&found[i], out);
    }
    stop_counting(&out->items);
    return status;
}

/* --- what the caller may do with an item --- */

static bool is_me(const struct context *context, const char *sub) {
    return sub && strcmp(sub, context->actor.sub) == 0;
}

/* Of what the table of moves opens, what a look at the row rules out. Whether a clock stands still
 * only the record itself tells, so that pausing is not offered here. */
static bool makes_sense(const struct context *context, const struct worklist_item *item,
                        const char *action) {
    if (strcmp(item->resource, "consultation") == 0) {
        /* Whether it may be converted, only the record itself tells. */
        return strcmp(action, "convert") != 0 &&
               (strcmp(action, "assign") != 0 || !item->assignee ||
                is_me(context, item->assignee)) &&
               (strcmp(action, "release") != 0 || item->assignee);
    }
    if (strcmp(item->resource, "referral") != 0) {
        return true;
    }
    if (strcmp(action, "pause") == 0 || strcmp(action, "resume") == 0) {
        return false;
    }
    if (strcmp(action, "assign") == 0) {
        return !item->assignee || is_me(context, item->assignee) || manages(context);
    }
    if (strcmp(action, "release") == 0) {
        return item->assignee && (is_me(context, item->assignee) || manages(context));
    }
    if (strcmp(action, "acknowledge") == 0) {
        return item->unseen &&
               ((strcmp(item->unseen, "sender") == 0 && item->sides & MOVE_SENDER) ||
                (strcmp(item->unseen, "receiver") == 0 && item->sides & MOVE_RECEIVER));
    }
    return true;
}

static const struct moves *moves_of(const char *resource) {
    static const struct moves *const all[] = {&assessment_moves,
                                              &contact_moves,
                                              &referral_moves,
                                              &consultation_moves,
                                              &case_moves,
                                              &candidate_moves,
                                              NULL};
    for (size_t i = 0; all[i]; i++) {
        if (strcmp(resource_word(all[i]->resource), resource) == 0) {
            return all[i];
        }
    }
    return NULL;
}

static void dress(struct context *context, struct worklist_item *item) {
    const struct moves *moves = moves_of(item->resource);
    struct list open = {0};
    if (moves) {
        int kind = item->kind ? shape_word_index(referral_kind_codes, item->kind) : 0;
        open = moves_open_of(context, moves, referral_moves_of(kind), item->state,
                             (unsigned)item->sides);
    }
    const char **words = open.items;
    size_t count = 0;
    for (size_t i = 0; i < open.count; i++) {
        if (makes_sense(context, item, words[i])) {
            words[count++] = words[i];
        }
    }
    item->available_actions = (struct list){words, count};
}

static enum resource resource_of(const char *word) {
    int resource = RESOURCE_none + 1;
    while (resource < RESOURCE_COUNT && strcmp(resource_word((enum resource)resource), word) != 0) {
        resource++;
    }
    return (enum resource)resource;
}

/* One row for every client shown, with the ground on which the first of their rows is. */
static enum status audit_shown(struct context *context, const struct list *items) {
    const struct worklist_item *item = items->items;
    size_t shown = page_shown(context->page, items->count), count = 0;
    struct audit_read *uses = arena_alloc(context->arena, (shown + 1) * sizeof *uses);
    for (size_t i = 0; i < shown; i++) {
        const struct audit_read use = {item[i].client.id, item[i].id, resource_of(item[i].resource),
                                       ground_of_word(item[i].ground)};
        audit_read_add(uses, &count, use, AUDIT_ONCE_A_CLIENT);
    }
    return ledger_audit_reads(context, uses, count);
}

enum status worklist_page(struct context *context, const char *code,
                          const struct worklist_filter *filter, struct list *out) {
    enum list_code list = list_of(code);
    if (list == ROWS) {
        return context_fail(context, STATUS_not_found, "there is no such list");
    }
    if (!actor_may(&context->actor, rows[list].permission)) {
        return context_fail(context, STATUS_forbidden, "the list needs %s", rows[list].permission);
    }
    struct worklist_key key;
    struct list found[SOURCES];
    enum status status = key_for(context, filter, 1u << list, &key);
    key.wanted_lists = (struct list){&code, 1};
    if (status == OK) {
        status = ask(context, 1u << list, true, &key, found);
    }
    if (status != OK) {
        return status;
    }
    *out = merge(context, found);
    struct worklist_item *items = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        dress(context, &items[i]);
    }
    return status == OK ? audit_shown(context, out) : status;
}
