/* gzip for answers that are long enough to gain by it. */
#ifndef HTTP_COMPRESS_H
#define HTTP_COMPRESS_H

#include "base/text.h"
#include <stdbool.h>

/* Replaces `body` by its gzip form; false, and untouched, where that isn't shorter. */
bool compress_gzip(struct text *body);

#endif
