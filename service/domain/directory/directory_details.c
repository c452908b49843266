#include "domain/directory/directory_details.h"
#include "base/folding.h"
#include "base/limits.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

/* --- faults of what both have --- */

void check_names(struct context *context, const struct localized *names) {
    if (!localized_text(names, LANGUAGE_FI)) {
        context_error(context, "/names", ERROR_required, NULL);
    }
}

void check_days(struct context *context, struct date from, struct date to) {
    if (date_is_set(from) && date_is_set(to) && date_compare(to, from) < 0) {
        context_error(context, "/valid_to", ERROR_before_beginning, NULL);
    }
}

/* --- sets --- */

static int compare_words(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void as_set(struct list *words) {
    const char **items = words->items;
    size_t kept = 0;
    if (words->count > 0) {
        qsort(items, words->count, sizeof *items, compare_words);
    }
    for (size_t i = 0; i < words->count; i++) {
        if (kept == 0 || strcmp(items[kept - 1], items[i]) != 0) {
            items[kept++] = items[i];
        }
    }
    words->count = kept;
}

bool is_same_set(const struct list *a, const struct list *b) {
    const char *const *left = a->items, *const *right = b->items;
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = strcmp(left[i], right[i]) == 0;
    }
    return same;
}

bool told_alike(struct context *context, const struct shape *shape, const void *a, const void *b) {
    struct text left, right;
    text_init(&left, context->arena);
    text_init(&right, context->arena);
    json_write(&left, shape, a);
    json_write(&right, shape, b);
    return strcmp(left.bytes, right.bytes) == 0;
}

/* --- terms --- */

enum { TERMS_ROOM = 256 };

/* Terms being gathered; what does not fit any more is not looked for. */
struct terms {
    struct context *context;
    const char **items;
    size_t count;
};

static struct terms terms_begin(struct context *context) {
    struct terms terms = {context, arena_alloc(context->arena, TERMS_ROOM * sizeof(char *)), 0};
    terms.items[terms.count++] = "all";
    return terms;
}

static void add_term(struct terms *terms, const char *kind, const char *value) {
    if (value && terms->count < TERMS_ROOM) {
        terms->items[terms->count++] = arena_format(terms->context->arena, "%s:%s", kind, value);
    }
}

static void add_id(struct terms *terms, const char *kind, const struct uuid *id) {
    char text[UUID_TEXT_SIZE];
    if (uuid_is_set(id)) {
        uuid_print(id, text);
        add_term(terms, kind, text);
    }
}

static void add_each(struct terms *terms, const char *kind, const struct list *values) {
    const char *const *items = values->items;
    for (size_t i = 0; i < values->count; i++) {
        add_term(terms, kind, items[i]);
    }
}

static void add_words(struct terms *terms, const char *text) {
    if (text) {
        struct list words = folded_words(terms->context->arena, text, NAME_WORDS_MAX);
        add_each(terms, "word", &words);
    }
}

static void add_names(struct terms *terms, const struct localized *names, const char *code) {
    add_words(terms, names->fi);
    add_words(terms, names->sv);
    add_words(terms, names->en);
    add_words(terms, code);
}

static struct list terms_end(struct terms *terms) {
    struct list list = {terms->items, terms->count};
    as_set(&list);
    return list;
}

/* By which an import finds who has a channel. */
static void add_channels(struct terms *terms, const struct list *source_channels) {
    const struct channel *items = source_channels->items;
    for (size_t i = 0; i < source_channels->count; i++) {
        add_term(terms, "channel", items[i].source_id);
    }
}

static const char *word_of(const char *const *words, int index) {
    return index > 0 ? words[index - 1] : NULL;
}

void unit_prepare(struct context *context, struct unit *unit) {
    const struct unit_details details = {unit->channels, unit->address};
    struct terms terms = terms_begin(context);
    struct text text;
    add_term(&terms, "kind", unit->kind);
    add_id(&terms, "parent", &unit->parent_id);
    add_names(&terms, &unit->names, unit->source ? NULL : unit->code);
    unit->terms = terms_end(&terms);
    unit->sort_key = sort_key(context->arena, localized_text(&unit->names, LANGUAGE_FI));
    text_init(&text, context->arena);
    json_write(&text, &unit_details_shape, &details);
    unit->details = (struct raw_json){text.bytes, text.length};
}

void service_prepare(struct context *context, struct service *service) {
    const struct service_details details = {service->channels, service->source_channels,
                                            service->consultation};
    struct terms terms = terms_begin(context);
    struct text text;
    add_term(&terms, "kind", word_of(service_kind_words, service->kind));
    add_term(&terms, "register", word_of(register_words, service->register_code));
    add_term(&terms, "referrals", service->takes_referrals ? "yes" : "no");
    add_id(&terms, "unit", &service->unit_id);
    add_channels(&terms, &service->source_channels);
    add_each(&terms, "need",
             service->own_needs.count > 0 ? &service->own_needs : &service->source_needs);
    add_each(&terms, "language", &service->languages);
    add_names(&terms, &service->names, service->source ? NULL : service->code);
    service->terms = terms_end(&terms);
    service->sort_key = sort_key(context->arena, localized_text(&service->names, LANGUAGE_FI));
    text_init(&text, context->arena);
    json_write(&text, &service_details_shape, &details);
    service->details = (struct raw_json){text.bytes, text.length};
}

static const struct shape_field term_row_fields[] = {
    FIELD(struct term_row, id, 0), FIELD(struct term_row, term, 0),
    FIELD(struct term_row, sort_key, 0), FIELD_END};
const struct shape term_row_shape = {"term_row", sizeof(struct term_row), term_row_fields};

void term_rows_add(struct context *context, struct term_rows *rows, struct uuid id,
                   const struct list *terms, const char *sort_key) {
    const char *const *items = terms->items;
    if (rows->count + terms->count > rows->room) {
        struct term_row *before = rows->items;
        rows->room = 2 * rows->room + terms->count;
        rows->items = arena_alloc(context->arena, rows->room * sizeof *rows->items);
        if (rows->count > 0) {
            memcpy(rows->items, before, rows->count * sizeof *before);
        }
    }
    for (size_t i = 0; i < terms->count; i++) {
        rows->items[rows->count++] = (struct term_row){id, items[i], sort_key};
    }
}

/* --- nested parts of a row --- */

enum status unit_complete(struct context *context, struct unit *unit) {
    struct unit_details details;
    enum status status = json_decode_kept(context, unit->details.bytes, unit->details.length,
                                          &unit_details_shape, &details);
    unit->channels = details.channels;
    unit->address = details.address;
    return status;
}

enum status service_complete(struct context *context, struct service *service) {
    struct service_details details;
    enum status status = json_decode_kept(context, service->details.bytes, service->details.length,
                                          &service_details_shape, &details);
    service->channels = details.channels;
    service->source_channels = details.source_channels;
    service->consultation = details.consultation;
    return status;
}
