#include "http/server.h"
#include "app.h"
#include "base/address.h"
#include "base/limits.h"
#include "http/acceptor.h"
#include "http/answer.h"
#include "http/connections.h"
#include "http/dispatch.h"
#include "http/files.h"
#include "http/intake.h"
#include "http/rate.h"
#include "http/streaming.h"
#include "http/workers.h"
#include "metrics/metrics.h"
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <ulfius.h>
#include <unistd.h>

enum {
    INTERNAL_THREADS = 2,
    LOOK_EVERY_US = 20000,
    QUIET_LOOKS = 5 /* without a request, before the listener is taken down */
};

/* One thread of a listener: an Ulfius instance on a daemon of its own. */
struct branch {
    struct listener *listener;
    struct lane *lane;
    struct _u_instance instance;
    bool started;
};

/* The public listener, or the internal one for /metrics. */
struct listener {
    struct http_server *server;
    struct branch *branches;
    struct lane *lanes; /* one a branch */
    int count;
    bool internal;
    struct acceptor *acceptor;
};

struct http_server {
    struct app *app;
    struct router *router;
    struct connections *connections;
    struct workers *workers;
    struct rates *rates;
    struct quiet *quiet;
    struct files *files;
    struct listener open, internal;
    atomic_int in_flight;
    atomic_bool stopping;
};

/* libmicrohttpd leaves the blanks behind a value, which are no part of it (RFC 9110, 5.5). */
static const char *without_blanks(struct arena *arena, const char *value) {
    size_t length = strlen(value);
    while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\t')) {
        length--;
    }
    return value[length] ? arena_copy(arena, value, length) : value;
}

static void read_headers(struct exchange *exchange, const struct _u_map *map) {
    struct arena *arena = exchange->context->arena;
    for (int i = 0; i < map->nb_values; i++) {
        headers_take(&exchange->headers, map->keys[i], without_blanks(arena, map->values[i]));
    }
}

/* A file on its way to a caller. */
struct sending {
    struct file *file;
    bool packed;
};

static ssize_t read_on(void *data, uint64_t offset, char *out, size_t most) {
    const struct sending *sending = data;
    size_t count = file_read(sending->file, sending->packed, offset, out, most);
    return count > 0 ? (ssize_t)count : U_STREAM_END;
}

static void sending_free(void *data) {
    struct sending *sending = data;
    file_give_back(sending->file);
    free(sending);
}

static void send_file(const struct exchange *exchange, struct _u_response *response) {
    struct sending *sending = malloc(sizeof *sending);
    if (!sending) {
        abort();
    }
    *sending = (struct sending){exchange->reply.file, exchange->file_packed};
    size_t length = file_length(sending->file, sending->packed);
    ulfius_set_stream_response(response, (unsigned)exchange->reply.status, read_on, sending_free,
                               length, SENT_AT_A_TIME, sending);
}

/* A stream on its way to a caller; the worker whose exchange it is stays with it. */
struct flow {
    struct streaming *streaming;
    struct connection *connection;
    struct workers *workers;
    struct worker *worker;
};

static ssize_t flow_on(void *data, uint64_t offset, char *out, size_t most) {
    struct flow *flow = data;
    ssize_t count = streaming_read(flow->streaming, out, most);
    (void)offset;
    if (count > 0) {
        connection_goes_on(flow->connection);
        return count;
    }
    return count == 0 ? U_STREAM_END : U_STREAM_ERROR;
}

static void flow_free(void *data) {
    struct flow *flow = data;
    streaming_free(flow->streaming);
    workers_give_back(flow->workers, flow->worker);
    free(flow);
}

static void send_stream(struct http_server *server, struct worker *worker,
                        struct connection *connection, struct _u_response *response) {
    struct flow *flow = malloc(sizeof *flow);
    if (!flow) {
        abort();
    }
    *flow = (struct flow){streaming_new(&worker->exchange), connection, server->workers, worker};
    ulfius_set_stream_response(response, (unsigned)worker->exchange.reply.status, flow_on,
                               flow_free, U_STREAM_SIZE_UNKNOWN, SENT_AT_A_TIME, flow);
}

static void send_answer(const struct exchange *exchange, const struct answer *answer,
                        struct _u_response *response) {
    const struct text *body = &exchange->reply.body;
    response->status = exchange->reply.status;
    for (size_t i = 0; i < answer->count; i++) {
        u_map_put(response->map_header, answer->names[i], answer->values[i]);
    }
    if (exchange->reply.file) {
        send_file(exchange, response);
    } else if (body->length > 0) {
        ulfius_set_binary_body_response(response, (unsigned)exchange->reply.status, body->bytes,
                                        body->length);
    }
}

/* The path and query of `http://host/path?query`, as proxies send it; others are as they are. */
static const char *origin_form(const char *target) {
    if (strncasecmp(target, "http://", 7) != 0 && strncasecmp(target, "https://", 8) != 0) {
        return target;
    }
    const char *path = strstr(target, "//") + 2;
    path += strcspn(path, "/?#");
    return *path == '/' ? path : "/";
}

static void fill_exchange(struct listener *listener, const struct _u_request *request,
                          struct exchange *exchange) {
    exchange->app = listener->server->app;
    exchange->internal = listener->internal;
    exchange->rates = listener->server->rates;
    exchange->quiet = listener->server->quiet;
    exchange->files = listener->server->files;
    exchange->crowded = connections_held(listener->server->connections) > ANSWERS_HELD_MAX;
    exchange->message = (struct message){.method = request->http_verb,
                                         .protocol = request->http_protocol,
                                         .target = origin_form(request->http_url),
                                         .body = request->binary_body,
                                         .body_length = request->binary_body_length};
    read_headers(exchange, request->map_header);
}

static void work(struct listener *listener, const struct _u_request *request,
                 struct connection *connection, struct _u_response *response) {
    struct http_server *server = listener->server;
    struct worker *worker = workers_take(server->workers);
    struct exchange *exchange = &worker->exchange;
    struct answer answer;
    fill_exchange(listener, request, exchange);
    dispatch_prepare(exchange);
    dispatch(exchange, server->router);
    exchange->stopping = atomic_load(&server->stopping);
    answer_make(exchange, &answer);
    send_answer(exchange, &answer, response);
    if (exchange->reply.stream.next) {
        connection_sends(server->connections, connection,
                         exchange->request.body_length + STREAM_PIECE_SIZE);
        send_stream(server, worker, connection, response);
        return;
    }
    connection_sends(server->connections, connection, exchange->reply.body.length);
    dispatch_finish(exchange);
    workers_give_back(server->workers, worker);
}

/* Where uri_logged put the connection: a member that only Ulfius' client side uses. */
static struct connection *connection_of(const struct _u_request *request) {
    return (struct connection *)(uintptr_t)request->timeout;
}

/* The one callback. */
static int answer_request(const struct _u_request *request, struct _u_response *response,
                          void *data) {
    struct listener *listener = data;
    struct http_server *server = listener->server;
    struct connection *connection = connection_of(request);
    if (!connection || !intake_has_message(connection)) {
        return U_CALLBACK_ERROR; /* nobody looked at it: nothing of it is believed */
    }
    connection_works(connection);
    metrics_set(server->app->metrics, METRIC_http_requests_in_flight, NULL,
                atomic_fetch_add(&server->in_flight, 1) + 1);
    work(listener, request, connection, response);
    metrics_set(server->app->metrics, METRIC_http_requests_in_flight, NULL,
                atomic_fetch_sub(&server->in_flight, 1) - 1);
    return U_CALLBACK_COMPLETE;
}

/* Ulfius cuts a body off at its limit and says nothing: one byte more than any route takes lets
 * dispatch see that there was more. */
static size_t longest_body(const struct app *app) {
    size_t longest = (size_t)app->settings.body_limit;
    for (const struct route *route = routes; route->operation; route++) {
        if (route->body_limit > longest) {
            longest = route->body_limit;
        }
    }
    return longest + 1;
}

/* Sends all of it, or nothing more than the caller's buffer takes: nobody waits for a caller who is
 * turned away. */
static void send_refusal(int socket, const struct exchange *exchange, const struct answer *answer) {
    const struct reply *reply = &exchange->reply;
    struct text out;
    text_init(&out, exchange->context->arena);
    text_format(&out, "HTTP/1.1 %d %s\r\nContent-Length: %zu\r\n", reply->status,
                MHD_get_reason_phrase_for((unsigned)reply->status), reply->body.length);
    for (size_t i = 0; i < answer->count; i++) {
        text_format(&out, "%s: %s\r\n", answer->names[i], answer->values[i]);
    }
    text_add_string(&out, "\r\n");
    text_add(&out, reply->body.bytes, reply->body.length);
    (void)send(socket, out.bytes, out.length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Of a message that is none nothing is believed, not even its language. */
static void refuse(struct connection *connection) {
    struct listener *listener = connection->owner;
    struct http_server *server = listener->server;
    struct worker *worker = workers_take(server->workers);
    struct exchange *exchange = &worker->exchange;
    struct answer answer;
    exchange->app = server->app;
    exchange->internal = listener->internal;
    exchange->quiet = server->quiet;
    exchange->close = true;
    exchange->message = (struct message){.method = "none", .protocol = "none", .target = ""};
    dispatch_prepare(exchange);
    dispatch_refuse(exchange, connection->framing.fault, connection->framing.words);
    answer_make(exchange, &answer);
    send_refusal(connection->socket, exchange, &answer);
    dispatch_finish(exchange);
    workers_give_back(server->workers, worker);
}

static void connection_changed(void *data, struct MHD_Connection *connection, void **socket_context,
                               enum MHD_ConnectionNotificationCode code) {
    struct branch *branch = data;
    struct http_server *server = branch->listener->server;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*socket_context) {
            intake_close(*socket_context);
            connections_remove(server->connections, *socket_context);
        }
        *socket_context = NULL;
        lane_give_back(branch->lane);
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (!info) {
        return;
    }
    struct connection *added = connections_add(server->connections, info->connect_fd);
    framing_init(&added->framing, longest_body(server->app));
    added->refuse = refuse;
    added->owner = branch->listener;
    intake_open(added);
    *socket_context = added;
}

static struct connection *connection_at(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        connection ? MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT) : NULL;
    return info ? info->socket_context : NULL;
}

/* The request line has arrived. Ulfius makes its request of it, which carries the connection on. */
static void *uri_logged(void *data, const char *uri, struct MHD_Connection *native) {
    struct connection_info_struct *info = ulfius_uri_logger(data, uri);
    struct connection *connection = connection_at(native);
    if (!info || !connection) {
        return info;
    }
    connection_reads(connection);
    info->request->timeout = (unsigned long)(uintptr_t)connection;
    return info;
}

static void request_completed(void *data, struct MHD_Connection *native, void **state,
                              enum MHD_RequestTerminationCode code) {
    struct http_server *server = data;
    struct connection *connection = connection_at(native);
    mhd_request_completed(data, native, state, code);
    if (!connection) {
        return;
    }
    connection_rests(server->connections, connection);
    intake_answered(connection);
}

__attribute__((format(printf, 2, 0))) static void log_library(void *data, const char *format,
                                                              va_list arguments) {
    const struct http_server *server = data;
    char words[512];
    vsnprintf(words, sizeof words, format, arguments);
    words[strcspn(words, "\n")] = '\0';
    const struct log_field fields[] = {{"cause", words, 0}, {NULL, NULL, 0}};
    log_line(server->app->log, LOG_LEVEL_DEBUG, "libmicrohttpd", fields);
}

static bool start_daemon(struct branch *branch) {
    struct http_server *server = branch->listener->server;
    const struct settings *settings = &server->app->settings;
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem options[] = {
        /* first: what the others do wrong is then logged */
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)log_library, server},
        {MHD_OPTION_THREAD_STACK_SIZE, THREAD_STACK_SIZE, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_A_THREAD + CONNECTIONS_SPARE, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)settings->connection_timeout_s, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)connection_changed, branch},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)uri_logged, server},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)request_completed, server},
        {MHD_OPTION_END, 0, NULL}};
    if (ulfius_start_framework_with_mhd_options(&branch->instance, flags, options) != U_OK) {
        return false;
    }
    branch->lane->daemon = branch->instance.mhd_daemon;
    return true;
}

static bool branch_start(struct listener *listener, int index, unsigned port) {
    struct branch *branch = &listener->branches[index];
    branch->listener = listener;
    branch->lane = &listener->lanes[index];
    if (ulfius_init_instance(&branch->instance, port, NULL, NULL) != U_OK) {
        return false;
    }
    branch->started = true;
    branch->instance.max_post_body_size = longest_body(listener->server->app);
    branch->instance.allowed_post_processor = U_POST_PROCESS_NONE;
    branch->instance.check_utf8 = 0;
    ulfius_set_default_endpoint(&branch->instance, answer_request, listener);
    return start_daemon(branch);
}

static void make_room(void *data) {
    struct listener *listener = data;
    connections_make_room(listener->server->connections);
}

static bool listen_on(struct listener *listener, const char *bind, int64_t port, int64_t threads) {
    union address address;
    listener->branches = calloc((size_t)threads, sizeof *listener->branches);
    listener->lanes = calloc((size_t)threads, sizeof *listener->lanes);
    if (!listener->branches || !listener->lanes) {
        abort();
    }
    listener->count = (int)threads;
    if (!address_parse(bind, port, &address)) {
        return false;
    }
    listener->acceptor = acceptor_new(&address.any, address_size(&address));
    for (int i = 0; listener->acceptor && i < listener->count; i++) {
        if (!branch_start(listener, i, (unsigned)port)) {
            return false;
        }
    }
    return listener->acceptor && acceptor_start(listener->acceptor, listener->lanes,
                                                listener->count, make_room, listener);
}

static void listener_close(struct listener *listener) {
    acceptor_stop(listener->acceptor);
    for (int i = 0; i < listener->count; i++) {
        struct branch *branch = &listener->branches[i];
        if (branch->started) {
            ulfius_stop_framework(&branch->instance);
            ulfius_clean_instance(&branch->instance);
        }
    }
    acceptor_free(listener->acceptor);
    free(listener->branches);
    free(listener->lanes);
    *listener = (struct listener){.count = 0};
}

static void server_free(struct http_server *server) {
    listener_close(&server->open);
    listener_close(&server->internal);
    connections_free(server->connections);
    workers_free(server->workers);
    rates_free(server->rates);
    quiet_free(server->quiet);
    files_free(server->files);
    router_free(server->router);
    free(server);
}

static struct http_server *server_new(struct app *app) {
    const struct settings *settings = &app->settings;
    struct http_server *server = calloc(1, sizeof *server);
    if (!server) {
        abort();
    }
    server->app = app;
    server->router = router_new(routes);
    server->workers = workers_new();
    server->quiet = quiet_new();
    server->files = files_new();
    server->rates = rates_new(settings->rate_limit, settings->rate_burst);
    server->connections =
        connections_new(settings->request_timeout_s, settings->connection_timeout_s);
    server->open.server = server->internal.server = server;
    server->internal.internal = true;
    return server;
}

static void log_listening(const struct app *app) {
    const struct log_field fields[] = {{"address", app->settings.bind, 0},
                                       {"port", NULL, app->settings.port},
                                       {"threads", NULL, app->settings.http_threads},
                                       {NULL, NULL, 0}};
    log_line(app->log, LOG_LEVEL_INFO, "listening", fields);
}

/* What to do about it, for the one who started the service. */
static const char *listen_advice(int cause) {
    switch (cause) {
    case EADDRINUSE:
        return "the port is in use; stop what listens there (ss -ltnp shows it) or choose another";
    case EADDRNOTAVAIL:
        return "this machine has no such address; BIND must be one of its own (ip address)";
    case EACCES:
        return "ports below 1024 need the right CAP_NET_BIND_SERVICE; choose another, with a proxy "
               "in front";
    case EAFNOSUPPORT:
        return "this machine has no IPv6; choose an address of IPv4";
    default:
        return strerrordesc_np(cause);
    }
}

static void tell_unheard(const struct app *app, const char *setting, int64_t port, int cause) {
    const char *words = listen_advice(cause);
    const struct log_field fields[] = {{"address", app->settings.bind, 0},
                                       {"port", NULL, port},
                                       {"cause", words, 0},
                                       {NULL, NULL, 0}};
    log_line(app->log, LOG_LEVEL_ERROR, "can't listen", fields);
    fprintf(stderr, "asiakkuusd: can't listen on %s, %s %lld: %s\n", app->settings.bind, setting,
            (long long)port, words);
}

static bool listen_or_tell(struct listener *listener, const char *setting, int64_t port,
                           int64_t threads) {
    const struct app *app = listener->server->app;
    errno = 0;
    bool good = listen_on(listener, app->settings.bind, port, threads);
    if (!good) {
        tell_unheard(app, setting, port, errno ? errno : ENOMEM);
    }
    return good;
}

struct http_server *http_server_start(struct app *app) {
    const struct settings *settings = &app->settings;
    struct http_server *server = server_new(app);
    y_init_logs("asiakkuusd", Y_LOG_MODE_NONE, Y_LOG_LEVEL_NONE, NULL, NULL);
    bool good =
        settings->metrics_port == 0 ||
        listen_or_tell(&server->internal, "METRICS_PORT", settings->metrics_port, INTERNAL_THREADS);
    good = listen_or_tell(&server->open, "PORT", settings->port, settings->http_threads) && good;
    if (good) {
        log_listening(app);
        return server;
    }
    server_free(server);
    return NULL;
}

/* Bytes may still be on their way from the kernel: only some looks without a request are the end.
 */
static void wait_until_quiet(struct http_server *server, int deadline_ms) {
    int64_t until_us = clock_monotonic_us() + (int64_t)deadline_ms * 1000;
    int quiet = 0;
    while (quiet < QUIET_LOOKS && clock_monotonic_us() < until_us) {
        quiet = connections_busy(server->connections) == 0 ? quiet + 1 : 0;
        usleep(LOOK_EVERY_US);
    }
}

void http_server_stop(struct http_server *server, int deadline_ms) {
    atomic_store(&server->stopping, true);
    acceptor_stop(server->open.acceptor);
    wait_until_quiet(server, deadline_ms);
    acceptor_stop(server->internal.acceptor);
    log_unlogged(server->app->log, quiet_rest(server->quiet));
    server_free(server);
    y_close_logs();
}
