/* The operations by which a model is written, published and retired. */
#include "db/db.h"
#include "domain/model/model_check.h"
#include "domain/model/model_draft.h"
#include "domain/model/model_form.h"
#include "domain/model/model_life.h"
#include "domain/model/model_store.h"
#include "http/http.h"
#include "json/json.h"

#include <string.h>

static void reply_model(struct context *context, struct reply *reply, struct model *model) {
    model_form_write(model, context->language, false, &reply->body);
    reply->etag = model_etag(model);
}

/* Committed here, so that the next look at the shelf finds it; nothing is asked after it. */
static enum status commit(struct context *context, enum status status) {
    if (status == OK) {
        status = db_commit(context);
    }
    if (status == OK) {
        model_store_forget(context);
    }
    return status;
}

/* By its id, or by the name of one version: a code alone would mean another one tomorrow. */
static enum status find_id(struct context *context, const struct request *request,
                           struct uuid *out) {
    struct model model = {.own = NULL};
    const char *name = request->parameters[0];
    if (uuid_parse(name, out)) {
        return OK;
    }
    if (!model_name_good(name) || !strchr(name, '@')) {
        return STATUS_not_found;
    }
    const struct model_wanted wanted = {.name = name, .day = context->today};
    enum status status = model_find(context, &wanted, &model);
    *out = model.id;
    return status;
}

/* What a change is called with. */
static enum status find_change(struct context *context, const struct request *request,
                               const struct shape *shape, struct uuid *id, void *body) {
    enum status status = find_id(context, request, id);
    return status == OK ? request_decode(context, request, shape, body) : status;
}

enum status model_create_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct model_write body = {0};
    struct model model = {.own = NULL};
    enum status status = request_decode(context, request, &model_create_shape, &body);
    if (status == OK) {
        status = model_draft_create(context, &body, &model);
    }
    if (status == OK) {
        reply_created(context, reply, "/v1/models", model.id);
        reply_model(context, reply, &model);
    }
    model_close(&model);
    return status;
}

enum status model_replace_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct uuid id;
    struct model_write body = {0};
    struct model model = {.own = NULL};
    enum status status = find_change(context, request, &model_replace_shape, &id, &body);
    if (status == OK) {
        status = model_draft_replace(context, id, &request->if_match, &body, &model);
    }
    if (status == OK) {
        reply_model(context, reply, &model);
    }
    model_close(&model);
    return status;
}

enum status model_discard_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct uuid id;
    enum status status = find_id(context, request, &id);
    if (status == OK) {
        status = model_draft_discard(context, id, &request->if_match);
    }
    reply->status = 204;
    return status;
}

/* The proof takes its time: what it needs of the database is given back before. */
enum status model_check_handler(struct context *context, const struct request *request,
                                struct reply *reply) {
    struct uuid id;
    struct model model = {.own = NULL};
    struct model_check check = {0};
    enum status status = find_id(context, request, &id);
    if (status == OK) {
        status = model_load(context, id, &model);
    }
    if (status == OK) {
        status = db_commit(context);
    }
    if (status == OK) {
        status = model_prove(context, model.compiled, &check);
    }
    if (status == OK) {
        reply_record(reply, &model_check_shape, &check);
    }
    model_close(&model);
    return status;
}

enum status model_publish_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct uuid id;
    struct model_publication body = {.reason = NULL};
    struct model model = {.own = NULL};
    enum status status = find_change(context, request, &model_publication_shape, &id, &body);
    if (status == OK) {
        status = model_life_publish(context, id, &request->if_match, &body, &model);
    }
    status = commit(context, status);
    if (status == OK) {
        reply_model(context, reply, &model);
    }
    model_close(&model);
    return status;
}

enum status model_retire_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct uuid id;
    struct model_retirement body = {.reason = NULL};
    struct model model = {.own = NULL};
    enum status status = find_change(context, request, &model_retirement_shape, &id, &body);
    if (status == OK) {
        status = model_life_retire(context, id, &request->if_match, &body, &model);
    }
    status = commit(context, status);
    if (status == OK) {
        reply_model(context, reply, &model);
    }
    model_close(&model);
    return status;
}

enum status model_draft_list_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    static const char *const keyset[] = {"created_at", "id", NULL};
    struct page page = {0};
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = model_draft_list(context, &rows);
    }
    if (status == OK && page.total_wanted) {
        status = model_draft_count_all(context, &page.total);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &model_draft_shape, &rows, keyset);
    }
    return status;
}
