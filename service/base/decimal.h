/* A decimal number with six places, for figures that people read: what is printed is what was
 * computed, on every machine. All zero: absent.
 *
 * Results are rounded half away from zero, at once and only once: a quotient is taken whole before
 * it is cut to six places. What does not fit is absent. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DECIMAL_TEXT_SIZE = 24, DECIMAL_PLACES = 6, DECIMAL_ONE = 1000000 };

struct decimal {
    bool present;
    int64_t millionths;
};

/* An optional sign, digits, optionally a point and more digits; those behind the sixth round. */
bool decimal_parse(const char *text, struct decimal *out);
/* The shortest form: no zeros at the end, no point without digits behind it. "" where absent. */
void decimal_print(struct decimal decimal, char out[DECIMAL_TEXT_SIZE]);

struct decimal decimal_of(int64_t whole);
/* numerator * scale / denominator; absent where the denominator is 0. */
struct decimal decimal_share(int64_t numerator, int64_t denominator, int64_t scale);
struct decimal decimal_round(struct decimal decimal, int places);

struct decimal decimal_add(struct decimal a, struct decimal b);
struct decimal decimal_subtract(struct decimal a, struct decimal b);
struct decimal decimal_multiply(struct decimal a, struct decimal b);
struct decimal decimal_divide(struct decimal a, struct decimal b);
/* a * b / c, rounded once. */
struct decimal decimal_scale(struct decimal a, struct decimal b, struct decimal c);
/* Of two to four positive numbers; absent where one of them is, or the product is too large. */
struct decimal decimal_geometric_mean(const struct decimal *items, size_t count);

/* -1, 0, 1; both present. */
int decimal_compare(struct decimal a, struct decimal b);

#endif
