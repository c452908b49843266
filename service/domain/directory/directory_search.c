#include "base/folding.h"
#include "base/limits.h"
#include "base/page.h"
#include "domain/directory/directory_details.h"

/* Behind every term that begins with a word, and behind one term alone. */
#define BEHIND_WORDS "\U0010FFFF"
#define BEHIND_TERM "\x01"

static const struct shape_field search_fields[] = {
    FIELD(struct directory_search, term, 0),
    FIELD(struct directory_search, leading, 0),
    FIELD(struct directory_search, leading_beyond, 0),
    FIELD_STRINGS(struct directory_search, terms, 0, 0, 0),
    FIELD_STRINGS(struct directory_search, words, 0, 0, 0),
    FIELD_STRINGS(struct directory_search, lowest, 0, 0, 0),
    FIELD_STRINGS(struct directory_search, beyond, 0, 0, 0),
    FIELD_END};
const struct shape directory_search_shape = {"directory_search", sizeof(struct directory_search),
                                             search_fields};

static void push(struct list *list, const char *text) {
    const char **items = list->items;
    items[list->count++] = text;
}

static const char *add_range(struct context *context, struct directory_search *search,
                             const char *kind, const char *value, const char *behind) {
    const char *term = arena_format(context->arena, "%s:%s", kind, value);
    push(&search->lowest, term);
    push(&search->beyond, arena_format(context->arena, "%s%s", term, behind));
    return term;
}

struct directory_search directory_search_begin(struct context *context, const char *q) {
    enum { ROOM = QUERY_WORDS_MAX + SEARCH_FILTERS_MAX };
    const char **room = arena_alloc(context->arena, 4 * ROOM * sizeof *room);
    struct directory_search search = {.term = "all",
                                      .terms = {room, 0},
                                      .words = {room + ROOM, 0},
                                      .lowest = {room + 2 * ROOM, 0},
                                      .beyond = {room + 3 * ROOM, 0}};
    struct list words = {NULL, 0};
    if (q) {
        words = folded_words(context->arena, q, QUERY_WORDS_MAX);
        search.finds_nothing = words.count == 0;
    }
    const char *const *items = words.items;
    for (size_t i = 0; i < words.count; i++) {
        push(&search.words, add_range(context, &search, "word", items[i], BEHIND_WORDS));
    }
    return search;
}

void directory_search_add(struct context *context, struct directory_search *search,
                          const char *kind, const char *value) {
    if (value) {
        search->term = add_range(context, search, kind, value, BEHIND_TERM);
        push(&search->terms, search->term);
    }
}

struct fewest {
    int64_t number, count;
};
static const struct shape_field fewest_fields[] = {FIELD(struct fewest, number, 0),
                                                   FIELD(struct fewest, count, 0), FIELD_END};
static const struct shape fewest_shape = {"fewest", sizeof(struct fewest), fewest_fields};

/* One term, or none: the list is walked along it, and nothing has to be chosen. */
static bool is_plain(const struct directory_search *search) {
    return search->words.count == 0 && search->lowest.count <= 1;
}

/* The range with the fewest hits leads; where they are few it is all that is gathered, and the
 * others are looked at in its rows. */
static enum status choose(struct context *context, const struct directory_lists *lists,
                          const void *asked, struct directory_search *search, int64_t *hits) {
    struct fewest fewest = {0};
    enum status status =
        db_get(context, lists->count_fewest, lists->asked, asked, &fewest_shape, &fewest);
    if (status != OK) {
        return status;
    }
    const char **lowest = search->lowest.items, **beyond = search->beyond.items;
    search->leading = lowest[fewest.number - 1];
    search->leading_beyond = beyond[fewest.number - 1];
    if (fewest.count < SEARCH_HITS_FEW) {
        search->lowest = (struct list){&search->leading, 1};
        search->beyond = (struct list){&search->leading_beyond, 1};
    }
    *hits = fewest.count;
    return OK;
}

enum status directory_list(struct context *context, const struct directory_lists *lists,
                           const void *asked, struct directory_search *search, struct list *out) {
    int64_t hits = 0;
    if (search->finds_nothing) {
        return OK;
    }
    if (is_plain(search)) {
        return db_list(context, lists->page, lists->asked, asked, lists->row, out);
    }
    enum status status = choose(context, lists, asked, search, &hits);
    if (status == OK && hits >= SEARCH_HITS_FEW) {
        status = db_list(context, lists->walked, lists->asked, asked, lists->row, out);
    }
    bool is_whole = hits == 0 || out->count > (size_t)context->page->limit;
    if (status != OK || is_whole) {
        return status;
    }
    return db_list(context, lists->gathered, lists->asked, asked, lists->row, out);
}

enum status directory_count(struct context *context, const struct directory_lists *lists,
                            const void *asked, struct directory_search *search,
                            struct opt_int *out) {
    struct db_count row = {0};
    int64_t hits = 0;
    enum status status = OK;
    if (!search->finds_nothing && is_plain(search)) {
        status = db_get(context, lists->count_all, lists->asked, asked, &db_count_shape, &row);
    } else if (!search->finds_nothing) {
        status = choose(context, lists, asked, search, &hits);
        if (status == OK && hits > 0) {
            status =
                db_get(context, lists->count_gathered, lists->asked, asked, &db_count_shape, &row);
        }
    }
    *out = (struct opt_int){status == OK, row.count};
    return status;
}
