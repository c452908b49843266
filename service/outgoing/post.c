#include "outgoing/post.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* One letter on its way. */
struct transfer {
    const struct outgoing_letter *letter;
    bool over_http, refused;
    size_t head, body; /* bytes so far */
};

struct outgoing_line {
    CURL *curl;
    struct transfer transfer;
};

/* --- URLs, as libcurl reads them: nobody else's reading decides where it goes --- */

struct place {
    char *scheme, *host, *user, *password, *fragment;
};

static char *part_of(CURLU *url, CURLUPart part) {
    char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK ? text : NULL;
}

static bool reads_place(const char *text, struct place *out) {
    CURLU *url = curl_url();
    if (!url) {
        abort();
    }
    bool good = curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER) == CURLUE_OK;
    *out = (struct place){part_of(url, CURLUPART_SCHEME), part_of(url, CURLUPART_HOST),
                          part_of(url, CURLUPART_USER), part_of(url, CURLUPART_PASSWORD),
                          part_of(url, CURLUPART_FRAGMENT)};
    curl_url_cleanup(url);
    return good && out->scheme && out->host && !out->user && !out->password && !out->fragment;
}

static void forget_place(struct place *place) {
    curl_free(place->scheme);
    curl_free(place->host);
    curl_free(place->user);
    curl_free(place->password);
    curl_free(place->fragment);
}

/* An address without a zone between its brackets: libcurl keeps the zone apart. */
static bool reads_ipv6(const char *host, struct sockaddr_in6 *out) {
    char plain[INET6_ADDRSTRLEN + 1];
    size_t length = strlen(host);
    *out = (struct sockaddr_in6){.sin6_family = AF_INET6};
    if (*host != '[' || length < 3 || length - 2 >= sizeof plain) {
        return false;
    }
    memcpy(plain, host + 1, length - 2);
    plain[length - 2] = '\0';
    return inet_pton(AF_INET6, plain, &out->sin6_addr) == 1;
}

/* False for a name: where that leads is seen at the connection. "localhost" needs no asking. */
static bool reads_host(const char *host, struct sockaddr_storage *out) {
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, &in.sin_addr) ==
        1) {
        memcpy(out, &in, sizeof in);
        return true;
    }
    if (reads_ipv6(host, &in6)) {
        memcpy(out, &in6, sizeof in6);
        return true;
    }
    return false;
}

static bool is_this_machine(const struct sockaddr *address) {
    static const struct networks machine = {
        .items = {{AF_INET, {127}, 8}, {AF_INET6, {[15] = 1}, 128}}, .count = 2};
    return networks_hold(&machine, address);
}

/* Over http nothing leaves this machine. */
static bool may_connect(const struct networks *allowed, bool over_http,
                        const struct sockaddr *address) {
    return networks_may_lead_to(allowed, address) && (!over_http || is_this_machine(address));
}

static enum outgoing_url look_at_place(const struct place *place, const struct networks *allowed) {
    struct sockaddr_storage storage;
    const struct sockaddr *address = (const struct sockaddr *)&storage;
    bool over_http = strcmp(place->scheme, "http") == 0;
    bool known = reads_host(place->host, &storage);
    if (!over_http && strcmp(place->scheme, "https") != 0) {
        return OUTGOING_URL_NOT_HTTPS;
    }
    if (over_http && (!known || !is_this_machine(address))) {
        return OUTGOING_URL_NOT_HTTPS;
    }
    return known && !may_connect(allowed, over_http, address) ? OUTGOING_URL_REFUSED
                                                              : OUTGOING_URL_GOOD;
}

enum outgoing_url outgoing_url_look(const char *url, const struct networks *allowed) {
    struct place place;
    enum outgoing_url look = OUTGOING_URL_MALFORMED;
    if (reads_place(url, &place)) {
        look = look_at_place(&place, allowed);
    }
    forget_place(&place);
    return look;
}

/* --- sending --- */

/* libcurl's way to open a socket: the name is resolved by now. */
static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
    struct transfer *transfer = data;
    (void)purpose;
    if (!may_connect(transfer->letter->allowed, transfer->over_http, &address->addr)) {
        transfer->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Bytes of the answer are counted and thrown away; a short count ends the transfer. */
static size_t pass(const struct transfer *transfer, size_t *so_far, size_t length) {
    *so_far += length;
    return *so_far > transfer->letter->answer_max ? 0 : length;
}

static size_t pass_head(char *bytes, size_t size, size_t count, void *data) {
    struct transfer *transfer = data;
    (void)bytes;
    return pass(transfer, &transfer->head, size * count);
}

static size_t pass_body(char *bytes, size_t size, size_t count, void *data) {
    struct transfer *transfer = data;
    (void)bytes;
    return pass(transfer, &transfer->body, size * count);
}

static int gives_up(void *data, curl_off_t total, curl_off_t now, curl_off_t up_total,
                    curl_off_t up_now) {
    const struct outgoing_letter *letter = ((struct transfer *)data)->letter;
    (void)total, (void)now, (void)up_total, (void)up_now;
    return letter->stops && letter->stops(letter->of);
}

struct outgoing_line *outgoing_line_open(void) {
    struct outgoing_line *line = calloc(1, sizeof *line);
    CURL *curl = curl_easy_init();
    if (!line || !curl) {
        abort();
    }
    line->curl = curl;
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    /* A name is looked up by a thread of libcurl's. Without this the end of a transfer, by its time
     * or given up, would wait for that thread, as long as the resolver takes. */
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &line->transfer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, pass_head);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &line->transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, pass_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &line->transfer);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, gives_up);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &line->transfer);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    return line;
}

void outgoing_line_close(struct outgoing_line *line) {
    curl_easy_cleanup(line->curl);
    free(line);
}

/* A body that is longer than what is read of it makes an answer no other. */
static struct outgoing_answer read_outcome(const struct transfer *transfer, CURLcode code,
                                           long status) {
    switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
        return (struct outgoing_answer){.outcome = OUTGOING_STOPPED};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        return (struct outgoing_answer){.outcome = transfer->refused ? OUTGOING_REFUSED
                                                                     : OUTGOING_UNREACHABLE};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return (struct outgoing_answer){.outcome = OUTGOING_UNTRUSTED};
    default:
        break;
    }
    bool cut = code == CURLE_WRITE_ERROR && transfer->body > 0;
    if (status >= 200 && (code == CURLE_OK || cut)) {
        return (struct outgoing_answer){.outcome = OUTGOING_ANSWERED, .status = (int)status};
    }
    return (struct outgoing_answer){.outcome = code == CURLE_OPERATION_TIMEDOUT ? OUTGOING_TIMED_OUT
                                                                                : OUTGOING_BROKEN};
}

static struct curl_slist *header_list(const char *const *headers) {
    /* No "Expect: 100-continue" and no form: what is sent is said by the caller. */
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    for (; list && *headers; headers++) {
        list = curl_slist_append(list, *headers);
    }
    if (!list) {
        abort();
    }
    return list;
}

struct outgoing_answer outgoing_post(struct outgoing_line *line,
                                     const struct outgoing_letter *letter) {
    CURL *curl = line->curl;
    long status = 0;
    enum outgoing_url look = outgoing_url_look(letter->url, letter->allowed);
    if (look != OUTGOING_URL_GOOD) {
        return (struct outgoing_answer){.outcome = OUTGOING_REFUSED};
    }
    line->transfer = (struct transfer){.letter = letter, .over_http = letter->url[4] != 's'};
    struct curl_slist *headers = header_list(letter->headers);
    curl_easy_setopt(curl, CURLOPT_URL, letter->url);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)letter->seconds_max);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)letter->length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, letter->body);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    return read_outcome(&line->transfer, code, status);
}
