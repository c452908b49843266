/* Networks by their addresses: which ones a name may lead to.
 *
 * An IPv4 address within an IPv6 one (::ffff:0:0/96, 64:ff9b::/96) is looked at as the IPv4 address
 * that it leads to. */
#ifndef OUTGOING_NETWORKS_H
#define OUTGOING_NETWORKS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum { NETWORKS_MAX = 64 };

struct network {
    int family; /* AF_INET, AF_INET6 */
    uint8_t bytes[16];
    int bits;
};
struct networks {
    struct network items[NETWORKS_MAX];
    int count;
};

/* Reads "10.1.0.0/16, 127.0.0.1": comma-separated, an address alone is a network of one. False
 * where one is malformed, has bits beyond its length, or there are too many. */
bool networks_read(const char *text, struct networks *out);
bool networks_hold(const struct networks *networks, const struct sockaddr *address);

/* On the open internet (tables/networks.def has what is not), or in one that is allowed. */
bool networks_may_lead_to(const struct networks *allowed, const struct sockaddr *address);

#endif
