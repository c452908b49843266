#include "domain/kpi/upload.h"

#include "base/text.h"
#include "base/utf8.h"
#include "csv/csv.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

/* A row as it comes. Sotkanet gives numbers for indicator and region; ours are words. */
struct incoming {
    const struct json *indicator, *region;
    struct uuid unit_id;
    struct opt_int year;
    const char *period, *gender;
    struct decimal value, numerator, denominator, absolute;
    /* of CSV, and of JSON when read */
    const char *indicator_text, *region_text;
};
static const struct shape_field incoming_fields[] = {
    FIELD(struct incoming, indicator, SHAPE_REQUIRED),
    FIELD(struct incoming, region, 0),
    FIELD(struct incoming, unit_id, 0),
    FIELD_RANGE(struct incoming, year, 0, 1900, 2199),
    FIELD_STRING(struct incoming, period, 0, 4, 7),
    FIELD_STRING(struct incoming, gender, 0, 0, 16),
    FIELD(struct incoming, value, SHAPE_NULLABLE),
    FIELD(struct incoming, numerator, SHAPE_NULLABLE),
    FIELD(struct incoming, denominator, SHAPE_NULLABLE),
    FIELD_AS(struct incoming, absolute, "absValue", SHAPE_NULLABLE),
    FIELD_END};
static const struct shape incoming_shape = {"KpiObservation", sizeof(struct incoming),
                                            incoming_fields};

struct items {
    struct list items;
};

/* --- what is refused --- */

static void *grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size) {
    if (count < *room) {
        return items;
    }
    *room = *room ? *room * 2 : 64;
    char *larger = arena_alloc(arena, *room * size);
    if (count > 0) {
        memcpy(larger, items, count * size);
    }
    return larger;
}

static void refuse(struct upload *upload, int64_t line, const char *member, enum error_code code,
                   const char *word) {
    struct context *context = upload->context;
    const struct field_error error = {.code = code, .word = word};
    upload->refused = grow(context->arena, upload->refused, upload->refused_count,
                           &upload->refused_room, sizeof *upload->refused);
    upload->refused[upload->refused_count++] = (struct refusal){
        line, error_code_name(code), member, error_text(context->arena, &error, context->language)};
}

/* The first fault that a context of the row's own has met. */
static void refuse_as(struct upload *upload, int64_t line, const struct context *row) {
    const struct field_error *error = &row->errors[0];
    refuse(upload, line, error->pointer && *error->pointer ? error->pointer + 1 : NULL, error->code,
           error->word);
}

/* --- one row --- */

/* A year, 2024-03, 2024-Q1. */
static bool read_period(const char *text, int *bucket, struct date *from) {
    size_t length = strlen(text);
    int year = length >= 4 ? text_digits(text, 4) : -1;
    int part = length == 7 && text[5] != 'Q' ? text_digits(text + 5, 2)
               : length == 7                 ? text_digits(text + 6, 1)
                                             : 0;
    if (year < 1900 || year > 2199 || (length != 4 && (length != 7 || text[4] != '-'))) {
        return false;
    }
    if (length == 7 && text[5] == 'Q') {
        *bucket = BUCKET_QUARTER;
        *from = (struct date){(int16_t)year, (int8_t)(3 * part - 2), 1};
        return part >= 1 && part <= 4;
    }
    *bucket = length == 4 ? BUCKET_YEAR : BUCKET_MONTH;
    *from = (struct date){(int16_t)year, (int8_t)(length == 4 ? 1 : part), 1};
    return length == 4 || (part >= 1 && part <= 12);
}

static const struct indicator *find_indicator(const char *text) {
    const struct indicator *indicator = indicator_of_sotkanet(text);
    indicator = indicator ? indicator : indicator_find(text);
    return indicator && indicator->source == SOURCE_delivered ? indicator : NULL;
}

static bool is_place(const char *text) {
    size_t length = strlen(text);
    return length > 0 && length <= 32 && *text != '-' && *text != '_' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == length;
}

static const char *place_of(struct upload *upload, const struct incoming *row) {
    char unit[UUID_TEXT_SIZE];
    if (uuid_is_set(&row->unit_id)) {
        uuid_print(&row->unit_id, unit);
        return place_of_unit(upload->context->arena, unit);
    }
    if (row->region_text) {
        return row->region_text;
    }
    return region_of_area(upload->context->actor.area);
}

static bool has_time(const struct incoming *row, struct observation *out) {
    if (row->year.present && !row->period) {
        out->bucket = BUCKET_YEAR;
        out->from_on = (struct date){(int16_t)row->year.value, 1, 1};
        return true;
    }
    return row->period && !row->year.present &&
           read_period(row->period, &out->bucket, &out->from_on);
}

/* Sotkanet names the sexes beside the total: only the total is an indicator's figure. */
static bool is_total(const struct incoming *row) {
    return !row->gender || !*row->gender || strcmp(row->gender, "total") == 0;
}

static bool is_below_none(struct decimal decimal) {
    return decimal.present && decimal.millionths < 0;
}

/* The member in which a count is less than none, or a part more than the whole; NULL where none is.
 */
static const char *impossible_in(const struct indicator *indicator, const struct observation *row) {
    bool is_count = indicator->measure == MEASURE_count,
         is_share = indicator->measure == MEASURE_share;
    bool beyond = is_share && row->numerator.present && row->denominator.present &&
                  decimal_compare(row->numerator, row->denominator) > 0;
    return is_count && is_below_none(row->value)                     ? "value"
           : (is_count || is_share) && is_below_none(row->numerator) ? "numerator"
           : is_below_none(row->denominator)                         ? "denominator"
           : beyond                                                  ? "numerator"
                                                                     : NULL;
}

static void take_row(struct upload *upload, int64_t line, const struct incoming *row) {
    struct observation out = {.value = row->value,
                              .numerator = row->numerator.present ? row->numerator : row->absolute,
                              .denominator = row->denominator};
    const struct indicator *indicator = find_indicator(row->indicator_text);
    out.place = place_of(upload, row);
    if (!indicator) {
        refuse(upload, line, "indicator", ERROR_unknown_indicator, NULL);
    } else if (!out.place || (row->region_text && !is_place(row->region_text))) {
        refuse(upload, line, "region", ERROR_bad_format, "658");
    } else if (!has_time(row, &out)) {
        refuse(upload, line, "period", ERROR_bad_format, "2024, 2024-Q1, 2024-01");
    } else if (!is_total(row)) {
        refuse(upload, line, "gender", ERROR_not_in_list, "total");
    } else if (!out.value.present && !out.numerator.present) {
        refuse(upload, line, "value", ERROR_required, NULL);
    } else if (impossible_in(indicator, &out)) {
        refuse(upload, line, impossible_in(indicator, &out), ERROR_out_of_range, "0..");
    } else {
        out.indicator = indicator->code;
        upload->rows = grow(upload->context->arena, upload->rows, upload->count, &upload->room,
                            sizeof *upload->rows);
        upload->lines = grow(upload->context->arena, upload->lines, upload->count,
                             &upload->line_room, sizeof *upload->lines);
        upload->lines[upload->count] = line;
        upload->rows[upload->count++] = out;
    }
}

/* More rows than one delivery may have: nothing more is read. */
static bool is_full(const struct upload *upload) {
    return upload->count + upload->refused_count > KPI_ROWS_MAX;
}

/* --- JSON and NDJSON --- */

/* 6411 or "6411" or "thl_6411": as text. */
static const char *word_of(struct context *context, const struct json *json) {
    return json && json_text(json) ? json_text(json) : json ? json_canonical(context, json) : NULL;
}

/* A context for one row: its faults refuse the row and not the whole. */
static struct context row_context(const struct upload *upload) {
    struct context row = *upload->context;
    row.error_count = 0;
    row.failure = OK;
    row.failure_words = NULL;
    return row;
}

static void take_json(struct upload *upload, int64_t line, struct context *context,
                      const struct json *json) {
    struct incoming row;
    if (json_read(context, json, &incoming_shape, &row) != OK) {
        refuse_as(upload, line, context);
        return;
    }
    row.indicator_text = word_of(context, row.indicator);
    row.region_text = word_of(context, row.region);
    take_row(upload, line, &row);
}

static enum status read_json(struct upload *upload, const char *bytes, size_t length) {
    const struct json *json = NULL;
    struct context *context = upload->context;
    enum status status = json_parse(context, bytes, length, &json);
    if (status != OK) {
        return status;
    }
    const struct json *items = json_member(json, "items");
    items = items ? items : json;
    for (size_t i = 0; i < json_count(items) && !is_full(upload); i++) {
        struct context row = row_context(upload);
        take_json(upload, (int64_t)i + 1, &row, json_at(items, i));
        context->json = row.json;
    }
    if (json_count(items) == 0) {
        context_error(context, "/items", ERROR_required, NULL);
    }
    return context_settle(context, STATUS_invalid);
}

static enum status read_ndjson(struct upload *upload, const char *bytes, size_t length) {
    const char *end = bytes + length;
    int64_t line = 1;
    for (const char *at = bytes; at < end && !is_full(upload); line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        if (strspn(at, " \t\r") < (size_t)(stop - at)) {
            const struct json *json = NULL;
            struct context row = row_context(upload);
            if (json_parse(&row, at, (size_t)(stop - at), &json) == OK) {
                take_json(upload, line, &row, json);
            } else {
                refuse_as(upload, line, &row);
            }
            upload->context->json = row.json;
        }
        at = stop + 1;
    }
    return OK;
}

/* --- CSV --- */

static const char *const column_words[] = {"indicator",   "region",   "unit_id", "year",
                                           "period",      "gender",   "value",   "numerator",
                                           "denominator", "absValue", NULL};
enum column {
    COLUMN_indicator = 1,
    COLUMN_region,
    COLUMN_unit_id,
    COLUMN_year,
    COLUMN_period,
    COLUMN_gender,
    COLUMN_value,
    COLUMN_numerator,
    COLUMN_denominator,
    COLUMN_absolute
};

static enum status read_columns(struct upload *upload, struct csv_reader *reader,
                                int columns[CSV_CELLS_MAX], size_t *count) {
    const char *cells[CSV_CELLS_MAX];
    struct context *context = upload->context;
    bool found = false;
    if (csv_next(reader, cells, count) != CSV_ROW) {
        context_error(context, "/indicator", ERROR_required, NULL);
        return context_settle(context, STATUS_invalid);
    }
    for (size_t i = 0; i < *count; i++) {
        columns[i] = shape_word_index(column_words, cells[i]);
        found = found || columns[i] == COLUMN_indicator;
        if (columns[i] == 0) {
            context_error(context, arena_format(context->arena, "/%s", cells[i]),
                          ERROR_unknown_member, NULL);
        }
    }
    if (!found) {
        context_error(context, "/indicator", ERROR_required, NULL);
    }
    return context_settle(context, STATUS_invalid);
}

/* A number with point or, as Finnish spreadsheets write it, comma. */
static bool read_number(struct arena *arena, const char *cell, struct decimal *out) {
    char *copy = arena_string(arena, cell), *comma = strchr(copy, ',');
    if (comma) {
        *comma = '.';
    }
    return !*cell || decimal_parse(copy, out);
}

static bool read_year(const char *cell, struct opt_int *out) {
    *out = (struct opt_int){*cell != '\0', strlen(cell) == 4 ? text_digits(cell, 4) : -1};
    return !out->present || (out->value >= 1900 && out->value <= 2199);
}

static bool read_cell(struct arena *arena, int column, const char *cell, struct incoming *row) {
    const char *text = *cell ? cell : NULL;
    switch ((enum column)column) {
    case COLUMN_indicator:
        row->indicator_text = cell;
        return *cell != '\0';
    case COLUMN_region:
        row->region_text = text;
        return true;
    case COLUMN_unit_id:
        return !text || uuid_parse(text, &row->unit_id);
    case COLUMN_year:
        return read_year(cell, &row->year);
    case COLUMN_period:
        row->period = text;
        return true;
    case COLUMN_gender:
        row->gender = text;
        return true;
    case COLUMN_value:
        return read_number(arena, cell, &row->value);
    case COLUMN_numerator:
        return read_number(arena, cell, &row->numerator);
    case COLUMN_denominator:
        return read_number(arena, cell, &row->denominator);
    case COLUMN_absolute:
        break;
    }
    return read_number(arena, cell, &row->absolute);
}

static void take_cells(struct upload *upload, int64_t line, const int *columns, size_t wanted,
                       const char *const *cells, size_t count) {
    struct incoming row = {.indicator_text = ""};
    if (count != wanted) {
        refuse(upload, line, NULL, ERROR_wrong_cell_count,
               arena_format(upload->context->arena, "%zu", wanted));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_cell(upload->context->arena, columns[i], cells[i], &row)) {
            refuse(upload, line, column_words[columns[i] - 1], ERROR_bad_format,
                   column_words[columns[i] - 1]);
            return;
        }
    }
    take_row(upload, line, &row);
}

static enum status read_csv(struct upload *upload, const char *bytes, size_t length) {
    struct csv_reader reader;
    int columns[CSV_CELLS_MAX];
    const char *cells[CSV_CELLS_MAX];
    size_t wanted = 0, count = 0;
    enum csv_result result;
    csv_open(&reader, upload->context->arena, bytes, length);
    enum status status = read_columns(upload, &reader, columns, &wanted);
    while (status == OK && !is_full(upload) &&
           (result = csv_next(&reader, cells, &count)) != CSV_END) {
        if (result == CSV_BROKEN) {
            refuse(upload, reader.line, NULL, ERROR_open_quote, NULL);
        } else {
            take_cells(upload, reader.line, columns, wanted, cells, count);
        }
    }
    return status;
}

/* Bytes that are no UTF-8 are never stored as something else: their place is told. */
static enum status check_text(struct context *context, const char *bytes, size_t length) {
    size_t bad = utf8_check(bytes, length);
    int64_t line = 1, column = 1;
    if (bad == length) {
        return OK;
    }
    for (size_t i = 0; i < bad; i++) {
        column = bytes[i] == '\n' ? 1 : column + 1;
        line += bytes[i] == '\n';
    }
    context_error_at(context, ERROR_bad_utf8, NULL, (int64_t)bad, line, column);
    return context_settle(context, STATUS_malformed);
}

static enum status read_form(struct upload *upload, enum upload_form form, const char *bytes,
                             size_t length) {
    size_t mark = csv_mark(bytes, length);
    if (form == UPLOAD_CSV) {
        return read_csv(upload, bytes, length);
    }
    return form == UPLOAD_JSON ? read_json(upload, bytes + mark, length - mark)
                               : read_ndjson(upload, bytes + mark, length - mark);
}

enum status upload_read(struct upload *upload, enum upload_form form, const char *bytes,
                        size_t length) {
    struct context *context = upload->context;
    enum status status = check_text(context, bytes, length);
    if (status == OK) {
        status = read_form(upload, form, bytes, length);
    }
    if (status == OK && is_full(upload)) {
        context_error(context, "/items", ERROR_too_many,
                      arena_format(context->arena, "%d", KPI_ROWS_MAX));
        return context_settle(context, STATUS_invalid);
    }
    return status;
}

/* --- units --- */

static int compare_places(const void *a, const void *b) {
    const struct observation *one = a, *other = b;
    return strcmp(one->place, other->place);
}

static int compare_lines(const void *a, const void *b) {
    const struct refusal *one = a, *other = b;
    return (one->line > other->line) - (one->line < other->line);
}

void upload_check_units(struct upload *upload, const struct list *known) {
    size_t kept = 0;
    if (known->count > 0) {
        qsort(known->items, known->count, sizeof(struct observation), compare_places);
    }
    for (size_t i = 0; i < upload->count; i++) {
        const struct observation *row = &upload->rows[i];
        bool there = !place_is_unit(row->place) ||
                     (known->count > 0 &&
                      bsearch(row, known->items, known->count, sizeof *row, compare_places));
        if (there) {
            upload->lines[kept] = upload->lines[i];
            upload->rows[kept++] = *row;
        } else {
            refuse(upload, upload->lines[i], "unit_id", ERROR_unknown_unit, NULL);
        }
    }
    upload->count = kept;
    if (upload->refused_count > 0) {
        qsort(upload->refused, upload->refused_count, sizeof *upload->refused, compare_lines);
    }
}
