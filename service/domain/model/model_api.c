#include "domain/model/model_draft.h"
#include "domain/model/model_form.h"
#include "http/http.h"
#include "json/json.h"

#include <string.h>

enum status segment_list_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct model model = {0};
    enum status status = model_find(context, &(struct model_wanted){.day = context->today}, &model);
    (void)request;
    if (status != OK) {
        return status;
    }
    struct model_ref ref = {model.code, model.version, model.hash};
    text_add_string(&reply->body, "{\"model\":");
    json_write(&reply->body, &model_ref_shape, &ref);
    text_add_string(&reply->body, ",\"items\":");
    model_segments_write(&model, context->language, &reply->body);
    text_add_char(&reply->body, '}');
    return OK;
}

enum status model_list_handler(struct context *context, const struct request *request,
                               struct reply *reply) {
    static const char *const keyset[] = {"published_at", "id", NULL};
    struct page page = {0};
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = model_list(context, &rows);
    }
    if (status == OK && page.total_wanted) {
        status = model_count(context, &page.total);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &model_shape, &rows, keyset);
    }
    return status;
}

/* By its name, `helsinki@1`; by its code, `helsinki`, the version that holds on the day; or by its
 * id. */
static enum status find(struct context *context, const struct request *request, struct date day,
                        struct model *out) {
    struct uuid id;
    const char *name = request->parameters[0];
    if (uuid_parse(name, &id)) {
        return model_load(context, id, out);
    }
    if (!model_name_good(name)) {
        return STATUS_not_found;
    }
    enum status status = model_find(context, &(struct model_wanted){.name = name, .day = day}, out);
    return status == OK ? model_load(context, out->id, out) : status;
}

struct get_filter {
    struct date on;
    struct opt_bool document;
};
static const struct shape_field get_fields[] = {FIELD(struct get_filter, on, 0),
                                                FIELD(struct get_filter, document, 0), FIELD_END};
static const struct shape get_shape = {"model_get", sizeof(struct get_filter), get_fields};

enum status model_get_handler(struct context *context, const struct request *request,
                              struct reply *reply) {
    struct model model = {.own = NULL};
    struct get_filter filter = {0};
    enum status status = request_filters(context, request, &get_shape, &filter);
    if (status == OK) {
        struct date day = date_is_set(filter.on) ? filter.on : context->today;
        status = find(context, request, day, &model);
    }
    if (status == OK) {
        model_form_write(&model, context->language, filter.document.value, &reply->body);
        reply->etag = model_etag(&model);
    }
    model_close(&model);
    return status;
}
