/* Telephone numbers: Finnish ones by their prefixes and lengths, others where they begin with a
 * plus. */
#include "anonymity/scan.h"
#include <string.h>

enum { GROUPS_MAX = 12, PHONE_DIGITS_MAX = 15 };

/* Digits as people group them, and where each group ends. */
struct groups {
    char digits[PHONE_DIGITS_MAX + 2];
    size_t count, ends[GROUPS_MAX], sums[GROUPS_MAX], group_count;
    size_t true_digits, singles;
};

/* o for 0 and l for 1, where a digit is on one side and no other letter on the other. */
static int digit_of(const struct scan *scan, size_t i) {
    unsigned c = scan_at(scan, i);
    if (is_digit(c)) {
        return (int)c - '0';
    }
    unsigned before = scan_before(scan, i), behind = scan_at(scan, i + 1);
    bool among = (is_digit(before) && !is_letter(behind)) ||
                 (is_digit(behind) && !is_letter(before)) || (is_digit(before) && is_digit(behind));
    if (!among) {
        return -1;
    }
    return c == 'o' ? 0 : c == 'l' || c == 'i' || c == '|' ? 1 : -1;
}

/* Between groups: a blank, a dash, a dot, a slash, brackets, or two of them. */
static size_t past_gap(const struct scan *scan, size_t i) {
    size_t start = i;
    while (i < start + 3) {
        unsigned c = scan_at(scan, i);
        if (c == 0 || !strchr(" -./()", (int)c)) {
            break;
        }
        i++;
    }
    return i;
}

static bool add_group(const struct scan *scan, size_t *i, struct groups *groups) {
    size_t before = groups->count;
    for (int digit; (digit = digit_of(scan, *i)) >= 0; ++*i) {
        if (groups->count > PHONE_DIGITS_MAX) {
            return false;
        }
        groups->true_digits += is_digit(scan->text[*i]);
        groups->digits[groups->count++] = (char)('0' + digit);
    }
    if (groups->count == before) {
        return false;
    }
    groups->singles += groups->count == before + 1;
    groups->ends[groups->group_count] = *i;
    groups->sums[groups->group_count++] = groups->count;
    return true;
}

static void read_groups(const struct scan *scan, size_t i, struct groups *groups) {
    while (groups->group_count < GROUPS_MAX && add_group(scan, &i, groups)) {
        size_t next = past_gap(scan, i);
        if (scan_at(scan, next) == 0 || scan->taken[next]) {
            break;
        }
        i = next;
    }
    groups->digits[groups->count < sizeof groups->digits ? groups->count
                                                         : sizeof groups->digits - 1] = 0;
}

/* The fewest and most digits that a number has which begins so (without 0 or +358). */
static bool length_of(const char *national, size_t *least, size_t *most) {
    static const char *const services[] = {"800", "600", "700", "10", "20",
                                           "29",  "30",  "71",  "73", "75"};
    static const char *const areas[] = {"13", "14", "15", "16", "17", "18", "19"};
    *least = 8;
    *most = 11;
    if (national[0] == '4' || strncmp(national, "50", 2) == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        if (strncmp(national, services[i], strlen(services[i])) == 0) {
            *least = 7;
            *most = 10;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        if (strncmp(national, areas[i], 2) == 0) {
            *most = 9;
            return true;
        }
    }
    *least = 7;
    *most = 10;
    return national[0] != 0 && strchr("235689", national[0]) != NULL;
}

/* Where the country's own number begins in the digits; 0 where they are no Finnish number. */
static size_t national_start(const char *digits, bool plus) {
    if (plus) {
        return strncmp(digits, "3580", 4) == 0 ? 4 : strncmp(digits, "358", 3) == 0 ? 3 : 0;
    }
    if (strncmp(digits, "003580", 6) == 0) {
        return 6;
    }
    if (strncmp(digits, "00358", 5) == 0) {
        return 5;
    }
    if (strncmp(digits, "3584", 4) == 0 || strncmp(digits, "35850", 5) == 0) {
        return 3;
    }
    return digits[0] == '0' && digits[1] != '0' ? 1 : 0;
}

/* Two and two digits up to that group: hours and minutes. */
static bool pairs_only(const struct groups *groups, size_t last) {
    for (size_t i = 0; i <= last; i++) {
        if (groups->sums[i] - (i > 0 ? groups->sums[i - 1] : 0) > 2) {
            return false;
        }
    }
    return true;
}

/* The end of the most groups that make a number; 0 where none do. */
static size_t fitting(const struct groups *groups, bool plus) {
    size_t start = national_start(groups->digits, plus), least = 0, most = 0, end = 0;
    if (start == 0) {
        least = 8;
        most = plus ? PHONE_DIGITS_MAX : 0;
    } else if (!length_of(groups->digits + start, &least, &most)) {
        return 0;
    }
    for (size_t i = 0; i < groups->group_count; i++) {
        bool short_one = groups->sums[i] == start + 7; /* 09 123456, but not 09.00-15.00 */
        if (groups->sums[i] >= start + least && groups->sums[i] <= start + most &&
            !(short_one && pairs_only(groups, i))) {
            end = groups->ends[i];
        }
    }
    return end;
}

/* A decimal's or a code's digits are no beginning. */
static bool may_begin(const struct scan *scan, size_t i) {
    unsigned before = scan_before(scan, i);
    if (is_digit(before)) {
        return false;
    }
    bool joins = before == ',' || before == '.' || before == '/' || before == ':';
    return !(joins && i > 1 && is_digit(scan->text[i - 2]));
}

static bool read_phone(struct scan *scan, size_t start, bool plus) {
    struct groups groups = {.count = 0};
    size_t i = plus ? past_gap(scan, start + 1) : scan->text[start] == '(' ? start + 1 : start;
    read_groups(scan, i, &groups);
    size_t end = fitting(&groups, plus);
    bool glued = is_letter(scan_at(scan, end > 0 ? end : start)) && groups.true_digits < 8;
    if (end == 0 || groups.true_digits < 6 || glued) {
        return false;
    }
    bool listed = groups.singles == groups.group_count && groups.group_count > 1;
    scan_found(scan, ANONYMITY_phone, listed ? ANONYMITY_POSSIBLE : ANONYMITY_CERTAIN, start, end);
    return true;
}

void find_phones(struct scan *scan) {
    for (size_t i = 0; i < scan->length; i++) {
        unsigned c = scan->text[i];
        bool plus = c == '+' && !is_digit(scan_before(scan, i));
        bool zero = digit_of(scan, i) == 0 || c == '3' || (c == '(' && scan_at(scan, i + 1) == '0');
        if (scan->taken[i] || !(plus || zero) || !may_begin(scan, i)) {
            continue;
        }
        (void)read_phone(scan, i, plus);
    }
}
