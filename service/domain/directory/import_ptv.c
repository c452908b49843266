/* Services as the national service register gives them (its Open API, versions 7 to 11). */
#include "domain/directory/import_ptv.h"
#include "base/folding.h"
#include "base/limits.h"
#include "json/json.h"

#include <string.h>

bool ptv_is_word(const struct json *value, const char *word) {
    const char *text = json_text(value);
    return text && strcmp(text, word) == 0;
}

bool ptv_is_any(const struct json *value, const char *const *words) {
    const char *text = json_text(value);
    return text && shape_word_index(words, text) > 0;
}

/* --- texts in languages --- */

static const char **slot(struct localized *out, const struct json *language) {
    if (ptv_is_word(language, "fi")) {
        return &out->fi;
    }
    if (ptv_is_word(language, "sv")) {
        return &out->sv;
    }
    return ptv_is_word(language, "en") ? &out->en : NULL;
}

void ptv_take_texts(struct context *context, const struct json *list, const char *type, size_t most,
                    bool lines, struct localized *out) {
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *item = json_at(list, i);
        const struct json *item_type = json_member(item, "type");
        const char **text = slot(out, json_member(item, "language"));
        bool wanted = ptv_is_word(item_type, type) || (!json_text(item_type) && !lines);
        if (text && !*text && wanted) {
            *text = plain_text(context, json_text(json_member(item, "value")), most, lines);
        }
    }
}

void ptv_take_descriptions(struct context *context, const struct json *list,
                           struct localized *out) {
    static const char *const types[] = {"Description", "Summary", "ShortDescription"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        ptv_take_texts(context, list, types[i], PTV_DESCRIPTION_CHARACTERS, true, out);
    }
}

static void read_texts(struct context *context, const struct json *item, struct ptv_service *out) {
    const struct json *names = json_member(item, "serviceNames");
    const struct json *descriptions = json_member(item, "serviceDescriptions");
    ptv_take_texts(context, names, "Name", PTV_NAME_CHARACTERS, false, &out->names);
    ptv_take_descriptions(context, descriptions, &out->descriptions);
    out->has_descriptions = descriptions != NULL;
    if (!out->ended && !localized_text(&out->names, LANGUAGE_FI)) {
        context_error(context, "/serviceNames", ERROR_required, NULL);
    }
}

/* --- sets --- */

/* Words being gathered. */
struct words {
    const char **items;
    size_t count, room;
};

static void add_word(struct words *words, const char *word) {
    if (word && words->count < words->room) {
        words->items[words->count++] = word;
    }
}

static struct words words_for(struct context *context, size_t room) {
    return (struct words){arena_alloc(context->arena, (room + 1) * sizeof(char *)), 0, room};
}

static struct list set_of(const struct words *words) {
    struct list list = {words->items, words->count};
    as_set(&list);
    return list;
}

static bool is_of(const char *text, const char *characters, size_t least, size_t most) {
    size_t length = text ? strlen(text) : 0;
    return length >= least && length <= most && strspn(text, characters) == length;
}

static void read_languages(struct context *context, const struct json *item,
                           struct ptv_service *out) {
    const struct json *list = json_member(item, "languages");
    struct words words = words_for(context, LANGUAGES_MAX);
    for (size_t i = 0; i < json_count(list); i++) {
        const char *code = json_text(json_at(list, i));
        if (is_of(code, "abcdefghijklmnopqrstuvwxyz", 2, 3)) {
            add_word(&words, code);
        }
    }
    out->has_languages = list != NULL;
    out->languages = set_of(&words);
}

static void add_municipality(struct words *words, const struct json *code) {
    const char *text = json_text(code);
    if (is_of(text, "0123456789", 3, 3)) {
        add_word(words, text);
    }
}

/* The whole country, or a list of areas, each a municipality or made of some. Areas whose type is
 * not told are such a list: else a service of one municipality would be one of all. */
static void read_municipalities(struct context *context, const struct json *item,
                                struct ptv_service *out) {
    static const char *const limited[] = {"LimitedType", "AreaType", NULL};
    const struct json *type = json_member(item, "areaType");
    const struct json *areas = json_member(item, "areas");
    struct words words = words_for(context, MUNICIPALITIES_MAX);
    bool everywhere = json_text(type) && !ptv_is_any(type, limited);
    for (size_t i = 0; !everywhere && i < json_count(areas); i++) {
        const struct json *area = json_at(areas, i);
        const struct json *parts = json_member(area, "municipalities");
        if (ptv_is_word(json_member(area, "type"), "Municipality")) {
            add_municipality(&words, json_member(area, "code"));
        }
        for (size_t k = 0; k < json_count(parts); k++) {
            add_municipality(&words, json_member(json_at(parts, k), "code"));
        }
    }
    out->has_municipalities = areas != NULL || everywhere;
    out->municipalities = set_of(&words);
}

/* --- from their words to ours --- */

static const struct need_mapping *mapping_of(const struct list *mappings, const char *term) {
    const struct need_mapping *items = mappings->items;
    for (size_t i = 0; term && i < mappings->count; i++) {
        if (strcmp(items[i].term, term) == 0) {
            return &items[i];
        }
    }
    return NULL;
}

/* Behind the last slash of its address. */
static const char *code_of(const struct json *item) {
    const char *code = json_text(json_member(item, "code"));
    const char *uri = json_text(json_member(item, "uri"));
    if (code) {
        return code;
    }
    uri = uri ? uri : json_text(item);
    const char *slash = uri ? strrchr(uri, '/') : NULL;
    return slash ? slash + 1 : uri;
}

static const char *finnish_name(struct context *context, const struct json *item) {
    struct localized name = {0};
    const struct json *names = json_member(item, "name");
    if (json_text(names)) {
        return folded(context->arena, json_text(names));
    }
    ptv_take_texts(context, names, "", PTV_NAME_CHARACTERS, false, &name);
    return name.fi ? folded(context->arena, name.fi) : NULL;
}

static void add_mapped(const struct need_mapping *mapping, struct words *words, int *kind) {
    const char *const *needs = mapping ? mapping->needs.items : NULL;
    for (size_t i = 0; mapping && i < mapping->needs.count; i++) {
        add_word(words, needs[i]);
    }
    if (mapping && *kind == 0) {
        *kind = mapping->kind;
    }
}

static void map_list(struct context *context, const struct json *list, const struct list *mappings,
                     struct words *words, int *kind) {
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *item = json_at(list, i);
        const struct need_mapping *mapping = mapping_of(mappings, code_of(item));
        add_mapped(mapping ? mapping : mapping_of(mappings, finnish_name(context, item)), words,
                   kind);
    }
}

static void read_classes(struct context *context, const struct json *item,
                         const struct list *mappings, struct ptv_service *out) {
    const struct json *classes = json_member(item, "serviceClasses");
    const struct json *groups = json_member(item, "targetGroups");
    struct words words = words_for(context, NEEDS_MAX);
    map_list(context, classes, mappings, &words, &out->kind);
    map_list(context, groups, mappings, &words, &out->kind);
    out->has_classes = classes != NULL || groups != NULL;
    out->needs = set_of(&words);
}

/* --- who gives it --- */

const char *ptv_id_text(struct context *context, const struct json *value) {
    struct uuid id;
    const char *text = json_text(value);
    if (!text || !uuid_parse(text, &id)) {
        return NULL;
    }
    char *out = arena_alloc(context->arena, UUID_TEXT_SIZE);
    uuid_print(&id, out);
    return out;
}

void ptv_read_organization(struct context *context, const struct json *item,
                           struct ptv_service *out) {
    const struct json *list = json_member(item, "organizations");
    for (size_t i = 0; i < json_count(list) && !out->organization_id; i++) {
        const struct json *entry = json_at(list, i);
        const struct json *organization = json_member(entry, "organization");
        if (ptv_is_word(json_member(entry, "roleType"), "Responsible")) {
            out->organization_id = ptv_id_text(context, json_member(organization, "id"));
            out->organization_name = plain_text(
                context, json_text(json_member(organization, "name")), PTV_NAME_CHARACTERS, false);
        }
    }
}

const char *ptv_organization(struct context *context, const struct json *item) {
    struct ptv_service read = {0};
    ptv_read_organization(context, item, &read);
    return read.organization_id ? read.organization_id
                                : ptv_id_text(context, json_member(item, "organizationId"));
}

/* --- one item --- */

const char *ptv_id(struct context *context, const struct json *item) {
    return ptv_id_text(context, json_member(item, "id"));
}

static void check_kind(struct context *context, const struct json *item) {
    const struct json *type = json_member(item, "type");
    if (type && json_text(type) && !ptv_is_word(type, "Service")) {
        context_error(context, "/type", ERROR_not_in_list, "Service");
    }
}

bool ptv_read_ended(struct context *context, const struct json *item) {
    static const char *const live[] = {"Published", "Modified", NULL};
    const struct json *status = json_member(item, "publishingStatus");
    bool ended = ptv_is_word(status, "Deleted");
    if (json_text(status) && !ended && !ptv_is_any(status, live)) {
        context_error(context, "/publishingStatus", ERROR_not_in_list,
                      "Published, Modified, Deleted");
    }
    return ended;
}

const char *ptv_read_id(struct context *context, const struct json *item) {
    bool given = json_member(item, "id") != NULL;
    const char *id = ptv_id(context, item);
    if (!id) {
        context_error(context, "/id", given ? ERROR_bad_format : ERROR_required, "UUID");
    }
    return id;
}

struct list ptv_linked_ids(struct context *context, const struct json *list, const char *member,
                           size_t most) {
    size_t count = json_count(list);
    struct words words = words_for(context, count < most ? count : most);
    for (size_t i = 0; i < count; i++) {
        const struct json *linked = json_member(json_at(list, i), member);
        add_word(&words, ptv_id_text(context, json_member(linked, "id")));
    }
    return set_of(&words);
}

/* A list that is not told (null, missing) leaves the channels as they are. */
static void read_channels(struct context *context, const struct json *item,
                          struct ptv_service *out) {
    const struct json *list = json_member(item, "serviceChannels");
    out->has_channels = json_list_given(list);
    out->channel_ids = ptv_linked_ids(context, list, "serviceChannel", CHANNEL_LINKS_MAX);
}

void ptv_read(struct context *context, const struct json *item, const struct list *mappings,
              struct ptv_service *out) {
    *out = (struct ptv_service){.id = ptv_read_id(context, item)};
    check_kind(context, item);
    out->ended = ptv_read_ended(context, item);
    read_texts(context, item, out);
    read_languages(context, item, out);
    read_municipalities(context, item, out);
    read_classes(context, item, mappings, out);
    read_channels(context, item, out);
    ptv_read_organization(context, item, out);
}
