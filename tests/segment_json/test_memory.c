/* No memory: at whichever allocation it ends, it is said, nothing leaks, and nothing half done is
 * handed out. */
#include "scarce.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 100000 };

typedef void scarce_start(long blocks);
static scarce_start *const starts[] = {scarce_begin, scarce_begin_json};

static struct segj_faults faults;

/* ---- Models ------------------------------------------------------------------------------- */

static void read_with(scarce_start *start, const char *bytes, size_t length) {
    for (long blocks = 0;; blocks++) {
        struct segj_model *model = NULL;
        ck_assert_int_lt(blocks, MOST);
        start(blocks);
        enum segj_status status = segj_model_read(bytes, length, &model, &faults);
        int ended = scarce_end();
        long kept = scarce_kept();
        if (!ended) {
            ck_assert_int_eq(status, SEGJ_OK);
            ck_assert_int_gt(blocks, 5);
            segj_model_free(model);
            return;
        }
        /* Jansson calls a string for which it has no memory an invalid token. */
        int said = status == SEGJ_NO_MEMORY || (status == SEGJ_REFUSED && faults.list[0].text[0]);
        ck_assert_msg(start == scarce_begin_json ? said : status == SEGJ_NO_MEMORY,
                      "after %ld blocks: status %d", blocks, (int)status);
        ck_assert_ptr_null(model);
        ck_assert_int_eq(kept, 0);
    }
}

START_TEST(memory__that_ends_while_a_model_is_read_is_said) {
    size_t length;
    char *bytes = read_source("tests/fuzz/small.json", &length);
    struct segj_model *model = NULL;
    ck_assert_int_eq(segj_model_read(bytes, length, &model, &faults), SEGJ_OK);
    segj_model_free(model);
    read_with(starts[_i], bytes, length);
    free(bytes);
}
END_TEST

START_TEST(memory__that_ends_while_a_tree_is_copied_is_said) {
    json_t *tree = read_source_json("tests/fuzz/small.json");
    struct segj_model *model = NULL;
    for (long blocks = 0; blocks < 200; blocks++) {
        scarce_begin_json(blocks);
        enum segj_status status = segj_model_read_tree(tree, &model, &faults);
        int ended = scarce_end();
        long kept = scarce_kept();
        ck_assert_int_eq(ended, 1);
        ck_assert_int_eq(status, SEGJ_NO_MEMORY);
        ck_assert_ptr_null(model);
        ck_assert_int_eq(kept, 0);
    }
    json_decref(tree);
}
END_TEST

/* A file that has faults has them told as far as memory goes; never a model. */
START_TEST(memory__that_ends_while_faults_are_found_gives_no_model) {
    json_t *tree = read_source_json("tests/fuzz/small.json");
    json_object_set_new(tree, "version", json_integer(0));
    json_array_clear(json_object_get(json_object_get(tree, "cells"), "rows"));
    char *bytes = json_dumps(tree, 0);
    json_decref(tree);
    for (long blocks = 0;; blocks++) {
        struct segj_model *model = NULL;
        ck_assert_int_lt(blocks, MOST);
        starts[_i](blocks);
        enum segj_status status = segj_model_read(bytes, strlen(bytes), &model, &faults);
        int ended = scarce_end();
        long kept = scarce_kept();
        ck_assert_int_ne(status, SEGJ_OK);
        ck_assert_ptr_null(model);
        ck_assert_int_eq(kept, 0);
        if (!ended) {
            ck_assert_int_eq(status, SEGJ_REFUSED);
            break;
        }
    }
    free(bytes);
}
END_TEST

/* ---- Bytes -------------------------------------------------------------------------------- */

START_TEST(buffer__without_memory_has_failed_and_takes_nothing_more) {
    struct segj_buffer buffer = {0};
    char text[5000];
    memset(text, 'x', sizeof text);
    scarce_begin(1);
    segj_buffer_append(&buffer, text, 1000);
    int failed = buffer.failed;
    segj_buffer_append(&buffer, text, sizeof text);
    scarce_end();
    ck_assert_int_eq(failed, 0);
    ck_assert_int_eq(buffer.failed, 1);
    ck_assert_uint_eq(buffer.length, 1000);
    segj_buffer_append(&buffer, text, sizeof text); /* memory is there again, but it lacks a part */
    ck_assert_uint_eq(buffer.length, 1000);
    ck_assert_int_eq(buffer.failed, 1);
    segj_buffer_clear(&buffer);
    ck_assert_int_eq(buffer.failed, 0);
    segj_buffer_append(&buffer, text, 3);
    ck_assert_uint_eq(buffer.length, 3);
    segj_buffer_clear(&buffer);
}
END_TEST

START_TEST(buffer__of_more_than_there_can_be_fails) {
    struct segj_buffer buffer = {0};
    segj_buffer_append(&buffer, "x", 1);
    segj_buffer_append(&buffer, "x", SIZE_MAX - 16);
    ck_assert_int_eq(buffer.failed, 1);
    ck_assert_uint_eq(buffer.length, 1);
    segj_buffer_clear(&buffer);
}
END_TEST

START_TEST(canonical__without_memory_has_failed) {
    json_t *tree = json_loads("{\"b\":[1,{\"c\":null}],\"a\":{}}", 0, NULL);
    for (long blocks = 0; blocks < 4; blocks++) {
        struct segj_buffer buffer = {0};
        scarce_begin(blocks);
        segj_canonical(tree, &buffer);
        ck_assert_int_eq(scarce_end(), 1);
        ck_assert(buffer.failed);
        segj_buffer_clear(&buffer);
    }
    json_decref(tree);
}
END_TEST

/* What is written of a result is whole, or the buffer says that it is not. */
START_TEST(result__without_memory_is_never_a_part_without_a_word) {
    struct segj_model *model = shipped("lace");
    const struct seg_model *engine = segj_model_engine(model);
    size_t size = seg_scratch_size(engine);
    struct segj_result_options options = {SEGJ_EN, 1, 1, 1, 1, 1, {malloc(size), size}};
    struct segj_buffer whole = {0};
    struct seg_input input;
    struct seg_result result;
    char hash[65] = "";
    seg_input_init(&input);
    ck_assert_int_eq(seg_evaluate(engine, &input, &result), SEG_OK);
    segj_result_write(model, &input, &result, &options, hash, &whole);
    for (long blocks = 0;; blocks++) {
        struct segj_buffer buffer = {0};
        char again[65] = "";
        scarce_begin(blocks);
        segj_result_write(model, &input, &result, &options, again, &buffer);
        int ended = scarce_end();
        ck_assert(buffer.failed || !ended);
        ck_assert(ended || buffer.length == whole.length);
        segj_buffer_clear(&buffer);
        if (!ended) {
            ck_assert_str_eq(again, hash);
            break;
        }
    }
    segj_buffer_clear(&whole);
    free(options.scratch.memory);
    segj_model_free(model);
}
END_TEST

START_TEST(form__without_memory_has_failed) {
    struct segj_model *model = shipped("lace");
    struct segj_answers answers;
    segj_answers_init(&answers);
    for (int what = 0; what < 3; what++) {
        struct segj_buffer buffer = {0};
        scarce_begin(0);
        if (what == 0) {
            segj_form_write(model, SEGJ_FI, &buffer);
        } else if (what == 1) {
            segj_form_write_fhir(model, SEGJ_SV, "https://example.org/q", &buffer);
        } else {
            segj_answers_write(model, &answers, &buffer);
        }
        ck_assert_int_eq(scarce_end(), 1);
        ck_assert_int_eq(buffer.failed, 1);
        ck_assert_uint_eq(buffer.length, 0);
        segj_buffer_clear(&buffer);
    }
    segj_model_free(model);
}
END_TEST

/* ---- Patches ------------------------------------------------------------------------------ */

START_TEST(patch__without_memory_is_not_done_and_says_so) {
    static const char *const patches[] = {
        "[{\"op\":\"add\",\"path\":\"/a/b\",\"value\":{\"c\":[1,2,3]}}]",
        "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/d\"}]",
        "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/d\"}]",
        "[{\"op\":\"replace\",\"path\":\"/a\",\"value\":[{}]}]"};
    json_t *document = json_loads("{\"a\":{\"x\":[true,{\"y\":1}]}}", 0, NULL);
    json_t *patch = json_loads(patches[_i], 0, NULL);
    for (long blocks = 0;; blocks++) {
        struct segj_fault fault;
        memset(&fault, 0x55, sizeof fault);
        scarce_begin_json(blocks);
        json_t *changed = segj_patch(document, patch, &fault);
        int ended = scarce_end();
        long kept = scarce_kept();
        if (!ended) {
            ck_assert_ptr_nonnull(changed);
            json_decref(changed);
            break;
        }
        ck_assert_ptr_null(changed);
        ck_assert_uint_lt(strnlen(fault.pointer, sizeof fault.pointer), 4);
        ck_assert(strcmp(fault.code, "no_memory") == 0 || strcmp(fault.code, "patch_failed") == 0);
        ck_assert_uint_gt(strnlen(fault.text, sizeof fault.text), 5);
        ck_assert_uint_lt(strnlen(fault.text, sizeof fault.text), sizeof fault.text);
        ck_assert_int_eq(kept, 0);
    }
    json_decref(patch);
    json_decref(document);
}
END_TEST

Suite *memory_suite(void) {
    Suite *suite = suite_create("memory");
    TCase *cases = tcase_create("memory");
    tcase_set_timeout(cases, 0);
    tcase_add_loop_test(cases, memory__that_ends_while_a_model_is_read_is_said, 0, 2);
    tcase_add_test(cases, memory__that_ends_while_a_tree_is_copied_is_said);
    tcase_add_loop_test(cases, memory__that_ends_while_faults_are_found_gives_no_model, 0, 2);
    tcase_add_test(cases, buffer__without_memory_has_failed_and_takes_nothing_more);
    tcase_add_test(cases, buffer__of_more_than_there_can_be_fails);
    tcase_add_test(cases, canonical__without_memory_has_failed);
    tcase_add_test(cases, result__without_memory_is_never_a_part_without_a_word);
    tcase_add_test(cases, form__without_memory_has_failed);
    tcase_add_loop_test(cases, patch__without_memory_is_not_done_and_says_so, 0, 4);
    suite_add_tcase(suite, cases);
    return suite;
}
