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

/* The sums as equations over the figures that a reader does not know. Made again for each figure
 * that is hidden, in the same memory. */
struct equations {
    struct arena *arena;
    uint64_t *cells;
    size_t rows, columns, room;
    size_t *figures; /* of each column */
    size_t *column_of, *times;
    bool *idle; /* lines that tell nothing */
};

static struct equations equations_new(const struct sums *sums) {
    return (struct equations){
        .arena = sums->arena,
        .figures = arena_alloc(sums->arena, (sums->count + 1) * sizeof(size_t)),
        .column_of = arena_alloc(sums->arena, (sums->count + 1) * sizeof(size_t)),
        .times = arena_alloc(sums->arena, (sums->count + 1) * sizeof(size_t)),
        .idle = arena_alloc(sums->arena, (sums->line_count + 1) * sizeof(bool))};
}

static bool is_unknown(const struct summand *figure) {
    return figure->hidden || !figure->there;
}

/* In how many sums that tell something each figure stands. */
static void count_times(const struct sums *sums, struct equations *out) {
    memset(out->times, 0, sums->count * sizeof *out->times);
    for (size_t row = 0; row < sums->line_count; row++) {
        for (size_t k = 0; !out->idle[row] && k < sums->lines[row].count; k++) {
            out->times[sums->lines[row].members[k]]++;
        }
    }
}

/* A sum in which all are known tells nothing, nor does one with a figure that is nobody's and
 * stands in no other sum: it may be anything. */
static bool is_idle(const struct sums *sums, const struct equations *equations, size_t row) {
    const struct sums_line *line = &sums->lines[row];
    bool all_known = true;
    for (size_t k = 0; k < line->count; k++) {
        const struct summand *figure = &sums->figures[line->members[k]];
        if (!figure->there && equations->times[line->members[k]] == 1) {
            return true;
        }
        all_known = all_known && !is_unknown(figure);
    }
    return all_known;
}

/* The sums that tell something: their number. */
static size_t pick_lines(const struct sums *sums, struct equations *out) {
    size_t count = sums->line_count;
    bool again = true;
    memset(out->idle, 0, sums->line_count * sizeof *out->idle);
    while (again) {
        again = false;
        count_times(sums, out);
        for (size_t row = 0; row < sums->line_count; row++) {
            if (!out->idle[row] && is_idle(sums, out, row)) {
                out->idle[row] = true;
                again = true;
                count--;
            }
        }
    }
    return count;
}

static void make_room(struct equations *out) {
    size_t needed = out->rows * out->columns + 1;
    if (needed > out->room) {
        out->room = 2 * needed;
        out->cells = arena_alloc(out->arena, out->room * sizeof *out->cells);
    }
    memset(out->cells, 0, needed * sizeof *out->cells);
}

static void write_equations(const struct sums *sums, struct equations *out) {
    out->rows = pick_lines(sums, out);
    out->columns = 0;
    for (size_t i = 0; i < sums->count; i++) {
        if (is_unknown(&sums->figures[i]) && out->times[i] > 0) {
            out->column_of[i] = out->columns;
            out->figures[out->columns++] = i;
        }
    }
    make_room(out);
    for (size_t at = 0, row = 0; at < sums->line_count; at++) {
        const struct sums_line *line = &sums->lines[at];
        for (size_t k = 0; !out->idle[at] && k < line->count; k++) {
            if (is_unknown(&sums->figures[line->members[k]])) {
                out->cells[row * out->columns + out->column_of[line->members[k]]] =
                    k == 0 ? 1 : PRIME - 1;
            }
        }
        row += !out->idle[at];
    }
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
static bool find_given_away(const struct sums *sums, struct equations *equations, size_t *out) {
    write_equations(sums, equations);
    size_t rank = eliminate(equations);
    for (size_t row = 0; row < rank; row++) {
        size_t count = 0, last = 0;
        for (size_t i = 0; i < equations->columns; i++) {
            if (equations->cells[row * equations->columns + i] != 0) {
                count++;
                last = equations->figures[i];
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
    struct equations equations = equations_new(sums);
    size_t given = 0, partner = 0;
    while (find_given_away(sums, &equations, &given)) {
        if (!find_partner(sums, given, false, &partner) &&
            !find_partner(sums, given, true, &partner)) {
            return;
        }
        sums->figures[partner].hidden = true;
    }
}
