/* The Finnish calendar once more, by other formulas than the service's and a day at a time: what
 * the service counts is held against it. */
#ifndef TESTS_DOMAIN_SLOW_CALENDAR_H
#define TESTS_DOMAIN_SLOW_CALENDAR_H

#include "base/date.h"

#include <stdbool.h>
#include <stdint.h>

struct date easter_by_gauss(int year);
/* A Saturday, a Sunday or a public holiday. */
bool slow_is_off(int32_t day);
/* Christmas Eve, or Midsummer Eve. */
bool slow_is_eve(int32_t day);
/* The same day so many months later, or the last one of that month. */
int32_t slow_add_months(int32_t day, int months);

#endif
