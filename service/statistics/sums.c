#include "statistics/sums.h"

#include <string.h>

/* Below 2^31, so that products fit. A figure that follows by whole coefficients follows modulo this
 * prime as well. */
enum { PRIME = 2147483629, LINES_FIRST = 16 };

struct sums_line {
    const size_t *members;
    size_t count;
};

struct sums sums_new(struct arena *arena, size_t count) {
    return (struct sums){.arena = arena,
                         .figures = arena_alloc(arena, (count + 1) * sizeof(struct summand)),
                         .count = count};
}

void sums_add(struct sums *sums, const size_t *members, size_t count) {
    if (sums->line_count == sums->line_room) {
        size_t room = sums->line_room ? 2 * sums->line_room : LINES_FIRST;
        struct sums_line *lines = arena_alloc(sums->arena, room * sizeof *lines);
        if (sums->line_count > 0) {
            memcpy(lines, sums->lines, sums->line_count * sizeof *lines);
        }
        sums->lines = lines;
        sums->line_room = room;
    }
    size_t *own = arena_alloc(sums->arena, count * sizeof *own);
    memcpy(own, members, count * sizeof *own);
    sums->lines[sums->line_count++] = (struct sums_line){own, count};
}

/* --- solving --- */

/* The sums as equations over the figures that a reader does not know. */
struct equations {
    uint64_t *cells;
    size_t rows, columns;
    const size_t *figures; /* of each column */
};

static bool is_unknown(const struct summand *figure) {
    return figure->hidden || !figure->there;
}

static struct equations write_equations(const struct sums *sums) {
    size_t *figures = arena_alloc(sums->arena, (sums->count + 1) * sizeof *figures);
    size_t *column_of = arena_alloc(sums->arena, (sums->count + 1) * sizeof *column_of);
    struct equations out = {NULL, sums->line_count, 0, figures};
    for (size_t i = 0; i < sums->count; i++) {
        if (is_unknown(&sums->figures[i])) {
            column_of[i] = out.columns;
            figures[out.columns++] = i;
        }
    }
    out.cells = arena_alloc(sums->arena, (out.rows * out.columns + 1) * sizeof *out.cells);
    for (size_t row = 0; row < out.rows; row++) {
        const struct sums_line *line = &sums->lines[row];
        for (size_t k = 0; k < line->count; k++) {
            if (is_unknown(&sums->figures[line->members[k]])) {
                out.cells[row * out.columns + column_of[line->members[k]]] = k == 0 ? 1 : PRIME - 1;
            }
        }
    }
    return out;
}

static uint64_t inverse(uint64_t value) {
    uint64_t result = 1;
    for (uint64_t power = PRIME - 2; power > 0; power /= 2) {
        result = power % 2 ? result * value % PRIME : result;
        value = value * value % PRIME;
    }
    return result;
}

static void swap_rows(struct equations *equations, size_t a, size_t b) {
    for (size_t i = 0; a != b && i < equations->columns; i++) {
        uint64_t *one = &equations->cells[a * equations->columns + i];
        uint64_t *other = &equations->cells[b * equations->columns + i];
        uint64_t kept = *one;
        *one = *other;
        *other = kept;
    }
}

static void clear_column(struct equations *equations, size_t rank, size_t column) {
    uint64_t *pivot = &equations->cells[rank * equations->columns];
    uint64_t scale = inverse(pivot[column]);
    for (size_t i = 0; i < equations->columns; i++) {
        pivot[i] = pivot[i] * scale % PRIME;
    }
    for (size_t row = 0; row < equations->rows; row++) {
        uint64_t *cells = &equations->cells[row * equations->columns];
        uint64_t factor = row == rank || cells[column] == 0 ? 0 : PRIME - cells[column];
        for (size_t i = 0; factor != 0 && i < equations->columns; i++) {
            cells[i] = (cells[i] + factor * pivot[i]) % PRIME;
        }
    }
}

/* The rank; each row up to it begins with a one. */
static size_t eliminate(struct equations *equations) {
    size_t rank = 0;
    for (size_t column = 0; column < equations->columns && rank < equations->rows; column++) {
        size_t at = rank;
        while (at < equations->rows && equations->cells[at * equations->columns + column] == 0) {
            at++;
        }
        if (at < equations->rows) {
            swap_rows(equations, rank, at);
            clear_column(equations, rank, column);
            rank++;
        }
    }
    return rank;
}

/* A hidden figure that follows: it stands alone in a row. */
static bool find_given_away(const struct sums *sums, size_t *out) {
    struct equations equations = write_equations(sums);
    size_t rank = eliminate(&equations);
    for (size_t row = 0; row < rank; row++) {
        size_t count = 0, last = 0;
        for (size_t i = 0; i < equations.columns; i++) {
            if (equations.cells[row * equations.columns + i] != 0) {
                count++;
                last = equations.figures[i];
            }
        }
        if (count == 1 && sums->figures[last].hidden) {
            *out = last;
            return true;
        }
    }
    return false;
}

/* --- hiding --- */

static bool stands_in(const struct sums_line *line, size_t figure) {
    for (size_t k = 0; k < line->count; k++) {
        if (line->members[k] == figure) {
            return true;
        }
    }
    return false;
}

/* The least figure shown in a sum with this one, none of nobody and no total where another will do;
 * else the least of all. */
static bool find_partner(const struct sums *sums, size_t figure, bool anywhere, size_t *out) {
    bool found = false, best_fits = false;
    for (size_t i = 0; i < sums->line_count; i++) {
        const struct sums_line *line = &sums->lines[i];
        for (size_t k = 0; (anywhere || stands_in(line, figure)) && k < line->count; k++) {
            const struct summand *one = &sums->figures[line->members[k]];
            bool fits = k > 0 && one->mass > 0;
            if (is_unknown(one)) {
                continue;
            }
            if (!found || fits > best_fits ||
                (fits == best_fits && one->mass < sums->figures[*out].mass)) {
                *out = line->members[k];
                found = true;
                best_fits = fits;
            }
        }
    }
    return found;
}

void sums_protect(struct sums *sums) {
    size_t given = 0, partner = 0;
    while (find_given_away(sums, &given) && (find_partner(sums, given, false, &partner) ||
                                             find_partner(sums, given, true, &partner))) {
        sums->figures[partner].hidden = true;
    }
}
