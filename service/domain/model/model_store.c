#include "domain/model/model_store.h"
#include "app.h"
#include "base/clock.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/model/model.sql.h"
#include "domain/model/model_scratch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Areas have two digits. */
enum { AREA_COUNT = 100 };

/* One row of a shelf: self-contained, so that it outlives the request that read it. */
struct shelf_row {
    struct uuid id;
    char code[MODEL_CODE_SIZE], hash[MODEL_HASH_SIZE], published_by[MODEL_SUB_SIZE];
    int64_t version, revision;
    int status;
    struct date valid_from, valid_to;
    struct instant published_at;
    bool is_active, withdrawn;
};

struct shelf {
    struct shelf_row *rows;
    size_t count;
    bool read;
    int64_t read_at_us;
    uint64_t forgotten; /* so often */
};

struct model_store {
    pthread_rwlock_t lock;
    struct shelf shelves[AREA_COUNT];
    struct segj_model **compiled;
    size_t compiled_count;
    struct model_scratch *scratch;
    atomic_bool proving;
};

struct model_store *model_store_new(void) {
    struct model_store *store = calloc(1, sizeof *store);
    if (!store) {
        abort();
    }
    store->compiled = calloc(MODELS_COMPILED_MAX, sizeof *store->compiled);
    if (!store->compiled || pthread_rwlock_init(&store->lock, NULL) != 0) {
        abort();
    }
    store->scratch = model_scratch_new();
    return store;
}

struct model_scratch *model_store_scratch(struct model_store *store) {
    return store->scratch;
}

void model_store_free(struct model_store *store) {
    if (!store) {
        return;
    }
    for (size_t i = 0; i < store->compiled_count; i++) {
        segj_model_free(store->compiled[i]);
    }
    for (size_t i = 0; i < AREA_COUNT; i++) {
        free(store->shelves[i].rows);
    }
    free(store->compiled);
    model_scratch_free(store->scratch);
    pthread_rwlock_destroy(&store->lock);
    free(store);
}

/* The area's own shelf; NULL where it is not two digits, which no token that passes has. */
static struct shelf *shelf_of(struct context *context) {
    const char *area = context->actor.area;
    if (!area || strspn(area, "0123456789") != 2 || area[2] != '\0') {
        return NULL;
    }
    return &context->app->models->shelves[(area[0] - '0') * 10 + (area[1] - '0')];
}

static bool shelf_is_old(struct model_store *store, struct shelf *shelf, int64_t lasts_us) {
    pthread_rwlock_rdlock(&store->lock);
    bool old = !shelf->read || clock_monotonic_us() - shelf->read_at_us > lasts_us;
    pthread_rwlock_unlock(&store->lock);
    return old;
}

/* True for the one thread that is to read the shelf; the others go on with what is there. */
static bool shelf_claim(struct model_store *store, struct shelf *shelf, int64_t lasts_us) {
    if (!shelf_is_old(store, shelf, lasts_us)) {
        return false;
    }
    pthread_rwlock_wrlock(&store->lock);
    int64_t now = clock_monotonic_us();
    bool mine = !shelf->read || now - shelf->read_at_us > lasts_us;
    if (mine) {
        shelf->read_at_us = now;
    }
    pthread_rwlock_unlock(&store->lock);
    return mine;
}

static void text_keep(char *to, size_t size, const char *from) {
    size_t length = from ? strnlen(from, size - 1) : 0;
    memcpy(to, from ? from : "", length);
    to[length] = '\0';
}

static struct shelf_row row_of(const struct model *model) {
    struct shelf_row row = {.id = model->id,
                            .version = model->version,
                            .revision = model->revision,
                            .withdrawn = model->withdrawn,
                            .status = model->status,
                            .valid_from = model->valid_from,
                            .valid_to = model->valid_to,
                            .published_at = model->published_at,
                            .is_active = model->is_active};
    text_keep(row.code, sizeof row.code, model->code);
    text_keep(row.hash, sizeof row.hash, model->hash);
    text_keep(row.published_by, sizeof row.published_by, model->published_by);
    return row;
}

/* What was read before it was forgotten is used, and read again by the next one. */
static void shelf_fill(struct model_store *store, struct shelf *shelf, const struct list *models,
                       uint64_t forgotten) {
    const struct model *model = models->items;
    struct shelf_row *rows = calloc(models->count + 1, sizeof *rows);
    if (!rows) {
        abort();
    }
    for (size_t i = 0; i < models->count; i++) {
        rows[i] = row_of(&model[i]);
    }

    pthread_rwlock_wrlock(&store->lock);
    struct shelf_row *before = shelf->rows;
    shelf->rows = rows;
    shelf->count = models->count;
    shelf->read = shelf->forgotten == forgotten;
    shelf->read_at_us = clock_monotonic_us();
    pthread_rwlock_unlock(&store->lock);
    free(before);
}

static bool shelf_was_read(struct model_store *store, struct shelf *shelf) {
    pthread_rwlock_rdlock(&store->lock);
    bool read = shelf->read;
    pthread_rwlock_unlock(&store->lock);
    return read;
}

static uint64_t shelf_forgotten(struct model_store *store, struct shelf *shelf) {
    pthread_rwlock_rdlock(&store->lock);
    uint64_t forgotten = shelf->forgotten;
    pthread_rwlock_unlock(&store->lock);
    return forgotten;
}

static enum status shelf_read(struct context *context, struct shelf *shelf) {
    struct model_store *store = context->app->models;
    struct list models = {0};
    bool alone = db_session_is_new(context);
    uint64_t forgotten = shelf_forgotten(store, shelf);
    enum status status = db_list(context, &model_select_shelf, NULL, NULL, &model_shape, &models);
    if (status == OK) {
        shelf_fill(store, shelf, &models, forgotten);
        return OK;
    }
    if (!alone || !shelf_was_read(store, shelf)) {
        return status;
    }
    /* The older shelf will do: an evaluation goes on while the database is away. What is asked of
     * the database after this begins again; what the transaction has done before would be lost, so
     * that this is for a transaction that has done nothing. */
    db_rollback(context);
    context->db = db_session_new(context->app->pool, context);
    context->failure = OK;
    context->failure_words = NULL;
    return OK;
}

static void shelf_copy(struct context *context, struct shelf *shelf, struct list *out) {
    struct model_store *store = context->app->models;
    pthread_rwlock_rdlock(&store->lock);
    struct model *models = arena_alloc(context->arena, (shelf->count + 1) * sizeof *models);
    for (size_t i = 0; i < shelf->count; i++) {
        const struct shelf_row *row = &shelf->rows[i];
        models[i] = (struct model){.id = row->id,
                                   .code = arena_string(context->arena, row->code),
                                   .version = row->version,
                                   .revision = row->revision,
                                   .withdrawn = row->withdrawn,
                                   .hash = arena_string(context->arena, row->hash),
                                   .status = row->status,
                                   .valid_from = row->valid_from,
                                   .valid_to = row->valid_to,
                                   .published_at = row->published_at,
                                   .published_by = arena_string(context->arena, row->published_by),
                                   .is_active = row->is_active};
    }
    *out = (struct list){models, shelf->count};
    pthread_rwlock_unlock(&store->lock);
}

/* Of a claim that came to nothing, unless the database is away: the next request reads it. */
static void shelf_give_back(struct model_store *store, struct shelf *shelf, enum status status) {
    if (status != STATUS_unavailable) {
        pthread_rwlock_wrlock(&store->lock);
        shelf->read_at_us = 0;
        pthread_rwlock_unlock(&store->lock);
    }
}

enum status model_store_shelf(struct context *context, bool fresh, struct list *out) {
    struct model_store *store = context->app->models;
    struct shelf *shelf = shelf_of(context);
    if (!shelf) {
        return context_fail(context, STATUS_internal, "an area is two digits");
    }
    bool first = !shelf_was_read(store, shelf);
    if (first ||
        shelf_claim(store, shelf, (fresh ? SHELF_MISS_LASTS_MS : SHELF_LASTS_MS) * INT64_C(1000))) {
        enum status status = shelf_read(context, shelf);
        if (status != OK) {
            shelf_give_back(store, shelf, status);
            return status;
        }
    }
    shelf_copy(context, shelf, out);
    return OK;
}

void model_store_forget(struct context *context) {
    struct model_store *store = context->app->models;
    struct shelf *shelf = shelf_of(context);
    if (!shelf) {
        return;
    }
    pthread_rwlock_wrlock(&store->lock);
    shelf->read = false;
    shelf->forgotten++;
    pthread_rwlock_unlock(&store->lock);
}

bool model_store_prove(struct model_store *store) {
    return !atomic_exchange(&store->proving, true);
}

void model_store_proved(struct model_store *store) {
    atomic_store(&store->proving, false);
}

static const struct segj_model *find_compiled(const struct model_store *store, const char *hash) {
    for (size_t i = 0; i < store->compiled_count; i++) {
        if (strcmp(segj_model_hash(store->compiled[i]), hash) == 0) {
            return store->compiled[i];
        }
    }
    return NULL;
}

const struct segj_model *model_store_compiled(struct model_store *store, const char *hash) {
    pthread_rwlock_rdlock(&store->lock);
    const struct segj_model *found = find_compiled(store, hash);
    pthread_rwlock_unlock(&store->lock);
    return found;
}

const struct segj_model *model_store_keep(struct model_store *store, struct segj_model *model) {
    pthread_rwlock_wrlock(&store->lock);
    const struct segj_model *kept = find_compiled(store, segj_model_hash(model));
    if (!kept && store->compiled_count < MODELS_COMPILED_MAX) {
        store->compiled[store->compiled_count++] = model;
        kept = model;
    }
    pthread_rwlock_unlock(&store->lock);
    if (kept != model) {
        segj_model_free(model);
    }
    return kept;
}
