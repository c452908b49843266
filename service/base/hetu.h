/* The Finnish identity code (henkilötunnus): DDMMYY, a separator, three digits, a check character.
 *
 * Source: the decree on the population information system as amended for 2023 (new separators) and
 * the Digital and Population Data Services Agency's description. The separator gives the century
 * and is part of the identity: 100190-999P and 100190Y999P are two persons. */
#ifndef BASE_HETU_H
#define BASE_HETU_H

#include "base/date.h"

enum { HETU_TEXT_SIZE = 12 };

/* A code that holds. Personal data: never logged, never stored as it is. */
struct hetu {
    char text[HETU_TEXT_SIZE]; /* canonical: upper case */
    struct date birth;
    int individual_number; /* 2-899; 900-999 are artificial, for tests */
};

/* Reads a code, either case, nothing around it; false where it can't be anyone's. Whether the day
 * of birth has come yet is for the caller, who knows the day. */
bool hetu_parse(const char *text, struct hetu *out);

#endif
