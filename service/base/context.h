/* What one request carries through every floor: its memory, caller, language, time, errors.
 *
 * The first cause of a failure wins: once a status with words has been recorded, later ones are
 * kept out. Field errors are collected, all of them up to CONTEXT_ERRORS_MAX. */
#ifndef BASE_CONTEXT_H
#define BASE_CONTEXT_H

#include "base/actor.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/kinds.h"
#include "base/limits.h"
#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>

enum language { LANGUAGE_FI, LANGUAGE_SV, LANGUAGE_EN, LANGUAGE_COUNT };
extern const char *const language_codes[LANGUAGE_COUNT]; /* "fi", "sv", "en" */

enum error_code {
#define ERROR(code, fi, sv, en) ERROR_##code,
#include "tables/errors.def"
#undef ERROR
    ERROR_COUNT
};

/* One fault of the input: `pointer` (RFC 6901), or for what is no JSON yet `offset` >= 0. Both
 * where a part of a string is at fault: `length` > 0 Unicode code points from `offset` on. */
struct field_error {
    const char *pointer;
    enum error_code code;
    const char
        *word; /* what the text's %s stands for (in English, see tables/words.def), or NULL */
    int64_t offset, line, column, length;
};

/* A record that was used, and whose it is. */
struct audited {
    struct uuid client_id, resource_id;
    enum resource resource;
};

struct app;
struct db_session;
struct json_root;
struct page;

struct context {
    struct app *app;
    struct arena *arena;
    struct actor actor;
    enum language language;
    struct instant now;    /* one clock reading a request */
    struct date today;     /* the day in Helsinki of `now` */
    const char *operation; /* operationId */
    const char *noun;      /* what is used, the noun of its permission: "assessment"; or NULL */
    bool reads; /* nothing is changed: the other register's records may be seen on a ground */
    const char *glass; /* why the caller breaks the glass; NULL: they do not */
    const char *request_id;
    const char *traceparent;   /* or NULL */
    struct db_session *db;     /* NULL where the operation has no database */
    const struct page *page;   /* of a list: what :limit_plus_one and :after_1 stand for; or NULL */
    struct json_root *json;    /* values parsed for this request; json/ only */
    struct audited audited;    /* what the access log was told of last; a replay tells it again */
    struct uuid last_event;    /* the id of the last event; those of one call follow one another */
    enum status failure;       /* the first cause */
    const char *failure_words; /* English, for the log only; never personal data */
    const char *needs;         /* the permission without which a domain refused, or NULL */
    struct field_error errors[CONTEXT_ERRORS_MAX];
    size_t error_count;
};

/* The same call with nothing of what it has found or opened so far: for a session of its own, which
 * the caller opens and closes. */
struct context context_apart(const struct context *context);

/* Forgets what was found wrong so far: for the next of many parts that are answered apart. */
void context_again(struct context *context);

/* Records why the request fails (the first cause wins) and returns `status`. */
enum status context_fail(struct context *context, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a field error, once for a pointer and code; `word` is copied, may be NULL. */
void context_error(struct context *context, const char *pointer, enum error_code code,
                   const char *word);

/* Adds a fault of a part of the string at `pointer`: one for each place. */
void context_error_place(struct context *context, const char *pointer, enum error_code code,
                         const char *word, int64_t offset, int64_t length);

/* Adds a fault of bytes that are no JSON: `offset` from 0, `line` and `column` from 1. */
void context_error_at(struct context *context, enum error_code code, const char *word,
                      int64_t offset, int64_t line, int64_t column);

/* For a member of a body that takes a permission of its own, beside that of the operation.
 * STATUS_forbidden, which names it, where the caller has none. */
enum status context_needs(struct context *context, const char *permission) must_check;

/* OK where no field error has been added, else `status` (STATUS_invalid, STATUS_rule_broken). */
enum status context_settle(struct context *context, enum status status) must_check;

const char *error_code_name(enum error_code code);
/* The text in `language` with its word filled in, on the arena. */
const char *error_text(struct arena *arena, const struct field_error *error,
                       enum language language);

#endif
