/* Where a name may lead: addresses of the open internet, and what is allowed by name. */
#include "suites.h"

#include "outgoing/networks.h"

#include <arpa/inet.h>
#include <string.h>

static const struct networks none = {.count = 0};

static bool leads(const struct networks *allowed, const char *text) {
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (strchr(text, ':')) {
        ck_assert_int_eq(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
        return networks_may_lead_to(allowed, (const struct sockaddr *)&in6);
    }
    ck_assert_int_eq(inet_pton(AF_INET, text, &in.sin_addr), 1);
    return networks_may_lead_to(allowed, (const struct sockaddr *)&in);
}

static const char *const open_ones[] = {
    "1.1.1.1",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255", "100.128.0.0",
    "126.255.255.255", "128.0.0.0",       "169.253.255.255", "169.255.0.0",    "172.15.255.255",
    "172.32.0.0",      "192.167.255.255", "192.169.0.0",     "198.17.255.255", "198.20.0.0",
    "223.255.255.255", "2a00::1",         "2606:4700::1111", "2001:200::1",    "::ffff:1.1.1.1",
    "64:ff9b::1.1.1.1"};

START_TEST(networks__open_addresses_are_led_to) {
    ck_assert_msg(leads(&none, open_ones[_i]), "%s", open_ones[_i]);
}
END_TEST

static const char *const special[] = {"0.0.0.0",
                                      "0.1.2.3",
                                      "10.0.0.1",
                                      "10.255.255.255",
                                      "100.64.0.1",
                                      "127.0.0.1",
                                      "127.255.255.255",
                                      "169.254.169.254",
                                      "172.16.0.1",
                                      "172.31.255.255",
                                      "192.0.0.8",
                                      "192.0.2.1",
                                      "192.168.1.1",
                                      "198.18.0.1",
                                      "198.19.255.255",
                                      "198.51.100.7",
                                      "203.0.113.9",
                                      "224.0.0.1",
                                      "239.1.1.1",
                                      "240.0.0.1",
                                      "255.255.255.255",
                                      "::",
                                      "::1",
                                      "::ffff:10.0.0.1",
                                      "::ffff:127.0.0.1",
                                      "::10.0.0.1",
                                      "64:ff9b::10.0.0.1",
                                      "64:ff9b::7f00:1",
                                      "64:ff9b:1::1",
                                      "100::1",
                                      "2001::1",
                                      "2001:db8::1",
                                      "2002:7f00:1::",
                                      "3fff::1",
                                      "fc00::1",
                                      "fd12:3456::1",
                                      "fe80::1",
                                      "fec0::1",
                                      "ff02::1"};

START_TEST(networks__special_addresses_are_not_led_to) {
    ck_assert_msg(!leads(&none, special[_i]), "%s", special[_i]);
}
END_TEST

START_TEST(networks__what_is_named_is_allowed_and_nothing_beside_it) {
    struct networks allowed;
    ck_assert(networks_read("10.1.0.0/16, 127.0.0.1 ,fd00:1::/32", &allowed));
    ck_assert_int_eq(allowed.count, 3);
    static const char *const in[] = {"10.1.0.0",  "10.1.255.255",    "127.0.0.1",
                                     "fd00:1::1", "::ffff:10.1.2.3", "1.1.1.1"};
    static const char *const out[] = {"10.0.255.255", "10.2.0.0", "127.0.0.2", "fd00:2::1", "::1"};
    for (size_t i = 0; i < sizeof in / sizeof *in; i++) {
        ck_assert_msg(leads(&allowed, in[i]), "%s", in[i]);
    }
    for (size_t i = 0; i < sizeof out / sizeof *out; i++) {
        ck_assert_msg(!leads(&allowed, out[i]), "%s", out[i]);
    }
}
END_TEST

static const char *const malformed[] = {"x",
                                        "10.0.0.0/33",
                                        "10.0.0.0/",
                                        "10.0.0.0/x",
                                        "10.0.0.0/-1",
                                        "10.0.0.1/8",
                                        "10.0.0",
                                        ",",
                                        "10.0.0.1,,",
                                        "fd00::/129",
                                        "fd00::1/64",
                                        "10.0.0.1;",
                                        "10.0.0.0/8 10.0.0.0/8",
                                        "10.0.0.0/8/8"};

START_TEST(networks_read__malformed_is_refused) {
    struct networks networks;
    ck_assert_msg(!networks_read(malformed[_i], &networks), "%s", malformed[_i]);
}
END_TEST

START_TEST(networks_read__nothing_is_no_network_and_too_many_are_refused) {
    struct networks networks;
    char many[NETWORKS_MAX * 9 + 20] = "";
    ck_assert(networks_read("", &networks) && networks.count == 0);
    for (int i = 0; i < NETWORKS_MAX; i++) {
        strcat(many, i > 0 ? ",1.1.1.1" : "1.1.1.1");
    }
    ck_assert(networks_read(many, &networks) && networks.count == NETWORKS_MAX);
    strcat(many, ",1.1.1.1");
    ck_assert(!networks_read(many, &networks));
}
END_TEST

Suite *networks_suite(void) {
    Suite *suite = suite_create("networks");
    TCase *tests = tcase_create("networks");
    tcase_add_loop_test(tests, networks__open_addresses_are_led_to, 0,
                        sizeof open_ones / sizeof *open_ones);
    tcase_add_loop_test(tests, networks__special_addresses_are_not_led_to, 0,
                        sizeof special / sizeof *special);
    tcase_add_test(tests, networks__what_is_named_is_allowed_and_nothing_beside_it);
    tcase_add_loop_test(tests, networks_read__malformed_is_refused, 0,
                        sizeof malformed / sizeof *malformed);
    tcase_add_test(tests, networks_read__nothing_is_no_network_and_too_many_are_refused);
    suite_add_tcase(suite, tests);
    return suite;
}
