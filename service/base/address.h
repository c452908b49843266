/* An address to listen on or to ask, IPv4 or IPv6, as numbers: names are not looked up. */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* False for what is no address. */
bool address_parse(const char *text, int64_t port, union address *out);

socklen_t address_size(const union address *address);

/* Where to reach from this machine what listens there: loopback, where that is everywhere. */
void address_reach(union address *address);

#endif
