#include "http/refusal.h"
#include "app.h"
#include "base/area.h"
#include "db/db.h"
#include "http/refusal.sql.h"
#include "ledger/ledger.h"
#include "json/json.h"
#include <string.h>

struct record_kind {
    const char *path;
    enum resource resource;
    const struct query *owner;
};
static const struct record_kind kinds[] = {
#define RECORD(path, resource, query) {path, RESOURCE_##resource, &query},
#include "tables/records.def"
#undef RECORD
};

struct owned {
    struct uuid id, client_id;
};
static const struct shape_field owned_fields[] = {FIELD(struct owned, id, 0),
                                                  FIELD(struct owned, client_id, 0), FIELD_END};
static const struct shape owned_shape = {"owned", sizeof(struct owned), owned_fields};

/* What FHIR puts behind an id says which part of the record is meant. */
static bool parse_id(struct context *context, const char *text, struct uuid *out) {
    enum { PLAIN = UUID_TEXT_SIZE - 1 };
    bool part = strlen(text) > PLAIN && text[PLAIN] == '-';
    return uuid_parse(part ? arena_copy(context->arena, text, PLAIN) : text, out);
}

/* The patient of a resource that was given, also where nothing has read the body so far. */
static bool read_subject(const struct exchange *exchange, struct uuid *out) {
    static const char start[] = "Patient/";
    struct context own = context_apart(exchange->context);
    const struct json *body = NULL;
    enum status status =
        json_parse(&own, exchange->request.body, exchange->request.body_length, &body);
    const char *text =
        status == OK ? json_text(json_member(json_member(body, "subject"), "reference")) : NULL;
    bool found = text && strncmp(text, start, sizeof start - 1) == 0 &&
                 uuid_parse(text + sizeof start - 1, out);
    json_release(&own);
    return found;
}

static bool read_id(const struct exchange *exchange, struct uuid *out) {
    bool in_path = strchr(exchange->route->path, '{') != NULL;
    return in_path ? parse_id(exchange->context, exchange->request.parameters[0], out)
                   : read_subject(exchange, out);
}

/* What the request's own form is at fault for (400, 413, 415) has touched no record. */
static bool is_refusal(enum status status) {
    switch (status) {
    case STATUS_forbidden:
    case STATUS_not_found:
    case STATUS_conflict:
    case STATUS_key_in_use:
    case STATUS_stale:
    case STATUS_rule_broken:
    case STATUS_key_reused:
    case STATUS_precondition_missing:
        return true;
    default:
        return false;
    }
}

static const struct record_kind *kind_of(const char *path) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i].path);
        char next = strncmp(path, kinds[i].path, length) == 0 ? path[length] : 'x';
        if (next == '\0' || next == '/') {
            return &kinds[i];
        }
    }
    return NULL;
}

static enum status record(struct context *context, const struct record_kind *kind, struct uuid id) {
    const struct owned wanted = {.id = id};
    struct owned found = {.client_id = {{0}}};
    bool is_there = false;
    enum status status =
        db_find(context, kind->owner, &owned_shape, &wanted, &owned_shape, &found, &is_there);
    if (status != OK || !is_there) {
        return status;
    }
    return ledger_audit(context, AUDIT_REFUSED, found.client_id, kind->resource, id, GROUND_none);
}

enum status refusal_note(struct context *context, const char *path, const char *id) {
    const struct record_kind *kind = kind_of(path);
    struct uuid uuid;
    return kind && parse_id(context, id, &uuid) ? record(context, kind, uuid) : OK;
}

enum status refusal_record(const struct exchange *exchange, enum status status) {
    const struct context *context = exchange->context;
    const struct record_kind *kind = exchange->route ? kind_of(exchange->route->path) : NULL;
    struct uuid id;
    bool known = context->actor.sub && area_exists(context->actor.area);
    if (!kind || !known || !is_refusal(status) || !read_id(exchange, &id)) {
        return status;
    }
    struct context own = context_apart(context);
    own.db = db_session_new(exchange->app->pool, &own);
    enum status recorded = record(&own, kind, id);
    recorded = recorded == OK ? db_commit(&own) : recorded;
    db_session_close(&own);
    if (recorded == OK) {
        return status;
    }
    const struct log_field fields[] = {{"cause", own.failure_words, 0}, {NULL, NULL, 0}};
    log_line(exchange->app->log, LOG_LEVEL_WARNING, "A refused use could not be recorded", fields);
    return STATUS_unavailable;
}
