/* The suites of this folder's program, and the shapes they share. */
#ifndef TESTS_JSON_SUITES_H
#define TESTS_JSON_SUITES_H

#include "base/context.h"
#include "base/shape.h"

#include <check.h>

Suite *parse_suite(void);
Suite *read_suite(void);
Suite *write_suite(void);
Suite *round_trip_suite(void);

/* A record with every type a field can have. */
struct part {
    const char *code;
    int64_t weight;
};

struct whole {
    struct uuid id;
    const char *name, *note, *code;
    int64_t count;
    struct opt_int level;
    bool done;
    struct opt_bool present;
    struct date day;
    struct instant at;
    const struct json *extra;
    struct raw_json raw, spliced;
    struct bytes sealed;
    int state;
    struct part *part, inner;
    struct list parts, tags, ids, numbers;
    const char *secret, *column;
};

enum { STATE_DRAFT = 1, STATE_OPEN, STATE_CLOSED };

extern const struct shape part_shape, whole_shape;

/* A context on a fresh arena; context_clear releases what was parsed in it. */
void context_make(struct context *context);
void context_clear(struct context *context);

/* "code@pointer=word code@pointer ...", on the arena. */
const char *errors_of(const struct context *context);

#define LOOP(tests, function, rows)                                                                \
    tcase_add_loop_test(tests, function, 0, sizeof(rows) / sizeof *(rows))

#endif
