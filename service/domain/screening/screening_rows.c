/* The figures that are delivered to a screening, and what a run finds of them. */
#include "app.h"
#include "base/hetu.h"
#include "base/limits.h"
#include "csv/csv.h"
#include "db/db.h"
#include "domain/screening/screening.h"
#include "domain/screening/screening.sql.h"
#include "ledger/ledger.h"
#include "metrics/metrics.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

/* --- shapes --- */

/* The most that a figure can be, as its fact says. */
enum {
#define FACT(code, least, most, fi, sv, en) MOST_##code = (most),
#include "tables/screening_facts.def"
#undef FACT
    MOST_counted = 1000
};

#define FIELD_FIGURE(T, member, flags_, most_)                                                     \
    {                                                                                              \
        .name = #member, .type = SHAPE_TYPE(((T *)0)->figures.member),                             \
        .flags = (flags_) | SHAPE_NULLABLE, .offset = offsetof(T, figures.member), .most = (most_) \
    }
#define FIGURES                                                                                    \
    FIELD_FIGURE(struct screening_row, face_to_face_visits, 0, MOST_face_to_face_visits),          \
        FIELD_FIGURE(struct screening_row, gp_visits, 0, MOST_gp_visits),                          \
        FIELD_FIGURE(struct screening_row, emergency_visits, 0, MOST_emergency_visits),            \
        FIELD_FIGURE(struct screening_row, stay_days, 0, MOST_stay_days),                          \
        FIELD_FIGURE(struct screening_row, acute_admission, 0, 0),                                 \
        FIELD_FIGURE(struct screening_row, charlson_index, 0, MOST_charlson_index),                \
        FIELD_FIGURE(struct screening_row, continuing_need, 0, 0),                                 \
        FIELD_FIGURE(struct screening_row, long_term_illnesses, 0, MOST_counted),                  \
        FIELD_FIGURE(struct screening_row, services_in_use, 0, MOST_counted),                      \
        FIELD_FIGURE(struct screening_row, last_contact_on, 0, 0)

static const struct shape_field incoming_fields[] = {
    FIELD_STRING(struct screening_row, client_ref, SHAPE_REQUIRED, 1, 64),
    FIELD(struct screening_row, unit_id, SHAPE_NULLABLE), FIGURES, FIELD_END};
const struct shape screening_row_shape = {"ScreeningRow", sizeof(struct screening_row),
                                          incoming_fields};

static const struct shape_field row_fields[] = {FIELD(struct screening_row, client_ref, 0),
                                                FIELD(struct screening_row, unit_id, 0),
                                                FIGURES,
                                                FIELD(struct screening_row, candidate_id, 0),
                                                FIELD(struct screening_row, rank, 0),
                                                FIELD(struct screening_row, met, 0),
                                                FIELD(struct screening_row, findings, 0),
                                                FIELD_END};
static const struct shape row_shape = {"screening_row", sizeof(struct screening_row), row_fields};

static const struct shape_field refusal_fields[] = {
    FIELD(struct screening_refusal, line, 0), FIELD(struct screening_refusal, code, 0),
    FIELD(struct screening_refusal, member, 0), FIELD(struct screening_refusal, detail, 0),
    FIELD_END};
static const struct shape refusal_shape = {"ScreeningRefusal", sizeof(struct screening_refusal),
                                           refusal_fields};
static const struct shape_field delivery_fields[] = {FIELD(struct screening_delivery, accepted, 0),
                                                     FIELD(struct screening_delivery, unchanged, 0),
                                                     FIELD(struct screening_delivery, revised, 0),
                                                     FIELD_LIST(struct screening_delivery, refused,
                                                                SHAPE_REQUIRED, refusal_shape, 0,
                                                                SCREENING_UPLOAD_ROWS),
                                                     FIELD(struct screening_delivery, row_count, 0),
                                                     FIELD(struct screening_delivery, complete, 0),
                                                     FIELD_END};
const struct shape screening_delivery_shape = {"ScreeningDelivery",
                                               sizeof(struct screening_delivery), delivery_fields};

/* Rows as one value; each is read by itself. */
struct rows_body {
    const struct json *items;
};
static const struct shape_field body_fields[] = {FIELD(struct rows_body, items, SHAPE_REQUIRED),
                                                 FIELD_END};
static const struct shape body_shape = {"ScreeningRows", sizeof(struct rows_body), body_fields};

struct rows_key {
    struct uuid id;
    struct list client_refs; /* const char * */
    struct list unit_ids;    /* struct uuid */
    const char *after_ref;
    int64_t row_count;
};
static const struct shape_field key_fields[] = {
    FIELD(struct rows_key, id, 0),
    FIELD_STRINGS(struct rows_key, client_refs, 0, 0, 0),
    FIELD_UUIDS(struct rows_key, unit_ids, 0, 0, 0),
    FIELD(struct rows_key, after_ref, 0),
    FIELD(struct rows_key, row_count, 0),
    FIELD_END};
static const struct shape key_shape = {"rows_key", sizeof(struct rows_key), key_fields};

/* --- one line --- */

struct delivered {
    struct screening_row row;
    int64_t line;
};

struct upload {
    struct context *context;
    const struct screening *screening;
    unsigned facts;         /* that some rule of the screening looks at */
    struct delivered *rows; /* good ones, in the order they came */
    size_t count, room;
    struct screening_refusal *refused;
    size_t refused_count, refused_room;
};

static void *grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size) {
    if (count < *room) {
        return items;
    }
    size_t before = *room;
    *room = before ? before * 2 : 64;
    return arena_grow(arena, items, count * size, before * size, *room * size);
}

static void refuse(struct upload *upload, int64_t line, const char *member, enum error_code code,
                   const char *word) {
    struct context *context = upload->context;
    const struct field_error error = {.code = code, .word = word};
    upload->refused = grow(context->arena, upload->refused, upload->refused_count,
                           &upload->refused_room, sizeof *upload->refused);
    upload->refused[upload->refused_count++] = (struct screening_refusal){
        line, error_code_name(code), member, error_text(context->arena, &error, context->language)};
}

#define REFERENCE_CHARACTERS                                                                       \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~:+/=-"

/* A pseudonym is none where it, or a part of it, is somebody's identity code. */
static bool holds_identity_code(struct arena *arena, const char *reference) {
    struct hetu hetu;
    char *rest = arena_string(arena, reference), *place = NULL;
    for (char *part = strtok_r(rest, "._~:/=", &place); part;
         part = strtok_r(NULL, "._~:/=", &place)) {
        if (hetu_parse(part, &hetu)) {
            return true;
        }
    }
    return false;
}

/* What no rule of the screening looks at is not kept. */
static void leave_out_unused(const struct upload *upload, struct screening_figures *figures) {
    bool needs = upload->facts & (1u << SCREENING_FACT_continuing_need);
#define KEEP(fact, member)                                                                         \
    if (!(upload->facts & (1u << SCREENING_FACT_##fact))) {                                        \
        memset(&figures->member, 0, sizeof figures->member);                                       \
    }
    KEEP(face_to_face_visits, face_to_face_visits)
    KEEP(gp_visits, gp_visits)
    KEEP(emergency_visits, emergency_visits)
    KEEP(stay_days, stay_days)
    KEEP(acute_admission, acute_admission)
    KEEP(charlson_index, charlson_index)
    KEEP(months_without_contact, last_contact_on)
#undef KEEP
    if (!needs) {
        figures->continuing_need = (struct opt_bool){false, false};
        figures->long_term_illnesses = (struct opt_int){false, 0};
        figures->services_in_use = (struct opt_int){false, 0};
    }
}

static void take_row(struct upload *upload, int64_t line, struct screening_row *row) {
    struct context *context = upload->context;
    if (row->client_ref[strspn(row->client_ref, REFERENCE_CHARACTERS)]) {
        refuse(upload, line, "client_ref", ERROR_bad_format, "A-Z a-z 0-9 . _ ~ : + / = -");
        return;
    }
    if (holds_identity_code(context->arena, row->client_ref)) {
        refuse(upload, line, "client_ref", ERROR_identifying_text, "identity_code");
        return;
    }
    if (date_is_set(row->figures.last_contact_on) &&
        date_compare(row->figures.last_contact_on, upload->screening->as_of) > 0) {
        refuse(upload, line, "last_contact_on", ERROR_after_as_of, NULL);
        return;
    }
    leave_out_unused(upload, &row->figures);
    upload->rows =
        grow(context->arena, upload->rows, upload->count, &upload->room, sizeof *upload->rows);
    upload->rows[upload->count++] = (struct delivered){*row, line};
}

/* A context of the row's own: its faults refuse the row and not the whole. It is of a line, or
 * `json` where that is given. */
static void take_json(struct upload *upload, int64_t line, const char *bytes, size_t length,
                      const struct json *json) {
    struct screening_row row;
    struct context own = *upload->context;
    own.error_count = 0;
    own.failure = OK;
    own.failure_words = NULL;
    enum status status = json ? OK : json_parse(&own, bytes, length, &json);
    if (status == OK) {
        status = json_read(&own, json, &screening_row_shape, &row);
    }
    upload->context->json = own.json;
    if (status == OK) {
        take_row(upload, line, &row);
        return;
    }
    const struct field_error *error = &own.errors[0];
    refuse(upload, line, error->pointer && *error->pointer ? error->pointer + 1 : NULL, error->code,
           error->word);
}

static bool is_blank(const char *bytes, size_t length) {
    size_t i = 0;
    while (i < length && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r')) {
        i++;
    }
    return i == length;
}

/* More rows than one delivery may have: nothing more is read. */
static bool is_full(const struct upload *upload) {
    return upload->count + upload->refused_count > SCREENING_UPLOAD_ROWS;
}

static enum status read_items(struct upload *upload, const char *bytes, size_t length) {
    struct rows_body body = {NULL};
    enum status status = json_decode(upload->context, bytes, length, &body_shape, &body);
    for (size_t i = 0; status == OK && i < json_count(body.items) && !is_full(upload); i++) {
        take_json(upload, (int64_t)i + 1, NULL, 0, json_at(body.items, i));
    }
    return status;
}

static void read_lines(struct upload *upload, const char *bytes, size_t length) {
    const char *at = bytes + csv_mark(bytes, length), *end = bytes + length;
    for (int64_t line = 1; at < end && !is_full(upload); line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        if (!is_blank(at, (size_t)(stop - at))) {
            take_json(upload, line, at, (size_t)(stop - at), NULL);
        }
        at = stop + 1;
    }
}

static enum status read_rows(struct upload *upload, enum screening_form form, const char *bytes,
                             size_t length) {
    struct context *context = upload->context;
    enum status status = OK;
    if (form == SCREENING_JSON) {
        status = read_items(upload, bytes, length);
    } else {
        read_lines(upload, bytes, length);
    }
    if (status != OK) {
        return status;
    }
    if (is_full(upload)) {
        context_error(context, "", ERROR_too_many,
                      arena_format(context->arena, "%d", SCREENING_UPLOAD_ROWS));
    } else if (upload->count + upload->refused_count == 0) {
        context_error(context, "", ERROR_required, NULL);
    }
    return context_settle(context, STATUS_invalid);
}

/* --- units --- */

static int compare_uuids(const void *a, const void *b) {
    return memcmp(a, b, sizeof(struct uuid));
}

static int compare_row_units(const void *a, const void *b) {
    const struct screening_row *one = a, *other = b;
    return compare_uuids(&one->unit_id, &other->unit_id);
}

static int compare_refusals(const void *a, const void *b) {
    const struct screening_refusal *one = a, *other = b;
    return (one->line > other->line) - (one->line < other->line);
}

/* Each unit that is named, once. */
static struct list units_named(const struct upload *upload) {
    struct uuid *ids = arena_alloc(upload->context->arena, (upload->count + 1) * sizeof *ids);
    size_t count = 0, once = 0;
    for (size_t i = 0; i < upload->count; i++) {
        if (uuid_is_set(&upload->rows[i].row.unit_id)) {
            ids[count++] = upload->rows[i].row.unit_id;
        }
    }
    qsort(ids, count, sizeof *ids, compare_uuids);
    for (size_t i = 0; i < count; i++) {
        if (once == 0 || compare_uuids(&ids[once - 1], &ids[i]) != 0) {
            ids[once++] = ids[i];
        }
    }
    return (struct list){ids, once};
}

/* A candidate of a unit that is not there would be seen by nobody. */
static enum status check_units(struct upload *upload) {
    struct context *context = upload->context;
    const struct rows_key key = {.unit_ids = units_named(upload)};
    struct list known = {0};
    size_t kept = 0;
    if (key.unit_ids.count == 0) {
        return OK;
    }
    enum status status =
        db_list(context, &screening_unit_select, &key_shape, &key, &row_shape, &known);
    if (status != OK) {
        return status;
    }
    if (known.count > 0) {
        qsort(known.items, known.count, sizeof(struct screening_row), compare_row_units);
    }
    for (size_t i = 0; i < upload->count; i++) {
        struct delivered *here = &upload->rows[i];
        bool there = !uuid_is_set(&here->row.unit_id) ||
                     (known.count > 0 && bsearch(&here->row, known.items, known.count,
                                                 sizeof here->row, compare_row_units));
        if (there) {
            upload->rows[kept++] = *here;
        } else {
            refuse(upload, here->line, "unit_id", ERROR_unknown_unit, NULL);
        }
    }
    upload->count = kept;
    return OK;
}

/* --- what is new --- */

static int compare_delivered(const void *a, const void *b) {
    const struct delivered *one = a, *other = b;
    int order = strcmp(one->row.client_ref, other->row.client_ref);
    return order != 0 ? order : (one->line > other->line) - (one->line < other->line);
}

static int compare_rows(const void *a, const void *b) {
    const struct screening_row *one = a, *other = b;
    return strcmp(one->client_ref, other->client_ref);
}

static bool same_int(struct opt_int a, struct opt_int b) {
    return a.present == b.present && a.value == b.value;
}

static bool same_bool(struct opt_bool a, struct opt_bool b) {
    return a.present == b.present && a.value == b.value;
}

static bool same_row(const struct screening_row *a, const struct screening_row *b) {
    const struct screening_figures *one = &a->figures, *other = &b->figures;
    return compare_uuids(&a->unit_id, &b->unit_id) == 0 &&
           same_int(one->face_to_face_visits, other->face_to_face_visits) &&
           same_int(one->gp_visits, other->gp_visits) &&
           same_int(one->emergency_visits, other->emergency_visits) &&
           same_int(one->stay_days, other->stay_days) &&
           same_int(one->charlson_index, other->charlson_index) &&
           same_int(one->long_term_illnesses, other->long_term_illnesses) &&
           same_int(one->services_in_use, other->services_in_use) &&
           same_bool(one->acute_admission, other->acute_admission) &&
           same_bool(one->continuing_need, other->continuing_need) &&
           date_compare(one->last_contact_on, other->last_contact_on) == 0;
}

/* Holds every row, by client and in the order it came, against what is known of the client by then:
 * the rows to be stored, one a client. */
static struct list sort_out(struct upload *upload, const struct list *stored,
                            struct screening_delivery *out) {
    struct screening_row *fresh =
        arena_alloc(upload->context->arena, (upload->count + 1) * sizeof *fresh);
    size_t count = 0;
    if (upload->count > 0) {
        qsort(upload->rows, upload->count, sizeof *upload->rows, compare_delivered);
    }
    for (size_t i = 0; i < upload->count;) {
        const struct screening_row *first = &upload->rows[i].row;
        const struct screening_row *before =
            stored->count > 0
                ? bsearch(first, stored->items, stored->count, sizeof *first, compare_rows)
                : NULL;
        const struct screening_row *now = before;
        for (; i < upload->count && compare_rows(first, &upload->rows[i].row) == 0; i++) {
            const struct screening_row *row = &upload->rows[i].row;
            out->accepted += !now;
            out->unchanged += now && same_row(now, row);
            out->revised += now && !same_row(now, row);
            now = row;
        }
        out->row_count += !before;
        if (!before || !same_row(before, now)) {
            fresh[count++] = *now;
        }
    }
    return (struct list){fresh, count};
}

static enum status known_rows(struct upload *upload, struct list *out) {
    struct context *context = upload->context;
    const char **references = arena_alloc(context->arena, (upload->count + 1) * sizeof *references);
    for (size_t i = 0; i < upload->count; i++) {
        references[i] = upload->rows[i].row.client_ref;
    }
    const struct rows_key key = {.id = upload->screening->id,
                                 .client_refs = {references, upload->count}};
    enum status status = upload->count > 0 ? db_list(context, &screening_row_select_known,
                                                     &key_shape, &key, &row_shape, out)
                                           : OK;
    if (status == OK && out->count > 0) {
        qsort(out->items, out->count, sizeof(struct screening_row), compare_rows);
    }
    return status;
}

/* --- delivering --- */

static void count_lines(struct context *context, const struct screening_delivery *delivery) {
    struct metrics *metrics = context->app->metrics;
    metrics_add(metrics, METRIC_screening_rows_total, "accepted", NULL, delivery->accepted);
    metrics_add(metrics, METRIC_screening_rows_total, "unchanged", NULL, delivery->unchanged);
    metrics_add(metrics, METRIC_screening_rows_total, "revised", NULL, delivery->revised);
    metrics_add(metrics, METRIC_screening_rows_total, "refused", NULL,
                (int64_t)delivery->refused.count);
}

static enum status store(struct upload *upload, struct screening_delivery *out) {
    struct context *context = upload->context;
    struct list stored = {0};
    enum status status = known_rows(upload, &stored);
    if (status != OK) {
        return status;
    }
    const struct list rows = sort_out(upload, &stored, out);
    out->row_count += upload->screening->row_count;
    if (out->row_count > SCREENING_ROWS_MAX) {
        context_error(context, "", ERROR_too_many,
                      arena_format(context->arena, "%d", SCREENING_ROWS_MAX));
        return context_settle(context, STATUS_rule_broken);
    }
    const struct rows_key key = {.id = upload->screening->id, .row_count = out->row_count};
    if (rows.count > 0) {
        status =
            db_run_rows(context, &screening_row_put, &key_shape, &key, &row_shape, &rows, NULL);
    }
    if (status == OK) {
        status = db_change(context, &screening_update_rows, &key_shape, &key);
    }
    return status == OK ? ledger_audit(context, AUDIT_CHANGE, (struct uuid){{0}},
                                       RESOURCE_screening, key.id, GROUND_none)
                        : status;
}

static unsigned facts_of(unsigned rules) {
    unsigned facts = 0;
    for (int rule = 0; rule < SCREENING_RULES; rule++) {
        for (int fact = 0; rules & (1u << rule) && fact < SCREENING_FACTS; fact++) {
            facts |= screening_rule_uses((enum screening_rule)rule, (enum screening_fact)fact)
                         ? 1u << fact
                         : 0;
        }
    }
    return facts;
}

enum status screening_deliver(struct context *context, struct uuid id, enum screening_form form,
                              const char *bytes, size_t length, struct screening_delivery *out) {
    struct screening screening = {0};
    *out = (struct screening_delivery){0};
    enum status status = screening_lock(context, id, &screening);
    if (status == OK &&
        (screening.state != SCREENING_COLLECTING || screening_is_running(&screening))) {
        return context_fail(context, STATUS_conflict, "the screening takes no more rows");
    }
    struct upload upload = {.context = context,
                            .screening = &screening,
                            .facts = facts_of(screening_rule_set(&screening))};
    if (status == OK) {
        status = read_rows(&upload, form, bytes, length);
    }
    if (status == OK) {
        status = check_units(&upload);
    }
    if (status == OK) {
        status = store(&upload, out);
    }
    if (upload.refused_count > 0) {
        qsort(upload.refused, upload.refused_count, sizeof *upload.refused, compare_refusals);
    }
    out->refused = (struct list){upload.refused, upload.refused_count};
    out->complete = true;
    if (status == OK) {
        count_lines(context, out);
    }
    return status;
}

/* --- a run --- */

enum status screening_rows_after(struct context *context, struct uuid id, const char *after_ref,
                                 struct list *out) {
    const struct rows_key key = {.id = id, .after_ref = after_ref};
    return db_list(context, &screening_row_select_portion, &key_shape, &key, &row_shape, out);
}

enum status screening_rows_unfind(struct context *context, struct uuid id) {
    const struct rows_key key = {.id = id};
    return db_run(context, &screening_row_update_unfound, &key_shape, &key, NULL);
}

enum status screening_rows_found(struct context *context, struct uuid id, const struct list *rows) {
    const struct rows_key key = {.id = id};
    return rows->count == 0 ? OK
                            : db_run_rows(context, &screening_row_update_found, &key_shape, &key,
                                          &row_shape, rows, NULL);
}
