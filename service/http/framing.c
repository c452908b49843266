#include "http/framing.h"
#include "base/limits.h"
#include "base/text.h"
#include <string.h>
#include <strings.h>

enum state {
    STATE_START,
    STATE_EMPTY_LF, /* one empty line may stand before a message */
    STATE_METHOD_FIRST,
    STATE_METHOD,
    STATE_TARGET,
    STATE_VERSION,
    STATE_LINE_LF,
    STATE_HEADER_FIRST,
    STATE_NAME,
    STATE_VALUE,
    STATE_HEAD_LF,
    STATE_BODY,
    STATE_SIZE,
    STATE_EXTENSION,
    STATE_SIZE_LF,
    STATE_CHUNK,
    STATE_CHUNK_CR,
    STATE_CHUNK_LF
};

enum header { HEADER_OTHER, HEADER_LENGTH, HEADER_CODING, HEADER_COOKIE };

void framing_init(struct framing *framing, size_t body_most) {
    *framing = (struct framing){.body_most = body_most};
}

static void begin(struct framing *framing) {
    *framing = (struct framing){.complete = framing->complete, .body_most = framing->body_most};
}

static bool refuse(struct framing *framing, enum status fault, const char *words) {
    framing->fault = fault;
    framing->words = words;
    return false;
}

static bool bad(struct framing *framing, const char *words) {
    return refuse(framing, STATUS_bad_request, words);
}

static bool go(struct framing *framing, enum state state) {
    framing->state = (int)state;
    return true;
}

static bool message_ends(struct framing *framing) {
    begin(framing);
    framing->complete++;
    return true;
}

/* A token's character (RFC 9110, 5.6.2). */
static bool is_token(unsigned char c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        return true;
    }
    switch (c) {
    case '!':
    case '#':
    case '$':
    case '%':
    case '&':
    case '\'':
    case '*':
    case '+':
    case '-':
    case '.':
    case '^':
    case '_':
    case '`':
    case '|':
    case '~':
        return true;
    default:
        return false;
    }
}

/* What may stand in a header's value. */
static bool is_text(unsigned char c) {
    return (c >= ' ' && c != 0x7F) || c == '\t';
}

static void start_word(struct framing *framing) {
    framing->word_length = 0;
    framing->overlong = false;
}

/* What does not fit is none of the words that are looked for. */
static void add_to_word(struct framing *framing, unsigned char c) {
    if (framing->word_length < sizeof framing->word - 1) {
        framing->word[framing->word_length++] = (char)c;
    } else {
        framing->overlong = true;
    }
}

static bool word_is(struct framing *framing, const char *expected) {
    framing->word[framing->word_length] = '\0';
    return !framing->overlong && strcasecmp(framing->word, expected) == 0;
}

/* --- the request line --- */

static bool read_method(struct framing *framing, unsigned char c) {
    if (is_token(c)) {
        return go(framing, STATE_METHOD);
    }
    if (c != ' ' || framing->state == STATE_METHOD_FIRST) {
        return bad(framing, "bad method");
    }
    return go(framing, STATE_TARGET);
}

static bool read_start(struct framing *framing, unsigned char c) {
    if (c == '\r') {
        return go(framing, STATE_EMPTY_LF);
    }
    framing->state = STATE_METHOD_FIRST;
    return read_method(framing, c);
}

static bool read_target(struct framing *framing, unsigned char c) {
    if (c == ' ' && framing->target_length > 0) {
        start_word(framing);
        return go(framing, STATE_VERSION);
    }
    if (c <= ' ' || c >= 0x7F) {
        return bad(framing, "bad request line");
    }
    if (++framing->target_length > TARGET_LENGTH_MAX) {
        return refuse(framing, STATUS_target_too_long, "target too long");
    }
    framing->query = framing->query || c == '?';
    framing->parameter_count += framing->query && (c == '?' || c == '&');
    if (framing->parameter_count > TARGET_PARAMETERS_MAX) {
        return refuse(framing, STATUS_target_too_long, "too many parameters");
    }
    return true;
}

static bool is_version(const char *word) {
    return strncmp(word, "HTTP/", 5) == 0 && word[5] >= '0' && word[5] <= '9' && word[6] == '.' &&
           word[7] >= '0' && word[7] <= '9' && word[8] == '\0';
}

static bool read_version(struct framing *framing, unsigned char c) {
    if (c != '\r') {
        add_to_word(framing, c);
        return c > ' ' && c < 0x7F ? true : bad(framing, "bad request line");
    }
    framing->word[framing->word_length] = '\0';
    framing->http_1_0 = strcmp(framing->word, "HTTP/1.0") == 0;
    if (framing->overlong || !is_version(framing->word)) {
        return bad(framing, "bad version");
    }
    if (!framing->http_1_0 && strcmp(framing->word, "HTTP/1.1") != 0) {
        return refuse(framing, STATUS_version_not_supported, "another version");
    }
    return go(framing, STATE_LINE_LF);
}

/* --- headers --- */

static bool read_header_first(struct framing *framing, unsigned char c) {
    if (c == '\r') {
        return go(framing, STATE_HEAD_LF);
    }
    if (!is_token(c)) {
        return bad(framing, c == ' ' || c == '\t' ? "folded header" : "bad header");
    }
    if (++framing->header_count > HEADERS_MAX) {
        return refuse(framing, STATUS_headers_too_large, "too many headers");
    }
    start_word(framing);
    add_to_word(framing, c);
    return go(framing, STATE_NAME);
}

static enum header header_of(struct framing *framing) {
    if (word_is(framing, "Content-Length")) {
        return HEADER_LENGTH;
    }
    if (word_is(framing, "Transfer-Encoding")) {
        return HEADER_CODING;
    }
    return word_is(framing, "Cookie") ? HEADER_COOKIE : HEADER_OTHER;
}

static bool read_name(struct framing *framing, unsigned char c) {
    if (is_token(c)) {
        add_to_word(framing, c);
        return true;
    }
    if (c != ':') {
        return bad(framing, c == ' ' || c == '\t' ? "blank before a colon" : "bad header");
    }
    framing->header = (int)header_of(framing);
    if (framing->trailer && framing->header != HEADER_OTHER) {
        return bad(framing, "a trailer that frames");
    }
    start_word(framing);
    return go(framing, STATE_VALUE);
}

static bool take_length(struct framing *framing) {
    size_t digits = strspn(framing->word, "0123456789");
    if (framing->has_length) {
        return bad(framing, "two Content-Lengths");
    }
    if (digits == 0 || framing->word[digits] != '\0') {
        return bad(framing, "bad Content-Length");
    }
    framing->has_length = true;
    for (size_t i = 0; i < digits && framing->left <= framing->body_most; i++) {
        framing->left = framing->left * 10 + (uint64_t)(framing->word[i] - '0');
    }
    if (framing->overlong || framing->left > framing->body_most) {
        return refuse(framing, STATUS_too_large, "longer than any body");
    }
    return true;
}

static bool take_coding(struct framing *framing) {
    if (framing->has_coding || !word_is(framing, "chunked")) {
        return bad(framing, "bad Transfer-Encoding");
    }
    framing->has_coding = framing->chunked = true;
    return true;
}

/* A blank behind one of the two values is read in two ways: it is refused. */
static bool header_ends(struct framing *framing) {
    framing->word[framing->word_length] = '\0';
    if (framing->header == HEADER_LENGTH && !take_length(framing)) {
        return false;
    }
    if (framing->header == HEADER_CODING && !take_coding(framing)) {
        return false;
    }
    return go(framing, STATE_LINE_LF);
}

static bool read_value(struct framing *framing, unsigned char c) {
    if (c == '\r') {
        return header_ends(framing);
    }
    if (!is_text(c)) {
        return bad(framing, "control character in a header");
    }
    bool looked_at = framing->header == HEADER_LENGTH || framing->header == HEADER_CODING;
    if (looked_at && (framing->word_length > 0 || (c != ' ' && c != '\t'))) {
        add_to_word(framing, c);
    }
    framing->header_count += framing->header == HEADER_COOKIE && c == ';';
    return framing->header_count <= HEADERS_MAX ||
           refuse(framing, STATUS_headers_too_large, "too many cookies");
}

static bool head_ends(struct framing *framing) {
    if (framing->trailer) {
        return message_ends(framing);
    }
    if (framing->has_length && framing->chunked) {
        return bad(framing, "Content-Length beside Transfer-Encoding");
    }
    if (framing->chunked && framing->http_1_0) {
        return bad(framing, "Transfer-Encoding in HTTP/1.0");
    }
    start_word(framing);
    if (framing->chunked) {
        return go(framing, STATE_SIZE);
    }
    return framing->left > 0 ? go(framing, STATE_BODY) : message_ends(framing);
}

static bool read_lf(struct framing *framing, unsigned char c, enum state next) {
    return c == '\n' ? go(framing, next) : bad(framing, "CR without LF");
}

/* --- chunks --- */

static bool size_ends(struct framing *framing, unsigned char c) {
    if (framing->word_length == 0 || (c != '\r' && c != ';')) {
        return bad(framing, "bad chunk size");
    }
    framing->body_size += framing->left;
    if (framing->body_size > framing->body_most) {
        return refuse(framing, STATUS_too_large, "longer than any body");
    }
    framing->head_size = 0; /* bounds the extension, then the trailer */
    return go(framing, c == ';' ? STATE_EXTENSION : STATE_SIZE_LF);
}

static bool read_size(struct framing *framing, unsigned char c) {
    int digit = text_hex_digit((char)c);
    if (digit < 0) {
        return size_ends(framing, c);
    }
    if (++framing->word_length > CHUNK_SIZE_DIGITS_MAX) {
        return bad(framing, "bad chunk size");
    }
    framing->left = framing->left * 16 + (uint64_t)digit;
    return true;
}

static bool read_extension(struct framing *framing, unsigned char c) {
    if (c == '\r') {
        return go(framing, STATE_SIZE_LF);
    }
    return is_text(c) ? true : bad(framing, "bad chunk extension");
}

static bool size_line_ends(struct framing *framing, unsigned char c) {
    framing->trailer = framing->left == 0;
    framing->header_count = 0;
    return read_lf(framing, c, framing->trailer ? STATE_HEADER_FIRST : STATE_CHUNK);
}

static bool chunk_ends(struct framing *framing, unsigned char c) {
    framing->word_length = 0;
    return read_lf(framing, c, STATE_SIZE);
}

/* --- bytes --- */

/* Every byte but those of bodies counts against the bound of a head. */
static bool take(struct framing *framing, unsigned char c) {
    if (++framing->head_size > HEAD_SIZE_MAX) {
        return refuse(framing, STATUS_headers_too_large, "head too long");
    }
    switch ((enum state)framing->state) {
    case STATE_START:
        return read_start(framing, c);
    case STATE_EMPTY_LF:
        return read_lf(framing, c, STATE_METHOD_FIRST);
    case STATE_METHOD_FIRST:
    case STATE_METHOD:
        return read_method(framing, c);
    case STATE_TARGET:
        return read_target(framing, c);
    case STATE_VERSION:
        return read_version(framing, c);
    case STATE_LINE_LF:
        return read_lf(framing, c, STATE_HEADER_FIRST);
    case STATE_HEADER_FIRST:
        return read_header_first(framing, c);
    case STATE_NAME:
        return read_name(framing, c);
    case STATE_VALUE:
        return read_value(framing, c);
    case STATE_HEAD_LF:
        return c == '\n' ? head_ends(framing) : bad(framing, "CR without LF");
    case STATE_SIZE:
        return read_size(framing, c);
    case STATE_EXTENSION:
        return read_extension(framing, c);
    case STATE_SIZE_LF:
        return size_line_ends(framing, c);
    case STATE_CHUNK_CR:
        return c == '\r' ? go(framing, STATE_CHUNK_LF) : bad(framing, "chunk longer than told");
    case STATE_CHUNK_LF:
        return chunk_ends(framing, c);
    case STATE_BODY:
    case STATE_CHUNK:
        break;
    }
    return bad(framing, "no such state");
}

/* What is left of the body or chunk, of `length` bytes. */
static size_t skip_body(struct framing *framing, size_t length) {
    size_t skipped = framing->left < length ? (size_t)framing->left : length;
    framing->left -= skipped;
    if (framing->left == 0 && framing->state == STATE_BODY) {
        message_ends(framing);
    } else if (framing->left == 0) {
        go(framing, STATE_CHUNK_CR);
    }
    return skipped;
}

/* What is left of a value that says nothing about the message's end, of `length` bytes. */
static size_t skip_value(struct framing *framing, const char *bytes, size_t length) {
    size_t most = HEAD_SIZE_MAX - framing->head_size, count = 0;
    if (length < most) {
        most = length;
    }
    while (count < most && is_text((unsigned char)bytes[count])) {
        count++;
    }
    framing->head_size += count;
    return count;
}

bool framing_read(struct framing *framing, const char *bytes, size_t length, size_t *good) {
    size_t at = 0;
    *good = 0;
    while (at < length && framing->fault == OK) {
        uint64_t complete = framing->complete;
        if (framing->state == STATE_VALUE && framing->header == HEADER_OTHER) {
            at += skip_value(framing, bytes + at, length - at);
        }
        if (framing->state == STATE_BODY || framing->state == STATE_CHUNK) {
            at += skip_body(framing, length - at);
        } else if (at < length && take(framing, (unsigned char)bytes[at])) {
            at++;
        }
        if (framing->complete > complete) {
            *good = at;
        }
    }
    return framing->fault == OK;
}

bool framing_between(const struct framing *framing) {
    return framing->fault == OK &&
           (framing->state == STATE_START || framing->state == STATE_METHOD_FIRST);
}
