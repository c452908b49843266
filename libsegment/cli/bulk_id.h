/* A client's id as the answer shows it: what stood in a cell of CSV becomes a string of JSON, and
 * what stood in a JSON row becomes a cell. Where both are of one form it stays byte for byte. */
#ifndef CLI_BULK_ID_H
#define CLI_BULK_ID_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a string of JSON can carry the cell: it is UTF-8. */
bool id_is_text(const char *cell, size_t length);
/* Of a cell that is no longer than `length` bytes, quotes and all, the string is no longer. */
static inline size_t id_room(size_t length) {
    return 6 * length + 2;
}

/* A cell as it stands in its row; null where it is empty. Returns the end. */
char *id_put_json(char *to, const char *cell, size_t length);
/* A string or whole number of JSON without needless escapes; quoted where RFC 4180 asks for it. */
char *id_put_cell(char *to, const char *json, size_t length);

#endif
