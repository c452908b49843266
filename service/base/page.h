/* One page of a list: how many rows, and behind which one. The position is the text of the keyset
 * columns of the last row shown, as the statement's own casts read it (:after_1::timestamptz). */
#ifndef BASE_PAGE_H
#define BASE_PAGE_H

#include "base/shape.h"

enum { PAGE_KEYS_MAX = 6 };

struct page {
    int64_t limit; /* rows to be shown; statements read one more (:limit_plus_one) */
    const char *after[PAGE_KEYS_MAX]; /* :after_1 and on; all NULL: from the start */
    const char *binding; /* what its cursors belong to: operation, path, filters, caller */
    bool total_wanted;   /* `?total=true` */
    struct opt_int total;
};

/* How many of the rows that were read are shown: a statement reads one more, to know of a next
 * page. */
static inline size_t page_shown(const struct page *page, size_t count) {
    return count < (size_t)page->limit ? count : (size_t)page->limit;
}

#endif
