#include "domain/segmentation/segmentation.h"
#include "app.h"
#include "domain/model/model_scratch.h"
#include "domain/segmentation/segmentation_faults.h"
#include "domain/segmentation/segmentation_shape.h"
#include "metrics/metrics.h"

#include <string.h>

/* The body's own members; the model reads the rest. */
struct segmentation_body {
    const char *model;
    struct date as_of;
};
static const struct shape_field body_fields[] = {
    FIELD_STRING(struct segmentation_body, model, 0, 1, 74),
    FIELD(struct segmentation_body, as_of, 0), FIELD_END};
static const struct shape body_shape = {"segmentation_body", sizeof(struct segmentation_body),
                                        body_fields};

/* Faults of these two are counted, and the reading goes on; without a good name of a model there is
 * nothing to read the rest by. */
static enum status read_body(struct context *context, const struct json *json,
                             struct segmentation_body *out) {
    enum status status = json_read_part(context, json, &body_shape, out);
    if (status != OK && status != STATUS_invalid) {
        return status;
    }
    if (out->model && !model_name_good(out->model)) {
        context_error(context, "/model", ERROR_bad_format, "code, code@version");
        return STATUS_invalid;
    }
    return OK;
}

/* STATUS_not_found, with its field error, where there is no such model. */
static enum status find_model(struct context *context, const struct segmentation_body *body,
                              const struct segmentation_reading *reading,
                              struct segmentation *out) {
    bool day_given = date_is_set(body->as_of);
    struct date made = date_is_set(reading->made) ? reading->made : context->today;
    out->as_of = day_given ? body->as_of : made;
    if (reading->must_hold && date_compare(out->as_of, made) > 0) {
        context_error(context, "/as_of", ERROR_in_the_future, NULL);
    }
    struct model_wanted wanted = {
        .name = body->model, .day = out->as_of, .must_hold = reading->must_hold || day_given};
    enum status status = reading->shelf
                             ? model_find_among(context, reading->shelf, &wanted, &out->model)
                             : model_find(context, &wanted, &out->model);
    if (status == STATUS_not_found) {
        context_error(context, "/model", ERROR_unknown_model, NULL);
    }
    return status;
}

static const char *const own_members[] = {"model", "as_of"};
enum { ALSO_MAX = 16 };

/* "model" and "as_of" before the caller's own. */
static void gather_also(const char *const *also, const char *out[ALSO_MAX + 1]) {
    size_t count = 0;
    for (size_t i = 0; i < sizeof own_members / sizeof *own_members; i++) {
        out[count++] = own_members[i];
    }
    for (size_t i = 0; also && also[i] && count < ALSO_MAX; i++) {
        out[count++] = also[i];
    }
    out[count] = NULL;
}

/* True where a member is unknown: a word that may be wrongly spelt, and is never lost. */
static bool read_answers(struct context *context, const struct json *body, const char *const *also,
                         bool view_of_client, struct segmentation *out) {
    struct segmentation_faults faults = {
        .context = context, .model = out->model.compiled, .body = body};
    segj_answers_read(out->model.compiled, json_tree(body), also, &out->answers, segmentation_fault,
                      &faults);
    if (view_of_client) {
        segmentation_fault_view(&faults, &out->answers);
    }
    return faults.unknown;
}

/* What the API description alone shows is STATUS_invalid, with the model or without. Every fault of
 * that kind is also one to who reads by a model, so a body without any needs no second look. */
enum status segmentation_read(struct context *context, const struct json *body,
                              const struct segmentation_reading *reading,
                              struct segmentation *out) {
    struct segmentation_body own = {0};
    const char *also[ALSO_MAX + 1];
    gather_also(reading->also, also);
    enum status status = read_body(context, body, &own);
    bool invalid = context->error_count > 0;
    if (status == OK) {
        status = find_model(context, &own, reading, out);
    }
    bool found = status == OK;
    if (!found && status != STATUS_not_found && status != STATUS_invalid) {
        return status;
    }
    if (found) {
        invalid = read_answers(context, body, also, reading->view_of_client, out) || invalid;
    }
    if (context->error_count > 0) {
        invalid = !segmentation_shape_holds(context, body, also, !found) || invalid;
    }
    return context_settle(context, invalid ? STATUS_invalid : STATUS_rule_broken);
}

static const struct seg_model *engine_of(const struct segmentation *segmentation) {
    return segj_model_engine(segmentation->model.compiled);
}

const char *segmentation_segment(const struct segmentation *segmentation) {
    uint8_t segment = segmentation->result.segment;
    return segment == SEG_NONE ? NULL
                               : seg_model_code(engine_of(segmentation), SEG_SEGMENT, segment);
}

int segmentation_find(const struct segmentation *segmentation, const char *code) {
    return seg_model_find(engine_of(segmentation), SEG_SEGMENT, code, strlen(code));
}

enum status segmentation_decide(struct context *context, struct segmentation *segmentation) {
    if (seg_evaluate(engine_of(segmentation), &segmentation->answers.input,
                     &segmentation->result) != SEG_OK) {
        return context_fail(context, STATUS_internal,
                            "an input that was read does not fit its model");
    }
    segmentation->hash[0] = '\0';
    const char *segment = segmentation_segment(segmentation);
    metrics_add(context->app->metrics, METRIC_segmentations_total, segmentation->model.code,
                segment ? segment : "none", 1);
    return OK;
}

/* Both views by themselves are told where both have said something. */
static bool has_two_views(const struct segmentation *segmentation) {
    const struct seg_input *input = &segmentation->answers.input;
    size_t items = seg_model_count(engine_of(segmentation), SEG_ITEM);
    bool said[SEG_VIEWS] = {false};
    for (size_t view = 0; view < SEG_VIEWS; view++) {
        for (size_t item = 0; item < items; item++) {
            said[view] = said[view] || input->answers[view][item] != SEG_UNKNOWN;
        }
    }
    return said[SEG_PROFESSIONAL] && said[SEG_CLIENT];
}

static void add_buffer(struct segj_buffer *buffer, struct text *out) {
    text_add(out, buffer->data, buffer->length);
    segj_buffer_clear(buffer);
}

static struct segj_result_options options_for(const struct context *context,
                                              const struct segmentation *segmentation,
                                              const struct segmentation_words *words) {
    if (words->plain) {
        return (struct segj_result_options){.language = SEGJ_NO_LANGUAGE};
    }
    return (struct segj_result_options){.language = (enum segj_language)context->language,
                                        .trace = words->trace,
                                        .next = 1,
                                        .views = has_two_views(segmentation),
                                        .what_if = words->what_if};
}

const char *segmentation_hash(struct segmentation *segmentation) {
    if (segmentation->hash[0] == '\0') {
        segj_result_hash(segmentation->model.compiled, &segmentation->result, segmentation->hash);
    }
    return segmentation->hash;
}

void segmentation_write(struct context *context, struct segmentation *segmentation,
                        const struct segmentation_words *words, struct text *out) {
    struct segj_result_options options = options_for(context, segmentation, words);
    struct model_scratch *scratch = model_store_scratch(context->app->models);
    struct segj_buffer buffer = {0};
    if (options.what_if) {
        options.scratch = model_scratch_take(scratch, seg_scratch_size(engine_of(segmentation)));
    }
    segj_result_write(segmentation->model.compiled, &segmentation->answers.input,
                      &segmentation->result, &options, segmentation->hash, &buffer);
    if (options.what_if) {
        model_scratch_give(scratch, options.scratch);
    }
    add_buffer(&buffer, out);
}

void segmentation_write_input(const struct segmentation *segmentation, struct text *out) {
    struct segj_buffer buffer = {0};
    segj_answers_write(segmentation->model.compiled, &segmentation->answers, &buffer);
    add_buffer(&buffer, out);
}

void segmentation_write_segment(struct context *context, const struct segmentation *segmentation,
                                int segment, int review_months, struct text *out) {
    struct segj_buffer buffer = {0};
    segj_segment_write(segmentation->model.compiled, (size_t)segment, (uint16_t)review_months,
                       (enum segj_language)context->language, &buffer);
    add_buffer(&buffer, out);
}

static void ignore_fault(void *data, const struct segj_input_fault *fault) {
    (void)data;
    (void)fault;
}

enum status segmentation_again(struct context *context, const struct model *model,
                               const char *input, size_t length, struct segmentation *out) {
    const struct json *json = NULL;
    enum status status = json_parse(context, input, length, &json);
    if (status != OK) {
        return status;
    }
    out->model = *model;
    if (segj_answers_read(model->compiled, json_tree(json), NULL, &out->answers, ignore_fault,
                          NULL) > 0 ||
        seg_evaluate(engine_of(out), &out->answers.input, &out->result) != SEG_OK) {
        return context_fail(context, STATUS_internal, "a stored input does not fit its model");
    }
    out->hash[0] = '\0';
    return OK;
}
