#include "domain/feedback/feedback.h"

#include "anonymity/anonymity.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/feedback/feedback.sql.h"
#include "domain/feedback/feedback_link.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

static const char *const who_words[] = {"client", "staff", NULL};
const char *const feedback_about_words[] = {"contact",      "assessment", "referral",
                                            "consultation", "general",    NULL};
static const char *const channel_words[] = {"phone",      "callback", "digital", "visit",
                                            "front_desk", "street",   "group",   NULL};

#define ANSWER_FIELDS                                                                              \
    FIELD(struct feedback, answers, SHAPE_REQUIRED),                                               \
        FIELD_FORMAT(struct feedback, text, SHAPE_PERSONAL, 1, 2000, "text"),                      \
        FIELD_STRINGS(struct feedback, acknowledged, 0, 0, 4),                                     \
        FIELD_FORMAT(struct feedback, language, 0, 2, 3, "language")

static const struct shape_field feedback_fields[] = {
    FIELD_ENUM(struct feedback, who, SHAPE_REQUIRED, who_words),
    FIELD_ENUM(struct feedback, about, SHAPE_REQUIRED, feedback_about_words),
    FIELD(struct feedback, unit_id, 0),
    FIELD_FORMAT(struct feedback, channel, 0, 1, 64, "code"),
    ANSWER_FIELDS,
    FIELD_END};
const struct shape feedback_shape = {"Feedback", sizeof(struct feedback), feedback_fields};

static const struct shape_field by_link_fields[] = {
    FIELD_STRING(struct feedback, link, SHAPE_REQUIRED, 1, 400), ANSWER_FIELDS, FIELD_END};
const struct shape feedback_by_link_shape = {"FeedbackByLink", sizeof(struct feedback),
                                             by_link_fields};

/* A row as it is stored. */
struct feedback_row {
    struct uuid id, unit_id;
    int who, about;
    const char *channel, *language, *text;
    struct raw_json answers;
};
static const struct shape_field row_fields[] = {
    FIELD(struct feedback_row, id, 0),
    FIELD(struct feedback_row, unit_id, 0),
    FIELD_ENUM(struct feedback_row, who, 0, who_words),
    FIELD_ENUM(struct feedback_row, about, 0, feedback_about_words),
    FIELD(struct feedback_row, channel, 0),
    FIELD(struct feedback_row, language, 0),
    FIELD(struct feedback_row, text, 0),
    FIELD(struct feedback_row, answers, 0),
    FIELD_END};
static const struct shape row_shape = {"feedback_row", sizeof(struct feedback_row), row_fields};

/* --- statements --- */

static const struct statement {
    int who;
    const char *code, *texts[LANGUAGE_COUNT];
} statements[] = {
#define STATEMENT(who, code, fi, sv, en) {FEEDBACK_##who, #code, {fi, sv, en}},
#define FEEDBACK_client FEEDBACK_CLIENT
#define FEEDBACK_staff FEEDBACK_STAFF
#include "domain/feedback/statements.def"
#undef STATEMENT
};
enum { STATEMENT_COUNT = sizeof statements / sizeof *statements };

static const struct shape_field statement_fields[] = {
    FIELD_ENUM(struct feedback_statement, who, SHAPE_READ_ONLY, who_words),
    FIELD(struct feedback_statement, code, SHAPE_READ_ONLY),
    FIELD(struct feedback_statement, text, SHAPE_READ_ONLY), FIELD_END};
static const struct shape statement_shape = {"FeedbackStatement", sizeof(struct feedback_statement),
                                             statement_fields};
static const struct shape_field list_fields[] = {FIELD_LIST(struct feedback_statements, items,
                                                            SHAPE_READ_ONLY | SHAPE_REQUIRED,
                                                            statement_shape, 0, 50),
                                                 FIELD_END};
const struct shape feedback_statement_list_shape = {
    "FeedbackStatementList", sizeof(struct feedback_statements), list_fields};

void feedback_statement_list(struct context *context, struct feedback_statements *out) {
    struct feedback_statement *rows = arena_alloc(context->arena, STATEMENT_COUNT * sizeof *rows);
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        rows[i] = (struct feedback_statement){statements[i].who, statements[i].code,
                                              statements[i].texts[context->language]};
    }
    out->items = (struct list){rows, STATEMENT_COUNT};
}

static bool is_statement(int who, const char *code) {
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        if (statements[i].who == who && strcmp(statements[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

/* --- giving it --- */

struct answering {
    struct context *context;
    int who;
    size_t count;
};

static void check_answer(void *data, const char *name, const struct json *value) {
    struct answering *answering = data;
    struct context *context = answering->context;
    const char *pointer = arena_format(context->arena, "/answers/%s", name);
    const char *level = json_canonical(context, value);
    answering->count++;
    if (!is_statement(answering->who, name)) {
        context_error(context, pointer, ERROR_unknown_member, NULL);
    } else if (strlen(level) != 1 || *level < '1' || *level > '5') {
        context_error(context, pointer, ERROR_out_of_range, "1..5");
    }
}

static void check_answers(struct context *context, int who, const struct feedback *body) {
    struct answering answering = {context, who, 0};
    json_each_member(body->answers, check_answer, &answering);
    if (answering.count == 0) {
        context_error(context, "/answers", ERROR_required, NULL);
    }
}

static enum status check_unit(struct context *context, struct uuid unit_id) {
    struct feedback_row key = {.unit_id = unit_id}, found;
    bool there = false;
    if (!uuid_is_set(&unit_id)) {
        return OK;
    }
    enum status status =
        db_find(context, &feedback_unit_select, &row_shape, &key, &row_shape, &found, &there);
    if (status == OK && !there) {
        context_error(context, "/unit_id", ERROR_unknown_unit, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    return status;
}

/* An id that tells no more of the time than the day: anyone who knows when a link or an answer was
 * made does not find it by its id. */
static struct uuid id_of_day(const struct context *context) {
    return uuid_new((int64_t)date_to_days(context->today) * 24 * 60 * 60 * 1000);
}

static enum status store(struct context *context, const struct feedback *body,
                         struct feedback_row *row) {
    const char *answers = json_canonical(context, body->answers);
    row->answers = (struct raw_json){answers, strlen(answers)};
    row->language = body->language;
    row->text = body->text;
    return db_run(context, &feedback_insert, &row_shape, row, NULL);
}

enum status feedback_give(struct context *context, const struct feedback *body) {
    struct feedback_row row = {.id = id_of_day(context),
                               .who = body->who,
                               .about = body->about,
                               .unit_id = body->unit_id,
                               .channel = body->channel};
    check_answers(context, body->who, body);
    if (body->channel && shape_word_index(channel_words, body->channel) == 0) {
        context_error(context, "/channel", ERROR_not_in_list,
                      "phone, callback, digital, visit, front_desk, street, group");
    }
    enum status status = context_settle(context, STATUS_invalid);
    if (status != OK) {
        return status;
    }
    anonymity_check_field(context, "/text", body->text, &body->acknowledged);
    status = context_settle(context, STATUS_rule_broken);
    if (status == OK) {
        status = check_unit(context, body->unit_id);
    }
    return status == OK ? store(context, body, &row) : status;
}

enum status feedback_give_by_link(struct context *context, const struct feedback *body) {
    struct link_content link;
    if (!link_read(context, body->link, &link)) {
        return STATUS_not_found;
    }
    context->actor = (struct actor){.sub = "link", .area = link.area};
    struct feedback_row row = {.id = link.id,
                               .who = FEEDBACK_CLIENT,
                               .about = link.about,
                               .unit_id = link.unit_id,
                               .channel = link.channel};
    check_answers(context, FEEDBACK_CLIENT, body);
    enum status status = context_settle(context, STATUS_invalid);
    if (status != OK) {
        return status;
    }
    anonymity_check_field(context, "/text", body->text, &body->acknowledged);
    status = context_settle(context, STATUS_rule_broken);
    return status == OK ? store(context, body, &row) : status;
}

/* --- links --- */

static const struct shape_field link_new_fields[] = {
    FIELD_ENUM(struct feedback_link_new, about, SHAPE_REQUIRED, feedback_about_words),
    FIELD(struct feedback_link_new, unit_id, 0),
    FIELD_FORMAT(struct feedback_link_new, channel, 0, 1, 64, "code"), FIELD_END};
const struct shape feedback_link_new_shape = {"FeedbackLinkCreate",
                                              sizeof(struct feedback_link_new), link_new_fields};

static const struct shape_field link_fields[] = {
    FIELD(struct feedback_link, url, SHAPE_READ_ONLY),
    FIELD(struct feedback_link, expires_at, SHAPE_READ_ONLY), FIELD_END};
const struct shape feedback_link_shape = {"FeedbackLink", sizeof(struct feedback_link),
                                          link_fields};

enum status feedback_link_make(struct context *context, const struct feedback_link_new *body,
                               struct feedback_link *out) {
    struct link_content link = {.area = context->actor.area,
                                .id = id_of_day(context),
                                .unit_id = body->unit_id,
                                .about = body->about,
                                .channel = body->channel};
    if (body->channel && shape_word_index(channel_words, body->channel) == 0) {
        context_error(context, "/channel", ERROR_not_in_list,
                      "phone, callback, digital, visit, front_desk, street, group");
    }
    enum status status = context_settle(context, STATUS_invalid);
    if (status == OK) {
        status = check_unit(context, body->unit_id);
    }
    if (status != OK) {
        return status;
    }
    link.until = date_from_days(date_to_days(context->today) + FEEDBACK_LINK_DAYS);
    out->expires_at = instant_at_helsinki(date_from_days(date_to_days(link.until) + 1), 0);
    out->url = arena_format(context->arena, "/feedback#%s", link_write(context, &link));
    return OK;
}
