/* Tables as text: CSV out by shapes, CSV in cell by cell (RFC 4180, UTF-8).
 *
 * Out: one line of names, one a record, CRLF ends; a field that is absent is an empty cell. Columns
 * of numbers are written as they are. In columns of text, a cell that a spreadsheet would take for
 * a formula (= + - @ TAB CR, also behind blanks and quotes) gets an apostrophe in front: which
 * columns those are is the shape's to say, never the cell's. The fields of an
 * embedded record are columns with its prefix; other records, lists and JSON are none.
 *
 * In: one byte order mark at the start is left out; the separator, `,` or `;`, is found in the line
 * of names; a quoted cell may hold separators, quotes (doubled) and line ends. */
#ifndef CSV_CSV_H
#define CSV_CSV_H

#include "base/arena.h"
#include "base/shape.h"
#include "base/text.h"

enum csv_style {
    CSV_PLAIN,  /* commas, decimal point */
    CSV_FINNISH /* for a Finnish spreadsheet: byte order mark, semicolons, decimal comma */
};

void csv_write(struct text *out, const struct shape *shape, const struct list *rows,
               enum csv_style style);

enum { CSV_CELLS_MAX = 32 };

struct csv_reader {
    struct arena *arena;
    const char *at, *end;
    char separator; /* 0: not known yet */
    int64_t line;   /* where the row just read begins, from 1 */
    int64_t next_line;
};

enum csv_result { CSV_END, CSV_ROW, CSV_BROKEN /* an open or misplaced quote; too many cells */ };

void csv_open(struct csv_reader *reader, struct arena *arena, const char *bytes, size_t length);
/* The next row's cells on the arena; empty lines are passed over. After CSV_BROKEN the reader
 * stands behind the line's end. */
enum csv_result csv_next(struct csv_reader *reader, const char *cells[CSV_CELLS_MAX],
                         size_t *count);

/* The length of the byte order mark that the bytes begin with: 3, or 0. */
size_t csv_mark(const char *bytes, size_t length);

#endif
