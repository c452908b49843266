/* E-mail addresses, also with their signs spelled: matti (at) esimerkki piste fi. */
#include "anonymity/scan.h"
#include <string.h>

enum { LOCAL_MAX = 64, DOMAIN_MAX = 80 };

static const char *const at_words[] = {"at",          "ät",      "miuku",    "miukumauku",
                                       "kissanhäntä", "snabela", "ätmerkki", NULL};
static const char *const dot_words[] = {"dot", "piste", "punkt", NULL};
static const char *const top_domains[] = {"fi", "com", "net", "org", "se",  "info",
                                          "eu", "ax",  "io",  "edu", "gov", "ee",
                                          "no", "dk",  "de",  "uk",  "ru",  NULL};

static bool is_of_local(unsigned c) {
    return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
}

static size_t back_over(const struct scan *scan, size_t i, const char *signs, size_t most) {
    for (size_t n = 0; n < most && i > 0 && scan->text[i - 1] && strchr(signs, scan->text[i - 1]);
         n++) {
        i--;
    }
    return i;
}

static size_t over(const struct scan *scan, size_t i, const char *signs, size_t most) {
    for (size_t n = 0; n < most && scan_at(scan, i) && strchr(signs, (int)scan_at(scan, i)); n++) {
        i++;
    }
    return i;
}

/* Where the part before the sign begins; `i` where there is none. */
static size_t local_start(const struct scan *scan, size_t i) {
    size_t end = back_over(scan, i, " ([<{", 3), start = end;
    for (size_t n = 0; n < LOCAL_MAX && start > 0 && !scan->taken[start - 1]; n++) {
        unsigned before = scan->text[start - 1];
        /* "matti . esimerkki" is one part, "on matti" is not. */
        bool spaced_dot = before == ' ' && start > 1 &&
                          (scan->text[start - 2] == '.' || scan->text[start - 2] == '_' ||
                           scan->text[start] == '.' || scan->text[start] == '_');
        if (!is_of_local(before) && !spaced_dot) {
            break;
        }
        start--;
    }
    return start < end && is_alnum(scan->text[end - 1]) ? start : i;
}

/* Past one dot of a domain, in whatever writing; `i` where there is none. */
static size_t past_dot(const struct scan *scan, size_t i) {
    size_t at = over(scan, i, " ([{", 2);
    if (scan_at(scan, at) == '.' && (at == i || scan_at(scan, at + 1) != ' ' || at - i == 1)) {
        return over(scan, at + 1, " )]}", 2);
    }
    size_t n = scan_word_from(scan, at);
    bool word = n < scan->word_count && scan->words[n].start == at && at > i &&
                scan_word_among(scan, &scan->words[n], dot_words);
    return word ? over(scan, scan->words[n].end, " )]}", 2) : i;
}

static size_t past_label(const struct scan *scan, size_t i) {
    while (is_alnum(scan_at(scan, i)) ||
           (scan_at(scan, i) == '-' && is_alnum(scan_at(scan, i + 1)))) {
        i++;
    }
    return i;
}

/* The end of a domain; `known`: with a top level that is one. `dots` counts what it has. */
static size_t domain_end(const struct scan *scan, size_t i, bool *known, size_t *dots) {
    size_t start = i, end = i;
    *known = false;
    *dots = 0;
    while (end < start + DOMAIN_MAX) {
        size_t label = past_label(scan, i);
        if (label == i) {
            break;
        }
        struct scan_word last = {.start = (uint32_t)i, .end = (uint32_t)label};
        bool top = *dots > 0 && scan_word_among(scan, &last, top_domains);
        /* After a spaced dot only a top level goes on: else a sentence has ended. */
        if (*dots > 0 && scan->text[i - 1] == ' ' && !top &&
            scan_at(scan, past_dot(scan, label)) == 0) {
            break;
        }
        *known = top;
        end = label;
        size_t next = past_dot(scan, label);
        if (next == label || (top && next > label + 1)) {
            break;
        }
        i = next;
        ++*dots;
    }
    return end;
}

static void try_email(struct scan *scan, size_t sign, size_t behind, bool spelled) {
    bool known = false;
    size_t dots = 0, start = local_start(scan, sign);
    size_t from = over(scan, behind, " )]>}", 3), end = domain_end(scan, from, &known, &dots);
    if (start == sign || end == from || (spelled && !known)) {
        return;
    }
    scan_found(scan, ANONYMITY_email, dots > 0 ? ANONYMITY_CERTAIN : ANONYMITY_POSSIBLE, start,
               end);
}

void find_emails(struct scan *scan) {
    for (size_t i = 0; i < scan->length; i++) {
        if (scan->text[i] == '@' && !scan->taken[i]) {
            try_email(scan, i, i + 1, false);
        }
    }
    for (size_t n = 1; n < scan->word_count; n++) {
        const struct scan_word *word = &scan->words[n];
        if (!scan->taken[word->start] && scan_word_among(scan, word, at_words)) {
            try_email(scan, word->start, word->end, true);
        }
    }
}
