/* What the two sides do with a consultation. */
#include "app.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/consultation/consultation.sql.h"
#include "domain/consultation/consultation_store.h"
#include "domain/referral/referral.h"
#include "ledger/ledger.h"

#include <string.h>

static enum status refuse(struct context *context, const char *pointer, enum error_code code,
                          const char *word) {
    context_error(context, pointer, code, word);
    return context_fail(context, STATUS_conflict, "%s", error_code_name(code));
}

static enum status refuse_converted(struct context *context,
                                    const struct consultation *consultation) {
    char id[UUID_TEXT_SIZE];
    uuid_print(&consultation->referral_id, id);
    return refuse(context, "", ERROR_already_converted, id);
}

/* The move that this caller may make now. What has become a referral is told before all else. */
static enum status find_move(struct context *context, const struct consultation *consultation,
                             const struct versions *seen, const char *action,
                             const struct move **out) {
    const char *state = consultation_state_words[consultation->state - 1];
    unsigned sides = consultation_sides(context, consultation);
    if (consultation->state == CONSULTATION_CONVERTED) {
        return refuse_converted(context, consultation);
    }
    if (!versions_hold(seen, consultation->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    *out = move_find(&consultation_moves, state, action);
    if (!*out || consultation_is_forgotten(consultation) || ((*out)->side & sides) == 0) {
        return refuse(context, "", ERROR_action_not_open, state);
    }
    return OK;
}

/* The texts of an anonymous one are looked through, no matter who writes them. */
static enum status check_texts(struct context *context, const struct consultation *consultation,
                               const struct consultation_act *act) {
    if (!consultation->anonymous) {
        return OK;
    }
    anonymity_check_field(context, "/text", act->text, &act->acknowledged);
    anonymity_check_field(context, "/reason", act->reason, &act->acknowledged);
    if (act->outcome) {
        anonymity_check_field(context, "/outcome/text", act->outcome->text, &act->acknowledged);
    }
    return context_settle(context, STATUS_rule_broken);
}

static void warn(struct context *context, const struct consultation_act *act,
                 struct consultation *out) {
    if (!out->anonymous) {
        return;
    }
    anonymity_warn_field(context, "/text", act->text, &out->warnings);
    anonymity_warn_field(context, "/reason", act->reason, &out->warnings);
    if (act->outcome) {
        anonymity_warn_field(context, "/outcome/text", act->outcome->text, &out->warnings);
    }
}

/* --- what each move does to the record --- */

static void go_on(const struct context *context, struct consultation *out) {
    if (out->stopped_at.us != 0) {
        out->due_at.us += context->now.us - out->stopped_at.us;
        out->stopped_at.us = 0;
    }
}

/* A clock is met once: an answer after a conversion's or another answer changes nothing. */
static void meet(const struct context *context, struct consultation *out) {
    go_on(context, out);
    if (out->met_at.us == 0) {
        out->met_at = context->now;
    }
}

static enum status do_answer(struct context *context, const struct consultation_act *act,
                             struct consultation *out) {
    meet(context, out);
    out->answer_kind = act->kind;
    out->answered_at = context->now;
    out->answered_by = (struct person){.sub = context->actor.sub};
    return OK;
}

static enum status do_ask_more(struct context *context, const struct consultation_act *act,
                               struct consultation *out) {
    (void)act;
    out->stopped_at = context->now;
    return OK;
}

static enum status do_give_more(struct context *context, const struct consultation_act *act,
                                struct consultation *out) {
    (void)act;
    go_on(context, out);
    return OK;
}

static enum status do_assign(struct context *context, const struct consultation_act *act,
                             struct consultation *out) {
    const char *wanted = act->assignee ? act->assignee : context->actor.sub;
    if (out->assignee.sub && strcmp(out->assignee.sub, wanted) != 0) {
        return refuse(context, "/assignee", ERROR_taken, out->assignee.sub);
    }
    out->assignee = (struct person){.sub = wanted};
    out->assigned_at = context->now;
    return OK;
}

static enum status do_release(struct context *context, const struct consultation_act *act,
                              struct consultation *out) {
    (void)act;
    if (!out->assignee.sub) {
        return refuse(context, "", ERROR_action_not_open, consultation_state_words[out->state - 1]);
    }
    out->assignee = (struct person){.sub = NULL};
    out->assigned_at.us = 0;
    return OK;
}

static enum status do_close(struct context *context, const struct consultation_act *act,
                            struct consultation *out) {
    if (act->outcome) {
        out->avoided_referral = act->outcome->avoided_referral;
        out->outcome_text = act->outcome->text;
    }
    out->ended_at = context->now;
    return OK;
}

static enum status do_withdraw(struct context *context, const struct consultation_act *act,
                               struct consultation *out) {
    (void)act;
    out->stopped_at = out->stopped_at.us != 0 ? out->stopped_at : context->now;
    out->ended_at = context->now;
    return OK;
}

/* The first clock stays as it was; another starts, as long as the first. */
static enum status do_reopen(struct context *context, const struct consultation_act *act,
                             struct consultation *out) {
    (void)act;
    enum status status = consultation_store_clock(context, out);
    out->round++;
    out->starts_at = context->now;
    out->due_at.us = context->now.us + out->answer_within_hours * INT64_C(3600000000);
    out->stopped_at.us = 0;
    out->met_at.us = 0;
    out->ended_at.us = 0;
    out->avoided_referral = (struct opt_bool){.present = false};
    out->outcome_text = NULL;
    out->outcome = NULL;
    return status;
}

/* --- becoming a referral --- */

static enum status do_convert(struct context *context, const struct consultation_act *act,
                              struct consultation *out) {
    struct referral_to to = act->to ? *act->to : (struct referral_to){out->to.service_id, {{0}}};
    struct referral referral;
    if (out->anonymous || !out->authorised_to_convert) {
        return refuse(context, "", ERROR_not_authorised_to_convert, NULL);
    }
    if (!actor_may(&context->actor, "referral:write")) {
        return context_fail(context, STATUS_forbidden, "may write no referrals");
    }
    if (!uuid_is_set(&to.service_id) && !uuid_is_set(&to.unit_id)) {
        context_error(context, "/to", ERROR_required, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    const struct referral_new body = {.client_id = out->client_id,
                                      .kind = act->referral_kind,
                                      .to = &to,
                                      .need = act->need ? act->need : out->question,
                                      .urgency = out->urgency,
                                      .from_register = (int)context->actor.register_code,
                                      .ground = act->ground,
                                      .send = {true, true}};
    enum status status = referral_create_from(context, &body, out->contact_id, out->id, &referral);
    if (status == OK) {
        meet(context, out);
        out->referral_id = referral.id;
        out->ended_at = context->now;
    }
    return status;
}

struct deed {
    const char *action;
    enum status (*make)(struct context *context, const struct consultation_act *act,
                        struct consultation *out);
    const char *message; /* kind of the message that its text becomes, or NULL */
};

static const struct deed deeds[] = {{"answer", do_answer, "answer"},
                                    {"ask_more", do_ask_more, "ask_more"},
                                    {"give_more", do_give_more, "give_more"},
                                    {"convert", do_convert, NULL},
                                    {"close", do_close, NULL},
                                    {"withdraw", do_withdraw, NULL},
                                    {"reopen", do_reopen, NULL},
                                    {"assign", do_assign, NULL},
                                    {"release", do_release, NULL}};

static const struct deed *deed_of(const char *action) {
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        if (strcmp(deeds[i].action, action) == 0) {
            return &deeds[i];
        }
    }
    return NULL;
}

/* Another was first: with a conversion, or with anything else. */
static enum status lost(struct context *context, struct uuid id) {
    struct consultation now;
    enum status status = consultation_load(context, id, false, &now);
    if (status == OK && now.state == CONSULTATION_CONVERTED) {
        return refuse_converted(context, &now);
    }
    return status == OK ? context_fail(context, STATUS_stale, "another was first") : status;
}

/* Claiming what one has already is no error, whichever version was seen. */
static bool is_claimed_again(const struct context *context, const struct consultation *consultation,
                             const char *action, const struct consultation_act *act) {
    const char *wanted = act->assignee ? act->assignee : context->actor.sub;
    const char *state = consultation_state_words[consultation->state - 1];
    return strcmp(action, "assign") == 0 && consultation->is_receiver &&
           !consultation_is_forgotten(consultation) &&
           move_find(&consultation_moves, state, action) && consultation->assignee.sub &&
           strcmp(consultation->assignee.sub, wanted) == 0;
}

static int state_of(const char *word) {
    return shape_word_index(consultation_state_words, word);
}

/* Makes the move: the record, its row, its step, its message. */
static enum status carry_out(struct context *context, const struct move *move,
                             const struct consultation_act *act, struct consultation *out) {
    const struct deed *deed = deed_of(move->action);
    struct consultation_said said[CONSULTATION_SAID_MAX];
    size_t count = 0;
    bool stored = false;
    enum status status = deed->make(context, act, out);
    if (status != OK) {
        return status;
    }
    out->state = state_of(move->to);
    /* Why it is moved, or what came of it, which a reopening takes back: the history keeps it. Of
     * an anonymous one it is a message of its thread, and forgotten with it: the history is never
     * changed. */
    const char *words = act->outcome ? act->outcome->text : act->reason;
    bool apart = out->anonymous && words;
    if (apart) {
        said[count++] = (struct consultation_said){"message", words};
    }
    if (deed->message) {
        said[count++] = (struct consultation_said){deed->message, act->text};
    }
    status =
        consultation_store_move(context, out, move, apart ? NULL : words, said, count, &stored);
    return status == OK && !stored ? lost(context, out->id) : status;
}

enum status consultation_move(struct context *context, struct uuid id, const struct versions *seen,
                              const char *action, const struct consultation_act *act,
                              struct consultation *out) {
    const struct move *move = NULL;
    struct list clocks = {0};
    /* Anyone who converts at the same time waits here, and is then told what it became. */
    enum status status = strcmp(action, "convert") == 0 ? consultation_lock(context, id) : OK;
    if (status == OK) {
        status = consultation_load(context, id, false, out);
    }
    if (status == OK && is_claimed_again(context, out, action, act)) {
        return ledger_audit(context, AUDIT_READ, out->client_id, RESOURCE_consultation, id,
                            consultation_ground(context, out));
    }
    if (status == OK) {
        status = find_move(context, out, seen, action, &move);
    }
    if (status == OK) {
        status = check_texts(context, out, act);
    }
    if (status != OK) {
        return status;
    }
    /* The clocks that have ended, and the one that a reopening ends. */
    clocks = (struct list){out->deadlines.items,
                           out->deadlines.count - (strcmp(action, "reopen") == 0 ? 0 : 1)};
    status = carry_out(context, move, act, out);
    if (status == OK) {
        consultation_dress(context, &clocks, out);
        warn(context, act, out);
    }
    return status;
}
