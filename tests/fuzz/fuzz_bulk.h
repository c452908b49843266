/* A file of rows scored in several ways: no way of reading, no kernel and no size of chunks may
 * change a byte. The model is small.json, which has items, axes and flags of every kind under short
 * names. */
#ifndef FUZZ_FUZZ_BULK_H
#define FUZZ_FUZZ_BULK_H

#include "fuzz.h"

#include "bulk.h"
#include "segment_json.h"
#include <sys/mman.h>
#include <unistd.h>

struct bulk_way {
    enum seg_kernel kernel;
    int exact_only;
    size_t chunk_bytes;
};

struct bulk_outcome {
    char *text, *rejects;
    size_t length, rejects_length;
    struct bulk_summary summary;
    int status;
};

static struct segj_model *bulk_model;
static int bulk_in, bulk_out;

static inline void bulk_prepare(void) {
    static char bytes[SEGJ_MAX_MODEL_BYTES];
    static struct segj_faults faults;
    FILE *file = fopen(SOURCE_DIR "/tests/fuzz/small.json", "rb");
    must_hold(file != NULL);
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    must_hold(segj_model_read(bytes, length, &bulk_model, &faults) == SEGJ_OK);
    bulk_in = memfd_create("in", 0);
    bulk_out = memfd_create("out", 0);
    must_hold(bulk_in >= 0 && bulk_out >= 0);
}

static inline void bulk_set_input(const uint8_t *bytes, size_t length) {
    must_hold(ftruncate(bulk_in, 0) == 0);
    must_hold(pwrite(bulk_in, bytes, length, 0) == (ssize_t)length);
}

static inline struct bulk_outcome bulk_do(enum bulk_format format, enum bulk_format to,
                                          enum bulk_output output, struct bulk_way way) {
    struct bulk_outcome outcome = {0};
    struct bulk_options options = {.document = bulk_model,
                                   .model = segj_model_engine(bulk_model),
                                   .model_name = "small@1",
                                   .in = bulk_in,
                                   .out = bulk_out,
                                   .format = format,
                                   .to = to,
                                   .output = output,
                                   .threads = 1,
                                   .ignore = "ward,note",
                                   .kernel = way.kernel,
                                   .exact_only = way.exact_only,
                                   .chunk_bytes = way.chunk_bytes};
    lseek(bulk_in, 0, SEEK_SET);
    must_hold(ftruncate(bulk_out, 0) == 0);
    lseek(bulk_out, 0, SEEK_SET);
    options.rejects = open_memstream(&outcome.rejects, &outcome.rejects_length);
    outcome.status = bulk_run(&options, &outcome.summary);
    fclose(options.rejects);
    outcome.length = (size_t)lseek(bulk_out, 0, SEEK_CUR);
    outcome.text = malloc(outcome.length + 1);
    must_hold(outcome.text != NULL);
    must_hold(pread(bulk_out, outcome.text, outcome.length, 0) == (ssize_t)outcome.length);
    return outcome;
}

/* What must be so of any file: rows are decided, open or refused, and the status says which. */
static inline void bulk_adds_up(const struct bulk_outcome *outcome) {
    const struct bulk_summary *summary = &outcome->summary;
    uint64_t sum = summary->open + summary->refused;
    for (size_t i = 0; i < SEG_MAX_SEGMENTS; i++) {
        sum += summary->segments[i];
    }
    must_hold(sum == summary->rows);
    must_hold((outcome->status == 2) == (summary->error[0] != '\0'));
    must_hold(outcome->status == 2 || outcome->status == (summary->refused > 0));
    must_hold(summary->bytes_out == outcome->length);
}

static inline void bulk_show(const struct bulk_outcome *outcome) {
    fprintf(stderr, "---- status %d %s\n%.*s%.*s", outcome->status, outcome->summary.error,
            (int)outcome->length, outcome->text, (int)outcome->rejects_length, outcome->rejects);
}

static inline void bulk_same(const struct bulk_outcome *a, const struct bulk_outcome *b) {
    if (a->length != b->length || a->rejects_length != b->rejects_length) {
        bulk_show(a);
        bulk_show(b);
    }
    must_hold(a->status == b->status);
    must_hold(a->length == b->length && memcmp(a->text, b->text, a->length) == 0);
    must_hold(a->rejects_length == b->rejects_length);
    must_hold(memcmp(a->rejects, b->rejects, a->rejects_length) == 0);
    /* How much was read before a run was given up depends on the chunks. */
    struct bulk_summary one = a->summary, other = b->summary;
    if (a->status == 2) {
        one.bytes_in = other.bytes_in = 0;
    }
    must_hold(memcmp(&one, &other, sizeof one) == 0);
}

static inline void bulk_free(struct bulk_outcome *outcome) {
    free(outcome->text);
    free(outcome->rejects);
}

/* A chunk that has room for the header and little more: a byte at least, by which a header with a
 * CR in it is known from a file whose lines end in CR alone, but for the last. */
static inline size_t bulk_small_chunk(const uint8_t *bytes, size_t length) {
    const uint8_t *feed = length ? memchr(bytes, '\n', length) : NULL;
    return feed ? (size_t)(feed - bytes) + 2 + length % 61 : 0;
}

/* Two runs that share neither the way of reading nor the kernel, nor the chunks. */
static inline void bulk_compare(const uint8_t *bytes, size_t length, enum bulk_format format) {
    if (bulk_model == NULL) {
        bulk_prepare();
    }
    enum bulk_output output = length % 4 == 0 ? BULK_COMPACT : BULK_FULL;
    enum bulk_format to = length % 3 == 0 ? BULK_CSV : BULK_NDJSON;
    bulk_set_input(bytes, length);
    struct bulk_outcome fast =
        bulk_do(format, to, output, (struct bulk_way){SEG_KERNEL_AUTO, 0, 0});
    struct bulk_outcome plain =
        bulk_do(format, to, output,
                (struct bulk_way){SEG_KERNEL_SCALAR, 1, bulk_small_chunk(bytes, length)});
    bulk_adds_up(&plain);
    bulk_same(&plain, &fast);
    bulk_free(&fast);
    bulk_free(&plain);
}

#endif
