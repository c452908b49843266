/* A struct's fields as data: one table a struct drives JSON in and out, SQL rows in, and SQL
 * parameters by name. The name of a field is its C member, its JSON member and its SQL column.
 *
 *     static const struct shape_field client_fields[] = {
 *         FIELD(struct client, id, SHAPE_READ_ONLY),
 *         FIELD(struct client, birth_date, SHAPE_PERSONAL),
 *         FIELD_STRING(struct client, home_unit, 0, 1, 64),
 *         FIELD_ENUM(struct client, status, SHAPE_READ_ONLY, client_status_words),
 *         FIELD_RECORD(struct client, names, 0, names_shape),
 *         FIELD_LIST(struct client, history, SHAPE_READ_ONLY, history_shape, 0, 100),
 *         FIELD_EMBED(struct client, keeper, SHAPE_READ_ONLY, person_shape, "keeper_"),
 *         FIELD_END};
 *     const struct shape client_shape = {"client", sizeof(struct client), client_fields};
 *
 * FIELD finds the type from the member itself, so table and struct can't disagree. Absence: NULL
 * strings, all-zero uuid/date/instant, enum 0, `.present == false` of the optional numbers, NULL
 * records, embedded records with nothing in them, lists with NULL items. Absent values are left out
 * of JSON (SHAPE_NULLABLE: null). */
#ifndef BASE_SHAPE_H
#define BASE_SHAPE_H

#include "base/date.h"
#include "base/decimal.h"
#include "base/limits.h"
#include "base/uuid.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A JSON value of a request, carried unread; only json/ looks inside. A column's is raw_json. */
struct json;
/* JSON bytes put into an answer as they are; from a column: its text. */
struct raw_json {
    const char *bytes;
    size_t length;
};
/* Binary data: bytea columns; never in JSON. */
struct bytes {
    const uint8_t *bytes;
    size_t length;
};
struct opt_int {
    bool present;
    int64_t value;
};
struct opt_bool {
    bool present, value;
};
/* `count` records (or `const char *`) one behind another at `items`. */
struct list {
    void *items;
    size_t count;
};

enum shape_type {
    SHAPE_STRING,  /* const char * */
    SHAPE_INT,     /* int64_t */
    SHAPE_OPT_INT, /* struct opt_int */
    SHAPE_DECIMAL, /* struct decimal; a number in JSON, numeric in SQL */
    SHAPE_BOOL,    /* bool */
    SHAPE_OPT_BOOL,
    SHAPE_UUID,
    SHAPE_DATE,
    SHAPE_INSTANT,
    SHAPE_JSON,    /* const struct json * */
    SHAPE_RAW,     /* struct raw_json */
    SHAPE_BYTES,   /* struct bytes */
    SHAPE_ENUM,    /* int; 0 absent, n = words[n - 1] */
    SHAPE_RECORD,  /* T * */
    SHAPE_EMBED,   /* T, inside the struct: an object in JSON, columns with a prefix */
    SHAPE_RECORDS, /* struct list of records */
    SHAPE_STRINGS, /* struct list of const char *; a text[] */
    SHAPE_UUIDS,   /* struct list of struct uuid; a uuid[] */
    SHAPE_INTS     /* struct list of int64_t; a bigint[] */
};

enum shape_flag {
    SHAPE_REQUIRED = 1 << 0,
    SHAPE_READ_ONLY = 1 << 1,   /* refused in a request */
    SHAPE_WRITE_ONLY = 1 << 2,  /* left out of answers */
    SHAPE_PERSONAL = 1 << 3,    /* never in a log line */
    SHAPE_NULLABLE = 1 << 4,    /* null is taken, and written, for absent */
    SHAPE_COLUMN_ONLY = 1 << 5, /* a column or parameter, never JSON */
    SHAPE_JSON_ONLY = 1 << 6,   /* never a column or parameter */
    SHAPE_SPLICED = 1 << 7,     /* raw JSON, an object: its members stand here, not the field */
    SHAPE_ANY_OF = 1 << 8 /* an enum as parameter: a text[] of its word, of all where absent */
};

struct shape {
    const char *name;
    size_t size;
    const struct shape_field *fields;
};

struct shape_field {
    const char *name; /* NULL ends the table */
    enum shape_type type;
    unsigned flags;
    size_t offset;
    int64_t least,
        most; /* numbers: range; strings: length in characters; lists: count; both 0: none */
    const char *const *words; /* enums: NULL-terminated */
    const struct shape *shape;
    const char *
        format; /* strings: a word of shape_formats ("code", "language", "area", "text"), or NULL */
    const char *prefix; /* of an embedded record's columns */
};

#define SHAPE_TYPE(member)                                                                         \
    _Generic((member),                                                                             \
        const char *: SHAPE_STRING,                                                                \
        int64_t: SHAPE_INT,                                                                        \
        struct opt_int: SHAPE_OPT_INT,                                                             \
        struct decimal: SHAPE_DECIMAL,                                                             \
        bool: SHAPE_BOOL,                                                                          \
        struct opt_bool: SHAPE_OPT_BOOL,                                                           \
        struct uuid: SHAPE_UUID,                                                                   \
        struct date: SHAPE_DATE,                                                                   \
        struct instant: SHAPE_INSTANT,                                                             \
        const struct json *: SHAPE_JSON,                                                           \
        struct raw_json: SHAPE_RAW,                                                                \
        struct bytes: SHAPE_BYTES)

#define FIELD_FULL(T, member, type_, flags_, least_, most_, words_, shape_, format_)               \
    {                                                                                              \
        .name = #member, .type = (type_), .flags = (flags_), .offset = offsetof(T, member),        \
        .least = (least_), .most = (most_), .words = (words_), .shape = (shape_),                  \
        .format = (format_)                                                                        \
    }
#define FIELD(T, member, flags)                                                                    \
    FIELD_FULL(T, member, SHAPE_TYPE(((T *)0)->member), flags, 0, 0, NULL, NULL, NULL)
#define FIELD_RANGE(T, member, flags, least, most)                                                 \
    FIELD_FULL(T, member, SHAPE_TYPE(((T *)0)->member), flags, least, most, NULL, NULL, NULL)
#define FIELD_STRING(T, member, flags, least, most)                                                \
    FIELD_FULL(T, member, SHAPE_TYPE(((T *)0)->member), flags, least, most, NULL, NULL, NULL)
#define FIELD_FORMAT(T, member, flags, least, most, format)                                        \
    FIELD_FULL(T, member, SHAPE_TYPE(((T *)0)->member), flags, least, most, NULL, NULL, format)
#define FIELD_ENUM(T, member, flags, words)                                                        \
    FIELD_FULL(T, member, SHAPE_ENUM, flags, 0, 0, words, NULL, NULL)
#define FIELD_RECORD(T, member, flags, shape)                                                      \
    FIELD_FULL(T, member, SHAPE_RECORD, flags, 0, 0, NULL, &(shape), NULL)
#define FIELD_LIST(T, member, flags, shape, least, most)                                           \
    FIELD_FULL(T, member, SHAPE_RECORDS, flags, least, most, NULL, &(shape), NULL)
#define FIELD_STRINGS(T, member, flags, least, most)                                               \
    FIELD_FULL(T, member, SHAPE_STRINGS, flags, least, most, NULL, NULL, NULL)
/* The same where the name in JSON and SQL is no name in C (register). */
#define FIELD_AS(T, member, name_, flags_)                                                         \
    {                                                                                              \
        .name = (name_), .type = SHAPE_TYPE(((T *)0)->member), .flags = (flags_),                  \
        .offset = offsetof(T, member)                                                              \
    }
#define FIELD_ENUM_AS(T, member, name_, flags_, words_)                                            \
    {                                                                                              \
        .name = (name_), .type = SHAPE_ENUM, .flags = (flags_), .offset = offsetof(T, member),     \
        .words = (words_)                                                                          \
    }
/* A filter: `state = ANY (:state)`, one plan whether it is given or not. */
#define FIELD_ANY_OF(T, member, flags, words)                                                      \
    FIELD_FULL(T, member, SHAPE_ENUM, (flags) | SHAPE_ANY_OF, 0, 0, words, NULL, NULL)
#define FIELD_EMBED(T, member, flags_, shape_, prefix_)                                            \
    {                                                                                              \
        .name = #member, .type = SHAPE_EMBED, .flags = (flags_), .offset = offsetof(T, member),    \
        .shape = &(shape_), .prefix = (prefix_)                                                    \
    }
#define FIELD_UUIDS(T, member, flags, least, most)                                                 \
    FIELD_FULL(T, member, SHAPE_UUIDS, flags, least, most, NULL, NULL, NULL)
#define FIELD_INTS(T, member, flags, least, most)                                                  \
    FIELD_FULL(T, member, SHAPE_INTS, flags, least, most, NULL, NULL, NULL)
#define FIELD_END                                                                                  \
    { .name = NULL }

/* The field of that name, or NULL. */
const struct shape_field *shape_find(const struct shape *shape, const char *name);

/* A column or parameter by its name, also inside embedded records. */
struct shape_column {
    const struct shape_field *field;
    size_t offset; /* in the outermost record */
};
bool shape_column_find(const struct shape *shape, const char *name, struct shape_column *out);
/* Whether a field has this flag, of the record or of one within it. */
bool shape_holds(const struct shape *shape, unsigned flag);

/* True where the member holds something (see above what is absent). */
bool shape_is_present(const struct shape_field *field, const void *member);

/* 1-based index of `word` in `words`, 0 where it is none of them. */
int shape_word_index(const char *const *words, const char *word);

#endif
