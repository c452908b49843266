/* Decided blocks as text: CSV rows, rows of codes, or NDJSON lines. */
#ifndef CLI_BULK_WRITE_H
#define CLI_BULK_WRITE_H

#include "bulk_block.h"

struct writer;

struct out_text {
    char *bytes;
    size_t length, room;
};

/* Everything that is the same for all rows is put into words once. NULL when there is no memory. */
struct writer *writer_new(const struct bulk_options *options);
void writer_free(struct writer *writer);

/* The header line, for the formats that have one. False when there is no memory. */
bool writer_head(const struct writer *writer, struct out_text *out);
/* The rows of a block that were not refused. False when there is no memory. */
bool writer_rows(struct writer *writer, const struct block *block, struct out_text *out);
/* The counts of a whole run, as one JSON object. */
bool writer_counts(const struct writer *writer, const struct bulk_summary *summary,
                   struct out_text *out);

#endif
