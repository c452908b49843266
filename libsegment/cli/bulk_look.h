/* What an input is where it is no table of clients: a look at its first bytes, before a row is
 * read. */
#ifndef CLI_BULK_LOOK_H
#define CLI_BULK_LOOK_H

#include "bulk.h"
#include <stddef.h>

/* What it is and what to do, in one line; NULL where it may be read. */
const char *look_at_input(const char *bytes, size_t length, enum bulk_format format);

/* Past the header's last byte, its line feed left out; NULL: it does not end here. A quoted name
 * may hold line feeds. */
const char *look_for_header_end(const char *start, const char *end);

#endif
