/* Can the service serve? Each thing looked at has a name, and the one that fails is told. */
#ifndef HTTP_READINESS_H
#define HTTP_READINESS_H

#include "app.h"
#include "base/text.h"

enum readiness_check {
    CHECK_DATABASE,    /* answers */
    CHECK_MIGRATIONS,  /* are those that this program knows, no fewer and no more */
    CHECK_WRITE,       /* the access log can be written, and the log of the database flushed */
    CHECK_KEYS,        /* the vault's keys are those the database was sealed with */
    CHECK_ISSUER_KEYS, /* have been read */
    CHECK_COUNT
};

enum check_result { CHECK_UNKNOWN, CHECK_OK, CHECK_FAILED };

struct readiness {
    enum check_result results[CHECK_COUNT]; /* unknown: behind one that failed */
    const char *words; /* why the first failed one did; lives as long as the thread */
};

/* True where nothing failed. A good answer is remembered for READY_REMEMBERED_MS: anyone who asks
 * without a pause must not keep the database at work. */
bool readiness_look(struct app *app, struct readiness *out);

/* {"database":"ok",...} */
void readiness_write(const struct readiness *readiness, struct text *out);

#endif
