#include "domain/demo/demo.h"
#include "app.h"
#include "db/db.h"
#include "domain/assessment/assessment.h"
#include "domain/client/client.h"
#include "domain/demo/demo.sql.h"
#include "domain/demo/demo_answers.h"
#include "domain/demo/demo_persons.h"
#include "domain/model/model_file.h"
#include "json/json.h"

#include <stdio.h>
#include <string.h>

struct demo_unit {
    const char *code, *name_fi, *name_sv, *name_en, *kind, *unit_register;
    struct uuid id;
};
static const struct shape_field unit_fields[] = {FIELD(struct demo_unit, id, 0),
                                                 FIELD(struct demo_unit, code, 0),
                                                 FIELD(struct demo_unit, name_fi, 0),
                                                 FIELD(struct demo_unit, name_sv, 0),
                                                 FIELD(struct demo_unit, name_en, 0),
                                                 FIELD(struct demo_unit, kind, 0),
                                                 FIELD(struct demo_unit, unit_register, 0),
                                                 FIELD_END};
static const struct shape unit_shape = {"demo_unit", sizeof(struct demo_unit), unit_fields};

enum { UNITS_MAX = 4, MODELS_MAX = 4 };

struct demo_area {
    const char *area;
    int persons;
    struct demo_unit units[UNITS_MAX + 1]; /* ends with code NULL */
    const char *models[MODELS_MAX + 1];    /* files; the first is the active one */
};

#define CENTRE(code, fi, sv, en)                                                                   \
    {                                                                                              \
        code, fi, sv, en, "health_and_wellbeing_centre", NULL, {                                   \
            { 0 }                                                                                  \
        }                                                                                          \
    }
#define SOCIAL(code, fi, sv, en)                                                                   \
    {                                                                                              \
        code, fi, sv, en, "social_services", "social", {                                           \
            { 0 }                                                                                  \
        }                                                                                          \
    }

static const struct demo_area demo_areas[] = {
    {"90",
     100,
     {CENTRE("kalasatama", "Kalasataman terveys- ja hyvinvointikeskus",
             "Fiskehamnens hälso- och välfärdscentral", "Kalasatama Health and Wellbeing Centre"),
      CENTRE("vuosaari", "Vuosaaren terveys- ja hyvinvointikeskus",
             "Nordsjö hälso- och välfärdscentral", "Vuosaari Health and Wellbeing Centre"),
      CENTRE("kallio", "Kallion terveysasema", "Berghälls hälsostation", "Kallio Health Station"),
      SOCIAL("aikuissosiaalityo", "Aikuissosiaalityö", "Socialt arbete bland vuxna",
             "Adult social work")},
     {"helsinki", "bridges-to-health", "lace"}},
    {"09",
     60,
     {CENTRE("lahti-keskusta", "Lahden keskustan sote-keskus",
             "Lahtis centrums social- och hälsocentral",
             "Lahti City Health and Social Services Centre"),
      CENTRE("heinola", "Heinolan sote-keskus", "Heinola social- och hälsocentral",
             "Heinola Health and Social Services Centre"),
      SOCIAL("sosiaalipalvelut", "Työikäisten sosiaalipalvelut",
             "Socialtjänster för personer i arbetsför ålder",
             "Social services for working-age people")},
     {"helsinki", "paijathame"}},
    {"01",
     40,
     {CENTRE("porvoo", "Porvoon sote-keskus", "Borgå social- och hälsocentral",
             "Porvoo Health and Social Services Centre"),
      CENTRE("loviisa", "Loviisan sote-keskus", "Lovisa social- och hälsocentral",
             "Loviisa Health and Social Services Centre"),
      SOCIAL("neuvonta", "Keskitetty sosiaalineuvonta", "Centraliserad socialrådgivning",
             "Central social guidance")},
     {"helsinki"}},
};

/* --- one transaction --- */

static void begin(struct app *app, const char *area, struct arena *arena, struct context *context) {
    static const char *const permissions[] = {"client:*", "assessment:*", "model:*"};
    arena_reset(arena);
    *context = (struct context){.app = app,
                                .arena = arena,
                                .operation = "demo_load",
                                .request_id = "demo",
                                .now = clock_now(&app->clock)};
    context->actor = (struct actor){.sub = "demo-loader",
                                    .area = area,
                                    .register_code = REGISTER_HEALTH,
                                    .permissions = permissions,
                                    .permission_count = sizeof permissions / sizeof *permissions};
    context->today = instant_day_helsinki(context->now);
    context->db = db_session_new(app->pool, context);
}

/* Commits what went well, and says what did not. */
static enum status end(struct context *context, enum status status) {
    if (status == OK)
        status = db_commit(context);
    if (status != OK)
        fprintf(stderr, "asiakkuusd: demo: area %s: %s: %s\n", context->actor.area,
                status_code(status), context->failure_words ? context->failure_words : "failed");
    for (size_t i = 0; status != OK && i < context->error_count; i++)
        fprintf(stderr, "asiakkuusd: demo: %s: %s\n", context->errors[i].pointer,
                error_code_name(context->errors[i].code));
    db_session_close(context);
    json_release(context);
    return status;
}

/* --- units and models --- */

static enum status add_units(struct context *context, const struct demo_area *area) {
    for (const struct demo_unit *unit = area->units; unit->code; unit++) {
        struct demo_unit row = *unit;
        row.id = uuid_new(context->now.us / 1000);
        enum status status = db_run(context, &demo_insert_unit, &unit_shape, &row, NULL);
        if (status != OK)
            return status;
    }
    return OK;
}

/* The first becomes the area's own. */
static enum status add_models(struct context *context, const struct demo_area *area) {
    enum status status = OK;
    for (size_t i = 0; status == OK && area->models[i]; i++) {
        struct model model = {0};
        bool created = false;
        const char *path = arena_format(context->arena, "%s/libsegment/models/%s.json",
                                        context->app->settings.data_dir, area->models[i]);
        status = model_publish_file(context, path, &model, &created);
    }
    return status;
}

/* --- clients and assessments --- */

/* Some assessments lie in the past, so that some reviews are overdue; never before the model. */
static void set_back(struct context *context, const struct model *model, int number) {
    enum { DAYS_BACK = 300 };
    const int64_t day_us = INT64_C(86400) * 1000000;
    int32_t first = date_to_days(model->valid_from) + 1;
    int32_t today = date_to_days(context->today);
    int32_t back = number * 7 % DAYS_BACK;
    if (today - back < first)
        back = today > first ? today - first : 0;
    context->now.us -= back * day_us;
    context->today = instant_day_helsinki(context->now);
}

static enum status confirm(struct context *context, const struct assessment *assessment,
                           struct demo_dice *dice) {
    enum { OVERRIDE_EVERY = 10 };
    struct assessment confirmed = {0};
    struct assessment_confirmation body = {.client_present = {true, true}};
    if (!assessment->chosen_segment)
        body.chosen_segment = assessment->segment ? assessment->segment : "huolenpito";
    if (demo_throw(dice, OVERRIDE_EVERY) == 0) {
        body.chosen_segment = "yhteistyo";
        body.override_reason = "Asiakkaan kanssa sovittiin yhteyshenkilöstä.";
    }
    struct versions seen = {.items = &assessment->version, .count = 1};
    return assessment_confirm(context, assessment->id, &seen, &body, &confirmed);
}

static enum status assess(struct context *context, const struct client *client, int number) {
    enum { PROFILES = 4, PROPOSED_EVERY = 3 };
    struct demo_dice dice = {(uint64_t)number * 7919};
    bool social = demo_throw(&dice, 3) == 0;
    struct model model = {0};
    struct assessment assessment = {0};
    struct text text;
    const struct json *body = NULL;
    enum status status = model_find(
        context, &(struct model_wanted){.name = "helsinki", .day = context->today}, &model);
    if (status != OK)
        return status;
    context->actor.register_code = social ? REGISTER_SOCIAL : REGISTER_HEALTH;
    text_init(&text, context->arena);
    demo_answers(&model, demo_throw(&dice, PROFILES), social ? "social" : "health", &dice, &text);
    status = json_parse(context, text.bytes, text.length, &body);
    if (status == OK)
        status = assessment_create(context, client->id, body, &assessment);
    if (status == OK && number % PROPOSED_EVERY != 0)
        status = confirm(context, &assessment, &dice);
    return status;
}

static int unit_codes(const struct demo_area *area, const char *codes[UNITS_MAX]) {
    int count = 0;
    for (const struct demo_unit *unit = area->units; unit->code; unit++)
        codes[count++] = unit->code;
    return count;
}

/* Three clients of four have been assessed. */
static enum status add_person(struct context *context, const struct demo_area *area, int number) {
    enum { ASSESSED_OF = 4 };
    const char *codes[UNITS_MAX];
    int count = unit_codes(area, codes);
    struct client_new person = demo_person(context->arena, number, codes, count);
    struct client client = {0};
    struct model model = {0};
    bool created = false;
    context->actor.unit = person.home_unit;
    enum status status = model_find(
        context, &(struct model_wanted){.name = "helsinki", .day = context->today}, &model);
    if (status != OK)
        return status;
    set_back(context, &model, number);
    status = client_create(context, &person, &client, &created);
    if (status != OK || !created || number % ASSESSED_OF == ASSESSED_OF - 1)
        return status;
    return assess(context, &client, number);
}

/* The last person of an area is made last: where it is, all are. Leaves no trace. */
static bool is_loaded(struct app *app, const struct demo_area *area, struct arena *arena,
                      int last) {
    struct context context;
    struct list found = {0};
    begin(app, area->area, arena, &context);
    struct client_identifier identifier = {"hetu", demo_identity_code(arena, last)};
    struct client_wanted wanted = {&identifier};
    bool loaded = client_search(&context, &wanted, &found) == OK && found.count == 1;
    db_rollback(&context);
    db_session_close(&context);
    json_release(&context);
    return loaded;
}

static enum status load_area(struct app *app, const struct demo_area *area, struct arena *arena,
                             int first) {
    struct context context;
    if (is_loaded(app, area, arena, first + area->persons - 1))
        return OK;
    begin(app, area->area, arena, &context);
    enum status status = end(&context, add_units(&context, area));
    if (status == OK) {
        begin(app, area->area, arena, &context);
        status = end(&context, add_models(&context, area));
    }
    for (int i = 0; status == OK && i < area->persons; i++) {
        begin(app, area->area, arena, &context);
        status = end(&context, add_person(&context, area, first + i));
    }
    return status;
}

int demo_load(struct app *app) {
    struct arena *arena = arena_new();
    enum status status = OK;
    int first = 0;
    for (size_t i = 0; status == OK && i < sizeof demo_areas / sizeof *demo_areas; i++) {
        status = load_area(app, &demo_areas[i], arena, first);
        first += demo_areas[i].persons;
    }
    arena_free(arena);
    return status == OK ? 0 : 1;
}
