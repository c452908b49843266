#include "csv/csv.h"

#include <string.h>

size_t csv_mark(const char *bytes, size_t length) {
    return length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

void csv_open(struct csv_reader *reader, struct arena *arena, const char *bytes, size_t length) {
    *reader = (struct csv_reader){.arena = arena,
                                  .at = bytes + csv_mark(bytes, length),
                                  .end = bytes + length,
                                  .line = 1,
                                  .next_line = 1};
}

/* The separator that the line of names has more of. */
static char find_separator(const struct csv_reader *reader) {
    size_t commas = 0, semicolons = 0;
    for (const char *at = reader->at; at < reader->end && *at != '\n'; at++) {
        commas += *at == ',';
        semicolons += *at == ';';
    }
    return semicolons > commas ? ';' : ',';
}

static bool at_line_end(const struct csv_reader *reader) {
    return reader->at == reader->end || *reader->at == '\n' ||
           (*reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n');
}

static void pass_line_end(struct csv_reader *reader) {
    reader->at += reader->at < reader->end && *reader->at == '\r';
    reader->at += reader->at < reader->end && *reader->at == '\n';
    reader->next_line++;
}

static void pass_line(struct csv_reader *reader) {
    while (!at_line_end(reader)) {
        reader->at++;
    }
    pass_line_end(reader);
}

static const char *plain_cell(struct csv_reader *reader) {
    const char *start = reader->at;
    while (!at_line_end(reader) && *reader->at != reader->separator && *reader->at != '"') {
        reader->at++;
    }
    return arena_copy(reader->arena, start, (size_t)(reader->at - start));
}

/* NULL where the closing quote is missing. */
static const char *quoted_cell(struct csv_reader *reader) {
    struct text cell;
    text_init(&cell, reader->arena);
    text_add(&cell, "", 0);
    for (reader->at++; reader->at < reader->end; reader->at++) {
        if (*reader->at == '"') {
            if (reader->at + 1 == reader->end || reader->at[1] != '"') {
                reader->at++;
                return cell.bytes ? cell.bytes : "";
            }
            reader->at++;
        }
        reader->next_line += *reader->at == '\n';
        text_add_char(&cell, *reader->at);
    }
    return NULL;
}

/* A quote that is never closed spoils its own line, and not the rows behind it. */
static enum csv_result break_off(struct csv_reader *reader, const char *start) {
    reader->at = start;
    reader->next_line = reader->line;
    pass_line(reader);
    return CSV_BROKEN;
}

static enum csv_result read_row(struct csv_reader *reader, const char *cells[CSV_CELLS_MAX],
                                size_t *count) {
    const char *start = reader->at;
    for (*count = 0; *count < CSV_CELLS_MAX;) {
        bool quoted = reader->at < reader->end && *reader->at == '"';
        const char *cell = quoted ? quoted_cell(reader) : plain_cell(reader);
        if (!cell) {
            return break_off(reader, start);
        }
        cells[(*count)++] = cell;
        if (at_line_end(reader)) {
            pass_line_end(reader);
            return CSV_ROW;
        }
        if (*reader->at != reader->separator) {
            break;
        }
        reader->at++;
    }
    pass_line(reader);
    return CSV_BROKEN;
}

enum csv_result csv_next(struct csv_reader *reader, const char *cells[CSV_CELLS_MAX],
                         size_t *count) {
    if (!reader->separator) {
        reader->separator = find_separator(reader);
    }
    while (reader->at < reader->end && at_line_end(reader)) {
        pass_line_end(reader);
    }
    reader->line = reader->next_line;
    return reader->at < reader->end ? read_row(reader, cells, count) : CSV_END;
}
