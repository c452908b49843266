/* Scoring files of any size: rows in, rows out, in order, in constant memory.
 *
 * A reader hands out chunks of whole rows; each worker thread turns one into blocks of columns,
 * lets seg_batch() decide them, formats the answers and waits for its turn to write. The common
 * row of a file is read by a few instructions; every other row by the exact way, which accepts all
 * of RFC 4180 (CSV) or RFC 8259 (NDJSON). Both ways give the same bytes. */
#ifndef CLI_BULK_H
#define CLI_BULK_H

#include <segment.h>
#include <stdint.h>
#include <stdio.h>

struct segj_model;

enum bulk_format { BULK_CSV, BULK_NDJSON };
enum bulk_output { BULK_FULL, BULK_COMPACT, BULK_COUNTS };

struct bulk_options {
    const struct segj_model *document; /* for NDJSON rows */
    const struct seg_model *model;
    const char *model_name;  /* "helsinki@1", as every row ends */
    int in, out;             /* file descriptors */
    FILE *rejects;           /* refused rows, or NULL */
    FILE *messages;          /* the first of them in words, where there are no rejects; or NULL */
    enum bulk_format format; /* of the input */
    enum bulk_format to;     /* of the output */
    enum bulk_output output;
    bool any_day;       /* a row's `as_of` need not lie in the model's days of validity */
    int threads;        /* 0: as many as the machine has */
    const char *ignore; /* names of columns to pass over, comma-separated, or NULL */
    enum seg_kernel kernel;
    bool exact_only;    /* no quick way of reading: for tests */
    size_t chunk_bytes; /* bytes read at once, 0: as many as are fast: for tests */
    void (*progress)(uint64_t bytes, uint64_t rows, void *data); /* or NULL */
    void *progress_data;
};

struct bulk_summary {
    uint64_t rows, refused, bytes_in, bytes_out;
    uint64_t segments[SEG_MAX_SEGMENTS]; /* rows by segment */
    uint64_t open;                       /* rows without one */
    char error[256];                     /* why the whole run ended, or "" */
};

/* 0 all rows good, 1 some refused, 2 no run: the header is wrong, or input or output failed. */
int bulk_run(const struct bulk_options *options, struct bulk_summary *summary);

#endif
