#include "http/http.h"

const struct route routes[] = {
#define ROUTE(operation, method, path, permission, flags, body_limit, query, produces)             \
    {#operation, #method, path,     permission,         flags,                                     \
     body_limit, query,   produces, operation##_handler},
#include "tables/routes.def"
#undef ROUTE
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL}};
