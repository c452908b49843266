/* Cross-origin requests: which pages may read the answers. */
#ifndef HTTP_CORS_H
#define HTTP_CORS_H

#include "http/exchange.h"

/* The request's Origin where CORS_ORIGINS lists it, else NULL. */
const char *cors_origin(const struct exchange *exchange);

#endif
