#include "domain/care_team/care_team.h"
#include "http/http.h"
#include "json/json.h"

static void show(struct reply *reply, const struct care_team *team) {
    reply->etag = team->version;
    reply_record(reply, &care_team_shape, team);
}

enum status care_team_get_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct uuid client_id;
    struct care_team team = {.version = 0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = care_team_get(context, client_id, &team);
    }
    if (status == OK) {
        show(reply, &team);
    }
    return status;
}

enum status care_team_put_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct uuid client_id;
    struct care_team body = {.version = 0}, team = {.version = 0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_decode(context, request, &care_team_write_shape, &body);
    }
    if (status == OK) {
        status = care_team_put(context, client_id, &request->if_match, &body, &team);
    }
    if (status == OK) {
        reply->status = team.version == 1 ? 201 : 200;
        show(reply, &team);
    }
    return status;
}

enum status care_team_history_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct uuid client_id;
    struct list versions = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = care_team_history(context, client_id, &versions);
    }
    if (status != OK) {
        return status;
    }
    const struct care_team *teams = versions.items;
    text_add_string(&reply->body, "{\"items\":[");
    for (size_t i = 0; i < versions.count; i++) {
        text_add_string(&reply->body, i > 0 ? "," : "");
        json_write(&reply->body, &care_team_version_shape, &teams[i]);
    }
    text_add_string(&reply->body, "]}");
    return OK;
}

enum status care_duty_list_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    static const char *const keyset[] = {"client_id", "id", NULL};
    struct page page = {0};
    struct care_duty_filter filter;
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = request_filters(context, request, &care_duty_filter_shape, &filter);
    }
    if (status == OK) {
        status = care_duty_list(context, &filter, &rows);
    }
    if (status == OK && page.total_wanted) {
        status = care_duty_count(context, &filter, &page.total);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &care_duty_shape, &rows, keyset);
    }
    return status;
}

enum status care_role_list_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    const struct care_words words = care_words(context);
    (void)request;
    reply_record(reply, &care_words_shape, &words);
    reply->etag_of_body = true;
    return OK;
}
