/* The door through which the bytes of callers come in.
 *
 * libmicrohttpd reads sockets itself and accepts messages whose end can be understood in several
 * ways; it has no hook before its parser. Its call of recv(2) is therefore taken over for the
 * sockets opened here (every other caller of recv gets the system's): what http/framing.h refuses
 * never reaches it, and the caller gets a problem document. */
#ifndef HTTP_INTAKE_H
#define HTTP_INTAKE_H

#include "http/connections.h"

/* From here on the connection's bytes are looked at, on the thread that reads them. */
void intake_open(struct connection *connection);
void intake_close(struct connection *connection);

/* The answer to a message is out: a refusal that had to wait for it may follow. */
void intake_answered(struct connection *connection);
/* A whole message that was looked at, and is not answered yet, is there. */
bool intake_has_message(const struct connection *connection);

#endif
