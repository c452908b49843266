#include "domain/demo/demo_referrals.h"

#include "base/arena.h"
#include "domain/demo/demo_persons.h"
#include "domain/directory/directory.h"
#include "domain/referral/referral.h"

enum { REFERRED_OF = 5, STEPS_MAX = 5, HOURS_A_STEP = 31 };

/* How far each has got; the list goes round. */
static const char *const ways[][STEPS_MAX] = {
    {NULL},
    {"receive", NULL},
    {"assign", "receive", NULL},
    {"receive", "accept", "start", NULL},
    {"return", NULL},
    {"decline", NULL},
    {"receive", "accept", "start", "complete", NULL},
};
enum { WAYS = sizeof ways / sizeof *ways };

static const char *const needs[] = {
    "Vuokra on maksamatta, apua tarvitaan talouden järjestämiseen.",
    "Arjessa selviytymiseen tarvitaan tukea kotiin.",
    "Palvelutarpeen arviointia toivotaan yhdessä asiakkaan kanssa.",
};
enum { NEEDS = sizeof needs / sizeof *needs };

/* The steps are the receiver's. */
static enum status make_moves(struct context *context, const char *const *actions,
                              const char *social_unit, struct referral *referral) {
    static const struct versions any = {.any = true};
    static const struct referral_outcome outcome = {.kind = 1, .text = "Tuki alkoi sovitusti."};
    struct actor sender = context->actor;
    enum status status = OK;
    context->actor.register_code = REGISTER_SOCIAL;
    context->actor.unit = social_unit;
    context->actor.sub = "demo-social-worker";
    for (size_t i = 0; status == OK && actions[i]; i++) {
        bool complete = actions[i][0] == 'c';
        bool says_why = actions[i][0] == 'd' || actions[i] == ways[4][0];
        const struct referral_act act = {.reason = says_why ? "Tarvitaan lisätietoja." : NULL,
                                         .outcome = complete ? &outcome : NULL};
        struct uuid id = referral->id;
        demo_pass(context, HOURS_A_STEP * (int)(i + 1));
        status = referral_move(context, id, actions[i], &any, &act, referral);
    }
    context->actor = sender;
    return status;
}

enum status demo_refer(struct context *context, struct uuid client_id, const char *social_unit,
                       int number) {
    struct referral_to to = {.unit_id = {{0}}};
    struct referral referral = {.version = 0};
    if (number % REFERRED_OF != 0) {
        return OK;
    }
    enum status status = unit_find_code(context, social_unit, &to.unit_id);
    if (status != OK || !uuid_is_set(&to.unit_id)) {
        return status;
    }
    const int round = number / REFERRED_OF;
    const struct referral_new body = {.client_id = client_id,
                                      .kind = REFERRAL_SOCIAL_CONTACT,
                                      .to = &to,
                                      .need = needs[round % NEEDS],
                                      .urgency = 1 + round % 3,
                                      .from_register = REGISTER_HEALTH,
                                      .rule = "service_need_start",
                                      .send = {true, true}};
    context->actor.register_code = REGISTER_HEALTH;
    context->actor.sub = "demo-nurse";
    status = referral_create(context, &body, &referral);
    return status == OK ? make_moves(context, ways[round % WAYS], social_unit, &referral) : status;
}
