#include "base/date.h"

#include "base/text.h"

#include <string.h>

static bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

bool date_exists(int year, int month, int day) {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_length(year, month);
}

/* Reads the ten characters of a date from the start of `text`. */
static bool read_day(const char *text, struct date *out) {
    int year = text_digits(text, 4);
    if (year < 0 || text[4] != '-') {
        return false;
    }
    int month = text_digits(text + 5, 2);
    if (month < 0 || text[7] != '-') {
        return false;
    }
    int day = text_digits(text + 8, 2);
    if (!date_exists(year, month, day)) {
        return false;
    }
    *out = (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
    return true;
}

bool date_parse(const char *text, struct date *out) {
    struct date date;
    if (!read_day(text, &date) || text[10] != '\0') {
        return false;
    }
    *out = date;
    return true;
}

static char *put_digits(char *out, int value, int count) {
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + count;
}

static char *put_day(char *out, struct date date) {
    out = put_digits(out, date.year, 4);
    *out++ = '-';
    out = put_digits(out, date.month, 2);
    *out++ = '-';
    return put_digits(out, date.day, 2);
}

void date_print(struct date date, char out[DATE_TEXT_SIZE]) {
    *put_day(out, date) = '\0';
}

bool date_is_set(struct date date) {
    return date.year != 0;
}

int date_compare(struct date a, struct date b) {
    if (a.year != b.year) {
        return a.year < b.year ? -1 : 1;
    }
    if (a.month != b.month) {
        return a.month < b.month ? -1 : 1;
    }
    return a.day == b.day ? 0 : a.day < b.day ? -1 : 1;
}

/* Years are counted from March here, so that the leap day is the last one of its year; 400 years
 * have 146,097 days, and the day 719,468 of that count is 1970-01-01. */
enum { DAYS_400_YEARS = 146097, DAYS_TO_1970 = 719468, DAY_FIRST = -719162 };

/* Reckoning back ends here: there is no day before it that could be written down. */
static const struct date first_day = {1, 1, 1};

int32_t date_to_days(struct date date) {
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int months_from_march = (date.month + 9) % 12;
    int day_of_year = (153 * months_from_march + 2) / 5 + date.day - 1;
    return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - DAYS_TO_1970;
}

struct date date_from_days(int32_t days) {
    if (days < DAY_FIRST) {
        return first_day;
    }
    int32_t count = days + DAYS_TO_1970;
    int32_t era = (count >= 0 ? count : count - (DAYS_400_YEARS - 1)) / DAYS_400_YEARS;
    int32_t day = count - era * DAYS_400_YEARS;
    int32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int32_t day_of_year = day - (365 * year + year / 4 - year / 100);
    int32_t month = (5 * day_of_year + 2) / 153;
    int32_t calendar_month = month < 10 ? month + 3 : month - 9;
    return (struct date){(int16_t)(year + era * 400 + (calendar_month <= 2)),
                         (int8_t)calendar_month, (int8_t)(day_of_year - (153 * month + 2) / 5 + 1)};
}

struct date date_add_months(struct date date, int months) {
    int count = date.year * 12 + date.month - 1 + months;
    if (count < 12) {
        return first_day;
    }
    int year = count / 12, month = count % 12 + 1;
    int last = month_length(year, month);
    return (struct date){(int16_t)year, (int8_t)month, (int8_t)(date.day < last ? date.day : last)};
}

int date_age(struct date birth, struct date on) {
    bool had_birthday = on.month > birth.month || (on.month == birth.month && on.day >= birth.day);
    return on.year - birth.year - !had_birthday;
}

enum { US_PER_SECOND = 1000000 };
static const int64_t us_per_day = (int64_t)86400 * US_PER_SECOND;

/* HH:MM:SS at `text`; seconds since midnight, -1 where it is none. Leap seconds are refused. */
static int read_time(const char *text) {
    int hour = text_digits(text, 2);
    if (hour < 0 || hour > 23 || text[2] != ':') {
        return -1;
    }
    int minute = text_digits(text + 3, 2);
    if (minute < 0 || minute > 59 || text[5] != ':') {
        return -1;
    }
    int second = text_digits(text + 6, 2);
    return second < 0 || second > 59 ? -1 : (hour * 60 + minute) * 60 + second;
}

/* `.` and 1-9 digits, moving `*at` behind them; what is finer than a microsecond is cut. */
static int read_fraction(const char **at) {
    if (**at != '.') {
        return 0;
    }
    int value = 0, count = 0;
    const char *digit = *at + 1;
    for (; *digit >= '0' && *digit <= '9'; digit++, count++) {
        if (count < 6) {
            value = value * 10 + (*digit - '0');
        }
    }
    for (int i = count; i < 6; i++) {
        value *= 10;
    }
    *at = digit;
    return count >= 1 && count <= 9 ? value : -1;
}

/* Z, +HH:MM, +HHMM or (PostgreSQL's) +HH up to the end of the text; minutes east. */
static bool read_offset(const char *text, int *minutes) {
    *minutes = 0;
    if ((*text == 'Z' || *text == 'z') && text[1] == '\0') {
        return true;
    }
    if (*text != '+' && *text != '-') {
        return false;
    }
    int hour = text_digits(text + 1, 2), minute = 0;
    if (hour < 0 || hour > 23) {
        return false;
    }
    const char *rest = text + 3;
    if (*rest != '\0') {
        rest += *rest == ':';
        minute = text_digits(rest, 2);
        if (minute < 0 || minute > 59 || rest[2] != '\0') {
            return false;
        }
    }
    *minutes = (hour * 60 + minute) * (*text == '-' ? -1 : 1);
    return true;
}

bool instant_parse(const char *text, struct instant *out) {
    struct date day;
    if (!read_day(text, &day) || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
        return false;
    }
    int seconds = read_time(text + 11);
    if (seconds < 0) {
        return false;
    }
    const char *at = text + 19;
    int fraction = read_fraction(&at), offset;
    if (fraction < 0 || !read_offset(at, &offset)) {
        return false;
    }
    int64_t us = date_to_days(day) * us_per_day + ((int64_t)seconds - offset * 60) * US_PER_SECOND +
                 fraction;
    if (us == 0 || us < instant_least.us || us > instant_most.us) {
        return false;
    }
    out->us = us;
    return true;
}

const struct instant instant_least = {INT64_C(-62135596800000000)};
const struct instant instant_most = {INT64_C(253402300799999999)};

/* The day an instant lies in and the microseconds since its midnight (UTC). */
static struct date split(struct instant instant, int64_t *rest) {
    int64_t days = instant.us / us_per_day;
    *rest = instant.us % us_per_day;
    if (*rest < 0) {
        *rest += us_per_day;
        days--;
    }
    return date_from_days((int32_t)days);
}

void instant_print(struct instant instant, char out[INSTANT_TEXT_SIZE]) {
    int64_t rest;
    out = put_day(out, split(instant, &rest));
    int seconds = (int)(rest / US_PER_SECOND), fraction = (int)(rest % US_PER_SECOND);
    *out++ = 'T';
    out = put_digits(out, seconds / 3600, 2);
    *out++ = ':';
    out = put_digits(out, seconds / 60 % 60, 2);
    *out++ = ':';
    out = put_digits(out, seconds % 60, 2);
    if (fraction > 0) {
        *out++ = '.';
        out = put_digits(out, fraction, 6);
    }
    memcpy(out, "Z", 2);
}

/* 01:00 UTC of the month's last Sunday; 1970-01-01 was a Thursday. */
static int64_t last_sunday_us(int year, int month) {
    int32_t last = date_to_days((struct date){(int16_t)year, (int8_t)month, 31});
    int32_t weekday_from_sunday = ((last + 4) % 7 + 7) % 7;
    return (last - weekday_from_sunday) * us_per_day + INT64_C(3600) * US_PER_SECOND;
}

int instant_offset_helsinki(struct instant instant) {
    int64_t rest;
    int year = split(instant, &rest).year;
    bool summer = instant.us >= last_sunday_us(year, 3) && instant.us < last_sunday_us(year, 10);
    return summer ? 180 : 120;
}

struct date instant_day_helsinki(struct instant instant) {
    int64_t local = instant.us + (int64_t)instant_offset_helsinki(instant) * 60 * US_PER_SECOND;
    int64_t rest;
    return split((struct instant){local}, &rest);
}

struct instant instant_at_helsinki(struct date day, int minutes_since_midnight) {
    const int64_t us_per_minute = INT64_C(60) * US_PER_SECOND;
    int64_t local = date_to_days(day) * us_per_day + minutes_since_midnight * us_per_minute;
    struct instant by_summer = {local - 180 * us_per_minute};
    return instant_offset_helsinki(by_summer) == 180
               ? by_summer
               : (struct instant){local - 120 * us_per_minute};
}
