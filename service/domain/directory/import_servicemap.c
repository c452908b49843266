/* Units as a city's service map gives them. */
#include "base/limits.h"
#include "domain/directory/directory_details.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_CHARACTERS = 200, DESCRIPTION_CHARACTERS = 4000, VALUE_CHARACTERS = 500 };

/* A member by its name, or NULL. */
static const char *text_of(struct context *context, const struct json *item, const char *name,
                           size_t most, bool lines) {
    return plain_text(context, json_text(json_member(item, name)), most, lines);
}

/* The members `stem_fi`, `stem_sv`, `stem_en`. */
static struct localized texts_of(struct context *context, const struct json *item, const char *stem,
                                 size_t most, bool lines) {
    const char *texts[LANGUAGE_COUNT];
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        const char *name = arena_format(context->arena, "%s_%s", stem, language_codes[i]);
        texts[i] = text_of(context, item, name, most, lines);
    }
    return (struct localized){texts[LANGUAGE_FI], texts[LANGUAGE_SV], texts[LANGUAGE_EN]};
}

static void fill(struct localized *texts, const struct localized *other) {
    texts->fi = texts->fi ? texts->fi : other->fi;
    texts->sv = texts->sv ? texts->sv : other->sv;
    texts->en = texts->en ? texts->en : other->en;
}

/* A whole number, also as a text. */
const char *servicemap_id(struct context *context, const struct json *item) {
    const struct json *id = json_member(item, "id");
    const char *text = json_text(id);
    if (id && !text) {
        text = json_canonical(context, id);
    }
    size_t length = text ? strlen(text) : 0;
    bool good = length > 0 && length <= SOURCE_CODE_MAX && strspn(text, "0123456789") == length;
    return good ? text : NULL;
}

/* A number within bounds, as it is written there. */
static struct raw_json degrees(struct context *context, const struct json *item, const char *name,
                               double most) {
    const struct json *value = json_member(item, name);
    const char *text = value && !json_text(value) ? json_canonical(context, value) : "";
    char *end = NULL;
    double number = strtod(text, &end);
    if (end == text || *end != '\0' || !(number >= -most && number <= most)) {
        return (struct raw_json){0};
    }
    return (struct raw_json){text, strlen(text)};
}

static const struct unit_address *address_of(struct context *context, const struct json *item) {
    struct unit_address *address = arena_alloc(context->arena, sizeof *address);
    address->street = texts_of(context, item, "street_address", NAME_CHARACTERS, false);
    address->city = texts_of(context, item, "address_city", NAME_CHARACTERS, false);
    address->postal_code = text_of(context, item, "address_zip", 16, false);
    address->latitude = degrees(context, item, "latitude", 90);
    address->longitude = degrees(context, item, "longitude", 180);
    bool is_empty = !localized_text(&address->street, LANGUAGE_FI) && !address->postal_code &&
                    !localized_text(&address->city, LANGUAGE_FI) && !address->latitude.bytes &&
                    !address->longitude.bytes;
    return is_empty ? NULL : address;
}

static void add_channel(struct list *channels, int kind, const char *value) {
    struct channel *items = channels->items;
    if (value && channels->count < CHANNELS_MAX) {
        items[channels->count++] = (struct channel){.kind = kind, .value = value};
    }
}

/* Several numbers stand in one text with commas between them. */
static void add_phones(struct context *context, const char *text, struct list *channels) {
    while (text && *text) {
        size_t length = strcspn(text, ",");
        const char *number = arena_format(context->arena, "%.*s", (int)length, text);
        add_channel(channels, CHANNEL_PHONE,
                    plain_text(context, number + strspn(number, " "), VALUE_CHARACTERS, false));
        text += length + (text[length] == ',');
    }
}

static struct list channels_of(struct context *context, const struct json *item) {
    struct list channels = {arena_alloc(context->arena, CHANNELS_MAX * sizeof(struct channel)), 0};
    const char *phones = text_of(context, item, "phone", DESCRIPTION_CHARACTERS, false);
    add_phones(context, phones, &channels);
    add_channel(&channels, CHANNEL_EMAIL, text_of(context, item, "email", VALUE_CHARACTERS, false));
    return channels;
}

bool is_web_address(const char *text) {
    bool web = strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0;
    for (const char *at = text; web && *at; at++) {
        web = *at > ' ' && *at <= '~';
    }
    return web && strlen(text) >= 8;
}

void servicemap_read(struct context *context, const struct json *item, struct unit *out) {
    struct localized shorter = texts_of(context, item, "short_desc", DESCRIPTION_CHARACTERS, true);
    struct localized web = texts_of(context, item, "www", VALUE_CHARACTERS, false);
    const char *url = localized_text(&web, LANGUAGE_FI);
    bool given = json_member(item, "id") != NULL;
    *out = (struct unit){.source_id = servicemap_id(context, item)};
    if (!out->source_id) {
        context_error(context, "/id", given ? ERROR_bad_format : ERROR_required, "1234");
    }
    out->names = texts_of(context, item, "name", NAME_CHARACTERS, false);
    out->descriptions = texts_of(context, item, "desc", DESCRIPTION_CHARACTERS, true);
    fill(&out->descriptions, &shorter);
    out->address = address_of(context, item);
    out->channels = channels_of(context, item);
    out->url = url && is_web_address(url) ? url : NULL;
    if (!localized_text(&out->names, LANGUAGE_FI)) {
        context_error(context, "/name_fi", ERROR_required, NULL);
    }
}
