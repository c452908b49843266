#include "base/status.h"

#include <stddef.h>

static const char *const codes[] = {
    "ok",
#define PROBLEM(code, http_status, title_fi, title_sv, title_en) #code,
#include "tables/problems.def"
#undef PROBLEM
};

const char *status_code(enum status status) {
    size_t index = (size_t)status;
    return index < sizeof codes / sizeof *codes ? codes[index] : "internal";
}
