#include "domain/referral/referral_rules.h"
#include "base/limits.h"

#include <string.h>

unsigned referral_moves_of(int kind) {
    return kind == REFERRAL_THIRD_SECTOR || kind == REFERRAL_DIGITAL ? REFERRAL_HANDED
                                                                     : REFERRAL_QUEUED;
}

bool referral_is_handed(const struct referral *referral) {
    return referral_moves_of(referral->kind) == REFERRAL_HANDED;
}

const struct move *referral_move_of(const struct referral *referral, const char *action) {
    return move_find_of(&referral_moves, referral_moves_of(referral->kind),
                        referral_state_words[referral->state - 1], action);
}

bool referral_is_closed(const struct referral *referral) {
    return referral->state == REFERRAL_COMPLETED || referral->state == REFERRAL_DECLINED ||
           referral->state == REFERRAL_CANCELLED;
}

/* --- sides --- */

static bool is_me(const struct context *context, const char *sub) {
    return sub && strcmp(sub, context->actor.sub) == 0;
}

/* Acts for the unit: works there, may act for any, or speaks for a whole register. */
static bool acts_for(const struct context *context, const struct referral *referral,
                     struct uuid unit_id) {
    bool works_there = uuid_is_set(&unit_id) && uuid_equal(&unit_id, &referral->caller_unit_id);
    return works_there || !context->actor.unit || actor_may(&context->actor, "referral:manage");
}

unsigned referral_sides(const struct context *context, const struct referral *referral) {
    const struct actor *actor = &context->actor;
    unsigned sides = 0;
    if (actor_sees_register(actor, (enum register_code)referral->from_register) &&
        (is_me(context, referral->created_by.sub) ||
         acts_for(context, referral, referral->from_unit_id))) {
        sides |= MOVE_SENDER;
    }
    bool sees = actor_sees_register(actor, (enum register_code)referral->to_register);
    if (!referral_is_handed(referral) && sees &&
        (is_me(context, referral->assignee) || acts_for(context, referral, referral->to.unit_id))) {
        sides |= MOVE_RECEIVER;
    }
    return sides;
}

/* --- available actions --- */

/* A clock runs, it does not stand still already, and there is room for one stop more. */
bool referral_may_pause(const struct context *context, const struct deadline_set *clocks) {
    const struct deadline_pause *pauses = clocks->pauses.items;
    for (size_t i = 0; i < clocks->pauses.count; i++) {
        if (date_compare(pauses[i].from, context->today) <= 0 &&
            (!date_is_set(pauses[i].to) || date_compare(pauses[i].to, context->today) >= 0)) {
            return false;
        }
    }
    return deadline_set_runs(clocks) && clocks->pauses.count < DEADLINE_STOPS_MAX;
}

/* What the table of moves can't say: it knows states, not what else the record holds. */
static bool makes_sense(const struct context *context, const struct referral_open *open,
                        const char *action) {
    const struct referral *referral = &open->record;
    if (strcmp(action, "release") == 0) {
        return is_me(context, referral->assignee) ||
               (referral->assignee && actor_may(&context->actor, "referral:manage"));
    }
    if (strcmp(action, "assign") == 0) {
        return !referral->assignee || is_me(context, referral->assignee) ||
               actor_may(&context->actor, "referral:manage");
    }
    if (strcmp(action, "pause") == 0) {
        return referral_may_pause(context, &open->clocks);
    }
    if (strcmp(action, "resume") == 0) {
        return deadline_set_may_resume(context, &open->clocks);
    }
    if (strcmp(action, "acknowledge") == 0) {
        unsigned sides = referral_sides(context, referral);
        return (referral->unseen == 1 && (sides & MOVE_SENDER)) ||
               (referral->unseen == 2 && (sides & MOVE_RECEIVER));
    }
    return true;
}

struct list referral_actions(struct context *context, const struct referral_open *open) {
    const struct referral *referral = &open->record;
    struct list actions =
        moves_open_of(context, &referral_moves, referral_moves_of(referral->kind),
                      referral_state_words[referral->state - 1], referral_sides(context, referral));
    const char **words = actions.items;
    size_t count = 0;
    for (size_t i = 0; i < actions.count; i++) {
        if (makes_sense(context, open, words[i])) {
            words[count++] = words[i];
        }
    }
    return (struct list){words, count};
}

/* --- where it may go --- */

static int register_of(const char *word) {
    return word ? shape_word_index(register_words, word) : 0;
}

/* The register that a kind of referral goes into by its nature. */
static int register_of_kind(int kind) {
    switch (kind) {
    case REFERRAL_HEALTH:
        return REGISTER_HEALTH;
    case REFERRAL_SOCIAL_CONTACT:
    case REFERRAL_SERVICE_NEED:
        return REGISTER_SOCIAL;
    default:
        return REGISTER_NONE;
    }
}

static bool takes_kind(const struct list *kinds, int kind) {
    const char *const *words = kinds->items;
    for (size_t i = 0; i < kinds->count; i++) {
        if (strcmp(words[i], referral_kind_codes[kind - 1]) == 0) {
            return true;
        }
    }
    return kinds->count == 0;
}

/* A contact to social care may be made by law; anything else across the border needs its ground
 * said. A consent that is named must be one of this client's that lets it go there today. */
static void check_ground(struct context *context, const struct referral_target *target,
                         struct referral *referral) {
    const struct referral_ground *ground = &referral->ground;
    bool crosses = referral->to_register && referral->to_register != referral->from_register;
    if (crosses && uuid_is_set(&ground->consent_id) &&
        register_of(target->consent_register) != referral->to_register) {
        context_error(context, "/ground/consent_id", ERROR_ground_needed, NULL);
    }
    if (!crosses || ground->kind) {
        return;
    }
    if (register_of_kind(referral->kind) == REGISTER_SOCIAL) {
        referral->ground =
            (struct referral_ground){.kind = 2, .basis = "Sosiaalihuoltolaki 1301/2014, 35 §"};
    } else {
        context_error(context, "/ground", ERROR_ground_needed, NULL);
    }
}

static void check_service(struct context *context, const struct referral_target *target,
                          const struct referral *referral) {
    if (!uuid_is_set(&target->service_id)) {
        context_error(context, "/to/service_id", ERROR_unknown_service, NULL);
    } else if (!referral_is_handed(referral) &&
               (!target->service_takes || !takes_kind(&target->referral_kinds, referral->kind))) {
        context_error(context, "/to/service_id", ERROR_takes_no_referrals, NULL);
    }
}

/* The receiver's register: what is said, else the receiver's own, else that of the kind, else the
 * sender's. Where the receiver or the kind has one, what is said must be the same. */
static void check_register(struct context *context, const struct referral_target *target,
                           int to_register, struct referral *referral) {
    int own = register_of(target->service_register);
    if (!own && !uuid_is_set(&target->service_id)) {
        own = register_of(target->unit_register);
    }
    int by_kind = register_of_kind(referral->kind);
    int wanted = own ? own : by_kind;
    if (referral_is_handed(referral)) {
        referral->to_register = 0;
        return;
    }
    if (wanted && to_register && to_register != wanted) {
        context_error(context, "/to_register", ERROR_register_mismatch, register_words[wanted - 1]);
    }
    if (own && by_kind && own != by_kind) {
        context_error(context, "/to", ERROR_register_mismatch, register_words[by_kind - 1]);
    }
    referral->to_register = to_register ? to_register : wanted ? wanted : referral->from_register;
}

void referral_aim(struct context *context, const struct referral_target *target, int to_register,
                  struct referral *referral) {
    if (uuid_is_set(&referral->to.service_id)) {
        check_service(context, target, referral);
        referral->to.unit_id = target->service_unit_id;
    } else if (!target->unit_valid) {
        context_error(context, "/to/unit_id", ERROR_unknown_unit, NULL);
    }
    check_register(context, target, to_register, referral);
    check_ground(context, target, referral);
}
