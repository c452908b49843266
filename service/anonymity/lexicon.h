/* The words that the check knows: names, municipalities, terms of care; also inflected. The lists
 * lie in service/anonymity/data; the build makes one table of them, which needs no start. */
#ifndef ANONYMITY_LEXICON_H
#define ANONYMITY_LEXICON_H

#include "anonymity/scan.h"

enum lexicon_flag {
    LEXICON_FIRST = 1, /* a first name */
    LEXICON_SURNAME = 2,
    LEXICON_WORD = 4,  /* a name that is a word too */
    LEXICON_PLACE = 8, /* a municipality */
    LEXICON_TERM = 16, /* a term of care written like a name */
    LEXICON_RARE = 32  /* a rare illness */
};

/* What the word is as it stands, else what the words are that it may be a form of (in Finnish and
 * Swedish, English genitive); LEXICON_WORD only where every name among them is one. 0: unknown. */
unsigned lexicon_look(const struct scan *scan, const struct scan_word *word);
/* As it stands only. */
unsigned lexicon_look_plain(const struct scan *scan, const struct scan_word *word);

#endif
