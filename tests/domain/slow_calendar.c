#include "slow_calendar.h"

/* Gauss's rule with its two exceptions: another formula than the service's. */
struct date easter_by_gauss(int year) {
    int a = year % 19, b = year % 4, c = year % 7;
    int k = year / 100, p = (13 + 8 * k) / 25, q = k / 4;
    int m = (15 - p + k - q) % 30, n = (4 + k - q) % 7;
    int d = (19 * a + m) % 30, e = (2 * b + 4 * c + 6 * d + n) % 7;
    int march = 22 + d + e;
    if (d == 29 && e == 6) {
        march = 50; /* 19 April */
    } else if (d == 28 && e == 6 && (11 * m + 11) % 30 < 19) {
        march = 49; /* 18 April */
    }
    return march <= 31 ? (struct date){(int16_t)year, 3, (int8_t)march}
                       : (struct date){(int16_t)year, 4, (int8_t)(march - 31)};
}

static int weekday_from_monday(int32_t day) {
    const int32_t a_monday = date_to_days((struct date){2026, 11, 30});
    return (int)(((day - a_monday) % 7 + 7) % 7);
}

bool slow_is_off(int32_t day) {
    const struct date date = date_from_days(day);
    const int32_t since_easter = day - date_to_days(easter_by_gauss(date.year));
    const int in_year = date.month * 100 + date.day;
    bool fixed = in_year == 101 || in_year == 106 || in_year == 501 || in_year == 1206 ||
                 in_year == 1225 || in_year == 1226;
    bool movable = since_easter == -2 || since_easter == 1 || since_easter == 39;
    return weekday_from_monday(day) >= 5 || fixed || movable;
}

bool slow_is_eve(int32_t day) {
    const struct date date = date_from_days(day);
    bool midsummer =
        date.month == 6 && date.day >= 19 && date.day <= 25 && weekday_from_monday(day) == 4;
    return midsummer || (date.month == 12 && date.day == 24);
}

int32_t slow_add_months(int32_t day, int months) {
    const struct date from = date_from_days(day);
    for (int32_t later = day;; later++) {
        const struct date at = date_from_days(later), next = date_from_days(later + 1);
        int gone = (at.year - from.year) * 12 + at.month - from.month;
        bool last = next.month != at.month;
        if (gone == months && (at.day == from.day || (last && at.day < from.day))) {
            return later;
        }
    }
}
