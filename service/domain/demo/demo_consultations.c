#include "domain/demo/demo_consultations.h"
#include "base/actor.h"
#include "domain/consultation/consultation.h"
#include "domain/demo/demo_persons.h"

enum { STEPS_MAX = 3, LATEST_HOURS = 60 };

struct story {
    const char *question;
    int urgency;
    struct {
        const char *action; /* NULL: the end */
        bool asker;
        struct consultation_act act;
    } steps[STEPS_MAX];
};

static const struct consultation_outcome spared = {.avoided_referral = {true, true},
                                                   .text = "Lähetettä ei tarvittu."};

static const struct story stories[DEMO_CONSULTATIONS] = {
    {"Mikä palvelu sopii aikuiselle, jonka uni ja työ ovat kadoksissa ja joka ei halua lääkitystä?",
     URGENCY_NON_URGENT,
     {{NULL, false, {.kind = 0}}}},
    {"Voiko kotihoidon aloittaa ennen toimintakyvyn arviota, kun kaatumisia on ollut useita?",
     URGENCY_URGENT,
     {{"assign", false, {.kind = 0}},
      {"ask_more", false, {.text = "Onko apuvälineet kokeiltu?"}},
      {NULL, false, {.kind = 0}}}},
    {"Asiakas tarvitsee tukea sekä velkoihin että päihteisiin: kumpi ensin?",
     URGENCY_NON_URGENT,
     {{"answer", false, {.kind = 2, .text = "Tavataan yhdessä; aika löytyy ensi viikolta."}},
      {NULL, false, {.kind = 0}}}},
    {"Riittääkö ryhmä, kun paniikkikohtaukset ovat harventuneet?",
     URGENCY_NON_URGENT,
     {{"answer", false, {.kind = 1, .text = "Riittää; uusi ryhmä alkaa kuukauden kuluttua."}},
      {"close", true, {.outcome = &spared}},
      {NULL, false, {.kind = 0}}}},
    {"Onko liikkumisen tuelle jonoa?",
     URGENCY_NON_URGENT,
     {{"withdraw", true, {.kind = 0}}, {NULL, false, {.kind = 0}}}}};

static void act_as(struct context *context, const char *sub, const char *unit) {
    context->actor.sub = sub;
    context->actor.unit = unit;
    context->actor.register_code = REGISTER_HEALTH;
}

enum status demo_consultation(struct context *context, const char *asking_unit,
                              const char *asked_unit, int number) {
    const struct story *story = &stories[number % DEMO_CONSULTATIONS];
    const struct consultation_receiver to = {.group = asked_unit};
    const struct consultation_new body = {.to = &to,
                                          .question = story->question,
                                          .anonymous = {true, true},
                                          .urgency = story->urgency};
    struct consultation now = {.version = 0};
    act_as(context, "demo-asker", asking_unit);
    enum status status = consultation_create(context, &body, &now);
    for (size_t i = 0; status == OK && i < STEPS_MAX && story->steps[i].action; i++) {
        const struct versions seen = {.any = true};
        bool asker = story->steps[i].asker;
        struct uuid id = now.id;
        act_as(context, asker ? "demo-asker" : "demo-expert", asker ? asking_unit : asked_unit);
        now = (struct consultation){.version = 0};
        demo_pass(context, 1 + number * 7 % LATEST_HOURS);
        status = consultation_move(context, id, &seen, story->steps[i].action, &story->steps[i].act,
                                   &now);
    }
    return status;
}
