#include "domain/directory/directory.h"
#include "http/http.h"
#include "json/json.h"

static const char *const keyset[] = {"sort_key", "id", NULL};

/* --- units --- */

enum status unit_list_handler(struct context *context, const struct request *request,
                              struct reply *reply) {
    struct page page = {0};
    struct unit_filter filter;
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = request_filters(context, request, &unit_filter_shape, &filter);
    }
    if (status == OK) {
        status = unit_list(context, &filter, &rows);
    }
    if (status == OK && page.total_wanted) {
        status = unit_count(context, &filter, &page.total);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &unit_shape, &rows, keyset);
    }
    return status;
}

static void show_unit(struct reply *reply, const struct unit *unit) {
    reply->etag = unit->version;
    reply_record(reply, &unit_shape, unit);
}

enum status unit_create_handler(struct context *context, const struct request *request,
                                struct reply *reply) {
    struct unit unit = {0};
    enum status status = request_decode(context, request, &unit_write_shape, &unit);
    if (status == OK) {
        status = unit_create(context, &unit);
    }
    if (status != OK) {
        return status;
    }
    reply_created(context, reply, "/v1/units", unit.id);
    show_unit(reply, &unit);
    return OK;
}

enum status unit_get_handler(struct context *context, const struct request *request,
                             struct reply *reply) {
    struct uuid id;
    struct unit unit = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = unit_get(context, id, &unit);
    }
    if (status == OK) {
        show_unit(reply, &unit);
    }
    return status;
}

enum status unit_replace_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct uuid id;
    struct unit unit = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_decode(context, request, &unit_write_shape, &unit);
    }
    if (status == OK) {
        status = unit_replace(context, id, &request->if_match, &unit);
    }
    if (status == OK) {
        show_unit(reply, &unit);
    }
    return status;
}

/* --- services --- */

enum status service_list_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct page page = {0};
    struct service_filter filter;
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = request_filters(context, request, &service_filter_shape, &filter);
    }
    if (status == OK) {
        status = service_list(context, &filter, &rows);
    }
    if (status == OK && page.total_wanted) {
        status = service_count(context, &filter, &page.total);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &service_shape, &rows, keyset);
    }
    return status;
}

static void show_service(struct reply *reply, const struct service *service) {
    reply->etag = service->version;
    reply_record(reply, &service_shape, service);
}

enum status service_create_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct service service = {0};
    enum status status = request_decode(context, request, &service_write_shape, &service);
    if (status == OK) {
        status = service_create(context, &service);
    }
    if (status != OK) {
        return status;
    }
    reply_created(context, reply, "/v1/services", service.id);
    show_service(reply, &service);
    return OK;
}

enum status service_get_handler(struct context *context, const struct request *request,
                                struct reply *reply) {
    struct uuid id;
    struct service service = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = service_get(context, id, &service);
    }
    if (status == OK) {
        show_service(reply, &service);
    }
    return status;
}

enum status service_replace_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    struct uuid id;
    struct service service = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_decode(context, request, &service_write_shape, &service);
    }
    if (status == OK) {
        status = service_replace(context, id, &request->if_match, &service);
    }
    if (status == OK) {
        show_service(reply, &service);
    }
    return status;
}

/* --- classes of need, imports --- */

struct need_classes {
    struct list items;
};
static const struct shape_field list_fields[] = {FIELD_LIST(struct need_classes, items,
                                                            SHAPE_READ_ONLY | SHAPE_REQUIRED,
                                                            need_class_shape, 0, 0),
                                                 FIELD_END};
static const struct shape list_shape = {"NeedClassList", sizeof(struct need_classes), list_fields};

enum status need_class_list_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    struct need_classes classes = {0};
    enum status status = need_class_list(context, &classes.items);
    (void)request;
    if (status == OK) {
        reply_record(reply, &list_shape, &classes);
    }
    return status;
}

enum status directory_import_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    struct import import = {0};
    struct import_result result = {0};
    enum status status = request_decode(context, request, &import_shape, &import);
    if (status == OK) {
        status = directory_import(context, &import, &result);
    }
    if (status == OK) {
        reply_record(reply, &import_result_shape, &result);
    }
    return status;
}
