/* Calendar days and instants. "Today" is the day in Helsinki. All zero: absent. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { DATE_TEXT_SIZE = 11, INSTANT_TEXT_SIZE = 28 };

/* A day of the proleptic Gregorian calendar, years 1-9999. year 0: absent. */
struct date {
    int16_t year;
    int8_t month, day;
};

/* Microseconds since 1970-01-01T00:00:00Z. 0: absent. */
struct instant {
    int64_t us;
};

bool date_exists(int year, int month, int day);
bool date_parse(const char *text, struct date *out); /* YYYY-MM-DD, a day that exists */
void date_print(struct date date, char out[DATE_TEXT_SIZE]);
bool date_is_set(struct date date);
int date_compare(struct date a, struct date b);
int32_t date_to_days(struct date date); /* days since 1970-01-01 */
struct date date_from_days(int32_t days);
struct date date_add_months(struct date date,
                            int months);         /* the last day where the month is shorter */
int date_age(struct date birth, struct date on); /* full years; born on 29 Feb: 1 March */

/* The first and last instants of the years 1-9999; instants outside can't be parsed or printed. */
extern const struct instant instant_least, instant_most;

/* The epoch itself is refused, for 0 stands for absent. */
bool instant_parse(const char *text,
                   struct instant *out); /* RFC 3339, any offset; also PostgreSQL's form */
void instant_print(struct instant instant,
                   char out[INSTANT_TEXT_SIZE]); /* UTC with Z, microseconds only where not 0 */
/* Minutes that Helsinki is ahead of UTC: 120, in summer time 180. */
int instant_offset_helsinki(struct instant instant);
struct date
instant_day_helsinki(struct instant instant); /* by the EU's summer-time rule, since 1996 */
/* The instant at which a clock in Helsinki shows that time of that day. A time that the spring
 * change leaves out is an hour later; of a time that the autumn change repeats it is the first. */
struct instant instant_at_helsinki(struct date day, int minutes_since_midnight);

#endif
