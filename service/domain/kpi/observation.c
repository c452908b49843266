#include "domain/kpi/observation.h"

#include "base/limits.h"
#include "db/db.h"
#include "domain/kpi/kpi.sql.h"
#include "domain/kpi/upload.h"
#include "ledger/ledger.h"

#include <string.h>

#define UNIT_PLACE "unit:"

static const struct shape_field observation_fields[] = {
    FIELD(struct observation, indicator, 0),
    FIELD(struct observation, place, 0),
    FIELD_ENUM(struct observation, bucket, 0, bucket_words),
    FIELD(struct observation, from_on, 0),
    FIELD(struct observation, revision, 0),
    FIELD(struct observation, value, 0),
    FIELD(struct observation, numerator, 0),
    FIELD(struct observation, denominator, 0),
    FIELD_END};
const struct shape observation_shape = {"observation", sizeof(struct observation),
                                        observation_fields};

static const struct shape_field refusal_fields[] = {
    FIELD(struct refusal, line, 0), FIELD(struct refusal, code, 0),
    FIELD(struct refusal, member, 0), FIELD(struct refusal, detail, 0), FIELD_END};
static const struct shape refusal_shape = {"KpiRefusal", sizeof(struct refusal), refusal_fields};

static const struct shape_field delivery_fields[] = {
    FIELD(struct delivery, id, 0),
    FIELD(struct delivery, accepted, 0),
    FIELD(struct delivery, unchanged, 0),
    FIELD(struct delivery, revised, 0),
    FIELD_LIST(struct delivery, refused, SHAPE_REQUIRED | SHAPE_JSON_ONLY, refusal_shape, 0, 20000),
    FIELD_END};
const struct shape delivery_shape = {"KpiDelivery", sizeof(struct delivery), delivery_fields};

static const struct shape_field delivery_row_fields[] = {
    FIELD(struct delivery, id, 0),
    FIELD(struct delivery, accepted, 0),
    FIELD(struct delivery, unchanged, 0),
    FIELD(struct delivery, revised, 0),
    FIELD_AS(struct delivery, refused_count, "refused", 0),
    FIELD_END};
static const struct shape delivery_row_shape = {"delivery_row", sizeof(struct delivery),
                                                delivery_row_fields};

static const struct {
    const char *area, *region;
} regions[] = {{"01", "961"}, {"02", "966"}, {"03", "969"}, {"04", "977"}, {"90", "960"}};

const char *place_of_unit(struct arena *arena, const char *unit) {
    return arena_format(arena, UNIT_PLACE "%s", unit);
}

bool place_is_unit(const char *place) {
    return strncmp(place, UNIT_PLACE, strlen(UNIT_PLACE)) == 0;
}

const char *region_of_area(const char *area) {
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        if (strcmp(regions[i].area, area) == 0) {
            return regions[i].region;
        }
    }
    return NULL;
}

const char *indicator_place(const struct indicator *indicator, const char *region) {
    bool everywhere = strcmp(indicator->made_of, "country") == 0;
    return region && !everywhere ? region : PLACE_COUNTRY;
}

/* --- reading --- */

/* Codes of indicators; places, buckets and days beside them where keys are asked for. */
struct wanted {
    struct list indicators, places, buckets, days;
};
static const struct shape_field wanted_fields[] = {
    FIELD_STRINGS(struct wanted, indicators, 0, 0, 0),
    FIELD_STRINGS(struct wanted, places, 0, 0, 0), FIELD_STRINGS(struct wanted, buckets, 0, 0, 0),
    FIELD_STRINGS(struct wanted, days, 0, 0, 0), FIELD_END};
static const struct shape wanted_shape = {"wanted", sizeof(struct wanted), wanted_fields};

enum status observation_list(struct context *context, const struct list *codes, struct list *out) {
    const struct wanted wanted = {.indicators = codes ? *codes : (struct list){NULL, 0}};
    enum status status =
        db_list(context, codes ? &kpi_observation_select : &kpi_observation_select_all,
                &wanted_shape, &wanted, &observation_shape, out);
    if (status == OK && out->count >= KPI_OBSERVATIONS_MAX) {
        return context_fail(context, STATUS_internal, "more delivered figures than are read");
    }
    if (status == OK) {
        observation_hide(context, out);
    }
    return status;
}

const struct observation *observation_at(const struct list *rows, const char *indicator,
                                         const char *place, enum bucket bucket, struct date from) {
    const struct observation *items = rows->items;
    for (size_t i = 0; i < rows->count; i++) {
        if (items[i].bucket == (int)bucket && date_compare(items[i].from_on, from) == 0 &&
            strcmp(items[i].indicator, indicator) == 0 && strcmp(items[i].place, place) == 0) {
            return &items[i];
        }
    }
    return NULL;
}

struct decimal observation_value(const struct indicator *indicator,
                                 const struct observation *observation) {
    struct decimal denominator = observation->denominator;
    if (observation->hidden) {
        return (struct decimal){false, 0};
    }
    if (indicator->measure == MEASURE_count && !observation->value.present) {
        return observation->numerator;
    }
    if (indicator->measure == MEASURE_share && observation->numerator.present &&
        denominator.present && denominator.millionths > 0) {
        return decimal_scale(observation->numerator, decimal_of(100), denominator);
    }
    return observation->value;
}

/* --- delivering --- */

/* What is known of each key, by its hash. */
struct known {
    struct observation **slots;
    size_t slot_count;
};

static uint64_t add_to_hash(uint64_t hash, const char *text) {
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    }
    return hash ^ hash >> 31;
}

static struct observation **slot_of(const struct known *known, const struct observation *key) {
    uint64_t hash = add_to_hash(0xcbf29ce484222325u, key->indicator);
    hash = add_to_hash(hash, key->place) + (uint64_t)date_to_days(key->from_on) * 31 +
           (uint64_t)key->bucket;
    size_t at = (size_t)(hash * 0x9e3779b97f4a7c15u >> 20) & (known->slot_count - 1);
    for (; known->slots[at]; at = (at + 1) & (known->slot_count - 1)) {
        const struct observation *here = known->slots[at];
        if (here->bucket == key->bucket && date_compare(here->from_on, key->from_on) == 0 &&
            strcmp(here->indicator, key->indicator) == 0 && strcmp(here->place, key->place) == 0) {
            break;
        }
    }
    return &known->slots[at];
}

static void make_known(struct arena *arena, struct known *known, size_t count) {
    known->slot_count = 64;
    while (known->slot_count < count * 2) {
        known->slot_count *= 2;
    }
    known->slots = arena_alloc(arena, known->slot_count * sizeof *known->slots);
}

static struct wanted keys_of(struct context *context, const struct upload *upload) {
    size_t count = upload->count;
    const char **words = arena_alloc(context->arena, (4 * count + 1) * sizeof *words);
    for (size_t i = 0; i < count; i++) {
        const struct observation *row = &upload->rows[i];
        char *day = arena_alloc(context->arena, DATE_TEXT_SIZE);
        date_print(row->from_on, day);
        words[i] = row->indicator;
        words[count + i] = row->place;
        words[2 * count + i] = bucket_words[row->bucket - 1];
        words[3 * count + i] = day;
    }
    return (struct wanted){{words, count},
                           {words + count, count},
                           {words + 2 * count, count},
                           {words + 3 * count, count}};
}

static bool same_decimal(struct decimal a, struct decimal b) {
    return a.present == b.present && a.millionths == b.millionths;
}

static bool same_figure(const struct observation *a, const struct observation *b) {
    return same_decimal(a->value, b->value) && same_decimal(a->numerator, b->numerator) &&
           same_decimal(a->denominator, b->denominator);
}

/* Holds every row against what is known of its key by then; the rows to be stored, one a key, with
 * the revision that each is. */
static struct list sort_out(struct context *context, const struct upload *upload,
                            const struct list *current, struct delivery *delivery) {
    struct known known;
    struct observation *before = current->items;
    struct observation *fresh = arena_alloc(context->arena, (upload->count + 1) * sizeof *fresh);
    size_t count = 0;
    make_known(context->arena, &known, current->count + upload->count);
    for (size_t i = 0; i < current->count; i++) {
        *slot_of(&known, &before[i]) = &before[i];
    }
    for (size_t i = 0; i < upload->count; i++) {
        struct observation *row = &upload->rows[i], **slot = slot_of(&known, row);
        bool stored = *slot >= before && *slot < before + current->count;
        delivery->accepted += !*slot;
        delivery->unchanged += *slot && same_figure(*slot, row);
        delivery->revised += *slot && !same_figure(*slot, row);
        if (*slot && same_figure(*slot, row)) {
            continue;
        }
        row->revision = !*slot ? 1 : stored ? (*slot)->revision + 1 : (*slot)->revision;
        if (*slot && !stored) {
            **slot = *row; /* the later row of one upload holds */
        } else {
            fresh[count] = *row;
            *slot = &fresh[count++];
        }
    }
    return (struct list){fresh, count};
}

static enum status store(struct context *context, struct delivery *delivery,
                         const struct list *rows) {
    delivery->id = uuid_new(context->now.us / 1000);
    enum status status = db_run(context, &kpi_delivery_insert, &delivery_row_shape, delivery, NULL);
    if (status == OK && rows->count > 0) {
        status = db_add_rows(context, &kpi_observation_insert, &delivery_row_shape, delivery,
                             &observation_shape, rows);
    }
    if (status == OK) {
        status = ledger_audit(context, AUDIT_CREATE, (struct uuid){{0}}, RESOURCE_kpi_delivery,
                              delivery->id, GROUND_none);
    }
    return status == OK ? ledger_event(context, EVENT_kpi_delivered, delivery->id, 1) : status;
}

/* A figure of a unit that is not there would be seen by nobody. */
static enum status check_units(struct context *context, struct upload *upload) {
    const struct wanted keys = keys_of(context, upload);
    struct list known = {0};
    bool of_units = false;
    for (size_t i = 0; i < upload->count && !of_units; i++) {
        of_units = place_is_unit(upload->rows[i].place);
    }
    enum status status = of_units ? db_list(context, &kpi_unit_select_places, &wanted_shape, &keys,
                                            &observation_shape, &known)
                                  : OK;
    if (status == OK && of_units) {
        upload_check_units(upload, &known);
    }
    return status;
}

enum status observation_deliver(struct context *context, enum upload_form form, const char *bytes,
                                size_t length, struct delivery *out) {
    struct upload upload = {.context = context};
    struct list current = {0};
    *out = (struct delivery){0};
    enum status status = upload_read(&upload, form, bytes, length);
    if (status == OK) {
        status = check_units(context, &upload);
    }
    if (status != OK) {
        return status;
    }
    const struct wanted keys = keys_of(context, &upload);
    if (upload.count > 0) {
        status = db_list(context, &kpi_observation_current, &wanted_shape, &keys,
                         &observation_shape, &current);
    }
    if (status != OK) {
        return status;
    }
    out->refused = (struct list){upload.refused, upload.refused_count};
    out->refused_count = (int64_t)upload.refused_count;
    const struct list rows = sort_out(context, &upload, &current, out);
    return store(context, out, &rows);
}
