/* The cell table: every combination of states has exactly one row, or a first one. */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_COLUMNS = SEG_MAX_AXES + 1, MAX_GAPS = 16 };

static const char *const hits[] = {"unique", "first", NULL};
static const struct member cells_members[] = {
    {"by", LIST, true}, {"rows", LIST, true}, {"hit", STRING, false}, MEMBER_END};

struct row {
    uint8_t masks[MAX_COLUMNS];
    int segment;
};
struct table {
    const char *names[MAX_COLUMNS];
    const struct codes *states[MAX_COLUMNS];
    size_t columns, row_count, combinations;
    enum seg_hit hit;
    struct row *rows;
};

static void read_column(struct reader *reader, const json_t *value, struct table *table) {
    const char *name = json_string_value(value) ? json_string_value(value) : "";
    bool duration = strcmp(name, "duration") == 0 && reader->durations.count;
    int axis = duration ? -1 : reader_reference(reader, value, &reader->axes, "axis");
    if (!duration && axis < 0) {
        return;
    }
    for (size_t i = 0; i < table->columns; i++) {
        if (strcmp(table->names[i], name) == 0) {
            reader_fault(reader, "duplicate_code",
                         "\"%.64s\" stands twice in \"by\".|Name it once.", name);
            return;
        }
    }
    table->names[table->columns] = name;
    table->states[table->columns] = duration ? &reader->durations : &reader->states[axis];
    table->combinations *= table->states[table->columns]->count;
    table->columns++;
    seg_add_column(reader->builder, duration ? SEG_BY_DURATION : axis);
}

static void read_columns(struct reader *reader, const json_t *cells, struct table *table) {
    const json_t *list = reader_list(cells, "by");
    size_t place = reader_enter(reader, "by");
    reader_size(reader, list, 0, MAX_COLUMNS, "columns");
    for (size_t i = 0; i < json_array_size(list) && i < MAX_COLUMNS; i++) {
        size_t entry = reader_enter_index(reader, i);
        read_column(reader, json_array_get(list, i), table);
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}

/* The members that a row of this table may have. */
static void row_members(const struct table *table, struct member members[MAX_COLUMNS + 2]) {
    size_t count = 0;
    members[count++] = (struct member){"segment", STRING, true};
    for (size_t i = 0; i < table->columns; i++) {
        members[count++] = (struct member){table->names[i], STRING | LIST, false};
    }
    members[count] = (struct member)MEMBER_END;
}

static void read_row(struct reader *reader, const json_t *value, struct table *table) {
    struct member members[MAX_COLUMNS + 2];
    struct row *row = &table->rows[table->row_count++];
    memset(row->masks, SEG_ANY, sizeof row->masks);
    row->segment = -1;
    row_members(table, members);
    if (!reader_object(reader, value, members)) {
        return;
    }
    for (size_t i = 0; i < table->columns; i++) {
        const json_t *states = json_object_get(value, table->names[i]);
        size_t place = reader_enter(reader, table->names[i]);
        if (states) {
            row->masks[i] = (uint8_t)reader_mask(reader, states, table->states[i], "state");
        }
        reader_leave(reader, place);
    }
    size_t place = reader_enter(reader, "segment");
    row->segment =
        reader_reference(reader, json_object_get(value, "segment"), &reader->segments, "segment");
    seg_add_row(reader->builder, row->masks, table->columns, row->segment);
    reader_leave(reader, place);
}

/* ---- Gaps and overlaps ---- */

static void states_of(const struct table *table, size_t combination, uint8_t states[MAX_COLUMNS]) {
    for (size_t i = 0; i < table->columns; i++) {
        states[i] = (uint8_t)(combination % table->states[i]->count);
        combination /= table->states[i]->count;
    }
}

static bool row_matches(const struct table *table, const struct row *row, const uint8_t *states) {
    for (size_t i = 0; i < table->columns; i++) {
        if (!(row->masks[i] & (1u << states[i]))) {
            return false;
        }
    }
    return true;
}

static void combination_words(const struct table *table, const uint8_t *states, char *text,
                              size_t size) {
    size_t length = 0;
    snprintf(text, size, "the only one");
    for (size_t i = 0; i < table->columns && length < size; i++) {
        int written = snprintf(text + length, size - length, "%s%s %s", i ? ", " : "",
                               table->names[i], table->states[i]->code[states[i]]);
        length += written < 0 ? 0 : (size_t)written;
    }
}

/* Reports a second row of one combination once for each pair of rows. */
static void report_overlap(struct reader *reader, const struct table *table, size_t first,
                           size_t second, const uint8_t *states, uint8_t *reported) {
    char words[160];
    if (reported[second]) {
        return;
    }
    reported[second] = 1;
    combination_words(table, states, words, sizeof words);
    size_t place = reader_enter(reader, "rows");
    size_t entry = reader_enter_index(reader, second);
    reader_fault(reader, "overlap",
                 "The combination %s is matched by row %zu already.|Narrow one of the two rows, or "
                 "set \"hit\": \"first\".",
                 words, first);
    reader_leave(reader, entry);
    reader_leave(reader, place);
}

static void check_combination(struct reader *reader, const struct table *table, size_t combination,
                              uint8_t *reported, size_t *gaps) {
    uint8_t states[MAX_COLUMNS];
    char words[160];
    size_t first = table->row_count;
    states_of(table, combination, states);
    for (size_t row = 0; row < table->row_count; row++) {
        if (!row_matches(table, &table->rows[row], states)) {
            continue;
        }
        if (first == table->row_count) {
            first = row;
        } else if (table->hit == SEG_UNIQUE) {
            report_overlap(reader, table, first, row, states, reported);
        }
    }
    if (first == table->row_count && (*gaps)++ < MAX_GAPS) {
        combination_words(table, states, words, sizeof words);
        reader_fault_at(reader, "rows", "gap",
                        "No row matches the combination %s.|Add a row for it.", words);
    }
}

static void check_combinations(struct reader *reader, const struct table *table) {
    uint8_t *reported = calloc(table->row_count + 1, 1);
    size_t gaps = 0;
    for (size_t i = 0; reported && i < table->combinations; i++) {
        check_combination(reader, table, i, reported, &gaps);
    }
    free(reported);
}

static void read_rows(struct reader *reader, const json_t *cells, struct table *table) {
    const json_t *list = reader_list(cells, "rows");
    size_t place = reader_enter(reader, "rows");
    reader_size(reader, list, 1, SEG_MAX_ROWS, "rows");
    table->rows = calloc(SEG_MAX_ROWS, sizeof *table->rows);
    for (size_t i = 0; table->rows && i < json_array_size(list) && i < SEG_MAX_ROWS; i++) {
        size_t entry = reader_enter_index(reader, i);
        read_row(reader, json_array_get(list, i), table);
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}

void read_cells(struct reader *reader) {
    const json_t *cells = json_object_get(reader->tree, "cells");
    struct table table = {.combinations = 1};
    bool broken_before = reader->broken;
    size_t place = reader_enter(reader, "cells");
    if (cells && reader_object(reader, cells, cells_members)) {
        reader->broken = false;
        table.hit = (enum seg_hit)reader_word(reader, cells, "hit", hits, SEG_UNIQUE);
        seg_set_hit(reader->builder, table.hit);
        read_columns(reader, cells, &table);
        read_rows(reader, cells, &table);
        if (table.combinations > SEG_MAX_CELLS) {
            reader_fault(reader, "too_many", "The table has %zu combinations.|Keep to %d.",
                         table.combinations, SEG_MAX_CELLS);
        } else if (!reader->broken && table.rows) {
            check_combinations(reader, &table); /* of a table with other faults it would mislead */
        }
        free(table.rows);
    }
    reader->broken |= broken_before;
    reader_leave(reader, place);
}
