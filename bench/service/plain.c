/* The least that Ulfius does for a JSON endpoint: plain PORT ANSWER. Reads the body by Jansson,
 * prints the tree of ANSWER (a file of JSON); one event loop a thread, as the service runs it. */
#include <jansson.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <ulfius.h>
#include <unistd.h>

enum { THREADS = 16, CONNECTIONS = 120 * THREADS };

static int answer(const struct _u_request *request, struct _u_response *response, void *data) {
    json_t *body =
        json_loadb(request->binary_body, request->binary_body_length, JSON_REJECT_DUPLICATES, NULL);
    if (request->binary_body_length > 0 && !body) {
        response->status = 400;
        return U_CALLBACK_COMPLETE;
    }
    json_decref(body);
    char *text = json_dumps(data, JSON_COMPACT);
    u_map_put(response->map_header, "Content-Type", "application/json");
    ulfius_set_string_body_response(response, 200, text);
    free(text);
    return U_CALLBACK_COMPLETE;
}

int main(int count, char **words) {
    struct _u_instance instance;
    struct sockaddr_in address = {.sin_family = AF_INET};
    json_t *tree = count == 3 ? json_load_file(words[2], 0, NULL) : NULL;
    if (!tree) {
        return 2;
    }
    address.sin_port = htons((uint16_t)atoi(words[1]));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)mhd_request_completed, NULL},
        {MHD_OPTION_SOCK_ADDR, 0, &address},
        {MHD_OPTION_THREAD_POOL_SIZE, THREADS, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)ulfius_uri_logger, NULL},
        {MHD_OPTION_END, 0, NULL}};
    if (ulfius_init_instance(&instance, (unsigned)atoi(words[1]), NULL, NULL) != U_OK) {
        return 1;
    }
    ulfius_set_default_endpoint(&instance, answer, tree);
    if (ulfius_start_framework_with_mhd_options(&instance, MHD_USE_EPOLL_INTERNAL_THREAD,
                                                options) != U_OK) {
        return 1;
    }
    pause();
    return 0;
}
