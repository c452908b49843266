#include "ical/recurrence.h"

#include "base/text.h"

#include <libical/ical.h>
#include <stdio.h>
#include <string.h>

/* --- reading --- */

enum part { FREQ, INTERVAL, BYDAY, BYMONTHDAY, UNTIL, COUNT, PARTS };
static const char *const part_names[PARTS] = {"FREQ",       "INTERVAL", "BYDAY",
                                              "BYMONTHDAY", "UNTIL",    "COUNT"};

enum { VALUE_SIZE = RECURRENCE_LENGTH_MAX + 1, INTERVAL_MAX = 99, ORDINAL_MAX = 5 };

/* The values as they were written; "" where a part is not there. */
struct parts {
    char values[PARTS][VALUE_SIZE];
};

/* Unsigned digits only, without a leading zero; -1 where it is none or above `most`. */
static int read_number(const char *text, size_t length, int most) {
    int number = 0;
    if (length == 0 || length > 5 || text[0] == '0') {
        return -1;
    }
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        number = number * 10 + (text[i] - '0');
    }
    return number <= most ? number : -1;
}

static bool is_weekday(const char *text) {
    static const char *const days[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        if (memcmp(text, days[i], 2) == 0) {
            return true;
        }
    }
    return false;
}

/* An optional sign and a number from 1 to `most`. */
static bool is_ordinal(const char *text, size_t length, int most) {
    size_t sign = length > 0 && (*text == '-' || *text == '+');
    return read_number(text + sign, length - sign, most) > 0;
}

static bool good_day(const char *item, size_t length, bool ordinals) {
    if (length < 2 || !is_weekday(item + length - 2)) {
        return false;
    }
    return length == 2 || (ordinals && is_ordinal(item, length - 2, ORDINAL_MAX));
}

/* Every item of a comma-separated list is good, and none stands there twice. */
static bool good_list(const char *list, enum part part, bool ordinals) {
    for (const char *item = list;; item++) {
        size_t length = strcspn(item, ",");
        bool good = part == BYDAY ? good_day(item, length, ordinals) : is_ordinal(item, length, 31);
        for (const char *other = list; good && other < item; other++) {
            size_t other_length = strcspn(other, ",");
            good = other_length != length || memcmp(other, item, length) != 0;
            other += other_length;
        }
        if (!good) {
            return false;
        }
        item += length;
        if (*item == '\0') {
            return true;
        }
    }
}

/* Puts the value of `name=value` where it belongs; false for an unknown or repeated part. */
static bool take_part(const char *part, size_t length, struct parts *out) {
    const char *equals = memchr(part, '=', length);
    size_t name_length = equals ? (size_t)(equals - part) : 0;
    for (size_t i = 0; equals && i < PARTS; i++) {
        if (strlen(part_names[i]) == name_length && memcmp(part, part_names[i], name_length) == 0) {
            size_t value_length = length - name_length - 1;
            bool first = out->values[i][0] == '\0' && value_length > 0;
            memcpy(out->values[i], equals + 1, first ? value_length : 0);
            return first;
        }
    }
    return false;
}

static bool split(const char *text, struct parts *out) {
    for (const char *part = text;; part++) {
        size_t length = strcspn(part, ";");
        if (!take_part(part, length, out)) {
            return false;
        }
        part += length;
        if (*part == '\0') {
            return true;
        }
    }
}

/* YYYYMMDD or YYYYMMDDTHHMMSSZ. A local time without its zone would be read differently by each
 * reader. */
static bool read_until(const char *text, struct recurrence *out) {
    size_t length = strlen(text);
    char iso[INSTANT_TEXT_SIZE];
    if (length != 8 && length != 16) {
        return false;
    }
    snprintf(iso, sizeof iso, "%.4s-%.2s-%.2s", text, text + 4, text + 6);
    if (length == 8) {
        return date_parse(iso, &out->until_on);
    }
    if (text[8] != 'T' || text[15] != 'Z') {
        return false;
    }
    snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4, text + 6, text + 9,
             text + 11, text + 13);
    return instant_parse(iso, &out->until_at);
}

static bool is_frequency(const struct parts *parts, const char *word) {
    return strcmp(parts->values[FREQ], word) == 0;
}

/* The first part at fault, in the order of `part_names`; PARTS where all are good. */
static enum part find_fault(const struct parts *parts, struct recurrence *out) {
    bool monthly = is_frequency(parts, "MONTHLY"), weekly = is_frequency(parts, "WEEKLY");
    const char *interval = parts->values[INTERVAL], *count = parts->values[COUNT];
    if (!monthly && !weekly && !is_frequency(parts, "DAILY")) {
        return FREQ;
    }
    if (*interval != '\0' && read_number(interval, strlen(interval), INTERVAL_MAX) < 1) {
        return INTERVAL;
    }
    if (*parts->values[BYDAY] != '\0' && !good_list(parts->values[BYDAY], BYDAY, monthly)) {
        return BYDAY;
    }
    if (*parts->values[BYMONTHDAY] != '\0' &&
        (weekly || !good_list(parts->values[BYMONTHDAY], BYMONTHDAY, false))) {
        return BYMONTHDAY;
    }
    if (*parts->values[UNTIL] != '\0' && !read_until(parts->values[UNTIL], out)) {
        return UNTIL;
    }
    if (*count != '\0') {
        out->count = read_number(count, strlen(count), RECURRENCE_DAYS_MAX);
        return out->count < 1 || *parts->values[UNTIL] != '\0' ? COUNT : PARTS;
    }
    return PARTS;
}

static void put_part(struct recurrence *out, const struct parts *parts, enum part part) {
    const char *value = parts->values[part];
    if (*value != '\0') {
        size_t length = strlen(out->text);
        snprintf(out->text + length, sizeof out->text - length, "%s%s=%s", length > 0 ? ";" : "",
                 part_names[part], value);
    }
}

const char *recurrence_read(const char *text, struct recurrence *out) {
    struct parts parts = {{{0}}};
    *out = (struct recurrence){.text = ""};
    if (strlen(text) > RECURRENCE_LENGTH_MAX || !split(text, &parts)) {
        return "RRULE";
    }
    enum part fault = find_fault(&parts, out);
    if (fault != PARTS) {
        return part_names[fault];
    }
    if (strcmp(parts.values[INTERVAL], "1") == 0) {
        parts.values[INTERVAL][0] = '\0';
    }
    put_part(out, &parts, FREQ);
    put_part(out, &parts, INTERVAL);
    put_part(out, &parts, BYDAY);
    put_part(out, &parts, BYMONTHDAY);
    put_part(out, &parts, COUNT);
    return NULL;
}

/* --- expanding --- */

static struct icaltimetype ical_of(struct date day) {
    struct icaltimetype time;
    memset(&time, 0, sizeof time);
    time.year = day.year;
    time.month = day.month;
    time.day = day.day;
    time.is_date = 1;
    return time;
}

static struct date date_of(struct icaltimetype time) {
    return (struct date){(int16_t)time.year, (int8_t)time.month, (int8_t)time.day};
}

static struct date earlier(struct date a, struct date b) {
    return date_compare(a, b) < 0 ? a : b;
}

/* libical walks on for ever where no day fits and nothing ends the rule: it always gets an end. */
static size_t expand(struct icalrecurrencetype rule, struct date start, struct date from,
                     struct date to, struct date *out, size_t room) {
    size_t count = 0;
    if (date_compare(from, start) < 0) {
        from = start;
    }
    if (date_compare(to, from) < 0 || room == 0) {
        return 0;
    }
    rule.until = ical_of(to);
    icalrecur_iterator *iterator = icalrecur_iterator_new(rule, ical_of(start));
    if (!iterator) {
        return 0;
    }
    /* Where COUNT counts, every day from the start on must be walked over. */
    if (rule.count == 0) {
        icalrecur_iterator_set_start(iterator, ical_of(from));
    }
    while (count < room) {
        struct icaltimetype time = icalrecur_iterator_next(iterator);
        struct date day = date_of(time);
        if (icaltime_is_null_time(time) || date_compare(day, to) > 0) {
            break;
        }
        if (date_compare(day, from) >= 0) {
            out[count++] = day;
        }
    }
    icalrecur_iterator_free(iterator);
    return count;
}

size_t recurrence_days(const struct recurrence *rule, struct date start, struct date from,
                       struct date to, struct date *out, size_t room) {
    struct date last = date_is_set(rule->until_on) ? earlier(to, rule->until_on) : to;
    return expand(icalrecurrencetype_from_string(rule->text), start, from, last, out, room);
}

bool recurrence_fits(const struct recurrence *rule, struct date day, struct date *before,
                     struct date *after) {
    /* INTERVAL counts from the start, so any day that fits without it can be one. */
    struct icalrecurrencetype every = icalrecurrencetype_from_string(rule->text);
    struct date days[RECURRENCE_DAYS_MAX * 2];
    every.interval = 1;
    every.count = 0;
    *before = *after = (struct date){0};
    size_t count = expand(every, day, day, date_add_months(day, RECURRENCE_SEARCH_MONTHS), days, 1);
    if (count == 1 && date_compare(days[0], day) == 0) {
        return true;
    }
    if (count == 1) {
        *after = days[0];
    }
    struct date first = date_add_months(day, -RECURRENCE_SEARCH_MONTHS);
    count = expand(every, first, first, day, days, sizeof days / sizeof *days);
    if (count > 0) {
        *before = days[count - 1];
    }
    return false;
}
