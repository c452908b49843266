/* Problem documents (RFC 9457). */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "http/http.h"

int problem_http_status(enum status status);
const char *problem_title(enum status status, enum language language);
/* Are the context's field errors what is wrong? */
bool problem_tells_errors(const struct context *context, enum status status);
/* The document itself: with the context's field errors, in its language. `detail` may be NULL. */
void problem_document(struct context *context, enum status status, const char *detail,
                      struct text *out);
/* Makes `reply` the problem: its status, its type, its body with the context's field errors, in the
 * context's language. `detail` may be NULL. */
void problem_write(struct context *context, enum status status, const char *detail,
                   struct reply *reply);

#endif
