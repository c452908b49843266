#include "domain/assessment/standing.h"
#include "db/db.h"
#include "domain/assessment/assessment.h"
#include "domain/assessment/assessment_rules.h"
#include "domain/assessment/standing.sql.h"
#include "json/json.h"

#include <string.h>

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
    FIELD(struct standing, ground, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape standing_shape = {"ClientSegment", sizeof(struct standing), standing_fields};

struct standing_key {
    struct uuid client_id;
};
static const struct shape_field key_fields[] = {FIELD(struct standing_key, client_id, 0),
                                                FIELD_END};
static const struct shape key_shape = {"standing_key", sizeof(struct standing_key), key_fields};

/* --- reading --- */

static bool asks_for_person(struct context *context, const struct model *model,
                            const char *segment) {
    return model_consequence_is(context, model, segment, "contact_person", "required");
}

static bool asks_for_team(struct context *context, const struct model *model, const char *segment) {
    return model_consequence_is(context, model, segment, "own_team", "named");
}

/* What the segment asks for, by the model. */
static struct duty_needs needs_of(struct context *context, const struct model *model,
                                  const struct standing *standing) {
    struct duty_needs needs = {.confirmation = standing->status == ASSESSMENT_PROPOSED,
                               .since = instant_day_helsinki(standing->since),
                               .next_review = standing->next_review};
    if (standing->segment) {
        needs.contact_person = asks_for_person(context, model, standing->segment);
        needs.own_team = asks_for_team(context, model, standing->segment);
        /* Anyone who needs a contact person needs a plan. */
        needs.plan = needs.contact_person;
    }
    return needs;
}

static enum status complete(struct context *context, const struct list *facts,
                            struct standing *standing) {
    static const struct duty_facts nothing = {0};
    struct model model = {0};
    struct duty *duties = arena_alloc(context->arena, DUTIES_MAX * sizeof *duties);
    if (standing->segment) {
        enum status status = model_find_by_id(context, standing->model_id, &model);
        if (status != OK) {
            return status;
        }
        standing->segment_name = model_segment_name(&model, standing->segment, context->language);
    }
    const struct duty_needs needs = needs_of(context, &model, standing);
    const struct duty_facts *known = facts->count > 0 ? facts->items : &nothing;
    size_t count = duties_of(&needs, known, context->today, context->language, duties);
    standing->open_duties = (struct list){duties, count};
    return OK;
}

enum status standing_get(struct context *context, struct uuid client_id, struct standing *out) {
    const struct uuid *own = &context->actor.client_id;
    const struct standing_key key = {client_id};
    struct list facts;
    if (uuid_is_set(own) && !uuid_equal(own, &client_id)) {
        return STATUS_not_found;
    }
    enum status status = duty_facts_ahead(context, client_id, &facts);
    if (status == OK) {
        status = db_get_audited(context, &standing_select, &standing_audit_read, &key_shape, &key,
                                &standing_shape, out);
    }
    return status == OK ? complete(context, &facts, out) : status;
}

enum status standing_get_known(struct context *context, const struct client_known *known,
                               struct standing *out, bool *found) {
    struct list facts;
    enum status status = duty_facts_known_ahead(context, known, &facts);
    if (status == OK) {
        status = db_get_audited(context, &standing_select_known, &standing_audit_read_known,
                                &client_known_shape, known, &standing_shape, out);
    }
    *found = status == OK;
    if (status == STATUS_not_found) {
        context->failure = OK; /* nobody is told of it */
        return OK;
    }
    return status == OK ? complete(context, &facts, out) : status;
}

/* Where a client stands is an assessment, whatever else it is shown with: a ground names that. */
static enum status ask(struct context *context, struct uuid client_id, bool ahead,
                       struct standing_ahead *out) {
    const struct standing_key key = {client_id};
    const char *noun = context->noun;
    context->noun = "assessment";
    enum status status = duty_facts_ahead(context, client_id, &out->facts);
    if (status == OK) {
        status = ahead ? db_list_ahead(context, &standing_select, &key_shape, &key, &standing_shape,
                                       &out->standings)
                       : db_list(context, &standing_select, &key_shape, &key, &standing_shape,
                                 &out->standings);
    }
    context->noun = noun;
    return status;
}

enum status standing_get_ahead(struct context *context, struct uuid client_id,
                               struct standing_ahead *out) {
    return ask(context, client_id, true, out);
}

enum status standing_get_now(struct context *context, struct uuid client_id,
                             struct standing_ahead *out) {
    return ask(context, client_id, false, out);
}

enum status standing_of(struct context *context, const struct standing_ahead *ahead,
                        struct standing **out) {
    *out = ahead->standings.count > 0 ? ahead->standings.items : NULL;
    return *out ? complete(context, &ahead->facts, *out) : OK;
}

/* --- what segments ask for --- */

static const struct shape_field wants_fields[] = {
    FIELD_STRINGS(struct standing_wants, persons, 0, 0, 0),
    FIELD_STRINGS(struct standing_wants, teams, 0, 0, 0), FIELD_END};
const struct shape standing_wants_shape = {"standing_wants", sizeof(struct standing_wants),
                                           wants_fields};

void standing_wants_of(struct context *context, const struct list *models,
                       struct standing_kept *kept) {
    const struct model *model = models->items;
    for (size_t i = 0; kept->segment && i < models->count; i++) {
        if (uuid_equal(&model[i].id, &kept->model_id)) {
            kept->wants_person = asks_for_person(context, &model[i], kept->segment);
            kept->wants_team = asks_for_team(context, &model[i], kept->segment);
        }
    }
}

static void add_word(struct list *words, const char *word) {
    ((const char **)words->items)[words->count++] = word;
}

static void add_wants(struct context *context, const struct model *model, const char *segment,
                      struct standing_wants *out) {
    char id[UUID_TEXT_SIZE];
    bool person = asks_for_person(context, model, segment);
    bool team = asks_for_team(context, model, segment);
    uuid_print(&model->id, id);
    const char *key = arena_format(context->arena, "%s %s", id, segment);
    if (person) {
        add_word(&out->persons, key);
    }
    if (team) {
        add_word(&out->teams, key);
    }
}

static struct list room_for(struct context *context, size_t count) {
    return (struct list){arena_alloc(context->arena, (count + 1) * sizeof(const char *)), 0};
}

enum status standing_wants(struct context *context, struct standing_wants *out) {
    struct list models = {0};
    enum status status = model_list_all(context, &models);
    const struct model *model = models.items;
    size_t segments = 0;
    for (size_t i = 0; status == OK && i < models.count; i++) {
        segments += model_segment_count(&model[i]);
    }
    *out = (struct standing_wants){room_for(context, segments), room_for(context, segments)};
    for (size_t i = 0; status == OK && i < models.count; i++) {
        for (size_t j = 0; j < model_segment_count(&model[i]); j++) {
            add_wants(context, &model[i], model_segment_code(&model[i], j), out);
        }
    }
    return status;
}
