/* A run of files in memory: what went in, what came out. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "../../libsegment/cli/bulk.h"
#include <segment_json.h>

struct outcome {
    char *text;
    size_t length;
    char *rejects;
    size_t rejects_length;
    struct bulk_summary summary;
    int status;
};

/* A file without a name that holds these bytes, to be read from its beginning. */
int file_of(const char *text, size_t length);

/* The options name no model and no files. */
struct outcome outcome_of(struct segj_model *model, const char *text, size_t length,
                          struct bulk_options options);
void outcome_free(struct outcome *outcome);
/* The test fails where two runs differ in a byte or a count. */
void outcome_same(const struct outcome *a, const struct outcome *b);

/* A number below `sides`, the same for the same seed. */
unsigned dice(unsigned *state, unsigned sides);

/* The same clients in both forms. */
struct table {
    char *csv, *ndjson;
    size_t csv_length, ndjson_length;
};

struct table table_make(struct segj_model *document, unsigned rows, unsigned seed);
void table_free(struct table *table);

#endif
