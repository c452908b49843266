#include "domain/assessment/assessment.h"
#include "app.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/assessment/assessment_rules.h"
#include "domain/assessment/assessment_store.h"
#include "domain/assessment/standing_keep.h"
#include "domain/client/client.h"
#include "metrics/metrics.h"

#include <string.h>

static struct raw_json raw_of(const struct text *text) {
    return (struct raw_json){text->bytes, text->length};
}

/* What was said then goes before what would be said now: where the two differ, the stored result is
 * shown, without texts. */
static bool still_comes_out(struct segmentation *segmentation,
                            const struct assessment *assessment) {
    return strcmp(segmentation_hash(segmentation), assessment->result_hash) == 0;
}

static int months_of(const struct segmentation *segmentation, int segment) {
    return review_months(segj_model_engine(segmentation->model.compiled), segment,
                         segmentation->result.signals);
}

/* What was computed stands in the result; what is done follows from the choice. */
static void dress_choice(struct context *context, const struct segmentation *segmentation,
                         struct assessment *assessment) {
    int segment = assessment->chosen_segment
                      ? segmentation_find(segmentation, assessment->chosen_segment)
                      : -1;
    struct text chosen;
    text_init(&chosen, context->arena);
    if (segment < 0) {
        text_add_string(&chosen, "null");
    } else {
        segmentation_write_segment(context, segmentation, segment, months_of(segmentation, segment),
                                   &chosen);
    }
    assessment->chosen = raw_of(&chosen);
}

/* The result in the caller's language, and what the caller may do: what only an answer needs. */
static void dress(struct context *context, struct segmentation *segmentation,
                  struct assessment *assessment) {
    static const struct segmentation_words words = {.what_if = false};
    struct text result;
    text_init(&result, context->arena);
    segmentation_write(context, segmentation, &words, &result);
    assessment->result = raw_of(&result);
    dress_choice(context, segmentation, assessment);
    assessment->available_actions = assessment_actions(context, assessment);
}

/* --- create --- */

static const char *const own_members[] = {"register",        "participants", "chosen_segment",
                                          "override_reason", "assessed_at",  NULL};

static void check_register(struct context *context, const struct assessment_new *body) {
    if (body->register_code &&
        !actor_sees_register(&context->actor, (enum register_code)body->register_code)) {
        context_error(context, "/register", ERROR_other_register, NULL);
    }
}

/* A client alone answers for no professional: nobody else can be claimed to have taken part. */
static void check_participants(struct context *context, const struct assessment_new *body) {
    const struct assessment_participant *people = body->participants.items;
    if (!uuid_is_set(&context->actor.client_id)) {
        return;
    }
    for (size_t i = 0; i < body->participants.count; i++) {
        if (strcmp(people[i].role, "client") != 0) {
            context_error(context, arena_format(context->arena, "/participants/%zu/role", i),
                          ERROR_not_in_list, "client");
        }
    }
}

/* When it was made is told of what is brought in from elsewhere alone. */
static enum status check_import(struct context *context, const struct assessment_new *body) {
    return body->assessed_at.us != 0 ? context_needs(context, "assessment:import") : OK;
}

static bool is_to_come(const struct context *context, struct instant at) {
    return at.us > context->now.us;
}

static struct date day_made(const struct context *context, const struct assessment_new *body) {
    bool told = body->assessed_at.us != 0 && !is_to_come(context, body->assessed_at);
    return told ? instant_day_helsinki(body->assessed_at) : context->today;
}

static void check_own(struct context *context, const struct assessment_new *body) {
    check_register(context, body);
    check_participants(context, body);
    if (is_to_come(context, body->assessed_at)) {
        context_error(context, "/assessed_at", ERROR_in_the_future, NULL);
    }
}

/* Both readers go over the body, so that every fault is told at once. */
static enum status read_body(struct context *context, const struct json *json,
                             struct assessment_new *body, struct segmentation *segmentation) {
    struct segmentation_reading reading = {.also = own_members,
                                           .must_hold = true,
                                           .view_of_client =
                                               uuid_is_set(&context->actor.client_id)};
    enum status own = json_read_part(context, json, &assessment_new_shape, body);
    if (own != OK && own != STATUS_invalid) {
        return own;
    }
    enum status allowed = check_import(context, body);
    if (allowed != OK) {
        return allowed;
    }
    reading.made = day_made(context, body);
    enum status rest = segmentation_read(context, json, &reading, segmentation);
    if (own != OK) {
        return own;
    }
    check_own(context, body);
    return rest != OK ? rest : context_settle(context, STATUS_rule_broken);
}

/* The age on the day, where the birth date is known; it goes before what the body says. */
static enum status set_age(struct context *context, const struct client_core *client,
                           struct segmentation *segmentation) {
    if (!date_is_set(client->birth_date)) {
        return OK;
    }
    if (date_compare(segmentation->as_of, client->birth_date) < 0) {
        context_error(context, "/as_of", ERROR_before_birth, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    int age = date_age(client->birth_date, segmentation->as_of);
    segmentation->answers.input.age = age <= SEG_MAX_AGE ? (uint16_t)age : SEG_AGE_UNKNOWN;
    return OK;
}

static struct raw_json participants_json(struct context *context, const struct list *participants) {
    const struct assessment_participant *people = participants->items;
    struct text text;
    text_init(&text, context->arena);
    text_add_char(&text, '[');
    for (size_t i = 0; i < participants->count; i++) {
        text_add_string(&text, i > 0 ? ",{\"role\":" : "{\"role\":");
        json_write_string(&text, people[i].role);
        text_add_char(&text, '}');
    }
    text_add_char(&text, ']');
    return raw_of(&text);
}

static struct list possible_segments(struct context *context,
                                     const struct segmentation *segmentation) {
    const struct seg_model *model = segj_model_engine(segmentation->model.compiled);
    size_t all = seg_model_count(model, SEG_SEGMENT), count = 0;
    const char **codes = arena_alloc(context->arena, (all + 1) * sizeof *codes);
    for (size_t i = 0; i < all; i++) {
        if (segmentation->result.possible & (1u << i)) {
            codes[count++] = seg_model_code(model, SEG_SEGMENT, i);
        }
    }
    return (struct list){codes, count};
}

static void fill_evaluated(struct context *context, struct segmentation *segmentation,
                           struct assessment *out) {
    static const struct segmentation_words plain = {.plain = true};
    struct text input, result;
    text_init(&input, context->arena);
    text_init(&result, context->arena);
    segmentation_write_input(segmentation, &input);
    segmentation_write(context, segmentation, &plain, &result);
    out->model_id = segmentation->model.id;
    out->model = (struct model_ref){segmentation->model.code, segmentation->model.version,
                                    segmentation->model.hash};
    out->as_of = segmentation->as_of;
    out->input = raw_of(&input);
    out->stored_result = raw_of(&result);
    out->result_hash = arena_string(context->arena, segmentation_hash(segmentation));
    out->segment = segmentation_segment(segmentation);
    out->certain = segmentation->result.certain;
    out->possible = possible_segments(context, segmentation);
}

static void fill(struct context *context, struct uuid client_id, const struct assessment_new *body,
                 struct segmentation *segmentation, struct assessment *out) {
    *out = (struct assessment){
        .id = uuid_new(context->now.us / 1000),
        .client_id = client_id,
        .version = 1,
        .status = ASSESSMENT_PROPOSED,
        .register_code = body->register_code,
        .participants = participants_json(context, &body->participants),
        .override_reason = body->override_reason,
        .assessed_at = body->assessed_at.us != 0 ? body->assessed_at : context->now,
        .recorded_at = context->now,
        .assessed_by = {.sub = context->actor.sub, .unit = context->actor.unit},
        .own_view = uuid_is_set(&context->actor.client_id)};
    fill_evaluated(context, segmentation, out);
    out->chosen_segment = body->chosen_segment;
    if (!out->chosen_segment && out->certain) {
        out->chosen_segment = out->segment;
    }
}

/* The client, whose row is locked from here on, and what decides so far where they stand. */
static enum status find_client(struct context *context, struct uuid client_id,
                               const struct client_core **client, struct list *steps) {
    struct list found;
    enum status status = client_core_ahead(context, client_id, &found);
    if (status == OK) {
        status = standing_steps(context, client_id, steps);
    }
    if (status == OK && found.count == 0) {
        return context_fail(context, STATUS_not_found, "no such client");
    }
    *client = found.items;
    return status;
}

enum status assessment_create(struct context *context, struct uuid client_id,
                              const struct json *json, struct assessment *out) {
    struct assessment_new body = {0};
    const struct client_core *client = NULL;
    struct list steps = {0};
    struct segmentation *segmentation = arena_alloc(context->arena, sizeof *segmentation);
    enum status status = read_body(context, json, &body, segmentation);
    if (status == OK) {
        status = find_client(context, client_id, &client, &steps);
    }
    if (status != OK) {
        return status;
    }
    status = set_age(context, client, segmentation);
    if (status == OK) {
        status = segmentation_decide(context, segmentation);
    }
    if (status != OK) {
        return status;
    }
    fill(context, client_id, &body, segmentation, out);
    choice_check(context, segmentation, out);
    status = context_settle(context, STATUS_rule_broken);
    if (status != OK) {
        return status;
    }
    dress(context, segmentation, out);
    return assessment_store_new(context, &steps, out);
}

/* --- read --- */

static enum status evaluate_again(struct context *context, const struct assessment *assessment,
                                  struct segmentation **out) {
    struct model model = {0};
    struct segmentation *segmentation = arena_alloc(context->arena, sizeof *segmentation);
    enum status status = model_find_by_id(context, assessment->model_id, &model);
    if (status == STATUS_not_found) {
        return context_fail(context, STATUS_internal, "the model of an assessment is not there");
    }
    if (status == OK) {
        status = segmentation_again(context, &model, assessment->input.bytes,
                                    assessment->input.length, segmentation);
    }
    *out = segmentation;
    return status;
}

static enum status dress_again(struct context *context, struct assessment *out,
                               struct segmentation **segmentation) {
    enum status status = evaluate_again(context, out, segmentation);
    if (status != OK) {
        return status;
    }
    dress(context, *segmentation, out);
    if (!still_comes_out(*segmentation, out)) {
        out->result = out->stored_result;
    }
    return OK;
}

enum status assessment_get(struct context *context, struct uuid id, struct assessment *out) {
    struct segmentation *segmentation = NULL;
    enum status status = assessment_load_shown(context, id, out);
    return status == OK ? dress_again(context, out, &segmentation) : status;
}

static enum status list_page(struct context *context, struct uuid client_id,
                             const struct assessment_filter *filter, bool whole, struct list *out) {
    const struct uuid *own = &context->actor.client_id;
    if (uuid_is_set(own) && !uuid_equal(own, &client_id)) {
        return STATUS_not_found;
    }
    struct client_core client = {0};
    enum status status = assessment_load_page(context, client_id, filter, whole, out);
    /* An empty page says nothing of whether there is such a client. */
    if (status == OK && out->count == 0) {
        status = client_core_get(context, client_id, &client);
    }
    return status == OK ? assessment_audit_page(context, client_id, out) : status;
}

enum status assessment_list(struct context *context, struct uuid client_id,
                            const struct assessment_filter *filter, struct list *out) {
    return list_page(context, client_id, filter, false, out);
}

enum status assessment_list_whole(struct context *context, struct uuid client_id,
                                  const struct assessment_filter *filter, struct list *out) {
    return list_page(context, client_id, filter, true, out);
}

/* --- confirm --- */

/* What was agreed on: what is said now, else what stands in the assessment. */
static void take_choice(const struct assessment_confirmation *body, struct assessment *assessment) {
    const char *before = assessment->chosen_segment;
    if (body->chosen_segment) {
        bool other = !before || strcmp(before, body->chosen_segment) != 0;
        assessment->chosen_segment = body->chosen_segment;
        assessment->override_reason = other ? NULL : assessment->override_reason;
    }
    if (body->override_reason) {
        assessment->override_reason = body->override_reason;
    }
}

static enum status check_confirmation(struct context *context,
                                      const struct assessment_confirmation *body,
                                      const struct segmentation *segmentation,
                                      const struct assessment *assessment) {
    if (!body->client_present.value) {
        context_error(context, "/client_present", ERROR_client_not_present, NULL);
    }
    if (!assessment->chosen_segment) {
        context_error(context, "/chosen_segment", ERROR_segment_open, NULL);
    }
    choice_check(context, segmentation, assessment);
    return context_settle(context, STATUS_rule_broken);
}

static enum status check_state(struct context *context, const struct assessment *assessment,
                               const struct versions *seen) {
    if (!versions_hold(seen, assessment->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    if (assessment->status == ASSESSMENT_CONFIRMED) {
        return context_fail(context, STATUS_conflict, "confirmed already");
    }
    return OK;
}

/* From the day that it is valid for: what is entered late is looked at again no later for that. */
static void set_review(const struct segmentation *segmentation, struct assessment *assessment) {
    int months =
        months_of(segmentation, segmentation_find(segmentation, assessment->chosen_segment));
    if (months > 0) {
        assessment->review_due = date_add_months(assessment->as_of, months);
    }
}

static void count_override(struct context *context, const struct assessment *assessment) {
    if (is_override(assessment->segment, &assessment->possible, assessment->chosen_segment)) {
        metrics_add(context->app->metrics, METRIC_segmentation_overrides_total,
                    assessment->model.code, NULL, 1);
    }
}

enum status assessment_confirm(struct context *context, struct uuid id, const struct versions *seen,
                               const struct assessment_confirmation *body, struct assessment *out) {
    struct segmentation *segmentation = NULL;
    enum status status = assessment_load(context, id, out);
    if (status == OK) {
        status = dress_again(context, out, &segmentation);
    }
    if (status == OK) {
        status = check_state(context, out, seen);
    }
    if (status != OK) {
        return status;
    }
    take_choice(body, out);
    status = check_confirmation(context, body, segmentation, out);
    if (status != OK) {
        return status;
    }
    set_review(segmentation, out);
    dress_choice(context, segmentation, out);
    status = assessment_store_confirmed(context, out);
    if (status != OK) {
        return status;
    }
    out->available_actions = assessment_actions(context, out);
    count_override(context, out);
    return OK;
}

/* --- proof that stored results still come out --- */

static enum status replay(struct context *context, const struct assessment *assessment,
                          bool *same) {
    static const struct segmentation_words plain = {.plain = true};
    struct segmentation *segmentation = NULL;
    enum status status = evaluate_again(context, assessment, &segmentation);
    if (status != OK) {
        return status;
    }
    struct text result;
    text_init(&result, context->arena);
    segmentation_write(context, segmentation, &plain, &result);
    *same = result.length == assessment->stored_result.length &&
            memcmp(result.bytes, assessment->stored_result.bytes, result.length) == 0 &&
            strcmp(segmentation_hash(segmentation), assessment->result_hash) == 0;
    json_release(context);
    return OK;
}

enum status assessment_replay(struct context *context, struct uuid id, bool *same) {
    struct assessment assessment = {0};
    enum status status = assessment_load(context, id, &assessment);
    return status == OK ? replay(context, &assessment, same) : status;
}

/* One portion behind `*after`, which moves on; `*count` tells how many there were. */
static enum status replay_portion(struct context *context, struct uuid *after, size_t *count,
                                  struct assessment_replays *out) {
    struct list portion = {0};
    enum status status = assessment_load_all(context, *after, REPLAY_PORTION, &portion);
    const struct assessment *assessments = portion.items;
    *count = portion.count;
    for (size_t i = 0; status == OK && i < portion.count; i++) {
        bool same = false;
        status = replay(context, &assessments[i], &same);
        *after = assessments[i].id;
        out->checked++;
        out->different += status == OK && !same;
    }
    return status;
}

/* Each portion has an arena of its own: an area may have millions of assessments. */
enum status assessment_replay_all(struct context *context, struct assessment_replays *out) {
    struct arena *own = context->arena;
    struct arena *arena = arena_new();
    struct uuid after = {{0}};
    enum status status;
    size_t count = 0;
    do {
        arena_reset(arena);
        context->arena = arena;
        status = replay_portion(context, &after, &count, out);
        context->arena = own;
    } while (status == OK && count > 0);
    context->failure_words = arena_string(own, context->failure_words);
    arena_free(arena);
    return status;
}
