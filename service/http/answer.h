/* The headers of an answer. */
#ifndef HTTP_ANSWER_H
#define HTTP_ANSWER_H

#include "base/limits.h"
#include "http/exchange.h"

struct answer {
    const char *names[ANSWER_HEADERS_MAX], *values[ANSWER_HEADERS_MAX];
    size_t count;
};

/* Lists what goes before the exchange's reply: type, tags, caching, security, CORS. Compresses the
 * body where the caller takes that and it pays. */
void answer_make(struct exchange *exchange, struct answer *out);

#endif
