/* What a caller with a good token tried on a client's record and was refused, in the access log. */
#ifndef HTTP_REFUSAL_H
#define HTTP_REFUSAL_H

#include "http/exchange.h"

/* Writes a row of kind `refused` where the path, or the patient in the body of a resource that is
 * given, names a record of the caller's area that is there (service/tables/records.def) and
 * `status` is a refusal: the permission is missing, the record is not for this caller, or its
 * state, version or rules do not let them. In a transaction of its own: the request's is rolled
 * back. Gives `status` back, or STATUS_unavailable where the row can't be written: nobody tries
 * unseen. */
enum status refusal_record(const struct exchange *exchange, enum status status) must_check;

/* The same for one of several records that a call asked for by their ids, and that was not found:
 * the others are answered, and the row is written with what the call itself writes. `path` is that
 * of its kind in service/tables/records.def; an id that is none leaves no row. */
enum status refusal_note(struct context *context, const char *path, const char *id) must_check;

#endif
