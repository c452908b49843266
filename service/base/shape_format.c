#include "base/shape_format.h"

#include <string.h>

static bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_alphanumeric(char c) {
    return is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c);
}

static bool is_code(const char *string) {
    if (!is_lower(*string)) {
        return false;
    }
    while (is_lower(*string) || is_digit(*string) || *string == '_') {
        string++;
    }
    return *string == '\0';
}

/* language[-Script][-REGION][-variant...]: 2 or 3 small letters, then subtags of 2-8. */
static bool is_language(const char *string) {
    size_t letters = strspn(string, "abcdefghijklmnopqrstuvwxyz");
    if (letters < 2 || letters > 3) {
        return false;
    }
    string += letters;
    while (*string == '-') {
        size_t size = 0;
        for (string++; is_alphanumeric(*string); string++) {
            size++;
        }
        if (size < 2 || size > 8) {
            return false;
        }
    }
    return *string == '\0';
}

static bool is_area(const char *string) {
    return is_digit(string[0]) && is_digit(string[1]) && string[2] == '\0';
}

static bool is_language_code(const char *string) {
    size_t length = strlen(string);
    return length >= 2 && length <= 3 && strspn(string, "abcdefghijklmnopqrstuvwxyz") == length;
}

static bool is_municipality(const char *string) {
    return strlen(string) == 3 && strspn(string, "0123456789") == 3;
}

static bool is_directory_code(const char *string) {
    if (!is_alphanumeric(*string)) {
        return false;
    }
    while (is_alphanumeric(*string) || (*string && strchr("._-", *string))) {
        string++;
    }
    return *string == '\0';
}

static bool is_url(const char *string) {
    bool web = strncmp(string, "https://", 8) == 0 || strncmp(string, "http://", 7) == 0;
    while (web && *string) {
        web = *string > ' ' && *string <= '~';
        string++;
    }
    return web;
}

/* 2026-12-01T09:00; whether there is such a day is another question. */
static bool is_local_time(const char *string) {
    static const char form[] = "0000-00-00T00:00";
    for (size_t i = 0; i < sizeof form; i++) {
        if (form[i] == '0' ? !is_digit(string[i]) : string[i] != form[i]) {
            return false;
        }
    }
    return true;
}

static bool is_anything(const char *string) {
    return string != NULL;
}

const struct shape_format shape_formats[] = {
    {"code", "[a-z][a-z0-9_]*", false, is_code},
    {"language", "fi, sv, en (BCP 47)", false, is_language},
    {"area", "[0-9][0-9]", false, is_area},
    {"language_code", "fi, sv, en (ISO 639)", false, is_language_code},
    {"municipality", "[0-9]{3}", false, is_municipality},
    {"directory_code", "[A-Za-z0-9][A-Za-z0-9._-]*", false, is_directory_code},
    {"url", "https://...", false, is_url},
    {"local_time", "YYYY-MM-DDThh:mm", false, is_local_time},
    {"text", "text", true, is_anything},
    {NULL, NULL, false, NULL},
};

const struct shape_format *shape_format_find(const char *name) {
    for (const struct shape_format *format = shape_formats; name && format->name; format++) {
        if (strcmp(format->name, name) == 0) {
            return format;
        }
    }
    return NULL;
}
