/* Searches: which parameters are taken, what they ask for, and the bundle that answers. */
#include "base/limits.h"
#include "domain/client/client.h"
#include "facade/fhir/fhir.h"
#include "http/percent.h"
#include "http/refusal.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const fhir_kind_words[] = {"token", "reference", "date", "uri"};

const struct fhir_parameter fhir_common_parameters[] = {
    {"_id", FHIR_TOKEN, false, false, "Ids, apart by commas; goes with none of the type's own."},
    {"_lastUpdated", FHIR_DATE, false, false,
     "When the version came to be, with a prefix (ge2026-11-01); twice gives a span. Pages may be "
     "shorter by what does not fit."},
    {.name = NULL}};

/* How an answer is to be given: no criteria, and no part of what CapabilityStatement lists. */
static const char *const controls[] = {"_format", "_count", "_cursor", NULL};

/* --- parameters: what is wrong with them is told at once, when the page is read --- */

static const struct fhir_parameter *find_in(const struct fhir_parameter *parameters,
                                            const char *name) {
    for (const struct fhir_parameter *at = parameters; at->name; at++) {
        if (strcmp(at->name, name) == 0) {
            return at;
        }
    }
    return NULL;
}

static const struct fhir_parameter *find_parameter(const struct fhir_type *type, const char *name) {
    const struct fhir_parameter *own = find_in(type->parameters, name);
    return own ? own : find_in(fhir_common_parameters, name);
}

static bool is_control(const char *name) {
    return shape_word_index(controls, name) > 0;
}

const char *fhir_value(const struct fhir_search *search, const char *name) {
    const struct parameter *items = search->parameters.items;
    for (size_t i = 0; i < search->parameters.count; i++) {
        if (strcmp(items[i].name, name) == 0) {
            return items[i].value;
        }
    }
    return NULL;
}

static const char *known_names(struct context *context, const struct fhir_type *type) {
    const struct fhir_parameter *const lists[] = {type->parameters, fhir_common_parameters};
    struct text text;
    text_init(&text, context->arena);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (const struct fhir_parameter *at = lists[i]; at->name; at++) {
            text_format(&text, "%s, ", at->name);
        }
    }
    text_add_string(&text, "_count, _format");
    return text.bytes;
}

static void refuse(struct context *context, const char *name, enum error_code code,
                   const char *word) {
    context_error(context, arena_format(context->arena, "?%s", name), code, word);
}

/* A parameter that is not known would widen the answer silently; who asks for leniency is told by
 * the bundle's own link what was used. */
static void take(struct context *context, struct fhir_search *search,
                 const struct parameter *parameter, bool lenient) {
    struct parameter *used = search->parameters.items;
    const struct fhir_parameter *known = find_parameter(search->type, parameter->name);
    bool twice =
        fhir_value(search, parameter->name) && strcmp(parameter->name, "_lastUpdated") != 0;
    if (!known && !is_control(parameter->name)) {
        if (!lenient) {
            refuse(context, parameter->name, ERROR_unknown_parameter,
                   known_names(context, search->type));
        }
    } else if (twice) {
        refuse(context, parameter->name, ERROR_duplicate_key, NULL);
    } else if (!*parameter->value) {
        refuse(context, parameter->name, ERROR_too_short, "1");
    } else {
        used[search->parameters.count++] = *parameter;
    }
}

static bool is_own(const struct fhir_search *search, const char *name) {
    return find_in(search->type->parameters, name) != NULL;
}

/* Where FHIR takes several for any of them, none would be found by a list read as one. */
static void check_single(struct context *context, const struct fhir_search *search) {
    const struct parameter *used = search->parameters.items;
    for (size_t i = 0; i < search->parameters.count; i++) {
        const struct fhir_parameter *own = find_in(search->type->parameters, used[i].name);
        bool single = own && (own->kind == FHIR_REFERENCE || own->kind == FHIR_URI);
        if (single && strchr(used[i].value, ',')) {
            refuse(context, used[i].name, ERROR_too_many, "1");
        }
    }
}

/* What is told by its id needs nothing else, and takes nothing else. */
static void check_together(struct context *context, const struct fhir_search *search) {
    const struct parameter *used = search->parameters.items;
    const bool by_id = fhir_value(search, "_id") != NULL;
    bool has_needed = by_id;
    const char *needed = NULL;
    for (size_t i = 0; i < search->parameters.count; i++) {
        const struct fhir_parameter *own = find_in(search->type->parameters, used[i].name);
        if (own && by_id) {
            refuse(context, used[i].name, ERROR_only_one,
                   arena_format(context->arena, "_id, %s", used[i].name));
        }
        has_needed = has_needed || (own && own->needed);
    }
    for (const struct fhir_parameter *at = search->type->parameters; at->name && !needed; at++) {
        needed = at->needed ? at->name : NULL;
    }
    if (needed && !has_needed) {
        refuse(context, needed, ERROR_required, NULL);
    }
    if (is_own(search, "subject") && fhir_value(search, "subject") &&
        fhir_value(search, "patient")) {
        refuse(context, "subject", ERROR_only_one, "patient, subject");
    }
}

static enum status read_parameters(struct context *context, const struct request *request,
                                   struct fhir_search *search) {
    struct list given;
    enum status status = request_parameters(context, request, &given);
    if (status != OK) {
        return status;
    }
    const struct parameter *items = given.items;
    search->parameters.items = arena_alloc(context->arena, (given.count + 1) * sizeof *items);
    for (size_t i = 0; i < given.count; i++) {
        take(context, search, &items[i], request_is_lenient(request));
    }
    check_single(context, search);
    check_together(context, search);
    return OK;
}

/* --- what they ask for --- */

/* "Patient/<id>", the same behind this face's address, or the id alone. */
static const char *id_in(const struct fhir_search *search, const char *value) {
    static const char middle[] = "/fhir/", type[] = "Patient/";
    size_t origin = strlen(search->origin);
    if (origin > 0 && strncmp(value, search->origin, origin) == 0 &&
        strncmp(value + origin, middle, sizeof middle - 1) == 0) {
        value += origin + sizeof middle - 1;
    }
    return strncmp(value, type, sizeof type - 1) == 0 ? value + sizeof type - 1 : value;
}

enum status fhir_patient(struct context *context, const struct fhir_search *search,
                         struct fhir_patient *out) {
    const char *patient = fhir_value(search, "patient");
    const char *value = patient ? patient : fhir_value(search, "subject");
    *out = (struct fhir_patient){.given = value != NULL};
    if (!value || !uuid_parse(id_in(search, value), &out->id)) {
        return OK;
    }
    out->possible = true;
    return client_follow(context, &out->id);
}

static bool token_fits(const char *token, size_t length, const char *system, const char *code) {
    const char *bar = memchr(token, '|', length);
    const char *wanted = bar ? bar + 1 : token;
    size_t rest = length - (size_t)(wanted - token);
    size_t before = bar ? (size_t)(bar - token) : 0;
    if (bar && (strlen(system) != before || memcmp(token, system, before) != 0)) {
        return false;
    }
    return (bar && rest == 0) || (strlen(code) == rest && memcmp(wanted, code, rest) == 0);
}

bool fhir_asks_for(const struct fhir_search *search, const char *name, const char *system,
                   const char *code) {
    const char *at = fhir_value(search, name);
    bool fits = !at;
    while (at && !fits) {
        size_t length = strcspn(at, ",");
        fits = code && token_fits(at, length, system, code);
        at = at[length] ? at + length + 1 : NULL;
    }
    return fits;
}

/* --- _lastUpdated --- */

struct span {
    struct instant from, until; /* from <= x < until */
};

/* A day is all of it in Helsinki; an instant is that second or less. */
static bool read_span(const char *text, struct span *out) {
    struct date day;
    if (date_parse(text, &day)) {
        out->from = instant_at_helsinki(day, 0);
        out->until = instant_at_helsinki(date_from_days(date_to_days(day) + 1), 0);
        return true;
    }
    bool good = instant_parse(text, &out->from);
    out->until = (struct instant){out->from.us + (strchr(text, '.') ? 1 : 1000000)};
    return good;
}

static bool is_within(const char *prefix, const struct span *span, struct instant at) {
    return strcmp(prefix, "ge") == 0   ? at.us >= span->from.us
           : strcmp(prefix, "gt") == 0 ? at.us >= span->until.us
           : strcmp(prefix, "sa") == 0 ? at.us >= span->until.us
           : strcmp(prefix, "le") == 0 ? at.us < span->until.us
           : strcmp(prefix, "lt") == 0 ? at.us < span->from.us
           : strcmp(prefix, "eb") == 0 ? at.us < span->from.us
           : strcmp(prefix, "ne") == 0 ? at.us < span->from.us || at.us >= span->until.us
                                       : at.us >= span->from.us && at.us < span->until.us;
}

/* The prefix, and the rest; "eq" where there is none. */
static const char *prefix_of(const char *value, const char **rest) {
    static const char *const prefixes[] = {"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", NULL};
    for (size_t i = 0; prefixes[i]; i++) {
        if (strncmp(value, prefixes[i], 2) == 0) {
            *rest = value + 2;
            return prefixes[i];
        }
    }
    *rest = value;
    return prefixes[0];
}

static void check_dates(struct context *context, const struct fhir_search *search) {
    const struct parameter *used = search->parameters.items;
    for (size_t i = 0; i < search->parameters.count; i++) {
        const char *rest;
        struct span span;
        (void)prefix_of(used[i].value, &rest);
        if (strcmp(used[i].name, "_lastUpdated") == 0 && !read_span(rest, &span)) {
            refuse(context, used[i].name, ERROR_bad_format, "YYYY-MM-DD, RFC 3339");
        }
    }
}

static bool was_updated_then(const struct fhir_search *search, const struct fhir_entry *entry) {
    const struct parameter *used = search->parameters.items;
    bool fits = true;
    for (size_t i = 0; i < search->parameters.count; i++) {
        const char *rest;
        struct span span;
        const char *prefix = prefix_of(used[i].value, &rest);
        if (strcmp(used[i].name, "_lastUpdated") == 0 && read_span(rest, &span)) {
            fits = fits && entry->last_updated.us != 0 &&
                   is_within(prefix, &span, entry->last_updated);
        }
    }
    return fits;
}

/* --- the page --- */

/* A longer page than there is is as long as the longest. */
static const char *count_of(struct context *context, const struct fhir_search *search) {
    const char *count = fhir_value(search, "_count");
    size_t length = count ? strlen(count) : 0;
    bool digits = count && strspn(count, "0123456789") == length;
    bool more = digits && (length > 9 || text_digits(count, (int)length) > PAGE_LIMIT_MAX);
    return more ? arena_format(context->arena, "%d", PAGE_LIMIT_MAX) : count;
}

/* `name=value&...`: the criteria of the search, without what may stand in no link. */
static void add_criteria(struct context *context, const struct fhir_search *search,
                         struct text *out) {
    const struct parameter *used = search->parameters.items;
    for (size_t i = 0; i < search->parameters.count; i++) {
        const struct fhir_parameter *known = find_parameter(search->type, used[i].name);
        if (known && !known->secret) {
            text_format(out, "%s=%s&", used[i].name, percent_encode(context->arena, used[i].value));
        }
    }
}

static enum status read_page(struct context *context, struct fhir_search *search) {
    struct text of;
    text_init(&of, context->arena);
    text_format(&of, "fhir %s ", search->type->name);
    add_criteria(context, search, &of);
    const struct page_wanted wanted = {of.bytes, count_of(context, search),
                                       fhir_value(search, "_cursor"), "_count", "_cursor"};
    return request_page_of(context, &wanted, &search->page);
}

/* --- what is found --- */

void fhir_add_text(struct context *context, struct fhir_answer *answer,
                   const struct fhir_head *head, const struct text *text) {
    struct fhir_entry *entries = answer->entries.items;
    if (!entries) {
        entries = arena_alloc(context->arena, FHIR_ENTRIES_MAX * sizeof *entries);
        answer->entries.items = entries;
    }
    if (answer->entries.count == FHIR_ENTRIES_MAX) {
        abort(); /* a page is not longer */
    }
    entries[answer->entries.count++] = (struct fhir_entry){
        .type = head->resource_type,
        .id = head->id,
        .resource = {text->bytes, text->length},
        .last_updated = head->meta ? head->meta->last_updated : (struct instant){0}};
}

void fhir_add(struct context *context, struct fhir_answer *answer, const struct shape *shape,
              const void *resource) {
    struct text text;
    text_init(&text, context->arena);
    json_write(&text, shape, resource);
    answer->personal = answer->personal || shape_holds(shape, SHAPE_PERSONAL);
    fhir_add_text(context, answer, resource, &text); /* every resource begins with its head */
}

void fhir_include_last(struct fhir_answer *answer) {
    struct fhir_entry *entries = answer->entries.items;
    entries[answer->entries.count - 1].included = true;
}

enum status fhir_nothing(struct context *context, enum status status) {
    if (status != STATUS_not_found) {
        return status;
    }
    context->failure = OK; /* nobody is told of it */
    context->error_count = 0;
    return OK;
}

/* As if it were read: what is not found was refused, and stands in the access log as that. */
static enum status find_by_id(struct context *context, const struct fhir_type *type, const char *id,
                              struct fhir_answer *out) {
    enum status status = type->read(context, id, out);
    if (status != STATUS_not_found) {
        return status;
    }
    status = fhir_nothing(context, status);
    return status == OK
               ? refusal_note(context, arena_format(context->arena, "/fhir/%s/{id}", type->name),
                              id)
               : status;
}

/* Whether the id at `at` is one of those before it. */
static bool came_before(const char *ids, const char *at, size_t length) {
    for (const char *each = ids; each < at; each += strcspn(each, ",") + 1) {
        if (strcspn(each, ",") == length && strncasecmp(each, at, length) == 0) {
            return true;
        }
    }
    return false;
}

/* Each by itself, and once. */
static enum status find_by_ids(struct context *context, const struct fhir_search *search,
                               const char *ids, struct fhir_answer *out) {
    enum status status = OK;
    size_t count = 0;
    for (const char *at = ids; status == OK && *at;) {
        size_t length = strcspn(at, ",");
        if (count++ == (size_t)search->page.limit) {
            refuse(context, "_id", ERROR_too_many,
                   arena_format(context->arena, "%lld", (long long)search->page.limit));
            return context_settle(context, STATUS_invalid);
        }
        if (!came_before(ids, at, length)) {
            status = find_by_id(context, search->type, arena_copy(context->arena, at, length), out);
        }
        at += length + (at[length] == ',');
    }
    return status;
}

static enum status find(struct context *context, const struct fhir_search *search,
                        struct fhir_answer *out) {
    const char *ids = fhir_value(search, "_id");
    return ids ? find_by_ids(context, search, ids, out)
               : search->type->search(context, search, out);
}

/* --- the bundle --- */

struct link {
    const char *relation, *url;
};
struct entry_search {
    const char *mode;
};
struct bundle_entry {
    const char *full_url;
    struct raw_json resource;
    const struct entry_search *search;
};
struct bundle {
    struct fhir_head head;
    const char *type;
    struct list link, entry;
};
static const struct shape_field link_fields[] = {FIELD(struct link, relation, SHAPE_READ_ONLY),
                                                 FIELD(struct link, url, SHAPE_READ_ONLY),
                                                 FIELD_END};
static const struct shape link_shape = {"fhir_link", sizeof(struct link), link_fields};
static const struct shape_field search_fields[] = {
    FIELD(struct entry_search, mode, SHAPE_READ_ONLY), FIELD_END};
static const struct shape search_shape = {"fhir_entry_search", sizeof(struct entry_search),
                                          search_fields};
static const struct shape_field entry_fields[] = {
    FIELD_AS(struct bundle_entry, full_url, "fullUrl", SHAPE_READ_ONLY),
    FIELD(struct bundle_entry, resource, SHAPE_READ_ONLY),
    FIELD_RECORD(struct bundle_entry, search, SHAPE_READ_ONLY, search_shape), FIELD_END};
static const struct shape entry_shape = {"fhir_entry", sizeof(struct bundle_entry), entry_fields};
static const struct shape_field bundle_fields[] = {
    FHIR_HEAD(struct bundle), FIELD(struct bundle, type, SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct bundle, link, "link", link_shape),
    FIELD_LIST_AS(struct bundle, entry, "entry", entry_shape), FIELD_END};
static const struct shape bundle_shape = {"fhir_bundle", sizeof(struct bundle), bundle_fields};

static const char *link_of(struct context *context, const struct fhir_search *search,
                           const char *cursor) {
    struct text text;
    text_init(&text, context->arena);
    text_format(&text, "%s/fhir/%s?", search->origin, search->type->name);
    const char *format = fhir_value(search, "_format");
    add_criteria(context, search, &text);
    text_format(&text, "_count=%lld", (long long)search->page.limit);
    if (format) {
        text_format(&text, "&_format=%s", percent_encode(context->arena, format));
    }
    if (cursor) {
        text_format(&text, "&_cursor=%s", percent_encode(context->arena, cursor));
    }
    return text.bytes;
}

static struct list links_of(struct context *context, const struct fhir_search *search,
                            const struct fhir_answer *found) {
    struct link *links = arena_alloc(context->arena, 2 * sizeof *links);
    const char *cursor = fhir_value(search, "_cursor");
    links[0] = (struct link){"self", link_of(context, search, cursor)};
    if (found->next) {
        links[1] = (struct link){"next", link_of(context, search, found->next)};
    }
    return (struct list){links, found->next ? 2 : 1};
}

static struct list entries_of(struct context *context, const struct fhir_search *search,
                              const struct fhir_answer *found) {
    static const struct entry_search match = {"match"}, include = {"include"};
    const struct fhir_entry *entries = found->entries.items;
    struct bundle_entry *out =
        arena_alloc(context->arena, (found->entries.count + 1) * sizeof *out);
    size_t count = 0;
    for (size_t i = 0; i < found->entries.count; i++) {
        if (was_updated_then(search, &entries[i])) {
            out[count++] =
                (struct bundle_entry){arena_format(context->arena, "%s/fhir/%s/%s", search->origin,
                                                   entries[i].type, entries[i].id),
                                      entries[i].resource, entries[i].included ? &include : &match};
        }
    }
    return count > 0 ? (struct list){out, count} : (struct list){NULL, 0};
}

enum status fhir_search(struct context *context, const struct request *request,
                        const struct fhir_type *type, struct text *out, bool *personal) {
    struct fhir_search search = {.type = type, .origin = request_origin(context, request)};
    struct fhir_answer found = {.next = NULL};
    context->reads = true; /* also where the criteria come in a body */
    enum status status = read_parameters(context, request, &search);
    if (status == OK) {
        check_dates(context, &search);
        status = read_page(context, &search);
    }
    if (status == OK) {
        status = find(context, &search, &found);
    }
    if (status != OK) {
        return status;
    }
    const struct bundle bundle = {.head = {.resource_type = "Bundle"},
                                  .type = "searchset",
                                  .link = links_of(context, &search, &found),
                                  .entry = entries_of(context, &search, &found)};
    *personal = found.personal;
    json_write(out, &bundle_shape, &bundle);
    return OK;
}
