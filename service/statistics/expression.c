#include "statistics/expression.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MAX = 4 };

struct reader {
    const char *at;
    struct expression_place place;
    expression_lookup *lookup;
    void *data;
    int depth;
    bool failed;
};

static struct decimal sum(struct reader *reader);

static struct decimal fail(struct reader *reader) {
    reader->failed = true;
    reader->at = "";
    return (struct decimal){false, 0};
}

static bool take(struct reader *reader, char c) {
    reader->at += strspn(reader->at, " \n\t");
    if (*reader->at != c) {
        return false;
    }
    reader->at++;
    return true;
}

static void expect(struct reader *reader, char c) {
    if (!take(reader, c)) {
        (void)fail(reader);
    }
}

/* A word of letters, digits and underscores into `out`; false where there is none or a long one. */
static bool word(struct reader *reader, char out[EXPRESSION_NAME_MAX]) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
    reader->at += strspn(reader->at, " \n\t");
    size_t length = strspn(reader->at, letters);
    if (length == 0 || length >= EXPRESSION_NAME_MAX) {
        return false;
    }
    memcpy(out, reader->at, length);
    out[length] = '\0';
    reader->at += length;
    return true;
}

static int year(struct reader *reader) {
    char text[EXPRESSION_NAME_MAX];
    if (word(reader, text) && strlen(text) == 4 && text_digits(text, 4) > 0) {
        return text_digits(text, 4);
    }
    (void)fail(reader);
    return 0;
}

/* --- the functions: each reads its arguments and the closing bracket --- */

static size_t arguments(struct reader *reader, struct decimal out[ARGUMENTS_MAX]) {
    size_t count = 0;
    do {
        if (count == ARGUMENTS_MAX) {
            (void)fail(reader);
            return 0;
        }
        out[count++] = sum(reader);
    } while (!reader->failed && take(reader, ','));
    expect(reader, ')');
    return count;
}

static struct decimal two(struct reader *reader,
                          struct decimal (*join)(struct decimal, struct decimal)) {
    struct decimal items[ARGUMENTS_MAX];
    return arguments(reader, items) == 2 ? join(items[0], items[1]) : fail(reader);
}

static struct decimal share(struct decimal a, struct decimal b) {
    return decimal_scale(a, decimal_of(100), b);
}

/* The first argument at another place: its text is read once more from where it stands. */
static struct decimal again(struct reader *reader, const char *text, const char *region, int at) {
    struct reader other = *reader;
    other.at = text;
    other.place = (struct expression_place){region, at};
    struct decimal value = sum(&other);
    reader->failed = reader->failed || other.failed;
    return value;
}

static struct decimal index_of(struct reader *reader) {
    char region[EXPRESSION_NAME_MAX] = "";
    const char *text = reader->at;
    struct decimal value = sum(reader);
    expect(reader, ',');
    if (!word(reader, region)) {
        return fail(reader);
    }
    expect(reader, ',');
    struct decimal base = again(reader, text, region, year(reader));
    expect(reader, ')');
    return decimal_scale(value, decimal_of(100), base);
}

static struct decimal deflated(struct reader *reader) {
    struct decimal value = sum(reader);
    expect(reader, ',');
    const char *text = reader->at;
    struct decimal here = sum(reader);
    expect(reader, ',');
    struct decimal then = again(reader, text, reader->place.region, year(reader));
    expect(reader, ')');
    return decimal_scale(value, then, here);
}

static struct decimal geometric_mean(struct reader *reader) {
    struct decimal items[ARGUMENTS_MAX];
    size_t count = arguments(reader, items);
    return count >= 2 ? decimal_geometric_mean(items, count) : fail(reader);
}

static struct decimal call(struct reader *reader, const char *name) {
    if (strcmp(name, "index") == 0) {
        return index_of(reader);
    }
    if (strcmp(name, "deflated") == 0) {
        return deflated(reader);
    }
    if (strcmp(name, "geometric_mean") == 0) {
        return geometric_mean(reader);
    }
    if (strcmp(name, "share") == 0) {
        return two(reader, share);
    }
    if (strcmp(name, "ratio") == 0) {
        return two(reader, decimal_divide);
    }
    return strcmp(name, "difference") == 0 ? two(reader, decimal_subtract) : fail(reader);
}

/* --- the grammar: sum of products of terms --- */

static struct decimal number(struct reader *reader) {
    char text[EXPRESSION_NAME_MAX];
    size_t length = strspn(reader->at, "0123456789.");
    struct decimal value = {false, 0};
    if (length >= sizeof text) {
        return fail(reader);
    }
    memcpy(text, reader->at, length);
    text[length] = '\0';
    reader->at += length;
    return decimal_parse(text, &value) ? value : fail(reader);
}

static struct decimal term(struct reader *reader) {
    char name[EXPRESSION_NAME_MAX];
    if (take(reader, '(')) {
        struct decimal value = sum(reader);
        expect(reader, ')');
        return value;
    }
    if (*reader->at >= '0' && *reader->at <= '9') {
        return number(reader);
    }
    if (!word(reader, name)) {
        return fail(reader);
    }
    if (take(reader, '(')) {
        return call(reader, name);
    }
    return reader->lookup(reader->data, name, &reader->place);
}

static struct decimal product(struct reader *reader) {
    struct decimal value = term(reader);
    while (!reader->failed) {
        if (take(reader, '*')) {
            value = decimal_multiply(value, term(reader));
        } else if (take(reader, '/')) {
            value = decimal_divide(value, term(reader));
        } else {
            break;
        }
    }
    return value;
}

static struct decimal sum(struct reader *reader) {
    if (++reader->depth > EXPRESSION_DEPTH_MAX) {
        return fail(reader);
    }
    struct decimal value = product(reader);
    while (!reader->failed) {
        if (take(reader, '+')) {
            value = decimal_add(value, product(reader));
        } else if (take(reader, '-')) {
            value = decimal_subtract(value, product(reader));
        } else {
            break;
        }
    }
    reader->depth--;
    return value;
}

bool expression_value(const char *text, const struct expression_place *place,
                      expression_lookup *lookup, void *data, struct decimal *out) {
    struct reader reader = {text, *place, lookup, data, 0, false};
    struct decimal value = sum(&reader);
    reader.at += strspn(reader.at, " \n\t");
    if (reader.failed || *reader.at != '\0') {
        return false;
    }
    *out = value;
    return true;
}
