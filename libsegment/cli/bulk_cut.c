#include "bulk_cut.h"
#include "bulk_csv.h"
#include <stdbool.h>
#include <string.h>

/* A walk from quote to quote, as exact rows are read: outside of a quoted cell only a quote at the
 * begin of a cell opens one. */
struct walk {
    const char *start, *end;
    const char *row; /* the begin of the row that `at` is in */
    const char *at;
};

static void go_to(struct walk *walk, const char *to) {
    const char *feed = to > walk->at ? memrchr(walk->at, '\n', (size_t)(to - walk->at)) : NULL;
    if (feed) {
        walk->row = feed + 1;
    }
    walk->at = to;
}

static bool opens_cell(const struct walk *walk, const char *quote) {
    return quote == walk->start || quote[-1] == ',' || quote[-1] == '\n';
}

/* Goes past a quoted cell; false where it may go on after the bytes that are there. */
static bool skip_quoted(struct walk *walk) {
    bool all = walk->end - walk->row >= CSV_ROW_MAX; /* as much of the row as counts */
    const char *limit = all ? walk->row + CSV_ROW_MAX : walk->end;
    const char *close = csv_closing(walk->at, limit);
    if (!all && (!close || close + 1 == limit)) {
        return false;
    }
    if (close) {
        walk->at = close + 1;
        return true;
    }
    const char *feed = memchr(walk->row, '\n', (size_t)(walk->end - walk->row));
    walk->at = walk->row = feed ? feed + 1 : walk->end;
    return true;
}

const char *csv_cut(const char *start, const char *end) {
    struct walk walk = {.start = start, .end = end, .row = start, .at = start};
    const char *quote;
    while (walk.at < end && (quote = memchr(walk.at, '"', (size_t)(end - walk.at)))) {
        go_to(&walk, quote);
        if (!opens_cell(&walk, quote)) {
            walk.at++;
        } else if (!skip_quoted(&walk)) {
            return walk.row;
        }
    }
    go_to(&walk, end);
    return walk.row;
}
