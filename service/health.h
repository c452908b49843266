/* Asks the service of this machine whether it lives; for a container's health check, where there is
 * no curl. */
#ifndef HEALTH_H
#define HEALTH_H

#include <stdint.h>

/* 0 where GET /healthz answers 200 within three seconds at the address and port that the service
 * listens on (loopback, where it listens everywhere), else 1. */
int health(const char *bind, int64_t port);

#endif
