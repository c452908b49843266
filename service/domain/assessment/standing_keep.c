#include "domain/assessment/standing_keep.h"
#include "call/call.h"
#include "db/db.h"
#include "domain/assessment/assessment.h"
#include "domain/assessment/standing.h"
#include "domain/assessment/standing.sql.h"
#include "domain/client/client_parts.h"

#include <string.h>

/* --- shapes --- */

struct standing_clients {
    struct list client_ids; /* struct uuid */
};
static const struct shape_field clients_fields[] = {
    FIELD_UUIDS(struct standing_clients, client_ids, 0, 0, 0), FIELD_END};
static const struct shape clients_shape = {"standing_clients", sizeof(struct standing_clients),
                                           clients_fields};

struct portion {
    struct uuid after_id;
    int64_t limit_plus_one;
};
static const struct shape_field portion_fields[] = {
    FIELD(struct portion, after_id, 0), FIELD(struct portion, limit_plus_one, 0), FIELD_END};
static const struct shape portion_shape = {"standing_portion", sizeof(struct portion),
                                           portion_fields};

struct client_row {
    struct uuid id;
};
static const struct shape_field row_fields[] = {FIELD(struct client_row, id, 0), FIELD_END};
static const struct shape row_shape = {"standing_client", sizeof(struct client_row), row_fields};

/* --- with a change --- */

static struct standing_clients those(struct context *context, const struct uuid *client_ids,
                                     size_t count) {
    struct uuid *ids = arena_alloc(context->arena, (count + 1) * sizeof *ids);
    memcpy(ids, client_ids, count * sizeof *ids);
    return (struct standing_clients){{ids, count}};
}

static enum status later(struct context *context, const struct query *query,
                         const struct uuid *client_ids, size_t count) {
    const struct standing_clients clients = those(context, client_ids, count);
    return db_later_rows(context, query, &clients_shape, &clients, NULL, NULL);
}

enum status standing_lock_ahead(struct context *context, struct uuid client_id) {
    return later(context, &standing_lock, &client_id, 1);
}

static enum status steps_of(struct context *context, const struct uuid *client_ids, size_t count,
                            struct list *out) {
    const struct standing_clients clients = those(context, client_ids, count);
    return db_list(context, &standing_select_steps, &clients_shape, &clients, &standing_step_shape,
                   out);
}

enum status standing_steps(struct context *context, struct uuid client_id, struct list *out) {
    return steps_of(context, &client_id, 1, out);
}

enum status standing_steps_ahead(struct context *context, struct uuid client_id, struct list *out) {
    const struct standing_clients clients = those(context, &client_id, 1);
    return db_list_ahead(context, &standing_select_steps, &clients_shape, &clients,
                         &standing_step_shape, out);
}

/* Only of what a register's own people have confirmed something is asked. */
static bool may_want(const struct standing_kept *kept) {
    return kept->status == ASSESSMENT_CONFIRMED && kept->scope != STANDING_BOTH;
}

/* What they give; the steps are put into the rule's order. */
static enum status derive(struct context *context, const struct list *steps, struct list *out) {
    struct standing_kept *rows =
        arena_alloc(context->arena, (steps->count + 1) * STANDING_SCOPES * sizeof *rows);
    *out = (struct list){rows, standings_of(steps->items, steps->count, rows)};
    struct list models = {0};
    bool known = false;
    for (size_t i = 0; i < out->count; i++) {
        if (!may_want(&rows[i])) {
            continue;
        }
        enum status status = known ? OK : model_list_all(context, &models);
        if (status != OK) {
            return status;
        }
        known = true;
        standing_wants_of(context, &models, &rows[i]);
    }
    return OK;
}

static enum status settle(struct context *context, const struct list *steps) {
    struct list rows;
    enum status status = derive(context, steps, &rows);
    return status == OK && rows.count > 0
               ? db_later_rows(context, &standing_put, NULL, NULL, &standing_kept_shape, &rows)
               : status;
}

enum status standing_settle_with(struct context *context, const struct list *steps,
                                 const struct standing_step *changed) {
    struct standing_step *all = arena_alloc(context->arena, (steps->count + 1) * sizeof *all);
    const struct standing_step *before = steps->items;
    size_t count = 0;
    for (size_t i = 0; i < steps->count; i++) {
        if (!uuid_equal(&before[i].id, &changed->id)) {
            all[count++] = before[i];
        }
    }
    all[count++] = *changed;
    const struct list with = {all, count};
    return settle(context, &with);
}

enum status standing_settle(struct context *context, struct uuid client_id) {
    struct list steps;
    enum status status = standing_steps(context, client_id, &steps);
    return status == OK ? settle(context, &steps) : status;
}

enum status standing_follow_client(struct context *context, struct uuid client_id) {
    return standing_settle(context, client_id);
}

enum status standing_settle_moved(struct context *context, const struct uuid *client_ids,
                                  size_t count) {
    struct list steps = {0};
    enum status status = later(context, &standing_lock, client_ids, count);
    if (status == OK) {
        status = later(context, &standing_delete_gone, client_ids, count);
    }
    if (status == OK) {
        status = steps_of(context, client_ids, count, &steps);
    }
    return status == OK ? settle(context, &steps) : status;
}

/* --- of a whole area --- */

struct standings {
    int64_t checked, different;
    bool repair;
};

/* Of how many of these clients something else is kept than their assessments give. */
static enum status compare(struct context *context, const struct list *clients, int64_t *out) {
    const struct standing_clients these = {.client_ids = *clients};
    struct list steps = {0}, derived = {0};
    struct db_count count = {0};
    enum status status = steps_of(context, clients->items, clients->count, &steps);
    if (status == OK) {
        status = derive(context, &steps, &derived);
    }
    if (status == OK) {
        status = db_get_rows(context, &standing_count_different, &clients_shape, &these,
                             &standing_kept_shape, &derived, &db_count_shape, &count);
    }
    *out = count.count;
    return status;
}

/* Between its two looks another may have changed what is compared: what differs is looked at again
 * behind the lock. */
static enum status compare_surely(struct context *context, const struct list *clients,
                                  int64_t *out) {
    enum status status = compare(context, clients, out);
    if (status == OK && *out > 0) {
        status = later(context, &standing_lock, clients->items, clients->count);
        status = status == OK ? compare(context, clients, out) : status;
    }
    return status;
}

static enum status do_portion(struct context *context, struct uuid *after,
                              struct standings *standings) {
    const struct portion key = {*after, STANDINGS_PORTION};
    struct list clients = {0};
    int64_t different = 0;
    enum status status =
        db_list(context, &standing_select_clients, &portion_shape, &key, &row_shape, &clients);
    const struct client_row *rows = clients.items;
    *after = clients.count > 0 ? rows[clients.count - 1].id : (struct uuid){{0}};
    standings->checked += (int64_t)clients.count;
    if (status == OK && clients.count > 0) {
        status = compare_surely(context, &clients, &different);
    }
    standings->different += different;
    return status == OK && standings->repair && different > 0
               ? standing_settle_moved(context, clients.items, clients.count)
               : status;
}

static int walk(struct app *app, const char *area, struct standings *standings, FILE *progress) {
    struct uuid after = {{0}};
    struct call call;
    call_open_work(app, area, standings->repair ? "standings_rebuild" : "standings_compare", &call);
    enum status status;
    do { /* a portion a transaction */
        status = do_portion(&call.context, &after, standings);
        if (status == OK) {
            status = call_next(&call);
        }
    } while (status == OK && uuid_is_set(&after));
    status = call_close(&call, status);
    fprintf(progress, "%lld clients, of %lld another standing was kept\n",
            (long long)standings->checked, (long long)standings->different);
    return status == OK && (standings->repair || standings->different == 0) ? 0 : 1;
}

int standings_rebuild(struct app *app, const char *area, FILE *progress) {
    struct standings standings = {.repair = true};
    return walk(app, area, &standings, progress);
}

int standings_compare(struct app *app, const char *area, FILE *progress) {
    struct standings standings = {.repair = false};
    return walk(app, area, &standings, progress);
}
