#include "ledger/ledger.h"

#include "base/uuid.h"
#include "db/db.h"
#include "ledger/ledger.sql.h"

const char *const audit_kind_words[] = {"read", "create", "change", "search", "refused", NULL};

struct audit_row {
    struct uuid id, client_id, resource_id;
    int kind;
    const char *resource, *ground;
};
static const struct shape_field audit_fields[] = {
    FIELD(struct audit_row, id, SHAPE_COLUMN_ONLY),
    FIELD(struct audit_row, client_id, SHAPE_COLUMN_ONLY),
    FIELD(struct audit_row, resource_id, SHAPE_COLUMN_ONLY),
    FIELD_ENUM(struct audit_row, kind, SHAPE_COLUMN_ONLY, audit_kind_words),
    FIELD(struct audit_row, resource, SHAPE_COLUMN_ONLY),
    FIELD(struct audit_row, ground, SHAPE_COLUMN_ONLY),
    FIELD_END};
static const struct shape audit_shape = {"audit_row", sizeof(struct audit_row), audit_fields};

struct event_row {
    struct uuid id, resource_id;
    const char *type, *resource;
    int64_t version;
};
static const struct shape_field event_fields[] = {
    FIELD(struct event_row, id, SHAPE_COLUMN_ONLY),
    FIELD(struct event_row, resource_id, SHAPE_COLUMN_ONLY),
    FIELD(struct event_row, type, SHAPE_COLUMN_ONLY),
    FIELD(struct event_row, resource, SHAPE_COLUMN_ONLY),
    FIELD(struct event_row, version, SHAPE_COLUMN_ONLY),
    FIELD_END};
static const struct shape event_shape = {"event_row", sizeof(struct event_row), event_fields};

static struct uuid new_id(const struct context *context) {
    return uuid_new(context->now.us / 1000);
}

enum status ledger_audit(struct context *context, enum audit_kind kind, struct uuid client_id,
                         enum resource resource, struct uuid resource_id, enum ground ground) {
    const struct audit_row row = {.id = new_id(context),
                                  .client_id = client_id,
                                  .resource_id = resource_id,
                                  .kind = (int)kind,
                                  .resource = resource_word(resource),
                                  .ground = ground_word(ground)};
    context->audited = (struct audited){client_id, resource_id, resource};
    return db_later(context, &audit_event_insert, &audit_shape, &row);
}

void audit_read_add(struct audit_read *uses, size_t *count, struct audit_read use,
                    enum audit_once once) {
    if (!uuid_is_set(&use.client_id)) {
        return;
    }
    for (size_t i = 0; i < *count; i++) {
        if (uuid_equal(&uses[i].client_id, &use.client_id) &&
            (once == AUDIT_ONCE_A_CLIENT || uses[i].ground == use.ground)) {
            return;
        }
    }
    uses[(*count)++] = use;
}

enum status ledger_audit_reads(struct context *context, const struct audit_read *uses,
                               size_t count) {
    struct audit_row *rows = arena_alloc(context->arena, (count + 1) * sizeof *rows);
    struct uuid *ids = arena_alloc(context->arena, (count + 1) * sizeof *ids);
    uuid_new_many(context->now.us / 1000, count, ids);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct audit_row){.id = ids[i],
                                     .client_id = uses[i].client_id,
                                     .resource_id = uses[i].resource_id,
                                     .kind = AUDIT_READ,
                                     .resource = resource_word(uses[i].resource),
                                     .ground = ground_word(uses[i].ground)};
    }
    const struct list list = {rows, count};
    return count == 0 ? OK
                      : db_later_rows(context, &audit_event_insert_reads, &audit_shape, &rows[0],
                                      &audit_shape, &list);
}

enum ground ledger_ground(const struct context *context) {
    return uuid_is_set(&context->actor.client_id) ? GROUND_self : GROUND_own_register;
}

enum status ledger_event(struct context *context, enum event_type event, struct uuid resource_id,
                         int64_t version) {
    if (event == EVENT_none) {
        return OK;
    }
    context->last_event = uuid_new_after(context->now.us / 1000, &context->last_event);
    const struct event_row row = {.id = context->last_event,
                                  .resource_id = resource_id,
                                  .type = event_word(event),
                                  .resource = resource_word(event_resource(event)),
                                  .version = version};
    return db_later(context, &event_insert, &event_shape, &row);
}

struct feed {
    const char *bound;
};
static const struct shape_field feed_fields[] = {FIELD(struct feed, bound, SHAPE_COLUMN_ONLY),
                                                 FIELD_END};
static const struct shape feed_shape = {"feed", sizeof(struct feed), feed_fields};

enum status ledger_feed_bound(struct context *context, const char **out) {
    struct feed feed = {.bound = NULL};
    enum status status = db_get(context, &event_feed_bound, NULL, NULL, &feed_shape, &feed);
    *out = feed.bound;
    return status;
}
