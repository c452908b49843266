#include "http/etag.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Behind the tag that begins at `text`, or NULL. */
static const char *tag_end(const char *text) {
    if (*text != '"')
        return NULL;
    const char *end = strchr(text + 1, '"');
    return end ? end + 1 : NULL;
}

static int64_t version_of(const char *tag, const char *end) {
    int64_t version = 0;
    if (tag[1] == '0' || end - tag > 20)
        return ETAG_UNKNOWN;
    for (const char *at = tag + 1; at < end - 1; at++) {
        if (*at < '0' || *at > '9')
            return ETAG_UNKNOWN;
        version = version * 10 + (*at - '0');
    }
    return version;
}

int64_t etag_parse_match(const char *if_match) {
    if (!if_match)
        return ETAG_NONE;
    if (strcmp(if_match, "*") == 0)
        return ETAG_ANY;
    bool weak = strncmp(if_match, "W/", 2) == 0;
    const char *tag = weak ? if_match + 2 : if_match, *end = tag_end(tag);
    if (!end || *end)
        return ETAG_BAD;
    return weak ? ETAG_UNKNOWN : version_of(tag, end);
}

bool etag_none_match_holds(const char *if_none_match, int64_t version) {
    char tag[32];
    if (!if_none_match || version <= 0)
        return false;
    if (strcmp(if_none_match, "*") == 0)
        return true;
    int length = snprintf(tag, sizeof tag, "\"%lld\"", (long long)version);
    for (const char *at = if_none_match; *at;) {
        at += strspn(at, " \t,");
        if (strncmp(at, "W/", 2) == 0)
            at += 2;
        const char *end = tag_end(at);
        if (!end)
            return false;
        if (end - at == length && memcmp(at, tag, (size_t)length) == 0)
            return true;
        at = end;
    }
    return false;
}
