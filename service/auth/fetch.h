/* Reads a small document from a file or over HTTP(S): the issuer's keys. */
#ifndef AUTH_FETCH_H
#define AUTH_FETCH_H

#include "base/limits.h"
#include <stdbool.h>
#include <stddef.h>

/* The whole text, NUL-terminated, to be freed; NULL with `*words` where it can't be had or is too
 * large. */
char *fetch_file(const char *path, const char **words);
/* The same from a URL. https, or http on this very machine; no redirect is followed. */
char *fetch_url(const char *url, const char **words);
/* May keys be read from there? */
bool fetch_url_allowed(const char *url);

#endif
