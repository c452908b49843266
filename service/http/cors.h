/* Cross-origin requests: which pages may read the answers. */
#ifndef HTTP_CORS_H
#define HTTP_CORS_H

#include "http/exchange.h"

/* The request's Origin where CORS_ORIGINS lists it, else NULL. */
const char *cors_origin(const struct exchange *exchange);

/* False with the first that no browser would send, and why. */
bool cors_check(struct arena *arena, const char *origins, const char **words);

extern const char cors_exposed[], cors_headers[], cors_methods[];

#endif
