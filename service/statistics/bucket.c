#include "statistics/bucket.h"

#include <stdio.h>

const char *const bucket_words[] = {"day", "week", "month", "quarter", "year", NULL};

/* 1970-01-01 was a Thursday; 0 is Monday. */
static int weekday(int32_t days) {
    return (int)(((days + 3) % 7 + 7) % 7);
}

struct date bucket_start(enum bucket bucket, struct date day) {
    int32_t days = date_to_days(day);
    switch (bucket) {
    case BUCKET_DAY:
        return day;
    case BUCKET_WEEK:
        return date_from_days(days - weekday(days));
    case BUCKET_MONTH:
        day.day = 1;
        return day;
    case BUCKET_QUARTER:
        day.month = (int8_t)(day.month - (day.month - 1) % 3);
        day.day = 1;
        return day;
    case BUCKET_YEAR:
        break;
    }
    return (struct date){day.year, 1, 1};
}

struct date bucket_step(enum bucket bucket, struct date start, int count) {
    switch (bucket) {
    case BUCKET_DAY:
        return date_from_days(date_to_days(start) + count);
    case BUCKET_WEEK:
        return date_from_days(date_to_days(start) + 7 * count);
    case BUCKET_MONTH:
        return date_add_months(start, count);
    case BUCKET_QUARTER:
        return date_add_months(start, 3 * count);
    case BUCKET_YEAR:
        break;
    }
    return date_add_months(start, 12 * count);
}

void bucket_label(enum bucket bucket, struct date start, char out[BUCKET_LABEL_SIZE]) {
    struct date thursday = date_from_days(date_to_days(start) + 3);
    int32_t first = date_to_days((struct date){thursday.year, 1, 1});
    int year = start.year % 10000, month = start.month;
    switch (bucket) {
    case BUCKET_DAY:
        date_print(start, out);
        return;
    case BUCKET_WEEK:
        snprintf(out, BUCKET_LABEL_SIZE, "%04d-W%02d", thursday.year % 10000,
                 (int)((date_to_days(thursday) - first) / 7 + 1) % 100);
        return;
    case BUCKET_MONTH:
        snprintf(out, BUCKET_LABEL_SIZE, "%04d-%02d", year, month);
        return;
    case BUCKET_QUARTER:
        snprintf(out, BUCKET_LABEL_SIZE, "%04d-Q%d", year, (month - 1) / 3 + 1);
        return;
    case BUCKET_YEAR:
        break;
    }
    snprintf(out, BUCKET_LABEL_SIZE, "%04d", year);
}
