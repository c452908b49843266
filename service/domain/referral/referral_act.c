/* The moves of a referral: what each one needs, and what it does beyond the change of state. */
#include "base/limits.h"
#include "domain/referral/referral_rules.h"
#include "domain/referral/referral_store.h"
#include "ledger/ledger.h"

#include <string.h>

enum { UNSEEN_BY_SENDER = 1, UNSEEN_BY_RECEIVER };

/* One move on its way. */
struct acting {
    struct context *context;
    const struct referral_act *act;
    struct referral_open *open;
    struct referral *referral;
    const char *detail; /* what the history tells beside the states */
};

/* --- what the moves do --- */

static enum status no_more(struct acting *acting) {
    (void)acting;
    return OK;
}

/* A draft may lie for weeks: whom it goes to and on which ground is looked at on the day it goes.
 */
static enum status send_it(struct acting *acting) {
    struct referral *referral = acting->referral;
    struct referral_target target = {.service_takes = false};
    enum status status = referral_load_target(acting->context, referral, &target);
    if (status == OK) {
        referral_aim(acting->context, &target, referral->to_register, referral);
        referral_begin_clocks(acting->context, acting->open);
    }
    return status;
}

/* It may have been edited: another receiver has targets of its own, and a rule more a clock. */
static enum status resend_it(struct acting *acting) {
    referral_begin_clocks(acting->context, acting->open);
    return OK;
}

static enum status start_it(struct acting *acting) {
    if (!acting->referral->assignee) {
        acting->referral->assignee = acting->context->actor.sub;
    }
    deadline_set_meet(acting->context, &acting->open->clocks, MET_BY_START);
    return OK;
}

static enum status leave_assignee(struct acting *acting) {
    acting->referral->assignee = NULL;
    return OK;
}

static void close_it(struct acting *acting, int unseen) {
    acting->referral->closed_on = acting->context->today;
    acting->referral->unseen = unseen;
    deadline_set_end(acting->context, &acting->open->clocks);
}

static enum status complete_it(struct acting *acting) {
    struct referral *referral = acting->referral;
    if (!acting->act->outcome) {
        context_error(acting->context, "/outcome", ERROR_must_be_given, NULL);
        return OK;
    }
    referral->outcome = *acting->act->outcome;
    referral->outcome.at = acting->context->now;
    acting->detail = referral_outcome_words[referral->outcome.kind - 1];
    deadline_set_meet(acting->context, &acting->open->clocks, MET_BY_COMPLETE);
    close_it(acting, referral_is_handed(referral) ? 0 : UNSEEN_BY_SENDER);
    return OK;
}

static enum status decline_it(struct acting *acting) {
    acting->referral->assignee = NULL;
    close_it(acting, UNSEEN_BY_SENDER);
    return OK;
}

static enum status cancel_it(struct acting *acting) {
    bool received = acting->referral->sent_at.us != 0 && !referral_is_handed(acting->referral);
    close_it(acting, received ? UNSEEN_BY_RECEIVER : 0);
    return OK;
}

static enum status reopen_it(struct acting *acting) {
    struct referral *referral = acting->referral;
    struct date today = acting->context->today;
    deadline_set_reopen(acting->context, &acting->open->clocks, referral->closed_on,
                        referral->to.service_id, referral_age_today(acting->context, referral));
    if (referral->state == REFERRAL_COMPLETED && !referral_is_handed(referral)) {
        /* It is in progress at once: nobody will start it. */
        deadline_set_meet(acting->context, &acting->open->clocks, MET_BY_START);
    }
    referral->outcome = (struct referral_outcome){.text = NULL}; /* the history has it */
    referral->closed_on = (struct date){0};
    referral->unseen = 0;
    if (referral_is_handed(referral) && date_compare(referral->follow_up_on, today) <= 0) {
        referral->follow_up_on = date_from_days(date_to_days(today) + FOLLOW_UP_DAYS);
    }
    return OK;
}

/* The clock goes along; the own targets of the former service end, those of the new one begin. */
static enum status redirect_it(struct acting *acting) {
    struct context *context = acting->context;
    struct referral *referral = acting->referral;
    const struct referral_to *to = acting->act->to;
    int came_into = referral->to_register;
    struct referral_target target = {.service_takes = false};
    if (!to || uuid_is_set(&to->service_id) == uuid_is_set(&to->unit_id)) {
        context_error(context, "/to", to ? ERROR_only_one : ERROR_must_be_given,
                      "service_id, unit_id");
        return OK;
    }
    bool same = uuid_is_set(&to->service_id) ? uuid_equal(&to->service_id, &referral->to.service_id)
                                             : !uuid_is_set(&referral->to.service_id) &&
                                                   uuid_equal(&to->unit_id, &referral->to.unit_id);
    if (same) {
        context_error(context, "/to", ERROR_same_receiver, NULL);
    }
    referral->to = *to;
    referral->assignee = NULL;
    if (acting->act->ground) {
        referral->ground = *acting->act->ground;
    }
    enum status status = referral_load_target(context, referral, &target);
    if (status != OK) {
        return status;
    }
    /* The ground on which it came into a register keeps it there, whatever became of the consent.
     */
    if (!acting->act->ground && came_into) {
        target.consent_register = register_words[came_into - 1];
    }
    referral_aim(context, &target, acting->act->to_register, referral);
    deadline_set_serve(context, &acting->open->clocks, referral->to.service_id,
                       referral_age_today(context, referral));
    char text[UUID_TEXT_SIZE];
    uuid_print(uuid_is_set(&to->service_id) ? &to->service_id : &to->unit_id, text);
    acting->detail = arena_string(context->arena, text);
    return OK;
}

static enum status assign_it(struct acting *acting) {
    struct context *context = acting->context;
    struct referral *referral = acting->referral;
    const char *wanted = acting->act->assignee ? acting->act->assignee : context->actor.sub;
    if (strcmp(wanted, context->actor.sub) != 0 && !actor_may(&context->actor, "referral:manage")) {
        return context_fail(context, STATUS_forbidden, "assigning to others needs referral:manage");
    }
    referral->assignee = wanted;
    acting->detail = wanted;
    return OK;
}

static enum status release_it(struct acting *acting) {
    struct context *context = acting->context;
    const char *assignee = acting->referral->assignee;
    if (!assignee) {
        return context_fail(context, STATUS_conflict, "nobody has it");
    }
    if (strcmp(assignee, context->actor.sub) != 0 &&
        !actor_may(&context->actor, "referral:manage")) {
        return referral_taken(context, assignee);
    }
    acting->referral->assignee = NULL;
    return OK;
}

static enum status change_urgency(struct acting *acting) {
    if (!acting->act->urgency) {
        context_error(acting->context, "/urgency", ERROR_must_be_given, NULL);
        return OK;
    }
    acting->referral->urgency = acting->act->urgency;
    acting->detail = referral_urgency_words[acting->act->urgency - 1];
    return OK;
}

static enum status pause_it(struct acting *acting) {
    struct context *context = acting->context;
    const struct deadline_stop *stop = acting->act->stop;
    if (!referral_may_pause(context, &acting->open->clocks)) {
        return context_fail(context, STATUS_conflict, "no clock runs, or as many stops as can be");
    }
    if (!stop) {
        context_error(context, "/stop", ERROR_must_be_given, NULL);
        return OK;
    }
    if (date_is_set(stop->to) && date_compare(stop->to, stop->from) < 0) {
        context_error(context, "/stop/to", ERROR_ends_before_start, NULL);
    }
    if (stop->from.year < CALENDAR_FIRST_YEAR || stop->from.year > CALENDAR_LAST_YEAR ||
        stop->to.year > CALENDAR_LAST_YEAR) {
        context_error(context, "/stop/from", ERROR_out_of_range, "2000-01-01..2100-12-31");
    }
    if (strcmp(deadline_stop_words[stop->reason - 1], DEADLINE_STOP_CLOSED) == 0) {
        context_error(context, "/stop/reason", ERROR_not_in_list,
                      "client_wish, no_show, medical, information_awaited");
    }
    deadline_set_pause(context, &acting->open->clocks, stop->reason, stop->from, stop->to);
    acting->detail = deadline_stop_words[stop->reason - 1];
    return OK;
}

static enum status resume_it(struct acting *acting) {
    bool found = deadline_set_resume(acting->context, &acting->open->clocks);
    return found ? OK : context_fail(acting->context, STATUS_conflict, "no clock stands still");
}

static enum status acknowledge_it(struct acting *acting) {
    if (!acting->referral->unseen) {
        return context_fail(acting->context, STATUS_conflict, "it has been seen");
    }
    acting->referral->unseen = 0;
    return OK;
}

/* Members of a body that belong to one action. */
enum member { NONE, TO = 1, ASSIGNEE = 2, OUTCOME = 4, URGENCY = 8, STOP = 16 };

static const struct effect {
    const char *action;
    enum status (*apply)(struct acting *acting);
    unsigned takes;
    bool turn; /* from now on it waits for somebody else */
} effects[] = {
    {"send", send_it, NONE, true},
    {"receive", no_more, NONE, true},
    {"accept", no_more, NONE, true},
    {"start", start_it, NONE, true},
    {"complete", complete_it, OUTCOME, true},
    {"return", leave_assignee, NONE, true},
    {"resend", resend_it, NONE, true},
    {"redirect", redirect_it, TO, true},
    {"decline", decline_it, NONE, true},
    {"cancel", cancel_it, NONE, true},
    {"reopen", reopen_it, NONE, true},
    {"assign", assign_it, ASSIGNEE, false},
    {"release", release_it, NONE, false},
    {"urgency", change_urgency, URGENCY, false},
    {"pause", pause_it, STOP, false},
    {"resume", resume_it, NONE, false},
    {"acknowledge", acknowledge_it, NONE, false},
};

static const struct effect *effect_of(const char *action) {
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++) {
        if (strcmp(effects[i].action, action) == 0) {
            return &effects[i];
        }
    }
    return NULL;
}

/* --- who may, and with what --- */

/* May the caller make this move on the version they have seen? */
enum status referral_may(struct context *context, const struct referral_open *open,
                         const char *action, const struct versions *seen, const struct move **out) {
    const struct referral *referral = &open->record;
    const char *state = referral_state_words[referral->state - 1];
    *out = referral_move_of(referral, action);
    unsigned sides = referral_sides(context, referral);
    if (sides == 0 || (*out && !((*out)->side & sides))) {
        return context_fail(context, STATUS_forbidden, "%s is the other side's", action);
    }
    if (!versions_hold(seen, referral->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    if (!*out) {
        return context_fail(context, STATUS_conflict, "no %s from %s", action, state);
    }
    return OK;
}

static void check_members(struct context *context, const struct move *move,
                          const struct referral_act *act, unsigned takes) {
    const struct {
        const char *pointer;
        bool given;
        unsigned bit;
    } members[] = {{"/to", act->to, TO},
                   {"/to_register", act->to_register != 0, TO},
                   {"/ground", act->ground, TO},
                   {"/assignee", act->assignee, ASSIGNEE},
                   {"/outcome", act->outcome, OUTCOME},
                   {"/urgency", act->urgency != 0, URGENCY},
                   {"/stop", act->stop, STOP}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (members[i].given && !(takes & members[i].bit)) {
            context_error(context, members[i].pointer, ERROR_not_of_action, NULL);
        }
    }
    if (move->reason && (!act->reason || strspn(act->reason, " \t\n") == strlen(act->reason))) {
        context_error(context, "/reason", ERROR_must_be_given, NULL);
    }
}

/* Claiming what one has already is no error, and who comes second is told who has it, whichever
 * version they saw. What is left to assign is nobody's, or its taker may take it from another. */
static bool settles_claim(struct context *context, const struct referral_open *open,
                          const char *action, const struct referral_act *act, enum status *out) {
    const struct referral *referral = &open->record;
    if (strcmp(action, "assign") != 0 || !referral->assignee ||
        !referral_move_of(referral, action) ||
        !(referral_sides(context, referral) & MOVE_RECEIVER)) {
        return false;
    }
    const char *wanted = act->assignee ? act->assignee : context->actor.sub;
    if (strcmp(wanted, referral->assignee) == 0) {
        *out = OK;
        return true;
    }
    *out = actor_may(&context->actor, "referral:manage")
               ? OK
               : referral_taken(context, referral->assignee);
    return *out != OK;
}

static enum status apply(struct context *context, const struct move *move,
                         const struct referral_act *act, struct referral_open *open) {
    const struct effect *effect = effect_of(move->action);
    struct acting acting = {context, act, open, &open->record, NULL};
    check_members(context, move, act, effect->takes);
    enum status status = effect->apply(&acting);
    if (status == OK) {
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status != OK) {
        return status;
    }
    struct referral *referral = &open->record;
    referral->state = shape_word_index(referral_state_words, move->to);
    referral->waiting_since = effect->turn ? context->now : referral->waiting_since;
    referral->due_on =
        referral_is_closed(referral) ? (struct date){0} : deadline_set_due(context, &open->clocks);
    const char *words = act->outcome ? act->outcome->text : act->reason;
    return referral_store_move(context, move, words, acting.detail, open);
}

enum status referral_move(struct context *context, struct uuid id, const char *action,
                          const struct versions *seen, const struct referral_act *act,
                          struct referral *out) {
    struct referral_open open;
    const struct move *move = NULL;
    if (!effect_of(action)) {
        return context_fail(context, STATUS_not_found, "there is no such action");
    }
    enum status status = referral_load(context, id, &open);
    if (status != OK) {
        return status;
    }
    if (settles_claim(context, &open, action, act, &status)) {
        return status == OK ? referral_show(context, &open, out) : status;
    }
    status = referral_may(context, &open, action, seen, &move);
    if (status == OK) {
        status = apply(context, move, act, &open);
    }
    if (status == OK) {
        referral_dress(context, &open, out);
    }
    return status;
}
