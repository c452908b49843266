/* Service channels as the national service register gives them (its Open API, versions 7 to 11):
 * telephones, web pages, e-services, printable forms, and places where a service is given. */
#include "base/limits.h"
#include "domain/directory/import_ptv.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

enum type { EChannel = 1, WebPage, PrintableForm, Phone, ServiceLocation };
static const char *const type_words[] = {"EChannel", "WebPage",         "PrintableForm",
                                         "Phone",    "ServiceLocation", NULL};

static int type_of(const struct json *item) {
    const char *word = json_text(json_member(item, "serviceChannelType"));
    return word ? shape_word_index(type_words, word) : 0;
}

bool ptv_is_channel(const struct json *item) {
    return json_member(item, "serviceChannelType") != NULL;
}

/* --- when it is open --- */

/* The register tells days in English and its readers read Finnish: the texts of a delivery are
 * stored in its own main language. */
static const struct {
    const char *name, *text;
} days[] = {{"Monday", "ma"}, {"Tuesday", "ti"},  {"Wednesday", "ke"}, {"Thursday", "to"},
            {"Friday", "pe"}, {"Saturday", "la"}, {"Sunday", "su"}};

static const char *day_text(const struct json *value) {
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        if (ptv_is_word(value, days[i].name)) {
            return days[i].text;
        }
    }
    return NULL;
}

/* "08:30:00" as 8.30, "16:00:00" as 16. */
static const char *time_text(struct context *context, const struct json *value) {
    const char *text = json_text(value);
    bool good = text && strlen(text) >= 5 && text[2] == ':';
    for (size_t i = 0; good && i < 5; i++) {
        good = i == 2 || (text[i] >= '0' && text[i] <= '9');
    }
    if (!good) {
        return NULL;
    }
    const char *hour = text[0] == '0' ? text + 1 : text;
    int hour_length = text[0] == '0' ? 1 : 2;
    return strncmp(text + 3, "00", 2) == 0
               ? arena_format(context->arena, "%.*s", hour_length, hour)
               : arena_format(context->arena, "%.*s.%.2s", hour_length, hour, text + 3);
}

static const char *opening_text(struct context *context, const struct json *opening) {
    const char *from = time_text(context, json_member(opening, "from"));
    const char *to = time_text(context, json_member(opening, "to"));
    const char *first = day_text(json_member(opening, "dayFrom"));
    const char *last = day_text(json_member(opening, "dayTo"));
    if (!from || !to || !first) {
        return NULL;
    }
    return last && strcmp(first, last) != 0
               ? arena_format(context->arena, "%s-%s %s-%s", first, last, from, to)
               : arena_format(context->arena, "%s %s-%s", first, from, to);
}

/* A day that is told as a time: its first ten characters. */
static bool day_of(struct context *context, const struct json *value, struct date *out) {
    const char *text = json_text(value);
    return text && date_parse(arena_format(context->arena, "%.10s", text), out);
}

/* The usual hours, as long as they hold today; exceptions of single days are left to the register.
 */
static bool is_usual(struct context *context, const struct json *hour) {
    static const char *const usual[] = {"DaysOfTheWeek", "Standard", NULL};
    struct date from, to;
    if (!ptv_is_any(json_member(hour, "serviceHourType"), usual)) {
        return false;
    }
    bool begun = !day_of(context, json_member(hour, "validFrom"), &from) ||
                 date_compare(from, context->today) <= 0;
    bool over =
        day_of(context, json_member(hour, "validTo"), &to) && date_compare(to, context->today) < 0;
    return begun && !over;
}

static const char *hours_of(struct context *context, const struct json *item) {
    enum { HOURS_CHARACTERS = 200 };
    const struct json *hours = json_member(item, "serviceHours");
    struct text text;
    text_init(&text, context->arena);
    for (size_t i = 0; i < json_count(hours); i++) {
        const struct json *hour = json_at(hours, i);
        const struct json *openings = json_member(hour, "openingHour");
        for (size_t k = 0; is_usual(context, hour) && k < json_count(openings); k++) {
            const char *opening = opening_text(context, json_at(openings, k));
            if (opening && text.length + strlen(opening) + 2 <= HOURS_CHARACTERS) {
                text_format(&text, "%s%s", text.length > 0 ? ", " : "", opening);
            }
        }
    }
    return text.length > 0 ? text.bytes : NULL;
}

/* --- ways of contact --- */

struct contacts {
    struct context *context;
    const char *source_id, *hours;
    struct channel *items;
    size_t count;
};

static void add(struct contacts *contacts, int kind, const char *value) {
    bool known = !value || contacts->count == CHANNELS_MAX;
    for (size_t i = 0; !known && i < contacts->count; i++) {
        known = contacts->items[i].kind == kind && strcmp(contacts->items[i].value, value) == 0;
    }
    if (!known) {
        contacts->items[contacts->count++] = (struct channel){.kind = kind,
                                                              .value = value,
                                                              .hours = contacts->hours,
                                                              .source_id = contacts->source_id};
    }
}

static const char *value_of(struct context *context, const struct json *item, const char *name) {
    return plain_text(context, json_text(json_member(item, name)), PTV_VALUE_CHARACTERS, false);
}

/* Numbers of a country, and those that are called without its code. */
static void add_phones(struct contacts *contacts, const struct json *list) {
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *phone = json_at(list, i);
        const char *prefix = value_of(contacts->context, phone, "prefixNumber");
        const char *number = value_of(contacts->context, phone, "number");
        const char *type = json_text(json_member(phone, "type"));
        bool is_sms = type && strcmp(type, "Sms") == 0;
        if (prefix && number) {
            number = arena_format(contacts->context->arena, "%s %s", prefix, number);
        }
        if (!type || is_sms || strcmp(type, "Phone") == 0) {
            add(contacts, is_sms ? CHANNEL_SMS : CHANNEL_PHONE, number);
        }
    }
}

static void add_emails(struct contacts *contacts, const struct json *list) {
    for (size_t i = 0; i < json_count(list); i++) {
        add(contacts, CHANNEL_EMAIL, value_of(contacts->context, json_at(list, i), "value"));
    }
}

/* What is no address of the web is passed over. */
static void add_pages(struct contacts *contacts, const struct json *list) {
    for (size_t i = 0; i < json_count(list); i++) {
        const char *url = value_of(contacts->context, json_at(list, i), "url");
        url = url ? url : value_of(contacts->context, json_at(list, i), "value");
        if (url && is_web_address(url)) {
            add(contacts, CHANNEL_WEB, url);
        }
    }
}

/* --- places --- */

static struct localized texts_of(struct context *context, const struct json *item,
                                 const char *name) {
    struct localized texts = {0};
    ptv_take_texts(context, json_member(item, name), "", PTV_NAME_CHARACTERS, false, &texts);
    return texts;
}

static const char *with_number(struct context *context, const char *street, const char *number) {
    return street && number
               ? plain_text(context, arena_format(context->arena, "%s %s", street, number),
                            PTV_NAME_CHARACTERS, false)
               : street;
}

/* Metres, as the register writes them: a text, or a number. */
static double metres(struct context *context, const struct json *value) {
    const char *text = json_text(value);
    char *end = NULL;
    if (value && !text) {
        text = json_canonical(context, value);
    }
    double number = text ? strtod(text, &end) : 0;
    return text && end != text && *end == '\0' ? number : 0;
}

/* To some ten centimetres, without zeros at the end: as it comes back from the row. */
static struct raw_json degrees(struct context *context, double value) {
    char *text = arena_format(context->arena, "%.6f", value);
    size_t length = strlen(text);
    while (text[length - 1] == '0') {
        length--;
    }
    length -= text[length - 1] == '.';
    text[length] = '\0';
    return (struct raw_json){text, length};
}

static void locate(struct context *context, const struct json *street, struct unit_address *out) {
    double latitude = 0, longitude = 0;
    double north = metres(context, json_member(street, "latitude"));
    double east = metres(context, json_member(street, "longitude"));
    if (degrees_of_plane(north, east, &latitude, &longitude)) {
        out->latitude = degrees(context, latitude);
        out->longitude = degrees(context, longitude);
    }
}

/* A street or a box, the one that is told. */
static struct unit_address address_of(struct context *context, const struct json *address) {
    const struct json *street = json_member(address, "streetAddress");
    const struct json *box = json_member(address, "postOfficeBoxAddress");
    const struct json *told = street ? street : box;
    const char *number = value_of(context, street, "streetNumber");
    struct localized lines = texts_of(context, told, street ? "street" : "postOfficeBox");
    struct unit_address out = {.city = texts_of(context, told, "postOffice")};
    out.street = (struct localized){with_number(context, lines.fi, number),
                                    with_number(context, lines.sv, number),
                                    with_number(context, lines.en, number)};
    out.postal_code = plain_text(context, json_text(json_member(told, "postalCode")), 16, false);
    locate(context, street, &out);
    return out;
}

/* "Esimerkkikatu 1, 00530 Helsinki"; NULL where nothing is told. */
static const char *address_text(struct context *context, const struct unit_address *address) {
    const char *street = localized_text(&address->street, LANGUAGE_FI);
    const char *city = localized_text(&address->city, LANGUAGE_FI);
    const char *parts[] = {street, address->postal_code, city};
    struct text text;
    text_init(&text, context->arena);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i]) {
            const char *gap = text.length == 0                           ? ""
                              : parts[i] == city && address->postal_code ? " "
                                                                         : ", ";
            text_format(&text, "%s%s", gap, parts[i]);
        }
    }
    return text.length > 0 ? text.bytes : NULL;
}

static void add_addresses(struct contacts *contacts, int kind, const struct json *list) {
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *type = json_member(json_at(list, i), "type");
        if (kind == CHANNEL_POST || !json_text(type) || ptv_is_word(type, "Location")) {
            struct unit_address address = address_of(contacts->context, json_at(list, i));
            add(contacts, kind, address_text(contacts->context, &address));
        }
    }
}

static void read_place(struct context *context, const struct json *item, struct ptv_channel *out) {
    const struct json *addresses = json_member(item, "addresses");
    const struct channel *contacts = out->contacts.items;
    struct channel *own = arena_alloc(context->arena, CHANNELS_MAX * sizeof *own);
    struct unit *place = &out->place;
    ptv_take_texts(context, json_member(item, "serviceChannelNames"), "Name", PTV_NAME_CHARACTERS,
                   false, &place->names);
    ptv_take_descriptions(context, json_member(item, "serviceChannelDescriptions"),
                          &place->descriptions);
    for (size_t i = 0; i < json_count(addresses) && !place->address; i++) {
        const struct json *type = json_member(json_at(addresses, i), "type");
        struct unit_address *address = arena_alloc(context->arena, sizeof *address);
        *address = address_of(context, json_at(addresses, i));
        bool told = address_text(context, address) != NULL;
        place->address = told && !ptv_is_word(type, "Postal") ? address : NULL;
    }
    place->channels = (struct list){own, 0};
    for (size_t i = 0; i < out->contacts.count; i++) {
        if (contacts[i].kind != CHANNEL_VISIT) {
            own[place->channels.count] = contacts[i];
            own[place->channels.count++].source_id = NULL;
        }
    }
    place->url = channels_url(&out->contacts);
    if (!out->ended && !localized_text(&place->names, LANGUAGE_FI)) {
        context_error(context, "/serviceChannelNames", ERROR_required, NULL);
    }
}

/* --- one item --- */

/* Where the contacts of each type stand, and which member is missing when there is none. */
static const char *read_contacts(struct contacts *contacts, const struct json *item, int type) {
    static const char *const pages[] = {"webPages", "webPage", "urls", "channelUrls"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        add_pages(contacts, json_member(item, pages[i]));
    }
    switch (type) {
    case Phone:
        add_phones(contacts, json_member(item, "phoneNumbers"));
        return "/phoneNumbers";
    case PrintableForm:
        add_addresses(contacts, CHANNEL_POST, json_member(item, "deliveryAddresses"));
        return "/channelUrls";
    case ServiceLocation:
        add_phones(contacts, json_member(item, "phoneNumbers"));
        add_emails(contacts, json_member(item, "emails"));
        add_addresses(contacts, CHANNEL_VISIT, json_member(item, "addresses"));
        return "/addresses";
    default:
        return "/webPages";
    }
}

void ptv_read_channel(struct context *context, const struct json *item, struct ptv_channel *out) {
    const int type = type_of(item);
    *out = (struct ptv_channel){.id = ptv_read_id(context, item),
                                .organization_id = ptv_organization(context, item),
                                .is_place = type == ServiceLocation};
    if (type == 0) {
        context_error(context, "/serviceChannelType", ERROR_not_in_list,
                      "EChannel, WebPage, PrintableForm, Phone, ServiceLocation");
    }
    out->ended = ptv_read_ended(context, item);
    struct contacts contacts = {
        .context = context,
        .source_id = out->id,
        .hours = hours_of(context, item),
        .items = arena_alloc(context->arena, CHANNELS_MAX * sizeof(struct channel))};
    const char *missing = read_contacts(&contacts, item, type);
    if (type != 0 && !out->ended && contacts.count == 0) {
        context_error(context, missing, ERROR_required, NULL);
    }
    out->contacts = (struct list){contacts.items, contacts.count};
    const struct json *services = json_member(item, "services");
    out->has_services = json_list_given(services);
    out->service_ids = ptv_linked_ids(context, services, "service", CHANNEL_LINKS_MAX);
    if (json_count(services) > CHANNEL_LINKS_MAX) {
        context_error(context, "/services", ERROR_too_many,
                      arena_format(context->arena, "%d", CHANNEL_LINKS_MAX));
    }
    if (out->is_place) {
        read_place(context, item, out);
    }
}
