/* The refused rows of one chunk, printed when the chunk's turn to write has come: only then is the
 * number of lines before it known. */
#ifndef CLI_BULK_REJECTS_H
#define CLI_BULK_REJECTS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { REJECT_COLUMN_ROOM = 80 };

struct reject {
    uint64_t line;                   /* within the chunk, from 0 */
    char column[REJECT_COLUMN_ROOM]; /* its name or place, cut; "" for the row as a whole */
    const char *reason;              /* a constant */
    const char *kind;                /* what stands there instead, a constant; or NULL */
};

struct rejects {
    struct reject *items;
    size_t count, room;
};

/* Without memory the row is still counted, but not printed. */
void rejects_add(struct rejects *rejects, uint64_t line, const char *column, const char *reason,
                 const char *kind);
/* By their lines. */
void rejects_sort(struct rejects *rejects);
/* To `file`, where it is not NULL; none is kept. */
void rejects_print(struct rejects *rejects, uint64_t first_line, FILE *file);
void rejects_free(struct rejects *rejects);

#endif
