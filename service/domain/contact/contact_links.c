#include "domain/contact/contact_links.h"
#include "base/actor.h"
#include "base/text.h"
#include "domain/consultation/consultation.h"
#include "domain/referral/referral.h"
#include "json/json.h"

#include <string.h>

/* --- nothing is typed twice --- */

static const char *word_of(const char *const *words, int index) {
    return index > 0 ? words[index - 1] : NULL;
}

static void put_name(struct text *out, const char *name) {
    text_add_char(out, out->length > 0 ? ',' : '{');
    json_write_string(out, name);
    text_add_char(out, ':');
}

/* A member that the body leaves out, from the contact. */
static void put_missing(struct text *out, const struct json *body, const char *name,
                        const char *value) {
    if (value && !json_member(body, name)) {
        put_name(out, name);
        json_write_string(out, value);
    }
}

static void put_classes(struct text *out, const struct json *body, const struct list *classes) {
    const char *const *items = classes->items;
    if (classes->count == 0 || json_member(body, "need_classes")) {
        return;
    }
    put_name(out, "need_classes");
    for (size_t i = 0; i < classes->count; i++) {
        text_add_char(out, i > 0 ? ',' : '[');
        json_write_string(out, items[i]);
    }
    text_add_char(out, ']');
}

static void put_member(void *data, const char *name, const struct json *value) {
    struct text *out = data;
    put_name(out, name);
    json_write_value(out, value);
}

/* The body with what the contact has said already. */
static struct text completed(struct context *context, const struct contact *contact,
                             const struct json *body) {
    char client[UUID_TEXT_SIZE];
    struct text out;
    uuid_print(&contact->client_id, client);
    text_init(&out, context->arena);
    put_missing(&out, body, "client_id", client);
    put_missing(&out, body, "need", contact->need.text);
    put_missing(&out, body, "urgency", word_of(urgency_words, contact->urgency));
    put_missing(&out, body, "from_register", word_of(register_words, contact->register_code));
    put_classes(&out, body, &contact->need.classes);
    json_each_member(body, put_member, &out);
    text_add_char(&out, '}');
    return out;
}

/* --- referrals --- */

static enum status read_referral(struct context *context, const struct contact *contact,
                                 const struct json *body, struct referral_new *out) {
    struct text text = completed(context, contact, body);
    const struct json *json = NULL;
    enum status status = json_parse(context, text.bytes, text.length, &json);
    return status == OK ? json_read(context, json, &referral_new_shape, out) : status;
}

/* It is about the contact's client, and is made of this contact alone. */
static void check_referral(struct context *context, const struct contact *contact,
                           const struct referral_new *body) {
    if (!uuid_equal(&body->client_id, &contact->client_id)) {
        context_error(context, "/client_id", ERROR_other_client, NULL);
    }
    if (uuid_is_set(&body->contact_id) && !uuid_equal(&body->contact_id, &contact->id)) {
        context_error(context, "/contact_id", ERROR_other_client, NULL);
    }
    if (uuid_is_set(&body->consultation_id)) {
        context_error(context, "/consultation_id", ERROR_by_conversion_only, NULL);
    }
}

static enum status make_referral(struct context *context, const struct contact *contact,
                                 const struct json *json, struct uuid *out) {
    struct referral_new body = {0};
    struct referral made = {0};
    enum status status = read_referral(context, contact, json, &body);
    if (status != OK) {
        return status;
    }
    check_referral(context, contact, &body);
    status = context_settle(context, STATUS_rule_broken);
    if (status == OK) {
        status = referral_create_from(context, &body, contact->id, (struct uuid){{0}}, &made);
    }
    *out = made.id;
    return status;
}

/* The faults told since then stand below `place`. */
static void move_faults(struct context *context, size_t since, const char *place) {
    for (size_t i = since; i < context->error_count; i++) {
        const char *pointer = context->errors[i].pointer;
        context->errors[i].pointer =
            arena_format(context->arena, "%s%s", place, pointer ? pointer : "");
    }
}

static enum status link_referral(struct context *context, const struct contact *contact,
                                 const char *place, struct contact_outcome *outcome) {
    size_t told = context->error_count;
    if (!actor_may(&context->actor, "referral:write")) {
        return context_fail(context, STATUS_forbidden, "a referral needs referral:write");
    }
    if (!uuid_is_set(&contact->client_id)) {
        context_error(context, place, ERROR_needs_client, NULL);
        return OK;
    }
    enum status status = make_referral(context, contact, outcome->referral, &outcome->referral_id);
    move_faults(context, told, place);
    return status;
}

/* --- consultations --- */

/* The question, in the contact's words where it has none of its own. */
static struct text completed_question(struct context *context, const struct contact *contact,
                                      const struct json *body) {
    struct text out;
    text_init(&out, context->arena);
    put_missing(&out, body, "question", contact->need.text);
    put_missing(&out, body, "urgency", word_of(urgency_words, contact->urgency));
    json_each_member(body, put_member, &out);
    text_add_string(&out, out.length > 0 ? "}" : "{}");
    return out;
}

static enum status make_consultation(struct context *context, const struct contact *contact,
                                     const struct json *json, struct uuid *out) {
    struct text text = completed_question(context, contact, json);
    struct consultation_new body = {0};
    struct consultation made = {0};
    const struct json *whole = NULL;
    enum status status = json_parse(context, text.bytes, text.length, &whole);
    if (status == OK) {
        status = json_read(context, whole, &consultation_new_shape, &body);
    }
    if (status == OK && uuid_is_set(&body.client_id) &&
        !uuid_equal(&body.client_id, &contact->client_id)) {
        context_error(context, "/client_id", ERROR_other_client, NULL);
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status == OK) {
        status = consultation_create_from_contact(context, &body, contact->id, contact->client_id,
                                                  &made);
    }
    *out = made.id;
    return status;
}

static enum status link_consultation(struct context *context, const struct contact *contact,
                                     const char *place, struct contact_outcome *outcome) {
    size_t told = context->error_count;
    if (!actor_may(&context->actor, "consultation:write")) {
        return context_fail(context, STATUS_forbidden, "a consultation needs consultation:write");
    }
    enum status status =
        make_consultation(context, contact, outcome->consultation, &outcome->consultation_id);
    move_faults(context, told, place);
    return status;
}

enum status contact_make_links(struct context *context, const struct contact *contact,
                               const char *place, struct contact_outcome *outcome) {
    enum status status = OK;
    if (outcome->referral) {
        status = link_referral(context, contact, arena_format(context->arena, "%s/referral", place),
                               outcome);
    }
    if (status == OK && outcome->consultation) {
        status = link_consultation(context, contact,
                                   arena_format(context->arena, "%s/consultation", place), outcome);
    }
    return status;
}
