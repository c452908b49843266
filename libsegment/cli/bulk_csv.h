/* CSV rows (RFC 4180) into blocks. */
#ifndef CLI_BULK_CSV_H
#define CLI_BULK_CSV_H

#include "bulk_block.h"
#include "bulk_rejects.h"

/* Bytes that may be read, though not used, after the end of a chunk: rows are compared with a
 * known form by as many bytes as it has in one place. Whole pages. */
enum { BULK_PADDING = 20 * 1024 };

/* A quoted cell is closed within so many bytes from the begin of its row, or not at all. */
enum { CSV_ROW_MAX = 1024 * 1024 - 64 };

/* Where a chunk of whole rows is being read. `end[-1]` is a line feed. */
struct csv_reader {
    const struct plan *plan;
    char *at, *end;
    uint64_t line; /* lines read of this chunk */
    uint64_t refused;
    struct rejects *rejects;
    bool exact_only; /* as in bulk_options */
};

/* Fills an empty block; false when the chunk is used up and the block is still empty. */
bool csv_fill(struct csv_reader *reader, struct block *block);

/* The quote that closes a cell, from the one that opens it; NULL where none is before `limit`. */
const char *csv_closing(const char *quote, const char *limit);

/* Splits a header line (without its end) into names, in place. Returns how many, or -1. */
int csv_header(char *line, size_t length, const char **names, int most);

#endif
