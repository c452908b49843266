#include "base/hetu.h"

#include "base/text.h"

#include <string.h>

enum { SEPARATOR_AT = 6, NUMBER_AT = 7, CHECK_AT = 10, LENGTH = HETU_TEXT_SIZE - 1 };

static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Copies the code in upper case; false where it has another length. */
static bool copy_upper(const char *text, char out[HETU_TEXT_SIZE]) {
    for (int i = 0; i < LENGTH; i++) {
        if (text[i] == '\0') {
            return false;
        }
        out[i] = upper(text[i]);
    }
    out[LENGTH] = '\0';
    return text[LENGTH] == '\0';
}

/* The first year of the separator's century; -1 where it is no separator. */
static int century(char separator) {
    if (separator == '+') {
        return 1800;
    }
    if (separator != '\0' && strchr("-YXWVU", separator)) {
        return 1900;
    }
    return separator >= 'A' && separator <= 'F' ? 2000 : -1;
}

bool hetu_parse(const char *text, struct hetu *out) {
    static const char check_characters[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    struct hetu hetu = {.individual_number = 0};
    if (!copy_upper(text, hetu.text)) {
        return false;
    }
    int day_digits = text_digits(hetu.text, SEPARATOR_AT);
    int first_year = century(hetu.text[SEPARATOR_AT]);
    hetu.individual_number = text_digits(hetu.text + NUMBER_AT, CHECK_AT - NUMBER_AT);
    if (day_digits < 0 || first_year < 0 || hetu.individual_number < 2) {
        return false;
    }
    int day = day_digits / 10000, month = day_digits / 100 % 100;
    int year = first_year + day_digits % 100;
    int remainder = (day_digits * 1000 + hetu.individual_number) % 31;
    if (!date_exists(year, month, day) || hetu.text[CHECK_AT] != check_characters[remainder]) {
        return false;
    }
    hetu.birth = (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
    *out = hetu;
    return true;
}
