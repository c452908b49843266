/* Asks the service of this machine whether it lives; for a container's health check, where there is
 * no curl. */
#ifndef HEALTH_H
#define HEALTH_H

/* 0 where GET /healthz on 127.0.0.1:port answers 200 within three seconds, else 1. */
int health(int port);

#endif
