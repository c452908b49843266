#include "base/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

__extension__ typedef __int128 wide;

static const struct decimal absent = {false, 0};

/* numerator / denominator to the nearest whole, half away from zero. */
static struct decimal quotient(wide numerator, wide denominator) {
    if (denominator == 0) {
        return absent;
    }
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    wide whole = numerator / denominator, rest = numerator % denominator;
    if ((rest < 0 ? -rest : rest) * 2 >= denominator) {
        whole += numerator < 0 ? -1 : 1;
    }
    if (whole > INT64_MAX || whole < -INT64_MAX) {
        return absent;
    }
    return (struct decimal){true, (int64_t)whole};
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool decimal_parse(const char *text, struct decimal *out) {
    const char *at = text + (*text == '-' || *text == '+');
    wide value = 0;
    int places = 0;
    bool point = false, digits = false, up = false;
    for (; *at; at++) {
        if (*at == '.' && !point && digits) {
            point = true;
            continue;
        }
        if (!is_digit(*at) || value > INT64_MAX) {
            return false;
        }
        digits = true;
        if (places < DECIMAL_PLACES) {
            value = value * 10 + (*at - '0');
        } else if (places == DECIMAL_PLACES) {
            up = *at >= '5';
        }
        places += point;
    }
    for (; places < DECIMAL_PLACES; places++) {
        value *= 10;
    }
    value += up;
    if (!digits || at[-1] == '.' || value > INT64_MAX) {
        return false;
    }
    *out = (struct decimal){true, (int64_t)(*text == '-' ? -value : value)};
    return true;
}

void decimal_print(struct decimal decimal, char out[DECIMAL_TEXT_SIZE]) {
    out[0] = '\0';
    if (!decimal.present) {
        return;
    }
    uint64_t value = (uint64_t)(decimal.millionths < 0 ? -decimal.millionths : decimal.millionths);
    int length =
        snprintf(out, DECIMAL_TEXT_SIZE, "%s%" PRIu64 ".%06" PRIu64,
                 decimal.millionths < 0 ? "-" : "", value / DECIMAL_ONE, value % DECIMAL_ONE);
    while (out[length - 1] == '0') {
        out[--length] = '\0';
    }
    if (out[length - 1] == '.') {
        out[length - 1] = '\0';
    }
}

struct decimal decimal_of(int64_t whole) {
    return quotient((wide)whole * DECIMAL_ONE, 1);
}

struct decimal decimal_share(int64_t numerator, int64_t denominator, int64_t scale) {
    return quotient((wide)numerator * scale * DECIMAL_ONE, denominator);
}

struct decimal decimal_round(struct decimal decimal, int places) {
    int64_t step = 1;
    for (; places < DECIMAL_PLACES; places++) {
        step *= 10;
    }
    struct decimal steps = quotient(decimal.millionths, step);
    return decimal.present ? quotient((wide)steps.millionths * step, 1) : absent;
}

struct decimal decimal_add(struct decimal a, struct decimal b) {
    return a.present && b.present ? quotient((wide)a.millionths + b.millionths, 1) : absent;
}

struct decimal decimal_subtract(struct decimal a, struct decimal b) {
    return a.present && b.present ? quotient((wide)a.millionths - b.millionths, 1) : absent;
}

struct decimal decimal_multiply(struct decimal a, struct decimal b) {
    return a.present && b.present ? quotient((wide)a.millionths * b.millionths, DECIMAL_ONE)
                                  : absent;
}

struct decimal decimal_divide(struct decimal a, struct decimal b) {
    return a.present && b.present ? quotient((wide)a.millionths * DECIMAL_ONE, b.millionths)
                                  : absent;
}

struct decimal decimal_scale(struct decimal a, struct decimal b, struct decimal c) {
    return a.present && b.present && c.present
               ? quotient((wide)a.millionths * b.millionths, c.millionths)
               : absent;
}

/* Is base^count at most `product`? */
static bool power_fits(wide base, size_t count, wide product) {
    wide power = 1;
    for (size_t i = 0; i < count; i++) {
        if (__builtin_mul_overflow(power, base, &power) || power > product) {
            return false;
        }
    }
    return true;
}

/* The whole root is found by halving: no floating point, so that every machine prints the same. */
struct decimal decimal_geometric_mean(const struct decimal *items, size_t count) {
    wide product = 1;
    int64_t least = 0, most = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        if (!items[i].present || items[i].millionths <= 0 ||
            __builtin_mul_overflow(product, (wide)items[i].millionths, &product)) {
            return absent;
        }
    }
    while (most - least > 1) {
        int64_t middle = least + (most - least) / 2;
        if (power_fits(middle, count, product)) {
            least = middle;
        } else {
            most = middle;
        }
    }
    return count >= 2 && count <= 4 ? (struct decimal){true, least} : absent;
}

int decimal_compare(struct decimal a, struct decimal b) {
    return (a.millionths > b.millionths) - (a.millionths < b.millionths);
}
