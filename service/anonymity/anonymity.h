/* Does a text point to a person? An anonymous question, a case of a meeting, feedback and a contact
 * without a client must not: their texts are looked through on the way in.
 *
 * One pass by hand-written readers, linear in the text's length. They work on a folded copy
 * (invisible characters dropped, full-width and lookalike letters made plain), with a map back to
 * the text as it was sent: places are counted in Unicode code points of that. Fi, sv and en.
 *
 * What is found is never written into a log, an answer or a table: only its kind and place. */
#ifndef ANONYMITY_H
#define ANONYMITY_H

#include "base/context.h"
#include "base/shape.h"

enum anonymity_kind {
#define IDENTIFYING(kind, fi, sv, en) ANONYMITY_##kind,
#define REMARKABLE(kind, fi, sv, en) ANONYMITY_##kind,
#include "tables/identifying.def"
#undef IDENTIFYING
#undef REMARKABLE
    ANONYMITY_KINDS
};
extern const char *const anonymity_kind_words[];

/* A warning refuses nothing: one word that may be a name, what makes a small group recognisable. */
enum anonymity_certainty { ANONYMITY_CERTAIN = 1, ANONYMITY_POSSIBLE, ANONYMITY_WARNING };
extern const char *const anonymity_certainty_words[];

struct anonymity_place {
    enum anonymity_kind kind;
    enum anonymity_certainty certainty;
    size_t offset, length; /* in Unicode code points of the text as it was sent */
};

struct anonymity_places {
    struct anonymity_place *items; /* in the order of the text; ANONYMITY_PLACES_MAX at most */
    size_t count;
};

/* Looks through `length` bytes of well-formed UTF-8; `year` is this one (which years fit a birth).
 * False where the text is longer than ANONYMITY_TEXT_SIZE: nothing is said of it then. */
bool anonymity_find(struct arena *arena, const char *text, size_t length, int year,
                    struct anonymity_places *out) must_check;

/* A warning as answers tell it: where, what kind, in words. */
struct anonymity_warning {
    const char *pointer, *kind, *detail;
    int64_t offset, length;
};
extern const struct shape anonymity_warning_shape;

/* Puts the warnings of a text (struct anonymity_warning) behind those in `warnings`. */
void anonymity_warn_field(struct context *context, const char *pointer, const char *text,
                          struct list *warnings);

/* For any domain: adds a field error `identifying_text` for each place of the text that points to a
 * person. `acknowledged` is a list of the pointers (strings) whose text the caller keeps although
 * it was refused; that is logged by kind, never with the text. `text` may be NULL. */
void anonymity_check_field(struct context *context, const char *pointer, const char *text,
                           const struct list *acknowledged);

#endif
