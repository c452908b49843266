#include "outgoing/networks.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { ADDRESS_TEXT_SIZE = INET6_ADDRSTRLEN };

static int bits_most(int family) {
    return family == AF_INET ? 32 : 128;
}

static bool shares_bits(const uint8_t *a, const uint8_t *b, int bits) {
    int whole = bits / 8, rest = bits % 8;
    if (memcmp(a, b, (size_t)whole) != 0) {
        return false;
    }
    return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

static bool reads_address(const char *text, struct network *out) {
    out->family = strchr(text, ':') ? AF_INET6 : AF_INET;
    out->bits = bits_most(out->family);
    return inet_pton(out->family, text, out->bytes) == 1;
}

static bool reads_bits(const char *text, struct network *network) {
    char *end = NULL;
    long bits = strtol(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || bits > network->bits) {
        return false;
    }
    network->bits = (int)bits;
    return true;
}

/* A bit behind the length is a typing error: 10.1.2.3/8 is no network. */
static bool ends_with_zeros(const struct network *network) {
    for (int bit = network->bits; bit < bits_most(network->family); bit++) {
        if (network->bytes[bit / 8] >> (7 - bit % 8) & 1) {
            return false;
        }
    }
    return true;
}

static bool reads_network(const char *text, size_t length, struct network *out) {
    char word[ADDRESS_TEXT_SIZE + 4];
    if (length == 0 || length >= sizeof word) {
        return false;
    }
    memcpy(word, text, length);
    word[length] = '\0';
    char *slash = strchr(word, '/');
    if (slash) {
        *slash = '\0';
    }
    *out = (struct network){.family = 0};
    return reads_address(word, out) && (!slash || reads_bits(slash + 1, out)) &&
           ends_with_zeros(out);
}

bool networks_read(const char *text, struct networks *out) {
    out->count = 0;
    while (*text) {
        text += strspn(text, " ");
        size_t length = strcspn(text, ", ");
        if (out->count == NETWORKS_MAX || !reads_network(text, length, &out->items[out->count++])) {
            return false;
        }
        text += length + strspn(text + length, " ");
        if (*text && *text++ != ',') {
            return false;
        }
    }
    return true;
}

/* The address as it leads: an IPv4 address within an IPv6 one is that one. */
static bool leads_to(const struct sockaddr *address, struct network *out) {
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    static const uint8_t translated[12] = {0x00, 0x64, 0xff, 0x9b};
    *out = (struct network){.family = address->sa_family};
    out->bits = bits_most(out->family);
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        memcpy(out->bytes, &in.sin_addr, 4);
        return true;
    }
    if (address->sa_family != AF_INET6) {
        return false;
    }
    struct sockaddr_in6 in6;
    memcpy(&in6, address, sizeof in6);
    const uint8_t *bytes = in6.sin6_addr.s6_addr;
    bool within = memcmp(bytes, mapped, 12) == 0 || memcmp(bytes, translated, 12) == 0;
    out->family = within ? AF_INET : AF_INET6;
    out->bits = bits_most(out->family);
    memcpy(out->bytes, within ? bytes + 12 : bytes, within ? 4 : 16);
    return true;
}

static bool holds(const struct network *network, const struct network *address) {
    return network->family == address->family &&
           shares_bits(network->bytes, address->bytes, network->bits);
}

bool networks_hold(const struct networks *networks, const struct sockaddr *address) {
    struct network target;
    if (!leads_to(address, &target)) {
        return false;
    }
    for (int i = 0; i < networks->count; i++) {
        if (holds(&networks->items[i], &target)) {
            return true;
        }
    }
    return false;
}

static bool is_special(const struct sockaddr *address) {
    static const char *const special[] = {
#define NETWORK(network, meaning) network,
#include "tables/networks.def"
#undef NETWORK
    };
    struct network target, network;
    if (!leads_to(address, &target)) {
        return true;
    }
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        if (!reads_network(special[i], strlen(special[i]), &network) || holds(&network, &target)) {
            return true;
        }
    }
    return false;
}

bool networks_may_lead_to(const struct networks *allowed, const struct sockaddr *address) {
    return networks_hold(allowed, address) || !is_special(address);
}
