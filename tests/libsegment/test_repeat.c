/* The same question has the same answer, whatever lay before in the memory that is lent or written
 * to, in whichever thread, and whatever was asked in between. */
#include "property.h"
#include "sample.h"
#include "suites.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- Memory that was used before ---------------------------------------------------------- */

/* Everything that the library says of one input. */
struct said {
    struct seg_result result;
    struct seg_question question;
    struct seg_fewest fewest;
    struct seg_what_if what_if;
    struct seg_trace_entry trace[SEG_MAX_TRACE];
    size_t traced;
    enum seg_status status[5];
};

/* All of it written over bytes of this kind, with scratch of such bytes. */
static struct said *say_all(const struct seg_model *model, const struct seg_input *input,
                            int bytes) {
    struct said *said = malloc(sizeof *said);
    struct seg_scratch scratch = {malloc(seg_scratch_size(model)), seg_scratch_size(model)};
    memset(said, bytes, sizeof *said);
    memset(scratch.memory, bytes, scratch.size);
    said->status[0] = seg_evaluate(model, input, &said->result);
    said->status[1] = seg_next_question(model, input, &said->question);
    said->status[2] = seg_fewest_answers(model, input, scratch, &said->fewest);
    memset(scratch.memory, ~bytes, scratch.size);
    said->status[3] = seg_what_if(model, input, scratch, &said->what_if);
    said->status[4] = seg_trace(model, input, said->trace, SEG_MAX_TRACE, &said->traced);
    free(scratch.memory);
    return said;
}

static int same_result(const struct seg_model *model, const struct seg_result *a,
                       const struct seg_result *b) {
    return a->segment == b->segment && a->certain == b->certain && a->exact == b->exact &&
           a->possible == b->possible && a->review_months == b->review_months &&
           a->rules_true == b->rules_true && a->rules_unknown == b->rules_unknown &&
           a->signals == b->signals && a->cell_segments == b->cell_segments &&
           a->missing == b->missing && a->unanswered == b->unanswered &&
           a->disagreements == b->disagreements && a->reason_count == b->reason_count &&
           memcmp(a->reasons, b->reasons, a->reason_count * sizeof *a->reasons) == 0 &&
           memcmp(a->axes, b->axes, seg_model_count(model, SEG_AXIS) * sizeof *a->axes) == 0 &&
           memcmp(a->answers, b->answers, seg_model_count(model, SEG_ITEM)) == 0;
}

static int same_answers(const struct seg_fewest *a, const struct seg_fewest *b) {
    int same = a->at_least == b->at_least && a->at_most == b->at_most &&
               a->complete == b->complete && a->count == b->count;
    for (int i = 0; same && i < a->count; i++) {
        same = a->answers[i].kind == b->answers[i].kind &&
               a->answers[i].index == b->answers[i].index &&
               a->answers[i].value == b->answers[i].value;
    }
    return same;
}

static int same_ways(const struct seg_what_if *a, const struct seg_what_if *b) {
    int same = a->count == b->count;
    for (int w = 0; same && w < a->count; w++) {
        const struct seg_way *x = &a->ways[w], *y = &b->ways[w];
        same = x->segment == y->segment && x->found == y->found && x->complete == y->complete &&
               x->count == y->count && x->steps == y->steps &&
               memcmp(x->changes, y->changes, x->count * sizeof *x->changes) == 0;
    }
    return same;
}

static int same_entry(const struct seg_trace_entry *a, const struct seg_trace_entry *b) {
    return a->owner == b->owner && a->owner_index == b->owner_index && a->depth == b->depth &&
           a->tried == b->tried && a->value == b->value && a->test == b->test &&
           a->subject == b->subject && a->wanted == b->wanted && a->from == b->from &&
           a->below == b->below && a->low == b->low && a->high == b->high && a->read == b->read &&
           a->not_applicable == b->not_applicable;
}

static void compare_said(const struct pair *pair, const struct said *a, const struct said *b) {
    SAME(pair, memcmp(a->status, b->status, sizeof a->status), 0, "status");
    SAME(pair, same_result(pair->compiled, &a->result, &b->result), 1, "result");
    SAME(pair, a->question.kind, b->question.kind, "question");
    if (a->question.kind != SEG_MODEL) {
        SAME(pair, a->question.index, b->question.index, "what is asked");
        SAME(pair, a->question.settles, b->question.settles, "what it settles");
        SAME(pair, a->question.narrows, b->question.narrows, "what it narrows");
    }
    SAME(pair, same_answers(&a->fewest, &b->fewest), 1, "fewest answers");
    SAME(pair, same_ways(&a->what_if, &b->what_if), 1, "what if");
    SAME(pair, a->traced, b->traced, "trace");
    for (size_t i = 0; i < a->traced; i++) {
        SAME(pair, same_entry(&a->trace[i], &b->trace[i]), 1, "entry of the trace");
    }
}

static void one_repetition(struct pair *pair) {
    struct seg_input input;
    chance_input(&pair->chance, &pair->model, &input);
    chance_forget(&pair->chance, &pair->model, 30, &input);
    judge_some(pair, &input);
    struct said *first = say_all(pair->compiled, &input, 0x00);
    struct said *second = say_all(pair->compiled, &input, 0xA5);
    struct said *third = say_all(pair->compiled, &input, 0xFF);
    compare_said(pair, first, second);
    compare_said(pair, first, third);
    free(first);
    free(second);
    free(third);
}

START_TEST(repeat__no_byte_that_lay_in_memory_is_read) {
    for_models(one_repetition, 10);
}
END_TEST

/* What a proof reports, in order: a digest of kinds, places and inputs. */
struct digest {
    uint64_t hash;
    uint32_t count;
};

static void add_bytes(struct digest *digest, const void *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        digest->hash = (digest->hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001B3u;
    }
}

static int add_finding(const struct seg_finding *finding, void *data) {
    struct digest *digest = data;
    const int what[] = {(int)finding->kind,   (int)finding->verdict, (int)finding->place.kind,
                        finding->place.index, finding->place.of,     (int)finding->other.kind,
                        finding->other.index, finding->has_inputs};
    digest->count++;
    add_bytes(digest, what, sizeof what);
    if (finding->has_inputs) {
        add_bytes(digest, &finding->before, sizeof finding->before);
    }
    return 0;
}

static struct digest prove_over(const struct seg_model *model, int bytes) {
    struct digest digest = {1469598103934665603u, 0};
    struct seg_check_summary summary;
    size_t size = seg_check_scratch_size(model);
    struct seg_scratch scratch = {malloc(size), size};
    memset(scratch.memory, bytes, size);
    memset(&summary, bytes, sizeof summary);
    ck_assert_int_eq(seg_check(model, scratch, add_finding, &digest, &summary), SEG_OK);
    ck_assert_uint_eq(summary.found + summary.undecided, digest.count);
    add_bytes(&digest, &summary.reached, sizeof summary.reached);
    add_bytes(&digest, &summary.inputs_exact, sizeof summary.inputs_exact);
    free(scratch.memory);
    return digest;
}

static void one_proof(struct pair *pair) {
    struct digest zeros = prove_over(pair->compiled, 0x00);
    struct digest ones = prove_over(pair->compiled, 0xFF);
    SAME(pair, zeros.count, ones.count, "findings");
    SAME(pair, zeros.hash, ones.hash, "what they say");
}

START_TEST(repeat__a_proof_finds_the_same_in_any_memory) {
    for_models(one_proof, 100);
}
END_TEST

START_TEST(check__of_too_little_memory_says_so_and_reports_nothing) {
    struct seg_model *model = sample_model();
    struct digest digest = {0, 0};
    struct seg_check_summary summary;
    size_t size = seg_check_scratch_size(model);
    struct seg_scratch scratch = {malloc(size), size - 1};
    ck_assert_int_eq(seg_check(model, scratch, add_finding, &digest, &summary), SEG_NO_ROOM);
    ck_assert_uint_eq(digest.count, 0);
    free(scratch.memory);
    seg_model_free(model);
}
END_TEST

START_TEST(searches__of_too_little_memory_say_so) {
    struct seg_model *model = sample_model();
    struct seg_input input;
    struct seg_fewest fewest;
    struct seg_what_if what_if;
    struct seg_scratch none = {NULL, 0};
    seg_input_init(&input);
    ck_assert_int_eq(seg_fewest_answers(model, &input, none, &fewest), SEG_NO_ROOM);
    input = sample_input(4, 4);
    ck_assert_int_eq(seg_what_if(model, &input, none, &what_if), SEG_NO_ROOM);
    input.duration = 9; /* what is wrong with the input comes first */
    ck_assert_int_eq(seg_fewest_answers(model, &input, none, &fewest), SEG_BAD_INPUT);
    ck_assert_int_eq(seg_what_if(model, &input, none, &what_if), SEG_BAD_INPUT);
    seg_model_free(model);
}
END_TEST

/* ---- Threads ------------------------------------------------------------------------------ */

enum { THREADS = 4, DECISIONS = 2000 };

struct share {
    const struct seg_model *model;
    uint32_t first;
    uint64_t sum;
    pthread_t thread;
};

/* A sum over many decisions, each of other answers, that all threads come to. */
static void *decide_many(void *data) {
    struct share *share = data;
    for (uint32_t n = 0; n < DECISIONS; n++) {
        uint32_t dice = (n + share->first) % DECISIONS * 2654435761u;
        struct seg_input input = sample_input((uint8_t)(dice >> 8 & 3), (uint8_t)(dice >> 12 & 3));
        struct seg_result result;
        input.answers[SEG_CLIENT][dice >> 16 & 7] = dice >> 20 & 3;
        input.flags[0] = dice >> 24 & 1 ? SEG_UNKNOWN : dice >> 25 & 1;
        if (seg_evaluate(share->model, &input, &result) == SEG_OK) {
            share->sum += (uint64_t)result.possible * (1 + result.signals) +
                          result.axes[COPING].low * (1u + result.reason_count);
        }
    }
    return NULL;
}

START_TEST(repeat__threads_share_one_model) {
    struct seg_model *model = sample_model();
    struct share shares[THREADS], alone = {.model = model};
    decide_many(&alone);
    for (uint32_t t = 0; t < THREADS; t++) {
        shares[t] = (struct share){.model = model, .first = t * 371};
        ck_assert_int_eq(pthread_create(&shares[t].thread, NULL, decide_many, &shares[t]), 0);
    }
    for (int t = 0; t < THREADS; t++) {
        pthread_join(shares[t].thread, NULL);
        ck_assert_uint_eq(shares[t].sum, alone.sum);
    }
    seg_model_free(model);
}
END_TEST

Suite *repeat_suite(void) {
    Suite *suite = suite_create("repeat");
    TCase *tests = tcase_create("the same again");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, repeat__no_byte_that_lay_in_memory_is_read);
    tcase_add_test(tests, repeat__a_proof_finds_the_same_in_any_memory);
    tcase_add_test(tests, check__of_too_little_memory_says_so_and_reports_nothing);
    tcase_add_test(tests, searches__of_too_little_memory_say_so);
    tcase_add_test(tests, repeat__threads_share_one_model);
    suite_add_tcase(suite, tests);
    return suite;
}
