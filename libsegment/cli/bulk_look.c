#include "bulk_look.h"
#include <stdbool.h>
#include <string.h>

/* How files of other kinds begin. */
static const struct {
    const char *bytes;
    size_t length;
    const char *words;
} signs[] = {
    {"\x1f\x8b", 2, "it is compressed by gzip: zcat FILE | segment score - --format csv or ndjson"},
    {"BZh", 3, "it is compressed by bzip2: bzcat FILE | segment score - --format csv or ndjson"},
    {"\xfd"
     "7zXZ",
     5, "it is compressed by xz: xzcat FILE | segment score - --format csv or ndjson"},
    {"\x28\xb5\x2f\xfd", 4,
     "it is compressed by zstd: zstdcat FILE | segment score - --format ..."},
    {"PK\x03\x04", 4, "it is a spreadsheet or another zip archive: save it as CSV, in UTF-8"},
    {"\xff\xfe", 2, "it is UTF-16: save it as UTF-8, or iconv -f UTF-16 -t UTF-8 FILE"},
    {"\xfe\xff", 2, "it is UTF-16: save it as UTF-8, or iconv -f UTF-16 -t UTF-8 FILE"}};

static const char *by_sign(const char *bytes, size_t length) {
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (length >= signs[i].length && memcmp(bytes, signs[i].bytes, signs[i].length) == 0) {
            return signs[i].words;
        }
    }
    /* Without a mark, every other byte of ASCII is zero in UTF-16. */
    if (length >= 4 && ((!bytes[0] && !bytes[2]) || (!bytes[1] && !bytes[3]))) {
        return "it is UTF-16: save it as UTF-8, or iconv -f UTF-16 -t UTF-8 FILE";
    }
    return NULL;
}

static const char *first_byte(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) {
        at++;
    }
    return at;
}

/* One object over several lines, or several of them. */
static bool opens_only(const char *at, const char *end) {
    const char *next = first_byte(at + 1, end), *feed = memchr(at, '\n', (size_t)(end - at));
    return feed && next > feed;
}

static const char *of_rows(const char *at, const char *end) {
    if (at < end && *at == '[') {
        return "it is a JSON array: give an object a line, as jq -c '.[]' FILE does";
    }
    if (at < end && *at == '{' && opens_only(at, end)) {
        return "its objects stand over several lines: give an object a line, as jq -c . FILE does";
    }
    return NULL;
}

const char *look_at_input(const char *bytes, size_t length, enum bulk_format format) {
    static const char mark[] = "\xef\xbb\xbf";
    const char *end = bytes + length, *known = by_sign(bytes, length);
    if (known) {
        return known;
    }
    if (length >= 3 && memcmp(bytes, mark, 3) == 0) {
        bytes += 3;
        if (first_byte(bytes, end) == end) {
            return "the file is empty but for a byte order mark";
        }
    }
    if (format == BULK_NDJSON) {
        return of_rows(first_byte(bytes, end), end);
    }
    if (bytes < end && (*bytes == '{' || *bytes == '[')) {
        return "it is JSON, not CSV: give an object a line, with --format ndjson";
    }
    const char *turn = memchr(bytes, '\r', (size_t)(end - bytes));
    if (turn && turn + 1 < end && turn[1] != '\n' &&
        !memchr(bytes, '\n', (size_t)(end - bytes - 1))) {
        return "its lines end in CR alone: tr '\\r' '\\n' <FILE makes line feeds of them";
    }
    return NULL;
}

const char *look_for_header_end(const char *start, const char *end) {
    bool quoted = false;
    for (const char *at = start; at < end; at++) {
        quoted ^= *at == '"';
        if (*at == '\n' && !quoted) {
            return at;
        }
    }
    /* A quote that is never closed is reported by the reader of the names of the first line. */
    return memchr(start, '\n', (size_t)(end - start));
}
