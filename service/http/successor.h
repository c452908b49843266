/* A client that went into another is found under its old id no more: anyone who asks by that is
 * told where the client is now. */
#ifndef HTTP_SUCCESSOR_H
#define HTTP_SUCCESSOR_H

#include "http/exchange.h"

/* For a body that named such a client (`client_merged`, STATUS_conflict): the place told. For a
 * path of a client that was not found. Reading is answered by 301 with the same path of the
 * successor (OK is given back). A change is not led on, as its version is that of another row: it
 * is STATUS_conflict, with the place told. Else `status` as it was. A client's own token is led
 * nowhere but from its own id. */
enum status successor_tell(struct exchange *exchange, enum status status) must_check;

#endif
