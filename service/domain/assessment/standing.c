#include "domain/assessment/standing.h"
#include "db/db.h"
#include "domain/assessment/assessment.h"
#include "domain/assessment/assessment.sql.h"
#include "domain/assessment/assessment_rules.h"
#include "domain/assessment/assessment_store.h"
#include "json/json.h"

#include <string.h>

static const struct shape_field duty_fields[] = {
    FIELD(struct duty, code, SHAPE_READ_ONLY), FIELD(struct duty, text, SHAPE_READ_ONLY),
    FIELD(struct duty, since, SHAPE_READ_ONLY), FIELD_END};
static const struct shape duty_shape = {"Duty", sizeof(struct duty), duty_fields};

static const struct shape_field standing_fields[] = {
    FIELD(struct standing, client_id, SHAPE_READ_ONLY),
    FIELD(struct standing, segment, SHAPE_READ_ONLY | SHAPE_NULLABLE),
    FIELD(struct standing, segment_name, SHAPE_READ_ONLY | SHAPE_NULLABLE | SHAPE_JSON_ONLY),
    FIELD_ENUM(struct standing, status, SHAPE_READ_ONLY, assessment_status_words),
    FIELD(struct standing, since, SHAPE_READ_ONLY),
    FIELD(struct standing, assessment_id, SHAPE_READ_ONLY),
    FIELD(struct standing, next_review, SHAPE_READ_ONLY),
    FIELD_LIST(struct standing, open_duties, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, duty_shape, 0, 32),
    FIELD(struct standing, model_id, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape standing_shape = {"ClientSegment", sizeof(struct standing), standing_fields};

struct standing_key {
    struct uuid client_id;
};
static const struct shape_field key_fields[] = {FIELD(struct standing_key, client_id, 0),
                                                FIELD_END};
static const struct shape key_shape = {"standing_key", sizeof(struct standing_key), key_fields};

/* --- duties --- */

enum duty_code { DUTY_CONFIRMATION, DUTY_CONTACT_PERSON, DUTY_PLAN, DUTY_REVIEW };
static const struct {
    const char *code, *texts[LANGUAGE_COUNT];
} duty_rows[] = {
    [DUTY_CONFIRMATION] = {"confirmation_missing",
                           {"Arviota ei ole vahvistettu asiakkaan kanssa.",
                            "Bedömningen har inte bekräftats med klienten.",
                            "The assessment has not been confirmed with the client."}},
    [DUTY_CONTACT_PERSON] = {"contact_person_missing",
                             {"Sote-yhteyshenkilöä ei ole nimetty.",
                              "Ingen kontaktperson inom social- och hälsovården har utsetts.",
                              "No contact person has been named."}},
    [DUTY_PLAN] = {"plan_missing",
                   {"Suunnitelma puuttuu.", "Planen saknas.", "The plan is missing."}},
    [DUTY_REVIEW] = {"review_overdue",
                     {"Segmentin tarkistus on myöhässä.", "Översynen av segmentet är försenad.",
                      "The review of the segment is overdue."}},
};

static struct duty duty_of(enum duty_code code, enum language language, struct date since) {
    return (struct duty){duty_rows[code].code, duty_rows[code].texts[language], since};
}

size_t standing_duties(const struct standing *standing, bool contact_required, struct date today,
                       enum language language, struct duty duties[DUTIES_MAX]) {
    size_t count = 0;
    struct date since = instant_day_helsinki(standing->since);
    if (standing->status == ASSESSMENT_PROPOSED)
        duties[count++] = duty_of(DUTY_CONFIRMATION, language, since);
    /* Care teams and plans have no rows yet: whoever needs one lacks it. */
    if (contact_required) {
        duties[count++] = duty_of(DUTY_CONTACT_PERSON, language, since);
        duties[count++] = duty_of(DUTY_PLAN, language, since);
    }
    if (date_is_set(standing->next_review) && date_compare(standing->next_review, today) < 0)
        duties[count++] = duty_of(DUTY_REVIEW, language, standing->next_review);
    return count;
}

/* --- reading --- */

static enum status name_segment(struct context *context, struct standing *standing) {
    struct model model = {0};
    struct duty *duties = arena_alloc(context->arena, DUTIES_MAX * sizeof *duties);
    bool contact_required = false;
    if (standing->segment) {
        enum status status = model_find_by_id(context, standing->model_id, &model);
        if (status != OK)
            return status;
        standing->segment_name = model_segment_name(&model, standing->segment, context->language);
        contact_required =
            model_consequence_is(context, &model, standing->segment, "contact_person", "required");
    }
    size_t count =
        standing_duties(standing, contact_required, context->today, context->language, duties);
    standing->open_duties = (struct list){duties, count};
    return OK;
}

enum status standing_get(struct context *context, struct uuid client_id, struct standing *out) {
    const struct uuid *own = &context->actor.client_id;
    if (uuid_is_set(own) && !uuid_equal(own, &client_id))
        return STATUS_not_found;
    struct standing_key key = {client_id};
    enum status status = db_get_audited(context, &assessment_select_standing, &key_shape, &key,
                                        &standing_shape, out);
    return status == OK ? name_segment(context, out) : status;
}
