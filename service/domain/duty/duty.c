#include "domain/duty/duty.h"
#include "db/db.h"
#include "domain/duty/duty.sql.h"

static const struct shape_field duty_fields[] = {
    FIELD(struct duty, code, SHAPE_READ_ONLY), FIELD(struct duty, text, SHAPE_READ_ONLY),
    FIELD(struct duty, since, SHAPE_READ_ONLY), FIELD_END};
const struct shape duty_shape = {"Duty", sizeof(struct duty), duty_fields};

static const struct shape_field facts_fields[] = {
    FIELD(struct duty_facts, contact_person, 0), FIELD(struct duty_facts, own_team, 0),
    FIELD(struct duty_facts, plan, 0),           FIELD(struct duty_facts, agreement_missing, 0),
    FIELD(struct duty_facts, plan_review_on, 0), FIELD(struct duty_facts, closed, 0),
    FIELD(struct duty_facts, recall_on, 0),      FIELD_END};
static const struct shape facts_shape = {"duty_facts", sizeof(struct duty_facts), facts_fields};

struct duty_key {
    struct uuid client_id;
};
static const struct shape_field key_fields[] = {FIELD(struct duty_key, client_id, 0), FIELD_END};
static const struct shape key_shape = {"duty_key", sizeof(struct duty_key), key_fields};

enum duty_code {
#define DUTY(code, fi, sv, en) DUTY_##code,
#include "tables/duties.def"
#undef DUTY
    DUTY_COUNT
};
static const struct {
    const char *code, *texts[LANGUAGE_COUNT];
} duty_rows[] = {
#define DUTY(code, fi, sv, en) {#code, {fi, sv, en}},
#include "tables/duties.def"
#undef DUTY
};
_Static_assert((int)DUTY_COUNT == (int)DUTIES_MAX, "every duty at once");

enum status duty_facts_ahead(struct context *context, struct uuid client_id, struct list *out) {
    const struct duty_key key = {client_id};
    return db_list_ahead(context, &duty_select_facts, &key_shape, &key, &facts_shape, out);
}

enum status duty_facts_known_ahead(struct context *context, const struct client_known *known,
                                   struct list *out) {
    return db_list_ahead(context, &duty_select_facts_known, &client_known_shape, known,
                         &facts_shape, out);
}

static bool is_past(struct date day, struct date today) {
    return date_is_set(day) && date_compare(day, today) < 0;
}

static bool is_due(struct date day, struct date today) {
    return date_is_set(day) && date_compare(day, today) <= 0;
}

size_t duties_of(const struct duty_needs *needs, const struct duty_facts *facts, struct date today,
                 enum language language, struct duty duties[DUTIES_MAX]) {
    const struct {
        enum duty_code code;
        bool is_open;
        struct date since;
    } rows[] = {
        {DUTY_confirmation_missing, needs->confirmation, needs->since},
        {DUTY_contact_person_missing, needs->contact_person && !facts->contact_person,
         needs->since},
        {DUTY_own_team_missing, needs->own_team && !facts->own_team, needs->since},
        {DUTY_plan_missing, needs->plan && !facts->plan, needs->since},
        {DUTY_review_overdue, is_past(needs->next_review, today), needs->next_review},
        {DUTY_plan_review_overdue, is_past(facts->plan_review_on, today), facts->plan_review_on},
        {DUTY_agreement_missing, facts->agreement_missing, needs->since},
        {DUTY_recall_due, is_due(facts->recall_on, today), facts->recall_on},
    };
    size_t count = 0;
    for (size_t i = 0; !facts->closed && i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].is_open) {
            duties[count++] = (struct duty){duty_rows[rows[i].code].code,
                                            duty_rows[rows[i].code].texts[language], rows[i].since};
        }
    }
    return count;
}
