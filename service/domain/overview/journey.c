/* The client's own view: what stands in the overview, in words of every day. Nothing that
 * professionals wrote to each other is in it. */
#include "domain/assessment/assessment.h"
#include "domain/overview/overview.h"
#include "domain/referral/referral.h"

#include <string.h>

static const struct shape_field matter_fields[] = {
    FIELD(struct journey_matter, kind, SHAPE_READ_ONLY),
    FIELD(struct journey_matter, id, SHAPE_READ_ONLY),
    FIELD(struct journey_matter, text, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD(struct journey_matter, next, SHAPE_READ_ONLY),
    FIELD(struct journey_matter, you_can, SHAPE_READ_ONLY),
    FIELD(struct journey_matter, by, SHAPE_READ_ONLY),
    FIELD_END};
static const struct shape matter_shape = {"JourneyMatter", sizeof(struct journey_matter),
                                          matter_fields};

enum { MATTERS_MAX = 2 * OVERVIEW_ITEMS_MAX + 4 };
static const struct shape_field journey_fields[] = {
    FIELD(struct journey, client_id, SHAPE_READ_ONLY),
    FIELD_LIST(struct journey, items, SHAPE_READ_ONLY, matter_shape, 0, MATTERS_MAX), FIELD_END};
const struct shape journey_shape = {"Journey", sizeof(struct journey), journey_fields};

static const struct sentence {
    const char *code, *texts[LANGUAGE_COUNT], *next[LANGUAGE_COUNT], *you_can[LANGUAGE_COUNT];
} sentences[] = {
#define JOURNEY(code, fi, sv, en, next_fi, next_sv, next_en, can_fi, can_sv, can_en)               \
    {#code, {fi, sv, en}, {next_fi, next_sv, next_en}, {can_fi, can_sv, can_en}},
#include "tables/journey.def"
#undef JOURNEY
};

static const struct sentence *find_sentence(const char *code) {
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        if (strcmp(sentences[i].code, code) == 0) {
            return &sentences[i];
        }
    }
    return NULL;
}

/* A day as the reader writes it, as a sentence of its own. */
static const char *by_day(const struct context *context, struct date day) {
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    if (context->language == LANGUAGE_EN) {
        return arena_format(context->arena, "By %d %s %d.", day.day, months[day.month - 1],
                            day.year);
    }
    return arena_format(context->arena, "%s %d.%d.%d.",
                        context->language == LANGUAGE_SV ? "Senast den" : "Viimeistään", day.day,
                        day.month, day.year);
}

/* Puts the sentences of `code` behind the others; a code that has none tells nothing. */
static void add(struct context *context, struct journey *journey, const char *code,
                const char *kind, struct uuid id, struct date by) {
    const struct sentence *sentence = find_sentence(code);
    struct journey_matter *items = journey->items.items;
    const enum language language = context->language;
    if (!sentence) {
        return;
    }
    const char *next = sentence->next[language];
    if (date_is_set(by)) {
        next = arena_format(context->arena, "%s %s", next, by_day(context, by));
    }
    const char *you_can = sentence->you_can[language];
    items[journey->items.count++] = (struct journey_matter){
        kind, id, sentence->texts[language], next, *you_can ? you_can : NULL, by};
}

static bool is_today(const struct context *context, const struct care_member *member) {
    return date_compare(member->from, context->today) <= 0 &&
           (!date_is_set(member->to) || date_compare(member->to, context->today) >= 0);
}

static void add_contact_person(struct context *context, const struct overview *overview,
                               struct journey *journey) {
    const struct care_team *team = overview->care_team;
    const struct care_member *members = team ? team->members.items : NULL;
    const struct date no_day = {0};
    for (size_t i = 0; team && i < team->members.count; i++) {
        if (strcmp(members[i].role, "contact_person") == 0 && is_today(context, &members[i])) {
            add(context, journey, "contact_person", "contact_person", members[i].id, no_day);
            struct journey_matter *last =
                (struct journey_matter *)journey->items.items + journey->items.count - 1;
            size_t before = strcspn(last->text, "%");
            last->text = arena_format(context->arena, "%.*s%s%s", (int)before, last->text,
                                      members[i].person.name, last->text + before + 2);
            return;
        }
    }
}

/* Where the client was handed the means to go by themselves, nobody reads and answers. */
static const char *sentence_of(struct context *context, const struct overview_referral *referral) {
    bool handed = referral->kind == REFERRAL_THIRD_SECTOR || referral->kind == REFERRAL_DIGITAL;
    return handed && referral->state == REFERRAL_SENT
               ? "referral_handed"
               : arena_format(context->arena, "referral_%s",
                              referral_state_words[referral->state - 1]);
}

static void add_open(struct context *context, const struct overview *overview,
                     struct journey *journey) {
    const struct overview_referral *referrals = overview->referrals.items;
    const struct overview_contact *contacts = overview->contacts.items;
    const struct date no_day = {0};
    for (size_t i = 0; i < overview->referrals.count; i++) {
        add(context, journey, sentence_of(context, &referrals[i]), "referral", referrals[i].id,
            referrals[i].due_on);
    }
    for (size_t i = 0; i < overview->contacts.count; i++) {
        add(context, journey, "contact_open", "contact", contacts[i].id, no_day);
    }
}

static void add_standing(struct context *context, const struct overview *overview,
                         struct journey *journey) {
    const struct standing *standing = overview->segment;
    const struct plan *plan = overview->plan;
    if (standing) {
        bool is_confirmed = standing->status == ASSESSMENT_CONFIRMED;
        add(context, journey, is_confirmed ? "assessment_confirmed" : "assessment_proposed",
            "assessment", standing->assessment_id,
            is_confirmed ? standing->next_review : (struct date){0});
    }
    if (plan) {
        add(context, journey, plan->client_agrees ? "plan_agreed" : "plan_to_agree", "plan",
            plan->id, plan->review_on);
    }
}

static void add_recall(struct context *context, const struct overview *overview,
                       struct journey *journey) {
    const struct recall *recall = overview->recall;
    if (recall && date_is_set(recall->next_on)) {
        add(context, journey, recall->due ? "recall_due" : "recall_next", "recall", recall->id,
            recall->due ? (struct date){0} : recall->next_on);
    }
}

enum status journey_get(struct context *context, struct uuid client_id, struct journey *out) {
    struct overview overview;
    enum status status = overview_get(context, client_id, &overview);
    *out = (struct journey){
        client_id, {arena_alloc(context->arena, MATTERS_MAX * sizeof(struct journey_matter)), 0}};
    if (status != OK) {
        return status;
    }
    add_contact_person(context, &overview, out);
    add_open(context, &overview, out);
    add_standing(context, &overview, out);
    add_recall(context, &overview, out);
    return OK;
}
