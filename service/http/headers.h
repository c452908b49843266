/* The request's headers that mean something here, read in one pass, and what is refused of them. */
#ifndef HTTP_HEADERS_H
#define HTTP_HEADERS_H

#include "base/context.h"

struct headers {
    const char *host, *content_length, *transfer_encoding, *content_type;
    const char *authorization;
    const char *accept, *accept_language, *accept_encoding;
    const char *request_id, *traceparent;
    const char *if_match, *if_none_match, *idempotency_key;
    const char *break_glass, *prefer;
    const char *origin, *request_method;
    bool repeated; /* one that frames the message or names the caller came twice */
};

/* Takes one header; names in any case. */
void headers_take(struct headers *headers, const char *name, const char *value);

/* NULL, or why the message can't be trusted to end where it seems to (RFC 9112, 6.3): several or
 * bad Content-Length, Content-Length beside Transfer-Encoding, a coding other than chunked, no or
 * several Host. The connection is closed afterwards. */
const char *headers_fault(const struct headers *headers, const char *protocol);

/* The caller's request id where it is short and plain, and no identity code, phone number or mail
 * address (it goes to the log), else NULL. */
const char *headers_request_id(const struct headers *headers);
/* A traceparent (W3C Trace Context, version 00) or NULL. */
const char *headers_traceparent(const struct headers *headers);

#endif
