#include "base/actor.h"
#include "base/limits.h"
#include "domain/directory/directory.h"
#include "domain/directory/directory_details.h"

const char *const channel_kind_words[] = {"phone", "sms",   "email", "web", "chat",
                                          "video", "visit", "post",  NULL};
const char *const service_kind_words[] = {"health",  "social", "third_sector",
                                          "digital", "group",  NULL};
const char *const referral_kind_words[] = {"guidance",
                                           "health_referral",
                                           "social_contact",
                                           "service_need_assessment",
                                           "third_sector",
                                           "digital",
                                           NULL};
static const char *const import_source_words[] = {"ptv", "servicemap", NULL};

/* --- what both are made of --- */

enum { NAME_MAX_ = 200, DESCRIPTION_MAX = 4000 };

static const struct shape_field localized_fields[] = {
    FIELD_STRING(struct localized, fi, 0, 1, NAME_MAX_),
    FIELD_STRING(struct localized, sv, 0, 1, NAME_MAX_),
    FIELD_STRING(struct localized, en, 0, 1, NAME_MAX_), FIELD_END};
const struct shape localized_shape = {"LocalizedText", sizeof(struct localized), localized_fields};

static const struct shape_field description_fields[] = {
    FIELD_FORMAT(struct localized, fi, 0, 1, DESCRIPTION_MAX, "text"),
    FIELD_FORMAT(struct localized, sv, 0, 1, DESCRIPTION_MAX, "text"),
    FIELD_FORMAT(struct localized, en, 0, 1, DESCRIPTION_MAX, "text"), FIELD_END};
static const struct shape description_shape = {"LocalizedDescription", sizeof(struct localized),
                                               description_fields};

static const struct shape_field channel_fields[] = {
    FIELD_ENUM(struct channel, kind, SHAPE_REQUIRED, channel_kind_words),
    FIELD_STRING(struct channel, value, SHAPE_REQUIRED, 1, 500),
    FIELD_STRING(struct channel, hours, 0, 1, 200), FIELD_END};
static const struct shape channel_shape = {"Channel", sizeof(struct channel), channel_fields};

static const struct shape_field source_channel_fields[] = {
    FIELD(struct channel, source_id, SHAPE_REQUIRED),
    FIELD_ENUM(struct channel, kind, SHAPE_REQUIRED, channel_kind_words),
    FIELD(struct channel, value, SHAPE_REQUIRED), FIELD(struct channel, hours, 0), FIELD_END};
static const struct shape source_channel_shape = {"source_channel", sizeof(struct channel),
                                                  source_channel_fields};

/* --- units --- */

static const struct shape_field address_fields[] = {
    FIELD_EMBED(struct unit_address, street, 0, localized_shape, "street_"),
    FIELD_STRING(struct unit_address, postal_code, 0, 1, 16),
    FIELD_EMBED(struct unit_address, city, 0, localized_shape, "city_"),
    FIELD(struct unit_address, latitude, 0),
    FIELD(struct unit_address, longitude, 0),
    FIELD_END};
static const struct shape address_shape = {"UnitAddress", sizeof(struct unit_address),
                                           address_fields};

#define UNIT_FIELDS                                                                                \
    FIELD_FORMAT(struct unit, code, SHAPE_REQUIRED, 1, 64, "directory_code"),                      \
        FIELD_EMBED(struct unit, names, SHAPE_REQUIRED, localized_shape, "names_"),                \
        FIELD_EMBED(struct unit, descriptions, 0, description_shape, "descriptions_"),             \
        FIELD_FORMAT(struct unit, kind, SHAPE_REQUIRED, 1, 64, "code"),                            \
        FIELD_ENUM_AS(struct unit, register_code, "register", 0, register_words),                  \
        FIELD(struct unit, parent_id, 0),                                                          \
        FIELD_RECORD(struct unit, address, SHAPE_JSON_ONLY, address_shape),                        \
        FIELD_LIST(struct unit, channels, SHAPE_JSON_ONLY, channel_shape, 0, 20),                  \
        FIELD_FORMAT(struct unit, url, 0, 8, 500, "url"), FIELD(struct unit, valid_from, 0),       \
        FIELD(struct unit, valid_to, 0)

static const struct shape_field unit_write_fields[] = {UNIT_FIELDS, FIELD_END};
const struct shape unit_write_shape = {"UnitWrite", sizeof(struct unit), unit_write_fields};

static const struct shape_field unit_fields[] = {
    FIELD(struct unit, id, SHAPE_READ_ONLY),
    FIELD(struct unit, version, SHAPE_READ_ONLY),
    UNIT_FIELDS,
    FIELD(struct unit, source, SHAPE_READ_ONLY),
    FIELD(struct unit, source_id, SHAPE_READ_ONLY),
    FIELD(struct unit, updated_at, SHAPE_READ_ONLY),
    FIELD(struct unit, details, SHAPE_COLUMN_ONLY),
    FIELD(struct unit, sort_key, SHAPE_COLUMN_ONLY),
    FIELD_STRINGS(struct unit, terms, SHAPE_COLUMN_ONLY, 0, 0),
    FIELD(struct unit, ended_by_source, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape unit_shape = {"Unit", sizeof(struct unit), unit_fields};

static const struct shape_field unit_filter_fields[] = {
    FIELD_FORMAT(struct unit_filter, kind, 0, 1, 64, "code"),
    FIELD(struct unit_filter, parent_id, 0), FIELD_STRING(struct unit_filter, q, 0, 1, 100),
    FIELD(struct unit_filter, on, 0), FIELD_END};
const struct shape unit_filter_shape = {"unit_filter", sizeof(struct unit_filter),
                                        unit_filter_fields};

static const struct shape_field unit_details_fields[] = {
    FIELD_LIST(struct unit_details, channels, 0, channel_shape, 0, 0),
    FIELD_RECORD(struct unit_details, address, SHAPE_NULLABLE, address_shape), FIELD_END};
const struct shape unit_details_shape = {"unit_details", sizeof(struct unit_details),
                                         unit_details_fields};

static const struct shape_field unit_told_fields[] = {
    FIELD_EMBED(struct unit, names, 0, localized_shape, "names_"),
    FIELD_EMBED(struct unit, descriptions, 0, description_shape, "descriptions_"),
    FIELD_RECORD(struct unit, address, 0, address_shape),
    FIELD_LIST(struct unit, channels, 0, channel_shape, 0, 0),
    FIELD(struct unit, url, 0),
    FIELD_END};
const struct shape unit_told_shape = {"unit_told", sizeof(struct unit), unit_told_fields};

/* --- services --- */

static const struct shape_field age_fields[] = {FIELD_RANGE(struct age_range, min, 0, 0, 150),
                                                FIELD_RANGE(struct age_range, max, 0, 0, 150),
                                                FIELD_END};
static const struct shape age_shape = {"AgeRange", sizeof(struct age_range), age_fields};

static const struct shape_field contact_fields[] = {
    FIELD_STRING(struct consultation_contact, title, SHAPE_REQUIRED, 1, 200),
    FIELD_ENUM(struct consultation_contact, channel, SHAPE_REQUIRED, channel_kind_words),
    FIELD_STRING(struct consultation_contact, value, SHAPE_REQUIRED, 1, 500),
    FIELD_STRING(struct consultation_contact, hours, 0, 1, 200), FIELD_END};
static const struct shape contact_shape = {"ConsultationContact",
                                           sizeof(struct consultation_contact), contact_fields};

static const struct shape_field offer_fields[] = {
    FIELD_LIST(struct consultation_offer, contacts, SHAPE_REQUIRED, contact_shape, 1, 20),
    FIELD_RANGE(struct consultation_offer, answer_within_hours, SHAPE_REQUIRED, 1, 8784),
    FIELD_END};
static const struct shape offer_shape = {"ConsultationOffer", sizeof(struct consultation_offer),
                                         offer_fields};

#define FIELD_WORDS(T, member, flags, most, format)                                                \
    FIELD_FULL(T, member, SHAPE_STRINGS, flags, 0, most, NULL, NULL, format)

#define SERVICE_FIELDS                                                                             \
    FIELD_FORMAT(struct service, code, SHAPE_REQUIRED, 1, 64, "directory_code"),                   \
        FIELD(struct service, unit_id, 0),                                                         \
        FIELD_EMBED(struct service, names, SHAPE_REQUIRED, localized_shape, "names_"),             \
        FIELD_EMBED(struct service, descriptions, 0, description_shape, "descriptions_"),          \
        FIELD_ENUM(struct service, kind, 0, service_kind_words),                                   \
        FIELD_ENUM_AS(struct service, register_code, "register", 0, register_words),               \
        FIELD_WORDS(struct service, needs, 0, 40, "code"),                                         \
        FIELD_WORDS(struct service, segments, 0, 16, "code"),                                      \
        FIELD_WORDS(struct service, languages, 0, 40, "language_code"),                            \
        FIELD_WORDS(struct service, municipalities, 0, 400, "municipality"),                       \
        FIELD_EMBED(struct service, age, 0, age_shape, "age_"),                                    \
        FIELD_WORDS(struct service, referral_kinds, 0, 16, "code"),                                \
        FIELD(struct service, takes_referrals, 0), FIELD(struct service, self_referral, 0),        \
        FIELD_RANGE(struct service, weight, 0, 1, 5),                                              \
        FIELD_LIST(struct service, channels, SHAPE_JSON_ONLY, channel_shape, 0, 20),               \
        FIELD_RECORD(struct service, consultation, SHAPE_JSON_ONLY, offer_shape),                  \
        FIELD_FORMAT(struct service, url, 0, 8, 500, "url"), FIELD(struct service, valid_from, 0), \
        FIELD(struct service, valid_to, 0)

static const struct shape_field service_write_fields[] = {SERVICE_FIELDS, FIELD_END};
const struct shape service_write_shape = {"ServiceWrite", sizeof(struct service),
                                          service_write_fields};

static const struct shape_field service_fields[] = {
    FIELD(struct service, id, SHAPE_READ_ONLY),
    FIELD(struct service, version, SHAPE_READ_ONLY),
    SERVICE_FIELDS,
    FIELD(struct service, source, SHAPE_READ_ONLY),
    FIELD(struct service, source_id, SHAPE_READ_ONLY),
    FIELD(struct service, updated_at, SHAPE_READ_ONLY),
    FIELD(struct service, details, SHAPE_COLUMN_ONLY),
    FIELD(struct service, sort_key, SHAPE_COLUMN_ONLY),
    FIELD_STRINGS(struct service, terms, SHAPE_COLUMN_ONLY, 0, 0),
    FIELD_STRINGS(struct service, own_needs, SHAPE_COLUMN_ONLY, 0, 0),
    FIELD_STRINGS(struct service, source_needs, SHAPE_COLUMN_ONLY, 0, 0),
    FIELD(struct service, ended_by_source, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape service_shape = {"Service", sizeof(struct service), service_fields};

static const struct shape_field service_filter_fields[] = {
    FIELD_FORMAT(struct service_filter, need, 0, 1, 64, "code"),
    FIELD_FORMAT(struct service_filter, segment, 0, 1, 64, "code"),
    FIELD_FORMAT(struct service_filter, language, 0, 2, 3, "language_code"),
    FIELD_FORMAT(struct service_filter, municipality, 0, 3, 3, "municipality"),
    FIELD_RANGE(struct service_filter, age, 0, 0, 150),
    FIELD_ENUM_AS(struct service_filter, register_code, "register", 0, register_words),
    FIELD_ENUM(struct service_filter, kind, 0, service_kind_words),
    FIELD(struct service_filter, unit_id, 0),
    FIELD(struct service_filter, takes_referrals, 0),
    FIELD_STRING(struct service_filter, q, 0, 1, 100),
    FIELD(struct service_filter, on, 0),
    FIELD_END};
const struct shape service_filter_shape = {"service_filter", sizeof(struct service_filter),
                                           service_filter_fields};

static const struct shape_field service_details_fields[] = {
    FIELD_LIST(struct service_details, channels, 0, channel_shape, 0, 0),
    FIELD_LIST(struct service_details, source_channels, 0, source_channel_shape, 0, 0),
    FIELD_RECORD(struct service_details, consultation, SHAPE_NULLABLE, offer_shape), FIELD_END};
const struct shape service_details_shape = {"service_details", sizeof(struct service_details),
                                            service_details_fields};

static const struct shape_field service_told_fields[] = {
    FIELD(struct service, unit_id, 0),
    FIELD_EMBED(struct service, names, 0, localized_shape, "names_"),
    FIELD_EMBED(struct service, descriptions, 0, description_shape, "descriptions_"),
    FIELD_STRINGS(struct service, languages, SHAPE_REQUIRED, 0, 0),
    FIELD_STRINGS(struct service, municipalities, SHAPE_REQUIRED, 0, 0),
    FIELD_END};
const struct shape service_told_shape = {"service_told", sizeof(struct service),
                                         service_told_fields};

static const struct shape_field service_source_fields[] = {
    FIELD_LIST(struct service, source_channels, 0, source_channel_shape, 0, 0), FIELD_END};
const struct shape service_source_shape = {"service_source", sizeof(struct service),
                                           service_source_fields};

static const struct shape_field service_contact_fields[] = {
    FIELD_LIST(struct service, channels, 0, channel_shape, 0, 0), FIELD_END};
const struct shape service_contact_shape = {"service_contact", sizeof(struct service),
                                            service_contact_fields};

/* --- classes of need, imports --- */

static const struct shape_field need_class_fields[] = {
    FIELD(struct need_class, code, SHAPE_READ_ONLY),
    FIELD_EMBED(struct need_class, names, SHAPE_READ_ONLY, localized_shape, "names_"), FIELD_END};
const struct shape need_class_shape = {"NeedClass", sizeof(struct need_class), need_class_fields};

static const struct shape_field fault_fields[] = {
    FIELD(struct import_fault, pointer, SHAPE_READ_ONLY),
    FIELD(struct import_fault, code, SHAPE_READ_ONLY),
    FIELD(struct import_fault, detail, SHAPE_READ_ONLY), FIELD_END};
static const struct shape fault_shape = {"ImportFault", sizeof(struct import_fault), fault_fields};

static const struct shape_field refused_fields[] = {
    FIELD(struct import_refused, index, SHAPE_READ_ONLY),
    FIELD(struct import_refused, source_id, SHAPE_READ_ONLY),
    FIELD_LIST(struct import_refused, errors, SHAPE_READ_ONLY, fault_shape, 0, 0), FIELD_END};
static const struct shape refused_shape = {"ImportRefused", sizeof(struct import_refused),
                                           refused_fields};

static const struct shape_field import_result_fields[] = {
    FIELD(struct import_result, created, SHAPE_READ_ONLY),
    FIELD(struct import_result, changed, SHAPE_READ_ONLY),
    FIELD(struct import_result, unchanged, SHAPE_READ_ONLY),
    FIELD_LIST(struct import_result, refused, SHAPE_READ_ONLY | SHAPE_REQUIRED, refused_shape, 0,
               0),
    FIELD_END};
const struct shape import_result_shape = {"ImportResult", sizeof(struct import_result),
                                          import_result_fields};

static const struct shape_field import_fields[] = {
    FIELD_ENUM(struct import, source, SHAPE_REQUIRED, import_source_words),
    FIELD(struct import, items, SHAPE_REQUIRED), FIELD_END};
const struct shape import_shape = {"Import", sizeof(struct import), import_fields};

const char *localized_text(const struct localized *text, enum language language) {
    const char *const texts[LANGUAGE_COUNT] = {text->fi, text->sv, text->en};
    if (texts[language]) {
        return texts[language];
    }
    return text->fi ? text->fi : text->sv ? text->sv : text->en;
}
