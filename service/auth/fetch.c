#include "auth/fetch.h"
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buffer {
    char *bytes;
    size_t length;
};

char *fetch_file(const char *path, const char **words) {
    FILE *file = fopen(path, "re");
    if (!file) {
        *words = "the file can't be opened";
        return NULL;
    }
    char *text = malloc(FETCH_SIZE_MAX + 1);
    if (!text)
        abort();
    size_t length = fread(text, 1, FETCH_SIZE_MAX + 1, file);
    bool good = !ferror(file) && length <= FETCH_SIZE_MAX;
    fclose(file);
    if (!good) {
        free(text);
        *words = "the file can't be read or is too large";
        return NULL;
    }
    text[length] = '\0';
    return text;
}

static bool starts_with(const char *text, const char *prefix, size_t *rest) {
    *rest = strlen(prefix);
    return strncmp(text, prefix, *rest) == 0;
}

/* The host ends the prefix only at a port or a path: http://localhost.example.org is elsewhere. */
bool fetch_url_allowed(const char *url) {
    static const char *const loopback[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
    size_t rest;
    if (starts_with(url, "https://", &rest))
        return url[rest] != '\0';
    for (size_t i = 0; i < sizeof loopback / sizeof *loopback; i++) {
        if (!starts_with(url, loopback[i], &rest))
            continue;
        const char *end = url + rest;
        if (*end == ':')
            end += 1 + strspn(end + 1, "0123456789");
        return *end == '/' || *end == '\0';
    }
    return false;
}

/* libcurl's write callback: a short count ends the transfer. */
static size_t take(char *bytes, size_t size, size_t count, void *data) {
    struct buffer *buffer = data;
    size_t length = size * count;
    if (length > FETCH_SIZE_MAX - buffer->length)
        return 0;
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    return length;
}

static bool transfer(CURL *curl, const char *url, struct buffer *buffer) {
    long status = 0;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, url[4] == 's' ? "https" : "http");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)FETCH_SECONDS_MAX);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)FETCH_SIZE_MAX);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, buffer);
    if (url[4] != 's')
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    if (curl_easy_perform(curl) != CURLE_OK)
        return false;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status == 200;
}

char *fetch_url(const char *url, const char **words) {
    if (!fetch_url_allowed(url)) {
        *words = "the URL must be https, or http on this machine";
        return NULL;
    }
    struct buffer buffer = {.bytes = malloc(FETCH_SIZE_MAX + 1)};
    CURL *curl = curl_easy_init();
    if (!buffer.bytes || !curl)
        abort();
    bool good = transfer(curl, url, &buffer);
    curl_easy_cleanup(curl);
    if (!good) {
        free(buffer.bytes);
        *words = "the URL does not answer with the key set";
        return NULL;
    }
    buffer.bytes[buffer.length] = '\0';
    return buffer.bytes;
}
