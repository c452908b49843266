#include "outgoing/outgoing.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct body {
    char *bytes;
    size_t length, most;
};

void outgoing_start(void) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

void outgoing_stop(void) {
    curl_global_cleanup();
}

static bool starts_with(const char *text, const char *prefix, size_t *rest) {
    *rest = strlen(prefix);
    return strncmp(text, prefix, *rest) == 0;
}

/* The host ends the prefix only at a port or a path: http://localhost.example.org is elsewhere. */
bool outgoing_allows_url(const char *url) {
    static const char *const loopback[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
    size_t rest;
    if (starts_with(url, "https://", &rest)) {
        return url[rest] != '\0';
    }
    for (size_t i = 0; i < sizeof loopback / sizeof *loopback; i++) {
        if (!starts_with(url, loopback[i], &rest)) {
            continue;
        }
        const char *end = url + rest;
        if (*end == ':') {
            end += 1 + strspn(end + 1, "0123456789");
        }
        return *end == '/' || *end == '\0';
    }
    return false;
}

static bool allows_ipv4(uint32_t address, bool over_http) {
    uint32_t first = address >> 24;
    if (over_http) {
        return first == 127;
    }
    return first != 0 && first < 224 && address >> 16 != 0xa9fe; /* 169.254.0.0/16, link-local */
}

static bool allows_ipv6(const struct in6_addr *address, bool over_http) {
    if (IN6_IS_ADDR_V4MAPPED(address)) {
        uint32_t mapped;
        memcpy(&mapped, &address->s6_addr[12], sizeof mapped);
        return allows_ipv4(ntohl(mapped), over_http);
    }
    if (over_http) {
        return IN6_IS_ADDR_LOOPBACK(address);
    }
    return !IN6_IS_ADDR_UNSPECIFIED(address) && !IN6_IS_ADDR_LINKLOCAL(address) &&
           !IN6_IS_ADDR_MULTICAST(address);
}

bool outgoing_allows_address(const struct sockaddr *address, bool over_http) {
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return allows_ipv4(ntohl(in.sin_addr.s_addr), over_http);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return allows_ipv6(&in6.sin6_addr, over_http);
    }
    return false;
}

/* libcurl's way to open a socket: the name is resolved by now. */
static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
    const bool *over_http = data;
    (void)purpose;
    if (!outgoing_allows_address(&address->addr, *over_http)) {
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* libcurl's write callback: a short count ends the transfer. */
static size_t take(char *bytes, size_t size, size_t count, void *data) {
    struct body *body = data;
    size_t length = size * count;
    if (length > body->most - body->length) {
        return 0;
    }
    memcpy(body->bytes + body->length, bytes, length);
    body->length += length;
    return length;
}

static bool transfer(CURL *curl, const struct outgoing_request *request, struct body *body) {
    bool over_http = request->url[4] != 's';
    long status = 0;
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, over_http ? "http" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)request->seconds_max);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)request->size_max);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &over_http);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    if (over_http) {
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    }
    if (curl_easy_perform(curl) != CURLE_OK) {
        return false;
    }
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status == 200;
}

char *outgoing_get(const struct outgoing_request *request) {
    if (!outgoing_allows_url(request->url)) {
        return NULL;
    }
    struct body body = {.bytes = malloc(request->size_max + 1), .most = request->size_max};
    CURL *curl = curl_easy_init();
    if (!body.bytes || !curl) {
        abort();
    }
    bool good = transfer(curl, request, &body);
    curl_easy_cleanup(curl);
    if (!good) {
        free(body.bytes);
        return NULL;
    }
    body.bytes[body.length] = '\0';
    return body.bytes;
}
