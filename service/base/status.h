/* How a call ended. Every status but OK is a row of tables/problems.def, the list of what an
 * integrator can meet; what it means over HTTP is known by http/ alone. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
    OK = 0,
#define PROBLEM(code, http_status, title_fi, title_sv, title_en) STATUS_##code,
#include "tables/problems.def"
#undef PROBLEM
};

#define must_check __attribute__((warn_unused_result))

/* `not_found` for STATUS_not_found; "ok" for OK. */
const char *status_code(enum status status);

#endif
