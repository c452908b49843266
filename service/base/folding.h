/* Text as a Finnish reader looks for it and sorts it, whatever the locale of machine and database.
 *
 * Folded text is in small letters; composed and decomposed letters are alike; å, ä, ö and ü are
 * letters of their own, other marks are passed over (tables/letters.def); soft hyphens and
 * characters of no width are left out. Scripts other than Latin and Cyrillic stay as they are. */
#ifndef BASE_FOLDING_H
#define BASE_FOLDING_H

#include "base/arena.h"
#include "base/shape.h"

/* The folded text, on the arena; `text` is well-formed UTF-8. */
const char *folded(struct arena *arena, const char *text);

/* The words of the folded text (`const char *`): what stands between blanks, quotes, brackets,
 * dashes and other marks. `%`, `_`, `&`, `+`, `@` and `#` belong to a word. At most `most`; a
 * longer word is cut to FOLDED_WORD_MAX bytes. */
struct list folded_words(struct arena *arena, const char *text, size_t most);

/* A key whose bytes sort as Finnish does: capitals with small letters, ü with y, and å, ä, ö after
 * z, in this order; what is neither letter nor digit is one blank. At most SORT_KEY_MAX bytes. */
const char *sort_key(struct arena *arena, const char *text);

#endif
