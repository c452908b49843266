#include "domain/deadline/calendar.h"
#include "base/arena.h"

static const struct shape_field names3_fields[] = {
    FIELD_STRING(struct names3, fi, SHAPE_REQUIRED, 1, 200),
    FIELD_STRING(struct names3, sv, SHAPE_REQUIRED, 1, 200),
    FIELD_STRING(struct names3, en, SHAPE_REQUIRED, 1, 200), FIELD_END};
const struct shape names3_shape = {"Names3", sizeof(struct names3), names3_fields};

static const struct shape_field holiday_fields[] = {
    FIELD(struct holiday, date, SHAPE_READ_ONLY), FIELD(struct holiday, code, SHAPE_READ_ONLY),
    FIELD_RECORD(struct holiday, names, SHAPE_READ_ONLY, names3_shape), FIELD_END};
const struct shape holiday_shape = {"Holiday", sizeof(struct holiday), holiday_fields};

static const struct shape_field calendar_fields[] = {
    FIELD_LIST(struct calendar, items, SHAPE_READ_ONLY, holiday_shape, 0, 1400), FIELD_END};
const struct shape calendar_shape = {"Calendar", sizeof(struct calendar), calendar_fields};

/* How the day of a holiday is found. */
enum day_rule {
    DAY_OF_YEAR,       /* month, day */
    DAY_FROM_EASTER,   /* 0, days after Easter Sunday */
    DAY_FRIDAY_FROM,   /* the Friday on or after month, day */
    DAY_SATURDAY_FROM, /* the Saturday on or after month, day */
};

static const struct holiday_row {
    const char *code;
    enum day_rule rule;
    int month, day;
    bool eve;
    struct names3 names;
} rows[] = {
#define HOLIDAY(code, rule, month, day, fi, sv, en) {#code, rule, month, day, false, {fi, sv, en}},
#define EVE(code, rule, month, day, fi, sv, en) {#code, rule, month, day, true, {fi, sv, en}},
#include "tables/holidays.def"
#undef HOLIDAY
#undef EVE
};
enum { ROWS = sizeof rows / sizeof *rows };

enum { FRIDAY = 5, SATURDAY = 6 }; /* Sunday 0; 1970-01-01 was a Thursday */

static int weekday(int32_t days) {
    return ((days + 4) % 7 + 7) % 7;
}

static int32_t days_of(int year, int month, int day) {
    return date_to_days((struct date){(int16_t)year, (int8_t)month, (int8_t)day});
}

/* By the rule of Meeus, Jones and Butcher ("anonymous Gregorian"), with their letters. */
struct date calendar_easter(int year) {
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, g = (8 * b + 13) / 25;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 19 * l) / 433;
    int month = (h + l - 7 * m + 90) / 25;
    int day = (h + l - 7 * m + 33 * month + 19) % 32;
    return (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
}

static int32_t weekday_from(int32_t days, int wanted) {
    return days + (wanted - weekday(days) + 7) % 7;
}

static int32_t day_of_row(const struct holiday_row *row, int year) {
    switch (row->rule) {
    case DAY_FROM_EASTER:
        return date_to_days(calendar_easter(year)) + row->day;
    case DAY_FRIDAY_FROM:
        return weekday_from(days_of(year, row->month, row->day), FRIDAY);
    case DAY_SATURDAY_FROM:
        return weekday_from(days_of(year, row->month, row->day), SATURDAY);
    case DAY_OF_YEAR:
        break;
    }
    return days_of(year, row->month, row->day);
}

enum day_kind calendar_day_kind(int32_t days) {
    int day_of_week = weekday(days);
    if (day_of_week == 0 || day_of_week == SATURDAY) {
        return DAY_OFF;
    }
    int year = date_from_days(days).year;
    for (size_t i = 0; i < ROWS; i++) {
        if (day_of_row(&rows[i], year) == days) {
            return rows[i].eve ? DAY_EVE : DAY_OFF;
        }
    }
    return DAY_WORKING;
}

/* Easter moves over fixed days: Ascension Day may fall on May Day (2008), so a year is sorted. */
static void sort_by_day(struct holiday *holidays, size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct holiday moved = holidays[i];
        size_t j = i;
        for (; j > 0 && date_compare(holidays[j - 1].date, moved.date) > 0; j--) {
            holidays[j] = holidays[j - 1];
        }
        holidays[j] = moved;
    }
}

static size_t add_year(int year, struct date from, struct date to, struct holiday *out) {
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        struct date date = date_from_days(day_of_row(&rows[i], year));
        if (!rows[i].eve && date_compare(date, from) >= 0 && date_compare(date, to) <= 0) {
            out[count++] = (struct holiday){date, rows[i].code, &rows[i].names};
        }
    }
    sort_by_day(out, count);
    return count;
}

struct list calendar_holidays(struct arena *arena, struct date from, struct date to) {
    size_t years = to.year >= from.year ? (size_t)(to.year - from.year + 1) : 0;
    struct list list = {arena_alloc(arena, (years * ROWS + 1) * sizeof(struct holiday)), 0};
    struct holiday *holidays = list.items;
    for (int year = from.year; year <= to.year; year++) {
        list.count += add_year(year, from, to, holidays + list.count);
    }
    return list;
}
