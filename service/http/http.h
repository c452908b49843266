/* Requests and answers as the handlers see them. The only room that sees Ulfius.
 *
 * dispatch, the one callback, does for every route: limits, request id, token, permission, body
 * bound, precondition header, idempotency, session, handler, commit, answer or problem, metrics,
 * one log line. A handler decodes, calls its domain, and fills the reply. It runs inside one
 * transaction; returning anything but OK rolls it back and answers the problem. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "auth/ehr.h"
#include "base/context.h"
#include "base/page.h"
#include "base/shape.h"
#include "base/text.h"
#include "base/versions.h"

enum route_flag {
    ROUTE_IDEMPOTENT = 1 << 0,   /* honours Idempotency-Key */
    ROUTE_PRECONDITION = 1 << 1, /* If-Match required */
    ROUTE_CLIENT_MAY = 1 << 2,   /* a token with client_id may call it */
    ROUTE_NO_DATABASE = 1 << 3,  /* opens no session */
    ROUTE_MAKES_FIRST = 1 << 4,  /* If-None-Match: * in the place of If-Match makes the first one */
    ROUTE_BREAK_GLASS = 1 << 5,  /* takes Break-Glass */
    ROUTE_NOT_MODIFIED = 1 << 6, /* the ETag tells all of an answer: who has it is told 304 */
    ROUTE_EHR = 1 << 7,  /* takes tokens of record systems alone, each for one call (auth/ehr.h) */
    ROUTE_OAUTH = 1 << 8 /* gives tokens: its handler finds the caller; failures as in RFC 6749 */
};

struct file;

/* What a handler's answer is written as: what the caller takes of what the route `produces`. */
enum answer_form { ANSWER_JSON, ANSWER_CSV, ANSWER_CSV_FINNISH, ANSWER_CALENDAR, ANSWER_OTHER };

/* An answer that is made while it is sent, piece by piece, so that its whole is never in memory.
 * Pieces are made when the caller takes them, each in a session of the database of its own: no
 * connection waits for a slow reader. */
struct stream {
    /* Adds the next piece, some STREAM_PIECE_SIZE bytes and at least one, to `out`; `*more` false:
     * it was the last. Called after the handler has returned and its transaction has ended, with
     * its context, whose arena is of this piece only. Anything but OK cuts the answer off. */
    enum status (*next)(struct context *context, void *of, struct text *out, bool *more);
    void *of; /* on the arena that the handler had, which lives as long as the stream */
};

struct request {
    const char *path;              /* decoded */
    const char *const *parameters; /* values of the path's {names}, in order */
    size_t parameter_count;
    const char *body;
    size_t body_length;
    struct versions if_match; /* the versions that If-Match names; `none` for If-None-Match: * */
    enum answer_form form;
    struct ehr_call ehr_call; /* of ROUTE_EHR: who calls */
    const void *native;       /* http/ only */
};

struct reply {
    int status;               /* 200 unless set */
    const char *content_type; /* application/json unless set */
    struct text body;
    struct file *file;                   /* sent instead of the body, or NULL; http/ only */
    struct stream stream;                /* sent instead of the body; `next` NULL: none */
    int64_t etag;                        /* version for ETag; 0: none */
    bool etag_of_body;                   /* what has no version: ETag tells the bytes apart */
    const char *location;                /* or NULL */
    const char *link_next;               /* the next page's cursor, or NULL */
    bool personal;                       /* sealed where it is kept; reply_record looks by itself */
    const char *cache_control;           /* NULL: no-store */
    const char *content_security_policy; /* or NULL */
    const char *attachment;              /* a file name for Content-Disposition, or NULL */
};

typedef enum status handler(struct context *context, const struct request *request,
                            struct reply *reply);

struct route {
    const char *operation; /* operationId */
    const char *method;
    const char *path;
    const char *permission; /* "public" or "noun:verb" */
    unsigned flags;
    size_t body_limit; /* bytes; 0: the default */
    const char *query; /* the query parameters it knows, each with a blank on both sides */
    const char
        *produces; /* media types of a good answer, apart by blanks; the first is preferred */
    handler *handle;
};

/* All routes, from tables/routes.def; the last has operation NULL. */
extern const struct route routes[];

#define ROUTE(operation, method, path, permission, flags, body_limit, query, produces)             \
    handler operation##_handler;
#include "tables/routes.def"
#undef ROUTE

/* --- what handlers call --- */

/* A path parameter as UUID; STATUS_not_found where it is none (such a resource can't exist). */
enum status request_uuid(struct context *context, const struct request *request, size_t index,
                         struct uuid *out) must_check;
/* A query parameter (decoded), or NULL. */
const char *request_query(struct context *context, const struct request *request, const char *name);
/* true, false or left out (false); anything else is a field error at "?name". */
enum status request_query_bool(struct context *context, const struct request *request,
                               const char *name, bool *out) must_check;
/* The body by a shape; 415 where it isn't application/json. */
enum status request_decode(struct context *context, const struct request *request,
                           const struct shape *shape, void *record) must_check;
/* The body as a value, for operations that walk it themselves. */
enum status request_json(struct context *context, const struct request *request,
                         const struct json **out) must_check;

/* Is the body of this media type, in UTF-8 where it names a charset? For operations that take other
 * forms than JSON. */
bool request_is(const struct request *request, const char *media_type);

/* Parameters of a body of application/x-www-form-urlencoded: the values of `names` (to a NULL),
 * NULL where one is not there or empty; `values` has come with NULLs. Others are let be.
 * STATUS_bad_request where the body is no such form or names one twice. */
enum status request_form(struct context *context, const struct request *request,
                         const char *const *names, const char **values) must_check;

/* --- what handlers of ROUTE_OAUTH call --- */

/* The caller has been found and is context->actor: bounded as any other, and what showed who it is
 * (its hash, and when it ends) is good for this one call. That it was used before fails the commit
 * with STATUS_unauthenticated. */
enum status request_caller_found(struct context *context, const struct request *request,
                                 const uint8_t *hash, struct instant until) must_check;
/* Is there a header Authorization beside what the body says? */
bool request_has_authorization(const struct request *request);
/* Fails with an error of RFC 6749, 5.2, and its description in ASCII. */
enum status request_oauth_fail(struct context *context, const struct request *request,
                               enum status status, const char *error,
                               const char *description) must_check;

/* What a change of a record is called with: its id, the path's first parameter, and the body; one
 * that may be left out leaves `body` as it is. */
enum status request_change(struct context *context, const struct request *request,
                           const struct shape *shape, bool body_needed, struct uuid *id,
                           void *body) must_check;

/* One parameter of a search: from the query, or from a body that is a form. */
struct parameter {
    const char *name, *value; /* decoded */
};
/* All of them in their order (struct parameter), for faces whose parameters have rules of their
 * own; dispatch has looked at none of them. 415 where there is a body that is no form. */
enum status request_parameters(struct context *context, const struct request *request,
                               struct list *out) must_check;
/* `Prefer: handling=lenient`: what is not known is to be left out. */
bool request_is_lenient(const struct request *request);
/* How this service is reached: PUBLIC_URL, else as the caller named it; "" where neither says. */
const char *request_origin(struct context *context, const struct request *request);

/* A filter of a list from the query, by a shape whose fields are the parameters: strings, numbers,
 * truth values, ids, days, instants, enums. Every fault is told at once, at "?name". Parameters
 * that the operation does not know are refused before the handler is called. */
enum status request_filters(struct context *context, const struct request *request,
                            const struct shape *shape, void *record) must_check;

/* The page asked for: `?limit=` 1..200 (50), `?cursor=` as reply_page made it, `?total=`. From then
 * on statements have its :limit_plus_one and :after_1 and on. A cursor is bound to the operation,
 * the path, the filters and the caller: elsewhere it is a field error. */
enum status request_page(struct context *context, const struct request *request,
                         struct page *out) must_check;

/* The same where a face has parameters of its own: `of` says which list it is, with its filters. */
struct page_wanted {
    const char *of, *limit, *cursor;      /* NULL: none given */
    const char *limit_name, *cursor_name; /* as field errors call them */
};
enum status request_page_of(struct context *context, const struct page_wanted *wanted,
                            struct page *out) must_check;
/* The cursor of the next page, for a list that is answered otherwise than by reply_page; NULL where
 * this is the last. */
const char *page_next(struct context *context, const struct page *page, const struct shape *shape,
                      const struct list *rows, const char *const *keyset);

/* 201, with the Location of what was created: `place` and its id. The body is still to be written.
 */
void reply_created(struct context *context, struct reply *reply, const char *place, struct uuid id);
/* Writes the record as the body. */
void reply_record(struct reply *reply, const struct shape *shape, const void *record);
/* Writes { "items": [...] } of a list that is whole. */
void reply_items(struct reply *reply, const struct shape *shape, const struct list *rows);
/* The answer is what `next` makes, of this media type. What it reads of the request is to be copied
 * onto the context's arena. */
void reply_stream(struct reply *reply, const char *content_type,
                  enum status (*next)(struct context *context, void *of, struct text *out,
                                      bool *more),
                  void *of);
/* Writes the records as a table, a line each (csv/csv.h), in the form that the caller asked for: to
 * be saved as `name`.csv. */
void reply_csv(const struct request *request, struct reply *reply, const char *name,
               const struct shape *shape, const struct list *rows);
/* Writes { "items": [...], "next_cursor": ..., "total"?: ... }: `rows` may hold one more than the
 * limit. `keyset` names the fields of the shape that the statement orders by, up to PAGE_KEYS_MAX,
 * the last one unique, with NULL behind them: the cursor is their values in the last row shown. */
void reply_page(struct context *context, struct reply *reply, const struct page *page,
                const struct shape *shape, const struct list *rows, const char *const *keyset);

#endif
