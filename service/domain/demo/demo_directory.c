#include "domain/demo/demo_directory.h"
#include "base/text.h"

#include <string.h>

/* Services that every area of the demo has. `unit` is a role that each area fills. */
struct demo_service {
    const char *code, *unit;
    int kind;
    const char *needs, *segments, *referral_kinds, *languages;
    int youngest, oldest; /* -1: open */
    int weight;
    bool self_referral, consults;
    struct localized names;
};
static const struct demo_service services[] = {
#define SERVICE(code, unit, kind, needs, segments, referral_kinds, languages, youngest, oldest,    \
                weight, self_referral, consults, fi, sv, en)                                       \
    {code,     unit,   SERVICE_##kind, needs,         segments, referral_kinds, languages,         \
     youngest, oldest, weight,         self_referral, consults, {fi, sv, en}},
#include "domain/demo/demo_services.def"
#undef SERVICE
};
enum { SERVICE_COUNT = sizeof services / sizeof *services };

size_t demo_service_count(void) {
    return SERVICE_COUNT;
}

/* The words of a text with blanks between them. */
static struct list words_of(struct arena *arena, const char *text) {
    enum { WORDS_MAX = 16 };
    const char **words = arena_alloc(arena, WORDS_MAX * sizeof *words);
    struct list list = {words, 0};
    while (*text && list.count < WORDS_MAX) {
        size_t length = strcspn(text, " ");
        words[list.count++] = arena_format(arena, "%.*s", (int)length, text);
        text += length + strspn(text + length, " ");
    }
    return list;
}

static struct opt_int number(int value) {
    return (struct opt_int){value >= 0, value};
}

static struct list phone(struct arena *arena, int digits, const char *hours) {
    struct channel *channel = arena_alloc(arena, sizeof *channel);
    *channel = (struct channel){.kind = CHANNEL_PHONE,
                                .value = arena_format(arena, "0295 000 %03d", digits),
                                .hours = hours};
    return (struct list){channel, 1};
}

static const struct consultation_offer *offer(struct arena *arena, int digits) {
    struct consultation_offer *offer = arena_alloc(arena, sizeof *offer);
    struct consultation_contact *contact = arena_alloc(arena, sizeof *contact);
    *contact = (struct consultation_contact){.title = "Konsultaatiovuoro",
                                             .channel = CHANNEL_PHONE,
                                             .value = arena_format(arena, "0295 001 %03d", digits),
                                             .hours = "ma-pe 9-15"};
    *offer = (struct consultation_offer){{contact, 1}, 24};
    return offer;
}

struct service demo_service(struct arena *arena, size_t index, const struct demo_place *places) {
    const struct demo_service *row = &services[index];
    struct service service = {.code = row->code,
                              .names = row->names,
                              .kind = row->kind,
                              .needs = words_of(arena, row->needs),
                              .segments = words_of(arena, row->segments),
                              .languages = words_of(arena, row->languages),
                              .age = {number(row->youngest), number(row->oldest)},
                              .referral_kinds = words_of(arena, row->referral_kinds),
                              .takes_referrals = row->referral_kinds[0] != '\0',
                              .self_referral = row->self_referral,
                              .weight = {true, row->weight},
                              .channels = phone(arena, (int)index, "ma-pe 8-16"),
                              .consultation = row->consults ? offer(arena, (int)index) : NULL};
    for (const struct demo_place *place = places; place->role; place++) {
        if (strcmp(place->role, row->unit) == 0) {
            service.unit_id = place->unit;
        }
    }
    return service;
}
