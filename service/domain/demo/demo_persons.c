#include "domain/demo/demo_persons.h"
#include "app.h"
#include "base/hetu.h"

/* SplitMix64 (Steele, Lea, Flood 2014). */
int demo_throw(struct demo_dice *dice, int below) {
    uint64_t z = (dice->state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    return (int)(z % (uint64_t)below);
}

/* Days of birth from 1930 on: a prime step over a range it does not divide meets none twice. */
static struct date birth_date(int number) {
    enum { STEP = 263, RANGE = 32000 };
    return date_from_days(date_to_days((struct date){1930, 1, 1}) + number * STEP % RANGE);
}

const char *demo_identity_code(struct arena *arena, int number) {
    enum { FIRST_ARTIFICIAL = 950, ARTIFICIAL_COUNT = 50 };
    static const char check_characters[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    struct date birth = birth_date(number);
    int individual = FIRST_ARTIFICIAL + number % ARTIFICIAL_COUNT;
    int digits = birth.day * 10000 + birth.month * 100 + birth.year % 100;
    return arena_format(arena, "%06d%c%03d%c", digits, birth.year < 2000 ? '-' : 'A', individual,
                        check_characters[(digits * 1000 + individual) % 31]);
}

static const char *const given_names[] = {"Aino",  "Eino",    "Helmi",  "Onni",  "Lyyli", "Väinö",
                                          "Saima", "Toivo",   "Martta", "Urho",  "Impi",  "Oiva",
                                          "Elina", "Jalmari", "Ingrid", "Anders"};
static const char *const family_names[] = {"Esimerkki", "Kokeilunen",   "Mallinen", "Testilä",
                                           "Näyte",     "Harjoitus",    "Keksitty", "Koekangas",
                                           "Provberg",  "Exempelström", "Luonnos",  "Mallikas"};
static const char *const languages[] = {"fi", "fi", "fi", "fi", "fi", "sv", "en", "so"};

#define COUNT_OF(array) ((int)(sizeof(array) / sizeof *(array)))

struct client_new demo_person(struct arena *arena, int number, const char *const *units,
                              int unit_count) {
    enum { NON_DISCLOSURE_EVERY = 25 };
    struct demo_dice dice = {(uint64_t)number};
    struct client_identifier *identifier = arena_alloc(arena, sizeof *identifier);
    struct client_names *names = arena_alloc(arena, sizeof *names);
    *identifier = (struct client_identifier){"hetu", demo_identity_code(arena, number)};
    *names = (struct client_names){given_names[demo_throw(&dice, COUNT_OF(given_names))],
                                   family_names[demo_throw(&dice, COUNT_OF(family_names))]};
    return (struct client_new){
        .identifier = identifier,
        .names = names,
        .home_unit = units[demo_throw(&dice, unit_count)],
        .language = languages[demo_throw(&dice, COUNT_OF(languages))],
        .non_disclosure = {true, number % NON_DISCLOSURE_EVERY == NON_DISCLOSURE_EVERY - 1}};
}

void demo_pass(struct context *context, int hours) {
    const int64_t hour_us = INT64_C(3600) * 1000000;
    const struct instant now = clock_now(&context->app->clock);
    context->now.us += hours * hour_us;
    context->now = context->now.us < now.us ? context->now : now;
    context->today = instant_day_helsinki(context->now);
}
