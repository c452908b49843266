#include "http/etag.h"
#include "base/text.h"
#include "digest/digest.h"
#include <string.h>

const char *etag_print(struct arena *arena, int64_t version, enum language language) {
    bool plain = language == LANGUAGE_FI;
    return arena_format(arena, "\"%lld%s%s\"", (long long)version, plain ? "" : "-",
                        plain ? "" : language_codes[language]);
}

const char *etag_of(struct arena *arena, const char *bytes, size_t length) {
    enum { BYTES_TOLD = 16 };
    uint8_t digest[DIGEST_SIZE];
    struct text tag;
    digest_sha256(bytes, length, digest);
    text_init(&tag, arena);
    text_add_char(&tag, '"');
    for (size_t i = 0; i < BYTES_TOLD; i++) {
        text_format(&tag, "%02x", digest[i]);
    }
    text_add_char(&tag, '"');
    return tag.bytes;
}

static const char gzip_suffix[] = "-gzip";

const char *etag_gzip(struct arena *arena, const char *etag) {
    int length = etag ? (int)strlen(etag) - 1 : 0; /* without the closing quote */
    return etag ? arena_format(arena, "%.*s%s\"", length, etag, gzip_suffix) : NULL;
}

/* One tag of a list: from its opening quote to behind its closing one. */
struct tag {
    const char *start, *end;
    bool weak;
};

/* Moves on to the next tag; false at the end, and where no tag stands: *at is then no end. */
static bool next_tag(const char **at, struct tag *out) {
    const char *start = *at + strspn(*at, " \t,");
    *at = start;
    out->weak = strncmp(start, "W/", 2) == 0;
    out->start = out->weak ? start + 2 : start;
    const char *closing = *out->start == '"' ? strchr(out->start + 1, '"') : NULL;
    if (!closing) {
        return false;
    }
    out->end = closing + 1;
    *at = out->end + strspn(out->end, " \t");
    return **at == ',' || **at == '\0';
}

static bool is_language(const char *text, size_t length) {
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (strlen(language_codes[i]) == length && memcmp(language_codes[i], text, length) == 0) {
            return true;
        }
    }
    return false;
}

/* The closing quote of a tag, its coding left out. */
static const char *end_of_text(const struct tag *tag) {
    enum { SUFFIX = sizeof gzip_suffix - 1 };
    const char *text = tag->start + 1, *closing = tag->end - 1;
    bool coded = closing - text > SUFFIX && memcmp(closing - SUFFIX, gzip_suffix, SUFFIX) == 0;
    return coded ? closing - SUFFIX : closing;
}

/* The version of `"7"`, `"7-sv"` or `"7-sv-gzip"`; 0 where the tag is no version's. */
static int64_t version_of(const struct tag *tag) {
    enum { DIGITS_MOST = 18 };
    const char *text = tag->start + 1, *closing = end_of_text(tag);
    size_t digits = strspn(text, "0123456789");
    const char *rest = text + digits;
    bool ends =
        rest == closing || (*rest == '-' && is_language(rest + 1, (size_t)(closing - rest) - 1));
    if (tag->weak || !ends || digits == 0 || digits > DIGITS_MOST || *text == '0') {
        return 0;
    }
    int64_t version = 0;
    for (size_t i = 0; i < digits; i++) {
        version = version * 10 + (text[i] - '0');
    }
    return version;
}

static size_t count_tags(const char *text) {
    size_t quotes = 0;
    for (; *text; text++) {
        quotes += *text == '"';
    }
    return quotes / 2;
}

bool etag_parse_match(struct arena *arena, const char *if_match, struct versions *out) {
    *out = (struct versions){.any = strcmp(if_match, "*") == 0};
    if (out->any) {
        return true;
    }
    size_t most = count_tags(if_match), count = 0;
    int64_t *versions = arena_alloc(arena, (most + 1) * sizeof *versions);
    const char *at = if_match;
    struct tag tag;
    for (; count < most && next_tag(&at, &tag); count++) {
        versions[count] = version_of(&tag);
    }
    *out = (struct versions){.items = versions, .count = count};
    return count > 0 && at[strspn(at, " \t,")] == '\0';
}

const char *etag_none_match(struct arena *arena, const char *if_none_match, const char *etag) {
    struct tag tag;
    if (!if_none_match || !etag) {
        return NULL;
    }
    if (strcmp(if_none_match, "*") == 0) {
        return etag;
    }
    size_t length = strlen(etag) - 1; /* without the closing quote */
    for (const char *at = if_none_match; next_tag(&at, &tag);) {
        if ((size_t)(end_of_text(&tag) - tag.start) == length &&
            memcmp(tag.start, etag, length) == 0) {
            return arena_copy(arena, tag.start, (size_t)(tag.end - tag.start));
        }
    }
    return NULL;
}
