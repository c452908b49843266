/* Chunks of whole rows, read twice from memory: once by the columns of each model. */
#include "population.h"

#include "bulk_csv.h"
#include "bulk_look.h"
#include "bulk_ndjson.h"
#include "bulk_refused.h"
#include "bulk_terminal.h"
#include "population_strip.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024 };

/* One model's way of reading the chunk. */
struct side {
    const struct bulk_options *options;
    struct plan plan;
    struct block *block;
    struct ndjson_form *form;
    struct rejects rejects;
    struct csv_reader reader;
    char *chunk; /* its own copy: reading a quoted cell changes the bytes */
    size_t row;
    bool strips;             /* rows of NDJSON answer what only the other model asks */
    uint64_t refused, alone; /* rows that it could not read; that only it could */
};

struct population {
    struct side sides[2];
    int count;   /* of the sides: 2, or 1 */
    bool alike;  /* both read every cell of a CSV alike: it is read once */
    char *bytes; /* what has been read and not yet been walked over */
    size_t length, room;
    uint64_t lines; /* before them */
    bool ended, csv;
    int printed;             /* refused rows in words */
    uint64_t explained_line; /* the last of them */
    char *error;
    size_t error_size;
};

static int fail(struct population *walk, const char *what, const char *why) {
    snprintf(walk->error, walk->error_size, "%s: %s", what, why);
    return 2;
}

/* ---- Reading ---- */

static int read_more(struct population *walk) {
    while (walk->length < walk->room && !walk->ended) {
        ssize_t got =
            read(walk->sides[0].options->in, walk->bytes + walk->length, walk->room - walk->length);
        if (got < 0 && errno != EINTR) {
            return fail(walk, "reading failed", strerror(errno));
        }
        if (got > 0) {
            walk->length += (size_t)got;
        }
        walk->ended = got == 0;
    }
    if (walk->ended && walk->length && walk->bytes[walk->length - 1] != '\n') {
        walk->bytes[walk->length++] = '\n';
    }
    return 0;
}

/* Past the last line feed that no quote is open at; 0: there is none. */
static size_t last_row(const char *bytes, size_t length) {
    size_t end = 0;
    int quoted = 0;
    for (size_t i = 0; i < length; i++) {
        quoted ^= bytes[i] == '"';
        end = bytes[i] == '\n' && !quoted ? i + 1 : end;
    }
    return end;
}

/* Bytes up to the end of the last whole row. */
static size_t whole_rows(const struct population *walk) {
    const char *bytes = walk->bytes;
    size_t end;
    if (walk->csv && memchr(bytes, '"', walk->length)) {
        end = last_row(bytes, walk->length);
    } else {
        const char *feed = memrchr(bytes, '\n', walk->length);
        end = feed ? (size_t)(feed - bytes) + 1 : 0;
    }
    return end ? end : walk->ended ? walk->length : 0;
}

static void drop(struct population *walk, size_t length) {
    walk->length -= length;
    memmove(walk->bytes, walk->bytes + length, walk->length);
}

/* ---- The header ---- */

/* True when the model can read a column of this name. */
static bool is_known(const struct seg_model *model, const char *name) {
    bool client = strncmp(name, "client.", 7) == 0, flag = strncmp(name, "flag.", 5) == 0;
    const char *code = name + (client ? 7 : flag ? 5 : 0);
    size_t length = strlen(code);
    if (flag) {
        return seg_model_find(model, SEG_FLAG, code, length) >= 0;
    }
    return seg_model_find(model, SEG_ITEM, code, length) >= 0 ||
           (!client && seg_model_find(model, SEG_AXIS, code, length) >= 0) ||
           (strcmp(name, "duration") == 0 && seg_model_count(model, SEG_DURATION) > 0);
}

/* The names to pass over: those asked for, and those that only the other model knows. */
static char *names_to_ignore(const struct population *walk, const struct side *side,
                             const char *const *names, int count) {
    bool first = side == &walk->sides[0];
    const struct side *other = &walk->sides[first ? 1 : 0];
    const char *asked = side->options->ignore ? side->options->ignore : "";
    size_t length = strlen(asked), room = length + 1 + (size_t)count * (PLAN_NAME_MAX + 1);
    char *list = malloc(room);
    if (!list) {
        return NULL;
    }
    memcpy(list, asked, length + 1);
    for (int i = 0; walk->count == 2 && i < count && i < PLAN_COLUMNS_MAX; i++) {
        if (strlen(names[i]) < PLAN_NAME_MAX && !is_known(side->options->model, names[i]) &&
            is_known(other->options->model, names[i])) {
            length += (size_t)snprintf(list + length, room - length, ",%s", names[i]);
            fprintf(stderr, "segment: column %d: '", i + 1);
            terminal_put(stderr, names[i]);
            fprintf(stderr, "' is known to the %s model only\n", first ? "second" : "first");
        }
    }
    return list;
}

static int make_plan(struct population *walk, struct side *side, const char *line, size_t length) {
    const char *names[PLAN_COLUMNS_MAX];
    char *copy = strndup(line, length);
    int count = copy ? csv_header(copy, length, names, PLAN_COLUMNS_MAX) : -1;
    char *ignore = count >= 0 ? names_to_ignore(walk, side, names, count) : NULL;
    bool good = ignore && plan_make(&side->plan, side->options->model, names, count, ignore,
                                    walk->error, walk->error_size);
    free(ignore);
    free(copy);
    return good ? 0 : count < 0 ? fail(walk, "header", "not a line of CSV") : 2;
}

static int read_header(struct population *walk) {
    static const char bom[] = "\xef\xbb\xbf";
    if (walk->length >= 3 && memcmp(walk->bytes, bom, 3) == 0) {
        drop(walk, 3);
    }
    const char *end = look_for_header_end(walk->bytes, walk->bytes + walk->length);
    if (!end) {
        return fail(walk, "no input", walk->length ? "the header is too long" : "it is empty");
    }
    size_t line = (size_t)(end - walk->bytes), length = line;
    length -= length && walk->bytes[length - 1] == '\r';
    for (int i = 0; i < walk->count; i++) {
        if (make_plan(walk, &walk->sides[i], walk->bytes, length)) {
            return 2;
        }
    }
    for (size_t i = 0; i <= line; i++) {
        walk->lines += walk->bytes[i] == '\n';
    }
    drop(walk, line + 1);
    walk->alike = walk->count == 2 && plan_reads_alike(&walk->sides[0].plan, &walk->sides[1].plan);
    return 0;
}

/* ---- Walking ---- */

static void begin_chunk(struct population *walk, struct side *side, size_t length) {
    memcpy(side->chunk, walk->bytes, length);
    memset(side->chunk + length, 0, BULK_PADDING);
    if (side->strips) {
        strip_lines(side->options->model, walk->sides[side == &walk->sides[0]].options->model,
                    side->chunk, length);
    }
    side->reader = (struct csv_reader){.plan = &side->plan,
                                       .at = side->chunk,
                                       .end = side->chunk + length,
                                       .rejects = &side->rejects};
    side->block->rows = 0;
    side->row = 0;
}

/* The rows that the first side has just read, for the second. */
static bool take_over(const struct block *from, struct block *to) {
    to->rows = from->rows;
    memcpy(to->records, from->records, from->rows * from->stride);
    memcpy(to->age, from->age, from->rows * sizeof *from->age);
    memcpy(to->id, from->id, from->rows * sizeof *from->id);
    memcpy(to->id_length, from->id_length, from->rows * sizeof *from->id_length);
    memcpy(to->line, from->line, from->rows * sizeof *from->line);
    return to->rows > 0;
}

static bool fill(const struct population *walk, struct side *side) {
    if (walk->alike && side == &walk->sides[1]) {
        return take_over(walk->sides[0].block, side->block);
    }
    return walk->csv ? csv_fill(&side->reader, side->block)
                     : ndjson_fill(&side->reader, side->form, side->options, side->block);
}

/* The first rows that a side could not read, each line once. */
static void print_refused(struct population *walk, struct side *side) {
    FILE *out = side->options->messages;
    rejects_sort(&side->rejects);
    for (size_t i = 0; out && i < side->rejects.count && walk->printed < REFUSED_SHOWN; i++) {
        uint64_t line = walk->lines + 1 + side->rejects.items[i].line;
        if (line > walk->explained_line) {
            refused_write(out, &side->plan, &side->rejects.items[i], line);
            walk->printed++;
            walk->explained_line = line;
        }
    }
    side->refused += side->rejects.count;
    side->rejects.count = 0;
}

/* Stands on the next row; false when the chunk has no more. */
static bool next_row(struct population *walk, struct side *side) {
    if (side->row < side->block->rows) {
        return true;
    }
    side->row = 0;
    bool filled = fill(walk, side);
    print_refused(walk, side);
    if (!filled) {
        side->block->rows = 0;
        return false;
    }
    block_decide(side->block, side->options->kernel);
    return true;
}

static void look_at(const struct side *a, const struct side *b, pair_look *look, void *data) {
    const struct side *known = a ? a : b;
    struct pair pair = {
        a ? a->block : NULL, b ? b->block : NULL,          a ? a->row : 0,
        b ? b->row : 0,      known->block->id[known->row], known->block->id_length[known->row]};
    look(data, &pair);
}

/* Pairs the rows of both sides by their line; a line that one side refused stands alone. */
static void walk_chunk(struct population *walk, size_t length, pair_look *look, void *data) {
    struct side *a = &walk->sides[0], *b = &walk->sides[1];
    begin_chunk(walk, a, length);
    if (walk->count == 2 && !walk->alike) {
        begin_chunk(walk, b, length);
    }
    for (;;) {
        bool more_a = next_row(walk, a), more_b = walk->count == 2 && next_row(walk, b);
        if (!more_a && !more_b) {
            return;
        }
        uint64_t line_a = more_a ? a->block->line[a->row] : UINT64_MAX;
        uint64_t line_b = more_b ? b->block->line[b->row] : UINT64_MAX;
        look_at(line_a <= line_b ? a : NULL, line_b <= line_a ? b : NULL, look, data);
        a->alone += line_a < line_b;
        b->alone += line_b < line_a;
        a->row += line_a <= line_b;
        b->row += line_b <= line_a;
    }
}

static int walk_all(struct population *walk, pair_look *look, void *data) {
    while (!walk->ended || walk->length) {
        if (read_more(walk)) {
            return 2;
        }
        size_t length = whole_rows(walk);
        if (!length && walk->length) {
            char line[40];
            snprintf(line, sizeof line, "line %" PRIu64, walk->lines + 1);
            return fail(walk, line, "longer than 256 KiB");
        }
        walk_chunk(walk, length, look, data);
        walk->lines += walk->sides[0].reader.line;
        drop(walk, length);
    }
    return 0;
}

/* ---- The whole ---- */

static int prepare(struct population *walk) {
    walk->bytes = malloc(CHUNK + 1);
    walk->room = CHUNK;
    if (!walk->bytes) {
        return fail(walk, "starting failed", "no memory");
    }
    if (read_more(walk)) {
        return 2;
    }
    const char *other =
        look_at_input(walk->bytes, walk->length, walk->csv ? BULK_CSV : BULK_NDJSON);
    if (other && walk->length) {
        return fail(walk, "no input", other);
    }
    if (walk->csv) {
        return read_header(walk);
    }
    for (int i = 0; i < walk->count; i++) {
        struct side *side = &walk->sides[i];
        if (!ndjson_plan(&side->plan, side->options->model, walk->error, walk->error_size)) {
            return 2;
        }
        side->strips = walk->count == 2 &&
                       strip_is_needed(side->options->model, walk->sides[1 - i].options->model);
    }
    return 0;
}

static int open_sides(struct population *walk) {
    for (int i = 0; i < walk->count; i++) {
        struct side *side = &walk->sides[i];
        side->block = block_new(&side->plan);
        side->form = ndjson_form_new();
        side->chunk = malloc(CHUNK + 1 + BULK_PADDING);
        if (!side->block || !side->form || !side->chunk) {
            return fail(walk, "starting failed", "no memory");
        }
    }
    return 0;
}

static void close_population(struct population *walk) {
    for (int i = 0; i < 2; i++) {
        block_free(walk->sides[i].block);
        ndjson_form_free(walk->sides[i].form);
        rejects_free(&walk->sides[i].rejects);
        free(walk->sides[i].chunk);
    }
    free(walk->bytes);
    free(walk);
}

int population_walk(const struct bulk_options *a, const struct bulk_options *b, pair_look *look,
                    void *data, uint64_t *unread, char *error, size_t error_size) {
    struct population *walk = calloc(1, sizeof *walk);
    if (!walk) {
        snprintf(error, error_size, "no memory");
        return 2;
    }
    walk->sides[0].options = a;
    walk->sides[1].options = b;
    walk->count = b ? 2 : 1;
    walk->csv = a->format == BULK_CSV;
    walk->error = error;
    walk->error_size = error_size;
    int end = prepare(walk) || open_sides(walk) || walk_all(walk, look, data) ? 2 : 0;
    /* What the first could not read, the other one could not either, or it stood alone. */
    *unread = walk->sides[0].refused - walk->sides[1].alone;
    close_population(walk);
    return end;
}

/* ---- One row as the engine's input ---- */

void population_input(const struct block *block, size_t row, struct seg_input *input) {
    const struct plan *plan = block->plan;
    const uint8_t *record = block->records + row * block->stride;
    seg_input_init(input);
    for (int i = 0; i < plan->column_count; i++) {
        if (plan->columns[i].slot >= 0) {
            *plan_input_value(input, &plan->columns[i]) = record[plan->columns[i].slot];
        }
    }
    if (plan->has_age) {
        input->age = block->age[row];
    }
}
