/* An answer on its way whose pieces are made as the caller takes them. */
#ifndef HTTP_STREAMING_H
#define HTTP_STREAMING_H

#include "http/exchange.h"
#include <sys/types.h>

struct streaming;

/* Goes on with an exchange whose reply is a stream. What it keeps of the message is copied: that is
 * the library's, and gone before the stream is. */
struct streaming *streaming_new(struct exchange *exchange);
/* Ends the exchange; one whose last piece was not taken was cut. */
void streaming_free(struct streaming *streaming);

/* Copies the next bytes, at most `most` and at least one; 0 at the end, -1 where there is no going
 * on. */
ssize_t streaming_read(struct streaming *streaming, char *out, size_t most);

#endif
