/* Where an HTTP/1.x message begins and ends, told from its bytes before the library reads them
 * (RFC 9112), and what of them is refused: whatever somebody in between could read in another way.
 *
 * Lines end in CR LF and nothing else; no blank stands before a colon, at the beginning of a header
 * or twice in a request line; one Content-Length in digits or `Transfer-Encoding: chunked`, never
 * both; no NUL and no other control character. Heads and bodies are bounded. */
#ifndef HTTP_FRAMING_H
#define HTTP_FRAMING_H

#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FRAMING_WORD_SIZE = 24 };

struct framing {
    int state;         /* enum state of framing.c */
    enum status fault; /* OK, or the problem of the message */
    const char *words; /* what is wrong, for the log; nothing of the message */
    uint64_t complete; /* messages that have ended */
    size_t head_size, target_length;
    int header_count, parameter_count;
    bool query, has_length, has_coding, chunked, trailer, http_1_0, overlong;
    char word[FRAMING_WORD_SIZE]; /* the version, a header's name, or a value that is looked at */
    size_t word_length;
    int header;
    uint64_t left, body_size; /* bytes to come of the body or chunk; of the body so far */
    uint64_t body_most;
};

void framing_init(struct framing *framing, size_t body_most);

/* Reads on; true where all is good. Else `fault` is set for good, and of these bytes only the first
 * `*good` belong to messages before the faulty one. */
bool framing_read(struct framing *framing, const char *bytes, size_t length, size_t *good);

/* True between messages: anyone who ends here has cut off nothing. */
bool framing_between(const struct framing *framing);

#endif
