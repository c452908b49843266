/* The form of a JSON row: the bytes between its values, learned from a row that was read the exact
 * way. A row that has the same bytes there, or leaves some members out, is read by comparing. */
#ifndef CLI_BULK_FORM_H
#define CLI_BULK_FORM_H

#include "bulk_block.h"
#include "bulk_csv.h"
#include "bulk_levels.h"

enum { FORM_PARTS_MAX = 256, FORM_BYTES_MAX = 16384, FORM_RUNS_MAX = 16, FORM_ID_MAX = 256 };

/* How a value is read. */
enum form_kind { FORM_END, FORM_ID, FORM_AGE, FORM_LEVEL, FORM_COUNT, FORM_WORD, FORM_FLAG };

/* The bytes before a value, and what the value is. */
struct form_part {
    char text[32];  /* the first of the bytes */
    uint32_t after; /* bits of the text that are after them */
    uint32_t start, length;
    const struct column *column;  /* NULL: the end of the row */
    const struct levels *run;     /* the run of levels that it belongs to, or NULL */
    uint8_t nth;                  /* which one of the run */
    const struct form_part *next; /* to be read in a common row, or NULL */
    bool optional;                /* its bytes are its own key alone: a row may leave it out */
    enum form_kind kind;
};

struct form {
    char bytes[FORM_BYTES_MAX + 64];
    size_t length;
    struct form_part parts[FORM_PARTS_MAX];
    int part_count; /* 0: none is known */
    int run_count;
    bool common; /* every part can be of a common row */
    struct levels runs[FORM_RUNS_MAX];
};

/* Learns the form of a good line; one with white space or escapes has none. */
void form_learn(struct form *form, const struct plan *plan, const char *line, const char *end);

/* Reads a row of the form as the next of the block. False where it is otherwise: nothing of it is
 * used, and the reader stands before it. The record to be filled is unknown in every slot. */
bool form_row_read(const struct form *form, struct csv_reader *reader, struct block *block);

#endif
