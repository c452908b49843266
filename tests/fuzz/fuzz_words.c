/* Days, instants, identity codes, UUIDs and base64url: what is read prints back as the same. */
#include "fuzz.h"

#include "auth/base64url.h"
#include "base/hetu.h"
#include "base/uuid.h"

static void try_date(const char *text) {
    struct date day, again;
    char printed[DATE_TEXT_SIZE];
    if (!date_parse(text, &day)) {
        return;
    }
    date_print(day, printed);
    must_hold(strcmp(printed, text) == 0);
    again = date_from_days(date_to_days(day));
    must_hold(date_compare(day, again) == 0);
}

static void try_instant(const char *text) {
    struct instant instant, again;
    char printed[INSTANT_TEXT_SIZE];
    if (!instant_parse(text, &instant)) {
        return;
    }
    instant_print(instant, printed);
    must_hold(instant_parse(printed, &again));
    must_hold(instant.us == again.us);
    must_hold(date_is_set(instant_day_helsinki(instant)));
}

static void try_hetu(const char *text) {
    struct hetu hetu, again;
    if (!hetu_parse(text, &hetu)) {
        return;
    }
    must_hold(strcasecmp(hetu.text, text) == 0);
    must_hold(hetu_parse(hetu.text, &again) && strcmp(again.text, hetu.text) == 0);
    must_hold(date_exists(hetu.birth.year, hetu.birth.month, hetu.birth.day));
}

static void try_uuid(const char *text) {
    struct uuid uuid;
    char printed[UUID_TEXT_SIZE];
    if (!uuid_parse(text, &uuid)) {
        return;
    }
    uuid_print(&uuid, printed);
    must_hold(strcasecmp(printed, text) == 0);
}

static void try_base64url(const char *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct bytes decoded;
    if (base64url_decode(arena, bytes, length, &decoded)) {
        const char *printed = base64url_encode(arena, decoded.bytes, decoded.length);
        must_hold(strlen(printed) == length && memcmp(printed, bytes, length) == 0);
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    char text[128];
    if (length >= sizeof text) {
        return 0;
    }
    memcpy(text, bytes, length);
    text[length] = '\0';
    try_date(text);
    try_instant(text);
    try_hetu(text);
    try_uuid(text);
    try_base64url(text, length);
    return 0;
}
