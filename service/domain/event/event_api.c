#include "domain/event/event.h"
#include "http/http.h"

enum status event_list_handler(struct context *context, const struct request *request,
                               struct reply *reply) {
    struct page page = {0};
    struct event_page events = {0};
    const char *after = request_query(context, request, "after");
    enum status status = request_page(context, request, &page);
    if (status == OK && after) {
        status = event_after(context, after, &page);
    }
    if (status == OK) {
        status = event_list(context, &events);
    }
    if (status == OK) {
        reply_record(reply, &event_page_shape, &events);
    }
    return status;
}
