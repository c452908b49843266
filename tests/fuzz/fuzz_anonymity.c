/* Any text: every place lies within it, in order; what stands after the text does not matter. */
#include "fuzz.h"

#include "anonymity/anonymity.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct anonymity_places places;
    length = utf8_check((const char *)bytes, length);
    char *text = arena_copy(arena, (const char *)bytes, length);
    if (length <= ANONYMITY_TEXT_SIZE && memchr(text, 0, length) == NULL) {
        size_t count = utf8_count(text), last = 0;
        must_hold(anonymity_find(arena, text, length, 2026, &places));
        must_hold(places.count <= ANONYMITY_PLACES_MAX);
        for (size_t i = 0; i < places.count; i++) {
            const struct anonymity_place *place = &places.items[i];
            must_hold(place->length > 0 && place->offset + place->length <= count);
            must_hold(place->offset >= last && place->kind < ANONYMITY_KINDS);
            last = place->offset;
        }
    }
    arena_free(arena);
    return 0;
}
