#include "anonymity/anonymity.h"
#include "anonymity/scan.h"
#include <stdlib.h>
#include <string.h>

const char *const anonymity_kind_words[] = {
#define IDENTIFYING(kind, fi, sv, en) #kind,
#define REMARKABLE(kind, fi, sv, en) #kind,
#include "tables/identifying.def"
#undef IDENTIFYING
#undef REMARKABLE
    NULL};

const char *const anonymity_certainty_words[] = {"certain", "possible", "warning", NULL};

/* Those that are sure of what they see go first: what one takes, the others leave alone. */
static void read_codes(struct scan *scan) {
    find_ibans(scan);
    find_emails(scan);
    find_identity_codes(scan);
    find_dates(scan);
    find_record_numbers(scan);
    find_phones(scan);
}

static void read_all(struct scan *scan) {
    read_codes(scan);
    find_plates(scan);
    find_addresses(scan);
    find_names(scan);
    find_remarks(scan);
}

/* The same text with what is spelled out put together: only codes and names can be hidden so. */
static void read_spelled(const struct scan *scan, struct anonymity_places *out) {
    struct scan spelled;
    if (!scan_unspell(scan, &spelled)) {
        return;
    }
    spelled.places = out->items;
    spelled.place_count = out->count;
    read_codes(&spelled);
    find_names(&spelled);
    out->count = spelled.place_count;
}

static int by_offset(const void *a, const void *b) {
    const struct anonymity_place *x = a, *y = b;
    if (x->offset != y->offset) {
        return x->offset < y->offset ? -1 : 1;
    }
    return x->certainty != y->certainty ? (x->certainty < y->certainty ? -1 : 1)
                                        : (int)x->kind - (int)y->kind;
}

static bool overlaps(const struct anonymity_place *a, const struct anonymity_place *b) {
    return a->offset < b->offset + b->length && b->offset < a->offset + a->length;
}

/* A place found in both readings is told once. */
static void drop_doubles(struct anonymity_places *places, size_t first_reading) {
    size_t kept = first_reading;
    for (size_t i = first_reading; i < places->count; i++) {
        bool known = false;
        for (size_t j = 0; j < first_reading && !known; j++) {
            known = overlaps(&places->items[j], &places->items[i]) &&
                    places->items[j].certainty <= places->items[i].certainty;
        }
        if (!known) {
            places->items[kept++] = places->items[i];
        }
    }
    places->count = kept;
}

bool anonymity_find(struct arena *arena, const char *text, size_t length, int year,
                    struct anonymity_places *out) {
    *out = (struct anonymity_places){NULL, 0};
    if (length > ANONYMITY_TEXT_SIZE) {
        return false;
    }
    struct scan scan;
    scan_fold(&scan, arena, text, length);
    scan.year = year;
    scan.places = arena_alloc(arena, ANONYMITY_PLACES_MAX * sizeof *scan.places);
    read_all(&scan);
    *out = (struct anonymity_places){scan.places, scan.place_count};
    read_spelled(&scan, out);
    drop_doubles(out, scan.place_count);
    qsort(out->items, out->count, sizeof *out->items, by_offset);
    return true;
}
