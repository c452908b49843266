#include "domain/worklist/worklist.h"
#include "http/http.h"

enum status worklist_list_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct worklist_filter filter = {.mine = false};
    struct worklist_list lists = {.items = {0}};
    enum status status = request_filters(context, request, &worklist_filter_shape, &filter);
    if (status == OK) {
        status = worklist_counts(context, &filter, &lists);
    }
    if (status == OK) {
        reply_record(reply, &worklist_list_shape, &lists);
    }
    return status;
}

enum status worklist_get_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    static const char *const keyset[] = {"sort_due", "sort_next", "waiting_since", "id", NULL};
    struct worklist_filter filter = {.mine = false};
    struct page page = {0};
    struct list items = {0};
    enum status status = request_filters(context, request, &worklist_filter_shape, &filter);
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = worklist_page(context, request->parameters[0], &filter, &items);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &worklist_item_shape, &items, keyset);
    }
    return status;
}
