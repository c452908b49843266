/* Chunks from the input, in order, to workers; their answers to the output, in the same order. */
#include "bulk_csv.h"
#include "bulk_cut.h"
#include "bulk_look.h"
#include "bulk_ndjson.h"
#include "bulk_refused.h"
#include "bulk_sink.h"
#include "bulk_write.h"
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CHUNK_BYTES = 256 * 1024,  /* read at once, at offsets that are multiples of a page */
    CARRY_BYTES = 1024 * 1024, /* room for the part of a row that a chunk begins with */
    ROW_BYTES_MAX = CSV_ROW_MAX,
    READ_ALONG = 256, /* rows are read by steps that look past the last one */
    CHUNK_ROOM = CARRY_BYTES + CHUNK_BYTES + BULK_PADDING,
    THREADS_MAX = 64
};
_Static_assert((int)ROW_BYTES_MAX <= (int)CARRY_BYTES, "what is carried has room");

struct run {
    const struct bulk_options *options;
    struct bulk_summary *summary;
    struct plan plan;
    pthread_mutex_t reading, writing;
    pthread_cond_t turn;
    /* under `reading` */
    char *carry; /* the row that the last chunk did not end */
    size_t carried;
    uint64_t chunks;
    bool begun, input_ended;
    char stopped[160]; /* why nothing more is read, or "" */
    /* under `writing` */
    uint64_t next_chunk;
    uint64_t lines; /* before the next chunk */
    int printed;    /* refused rows in words */
    bool failed;
    struct sink sink;
};

struct worker {
    struct run *run;
    pthread_t thread;
    char *memory, *chunk; /* chunk = memory + CARRY_BYTES, aligned */
    char *start, *end;    /* the whole rows in it */
    uint64_t number, bytes;
    struct block *block;
    struct writer *writer;
    struct ndjson_form *form;
    struct out_text out;
    struct rejects rejects;
    struct bulk_summary counts;
    uint64_t lines;
};

static void run_fail(struct run *run, const char *what, const char *why) {
    pthread_mutex_lock(&run->writing);
    if (!run->failed) {
        snprintf(run->summary->error, sizeof run->summary->error, "%s: %s", what, why);
    }
    run->failed = true;
    pthread_cond_broadcast(&run->turn);
    pthread_mutex_unlock(&run->writing);
}

/* ---- Reading ------------------------------------------------------------------------------ */

/* Fills the chunk as far as the input gives; false on an error. */
static bool read_fully(struct run *run, struct worker *worker, size_t *got) {
    *got = 0;
    size_t most = run->options->chunk_bytes ? run->options->chunk_bytes : CHUNK_BYTES;
    while (*got < most) {
        ssize_t n = read(run->options->in, worker->chunk + *got, most - *got);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        if (n == 0) {
            run->input_ended = true;
            return true;
        }
        *got += (size_t)n;
    }
    return true;
}

/* Past the last row that is whole. */
static char *last_row_end(const struct run *run, char *start, char *end) {
    if (run->options->format == BULK_CSV) {
        return start + (csv_cut(start, end) - start);
    }
    char *feed = memrchr(start, '\n', (size_t)(end - start));
    return feed ? feed + 1 : start;
}

/* For every worker: what was carried is given up. The reason is printed in its turn. */
static void stop_reading(struct run *run, const char *why) {
    snprintf(run->stopped, sizeof run->stopped, "%s", why);
    run->input_ended = true;
    run->carried = 0;
}

/* Adds what is read to the carried bytes. False when there is nothing more, or no reading. */
static bool read_more(struct run *run, struct worker *worker, char **end) {
    size_t got = 0;
    if (run->input_ended && run->carried == 0) {
        return false;
    }
    worker->start = worker->chunk - run->carried;
    memcpy(worker->start, run->carry, run->carried);
    if (!run->input_ended && !read_fully(run, worker, &got)) {
        stop_reading(run, strerror(errno));
        return false;
    }
    const char *other =
        run->begun || got == 0 ? NULL : look_at_input(worker->chunk, got, run->options->format);
    run->begun = true;
    if (other) {
        stop_reading(run, other);
        return false;
    }
    worker->bytes += got;
    *end = worker->chunk + got;
    return true;
}

/* Only the first can be: every other began in these bytes. */
static bool long_line(const char *start, const char *end) {
    return end - start > ROW_BYTES_MAX && !memchr(start, '\n', ROW_BYTES_MAX);
}

static bool take_rest(struct run *run, struct worker *worker, char *end) {
    if (end > worker->start && end[-1] != '\n') {
        *end++ = '\n';
    }
    memset(end, 0, READ_ALONG);
    worker->end = end;
    run->carried = 0;
    return end > worker->start;
}

/* Gives the worker its next chunk of whole rows. False when there is none. */
static bool take_chunk(struct run *run, struct worker *worker) {
    char *end;
    worker->bytes = 0;
    while (read_more(run, worker, &end)) {
        bool too_long = long_line(worker->start, end);
        if (run->input_ended && !too_long) {
            return take_rest(run, worker, end);
        }
        worker->end = too_long ? worker->start : last_row_end(run, worker->start, end);
        size_t rest = (size_t)(end - worker->end);
        if (too_long || rest > ROW_BYTES_MAX) {
            stop_reading(run, "longer than 1 MiB");
            return worker->end > worker->start;
        }
        run->carried = rest;
        memcpy(run->carry, worker->end, rest);
        if (worker->end > worker->start) {
            return true;
        }
    }
    return false;
}

/* ---- One chunk ---------------------------------------------------------------------------- */

static void refuse_rows(struct worker *worker, const struct block *block) {
    for (size_t row = 0; row < block->rows; row++) {
        if (!block->refused[row]) {
            continue;
        }
        rejects_add(&worker->rejects, block->line[row], "", "an axis is judged and answered", NULL);
        worker->counts.refused++;
        worker->counts.open--; /* a refused row has no segment */
    }
}

/* Counted by two tables in turn: one count needn't wait for the one before it. */
static void count_block(struct worker *worker, const struct block *block) {
    uint16_t counts[2][256] = {{0}};
    for (size_t row = 0; row < block->rows; row++) {
        counts[row & 1][block->segment[row]]++;
    }
    for (size_t i = 0; i < SEG_MAX_SEGMENTS; i++) {
        worker->counts.segments[i] += (uint64_t)counts[0][i] + counts[1][i];
    }
    worker->counts.open += (uint64_t)counts[0][SEG_NONE] + counts[1][SEG_NONE];
    worker->counts.rows += block->rows;
    if (memchr(block->refused, 1, block->rows)) {
        refuse_rows(worker, block);
    }
}

static bool work_block(struct worker *worker) {
    const struct bulk_options *options = worker->run->options;
    block_decide(worker->block, options->kernel);
    count_block(worker, worker->block);
    return options->output == BULK_COUNTS ||
           writer_rows(worker->writer, worker->block, &worker->out);
}

static bool work_chunk(struct worker *worker) {
    struct csv_reader reader = {.plan = &worker->run->plan,
                                .at = worker->start,
                                .end = worker->end,
                                .rejects = &worker->rejects,
                                .exact_only = worker->run->options->exact_only};
    bool csv = worker->run->options->format == BULK_CSV;
    worker->out.length = 0;
    while (csv ? csv_fill(&reader, worker->block)
               : ndjson_fill(&reader, worker->form, worker->run->options, worker->block)) {
        if (!work_block(worker)) {
            return false;
        }
    }
    worker->counts.rows += reader.refused;
    worker->counts.refused += reader.refused;
    worker->lines = reader.line;
    return true;
}

/* ---- Writing ------------------------------------------------------------------------------ */

static void add_counts(struct bulk_summary *sum, const struct bulk_summary *part) {
    sum->rows += part->rows;
    sum->refused += part->refused;
    sum->open += part->open;
    for (size_t i = 0; i < SEG_MAX_SEGMENTS; i++) {
        sum->segments[i] += part->segments[i];
    }
}

/* Waits until all chunks before the worker's are written. False when the run has failed. */
static bool await_turn(struct run *run, const struct worker *worker) {
    pthread_mutex_lock(&run->writing);
    while (run->next_chunk != worker->number && !run->failed) {
        pthread_cond_wait(&run->turn, &run->writing);
    }
    bool good = !run->failed;
    pthread_mutex_unlock(&run->writing);
    return good;
}

static void print_refused(struct run *run, struct rejects *rejects) {
    FILE *out = run->options->messages;
    rejects_sort(rejects);
    for (size_t i = 0; out && i < rejects->count && run->printed < REFUSED_SHOWN;
         i++, run->printed++) {
        fputs(run->options->progress ? "\r\033[K" : "", out);
        refused_write(out, &run->plan, &rejects->items[i], run->lines + 1 + rejects->items[i].line);
    }
}

/* Writes the chunk in its turn, and lets the next one. False when the run has failed. */
static bool give_chunk(struct run *run, struct worker *worker) {
    if (!await_turn(run, worker)) {
        return false;
    }
    if (!sink_put(&run->sink, worker->out.bytes, worker->out.length)) {
        run_fail(run, "writing failed", strerror(errno));
        return false;
    }
    print_refused(run, &worker->rejects);
    rejects_print(&worker->rejects, run->lines + 1, run->options->rejects);
    run->lines += worker->lines;
    add_counts(run->summary, &worker->counts);
    worker->counts = (struct bulk_summary){0};
    run->summary->bytes_in += worker->bytes;
    run->summary->bytes_out += worker->out.length;
    if (run->options->progress) {
        run->options->progress(run->summary->bytes_in, run->summary->rows,
                               run->options->progress_data);
    }
    pthread_mutex_lock(&run->writing);
    run->next_chunk++;
    pthread_cond_broadcast(&run->turn);
    pthread_mutex_unlock(&run->writing);
    return true;
}

/* What ended the reading, after everything that was read before: with any number of threads the
 * same rows are written, and the line is known. */
static void fail_reading(struct run *run, const struct worker *worker) {
    char line[40];
    if (!run->stopped[0] || !await_turn(run, worker)) {
        return;
    }
    snprintf(line, sizeof line, "line %" PRIu64, run->lines + 1);
    run_fail(run, line, run->stopped);
}

static void *work(void *data) {
    struct worker *worker = data;
    struct run *run = worker->run;
    for (;;) {
        pthread_mutex_lock(&run->reading);
        bool more = take_chunk(run, worker);
        worker->number = run->chunks;
        run->chunks += more;
        pthread_mutex_unlock(&run->reading);
        if (!more) {
            fail_reading(run, worker);
            return NULL;
        }
        if (!work_chunk(worker)) {
            run_fail(run, "working failed", "no memory");
            return NULL;
        }
        if (!give_chunk(run, worker)) {
            return NULL;
        }
    }
}

/* ---- The whole ---------------------------------------------------------------------------- */

static bool worker_open(struct worker *worker, struct run *run) {
    worker->run = run;
    worker->memory = aligned_alloc(4096, CHUNK_ROOM);
    worker->block = block_new(&run->plan);
    worker->writer = writer_new(run->options);
    worker->form = ndjson_form_new();
    if (!worker->memory || !worker->block || !worker->writer || !worker->form) {
        return false;
    }
    memset(worker->memory + CARRY_BYTES + CHUNK_BYTES, 0, BULK_PADDING);
    worker->chunk = worker->memory + CARRY_BYTES;
    return true;
}

static void worker_close(struct worker *worker) {
    free(worker->memory);
    block_free(worker->block);
    writer_free(worker->writer);
    ndjson_form_free(worker->form);
    free(worker->out.bytes);
    rejects_free(&worker->rejects);
}

/* The first line names the columns; what was read after it becomes the carry. */
static bool read_header(struct run *run, struct worker *worker) {
    static const char bom[] = "\xef\xbb\xbf";
    const char *names[PLAN_COLUMNS_MAX];
    char error[200];
    size_t got;
    if (!read_fully(run, worker, &got)) {
        run_fail(run, "reading failed", strerror(errno));
        return false;
    }
    char *start = worker->chunk, *end = start + got;
    const char *other = look_at_input(start, got, BULK_CSV);
    run->begun = true;
    if (other) {
        run_fail(run, "no input", other);
        return false;
    }
    if (got >= 3 && memcmp(start, bom, 3) == 0) {
        start += 3;
    }
    if (end > start && end[-1] != '\n' && run->input_ended) {
        *end++ = '\n';
    }
    const char *found = look_for_header_end(start, end);
    if (!found) {
        run_fail(run, "no input",
                 got ? "the first line is longer than 256 KiB" : "the file is empty");
        return false;
    }
    char *line_end = start + (found - start);
    run->summary->bytes_in += got;
    for (const char *at = start; at <= line_end; at++) {
        run->lines += *at == '\n';
    }
    size_t length = (size_t)(line_end - start);
    length -= length > 0 && start[length - 1] == '\r';
    start[length] = '\0';
    int count = csv_header(start, length, names, PLAN_COLUMNS_MAX);
    if (count < 0) {
        run_fail(run, "header", "not a line of CSV, or more than 512 columns");
        return false;
    }
    if (!plan_make(&run->plan, run->options->model, names, count, run->options->ignore, error,
                   sizeof error)) {
        run_fail(run, "header", error);
        return false;
    }
    run->plan.id_is_text = run->options->to == BULK_NDJSON;
    run->carried = (size_t)(end - line_end - 1);
    memcpy(run->carry, line_end + 1, run->carried);
    return true;
}

static bool prepare(struct run *run, struct worker *first) {
    char error[200];
    first->memory = aligned_alloc(4096, CHUNK_ROOM);
    run->carry = malloc(CARRY_BYTES);
    if (!first->memory || !run->carry) {
        run_fail(run, "starting failed", "no memory");
        return false;
    }
    first->chunk = first->memory + CARRY_BYTES;
    if (run->options->format == BULK_CSV) {
        return read_header(run, first);
    }
    if (ndjson_plan(&run->plan, run->options->model, error, sizeof error)) {
        return true;
    }
    run_fail(run, "model", error);
    return false;
}

static bool write_text(struct run *run, struct out_text *out, bool made) {
    bool good = made && sink_put(&run->sink, out->bytes, out->length);
    if (!good) {
        run_fail(run, "writing failed", made ? strerror(errno) : "no memory");
    }
    run->summary->bytes_out += out->length;
    out->length = 0;
    return good;
}

static int thread_count(const struct bulk_options *options) {
    long count = options->threads > 0 ? options->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > THREADS_MAX ? THREADS_MAX : (int)count;
}

static void run_workers(struct worker *workers, int count) {
    int started = 0;
    for (int i = 1; i < count; i++) {
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) {
            break;
        }
        started = i;
    }
    work(&workers[0]);
    for (int i = 1; i <= started; i++) {
        pthread_join(workers[i].thread, NULL);
    }
}

static void run_all(struct run *run) {
    struct worker workers[THREADS_MAX] = {0}, first = {0};
    struct out_text out = {0};
    int count = thread_count(run->options), opened = 0;
    bool good = prepare(run, &first);
    free(first.memory);
    while (good && opened < count) {
        good = worker_open(&workers[opened++], run);
        if (!good) {
            run_fail(run, "starting failed", "no memory");
        }
    }
    if (run->options->rejects) {
        fputs("line,column,reason\n", run->options->rejects);
    }
    if (good && write_text(run, &out, writer_head(workers[0].writer, &out))) {
        run_workers(workers, count);
    }
    if (good && !run->failed && run->summary->bytes_in == 0) {
        run_fail(run, "no input", "the file is empty");
    }
    if (!run->failed && run->options->output == BULK_COUNTS) {
        write_text(run, &out, writer_counts(workers[0].writer, run->summary, &out));
    }
    if (!sink_end(&run->sink)) {
        run_fail(run, "writing failed", strerror(errno));
    }
    for (int i = 0; i < opened; i++) {
        worker_close(&workers[i]);
    }
    free(out.bytes);
}

int bulk_run(const struct bulk_options *options, struct bulk_summary *summary) {
    struct run *run = calloc(1, sizeof *run);
    *summary = (struct bulk_summary){0};
    if (!run) {
        snprintf(summary->error, sizeof summary->error, "starting failed: no memory");
        return 2;
    }
    run->options = options;
    run->summary = summary;
    sink_open(&run->sink, options->out);
    pthread_mutex_init(&run->reading, NULL);
    pthread_mutex_init(&run->writing, NULL);
    pthread_cond_init(&run->turn, NULL);
    run_all(run);
    bool failed = run->failed;
    free(run->carry);
    pthread_cond_destroy(&run->turn);
    pthread_mutex_destroy(&run->writing);
    pthread_mutex_destroy(&run->reading);
    free(run);
    return failed ? 2 : summary->refused > 0;
}
