#include "domain/demo/demo.h"
#include "app.h"
#include "base/page.h"
#include "db/db.h"
#include "domain/client/client.h"
#include "domain/demo/demo_assessments.h"
#include "domain/demo/demo_care.h"
#include "domain/demo/demo_consultations.h"
#include "domain/demo/demo_directory.h"
#include "domain/demo/demo_figures.h"
#include "domain/demo/demo_meetings.h"
#include "domain/demo/demo_persons.h"
#include "domain/demo/demo_referrals.h"
#include "domain/demo/demo_upkeep.h"
#include "domain/demo/demo_year.h"
#include "domain/kpi/rollup.h"
#include "domain/model/model_file.h"
#include "json/json.h"

#include <stdio.h>
#include <string.h>

struct demo_unit {
    const char *code;
    struct localized names;
    const char *kind;
    int register_code;
    const char *role; /* what of the services it gives; NULL: none */
};

enum { UNITS_MAX = 8, MODELS_MAX = 4, DIRECTORY_DAYS = 400 };
#define DAY_US (INT64_C(24) * 3600 * 1000000)

struct demo_area {
    const char *area;
    int persons;
    struct demo_unit units[UNITS_MAX + 1]; /* ends with code NULL */
    const char *models[MODELS_MAX + 1];    /* files; the first is the active one */
};

#define CENTRE(code, role, fi, sv, en)                                                             \
    { code, {fi, sv, en}, "health_and_wellbeing_centre", 0, role }
#define SOCIAL(code, fi, sv, en)                                                                   \
    { code, {fi, sv, en}, "social_services", REGISTER_SOCIAL, "social" }
#define OTHERS(family, senior, digital, third)                                                     \
    {family, {"Perhekeskus", "Familjecenter", "Family centre"}, "family_centre", 0, "family"},     \
        {senior,                                                                                   \
         {"Seniorikeskus", "Seniorcenter", "Senior centre"},                                       \
         "senior_centre",                                                                          \
         0,                                                                                        \
         "senior"},                                                                                \
        {digital,                                                                                  \
         {"Digipalvelut", "Digitala tjänster", "Digital services"},                                \
         "digital_services",                                                                       \
         0,                                                                                        \
         "digital"},                                                                               \
    {                                                                                              \
        third, {"Järjestöyhteistyö", "Samarbete med organisationer", "Third sector"},              \
            "third_sector", 0, "third"                                                             \
    }

static const struct demo_area demo_areas[] = {
    {"90",
     100,
     {CENTRE("kalasatama", "centre", "Kalasataman terveys- ja hyvinvointikeskus",
             "Fiskehamnens hälso- och välfärdscentral", "Kalasatama Health and Wellbeing Centre"),
      CENTRE("vuosaari", NULL, "Vuosaaren terveys- ja hyvinvointikeskus",
             "Nordsjö hälso- och välfärdscentral", "Vuosaari Health and Wellbeing Centre"),
      CENTRE("kallio", NULL, "Kallion terveysasema", "Berghälls hälsostation",
             "Kallio Health Station"),
      SOCIAL("aikuissosiaalityo", "Aikuissosiaalityö", "Socialt arbete bland vuxna",
             "Adult social work"),
      OTHERS("perhekeskus", "seniorikeskus", "digipalvelut", "jarjestot")},
     {"helsinki", "bridges-to-health", "lace"}},
    {"09",
     60,
     {CENTRE("lahti-keskusta", "centre", "Lahden keskustan sote-keskus",
             "Lahtis centrums social- och hälsocentral",
             "Lahti City Health and Social Services Centre"),
      CENTRE("heinola", NULL, "Heinolan sote-keskus", "Heinola social- och hälsocentral",
             "Heinola Health and Social Services Centre"),
      SOCIAL("sosiaalipalvelut", "Työikäisten sosiaalipalvelut",
             "Socialtjänster för personer i arbetsför ålder",
             "Social services for working-age people"),
      OTHERS("perhekeskus", "seniorikeskus", "digipalvelut", "jarjestot")},
     {"helsinki", "paijathame"}},
    {"01",
     40,
     {CENTRE("porvoo", "centre", "Porvoon sote-keskus", "Borgå social- och hälsocentral",
             "Porvoo Health and Social Services Centre"),
      CENTRE("loviisa", NULL, "Loviisan sote-keskus", "Lovisa social- och hälsocentral",
             "Loviisa Health and Social Services Centre"),
      SOCIAL("neuvonta", "Keskitetty sosiaalineuvonta", "Centraliserad socialrådgivning",
             "Central social guidance"),
      OTHERS("perhekeskus", "seniorikeskus", "digipalvelut", "jarjestot")},
     {"helsinki"}},
};

/* --- one transaction --- */

static void begin(struct app *app, const char *area, struct arena *arena, struct context *context) {
    static const char *const permissions[] = {"client:*",    "assessment:*",  "model:*",
                                              "directory:*", "referral:read", "referral:write",
                                              "contact:*",   "consent:*",     "plan:*"};
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
    if (status == OK) {
        status = db_commit(context);
    }
    if (status != OK) {
        fprintf(stderr, "asiakkuusd: demo: area %s: %s: %s\n", context->actor.area,
                status_code(status), context->failure_words ? context->failure_words : "failed");
    }
    for (size_t i = 0; status != OK && i < context->error_count; i++) {
        fprintf(stderr, "asiakkuusd: demo: %s: %s\n", context->errors[i].pointer,
                error_code_name(context->errors[i].code));
    }
    db_session_close(context);
    json_release(context);
    return status;
}

/* --- units and models --- */

static enum status add_unit(struct context *context, const struct demo_unit *row,
                            struct demo_place *place) {
    place->role = row->role ? row->role : "";
    enum status status = unit_find_code(context, row->code, &place->unit);
    if (status != OK || uuid_is_set(&place->unit)) {
        return status;
    }
    struct unit unit = {.code = row->code,
                        .names = row->names,
                        .kind = row->kind,
                        .register_code = row->register_code};
    status = unit_create(context, &unit);
    place->unit = unit.id;
    return status;
}

/* All in one transaction: where there is one service, there are all. */
static enum status add_services(struct context *context, const struct demo_place *places) {
    struct list found = {0};
    struct page page = {.limit = 1};
    const struct service_filter any = {.kind = SERVICE_HEALTH};
    context->page = &page;
    enum status status = service_list(context, &any, &found);
    for (size_t i = 0; status == OK && found.count == 0 && i < demo_service_count(); i++) {
        struct service service = demo_service(context->arena, i, places);
        status = service_create(context, &service);
    }
    return status;
}

static enum status add_units(struct context *context, const struct demo_area *area) {
    struct demo_place places[UNITS_MAX + 1] = {{0}};
    enum status status = OK;
    for (size_t i = 0; status == OK && area->units[i].code; i++) {
        status = add_unit(context, &area->units[i], &places[i]);
    }
    return status == OK ? add_services(context, places) : status;
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
    enum { DAYS_BACK = 294 }; /* whole weeks: the day on which the year's clinics are */
    int32_t first = date_to_days(model->valid_from) + 1;
    int32_t today = date_to_days(context->today);
    int32_t back = number * 7 % DAYS_BACK;
    if (today - back < first) {
        back = today > first ? today - first : 0;
    }
    context->now.us -= back * DAY_US;
    context->today = instant_day_helsinki(context->now);
}

static enum status assess(struct context *context, const struct client *client, int number) {
    enum { PROFILES = 4, PROPOSED_EVERY = 3, TWO_DAYS = 48, TIMES = 2, OVERRIDE_EVERY = 10 };
    struct demo_dice dice = {(uint64_t)number * 7919};
    bool social = demo_throw(&dice, 3) == 0;
    int profile = demo_throw(&dice, PROFILES);
    int hours = TWO_DAYS * demo_throw(&dice, TIMES);
    const struct demo_assessing how = {.profile = profile,
                                       .social = social,
                                       .left_open = number % PROPOSED_EVERY == 0,
                                       .hours = hours,
                                       .overruled = demo_throw(&dice, OVERRIDE_EVERY) == 0};
    enum status status = demo_assess(context, client->id, &how, &dice);
    if (status == OK && number % PROPOSED_EVERY == 1) {
        status = demo_care(context, client->id, number);
    }
    return status;
}

static int unit_codes(const struct demo_area *area, const char *codes[UNITS_MAX]) {
    int count = 0;
    for (const struct demo_unit *unit = area->units; unit->code; unit++) {
        codes[count++] = unit->code;
    }
    return count;
}

/* Where referrals to social care go. */
static const char *social_unit(const struct demo_area *area) {
    for (const struct demo_unit *unit = area->units; unit->code; unit++) {
        if (unit->register_code == REGISTER_SOCIAL) {
            return unit->code;
        }
    }
    return area->units[0].code;
}

/* Three clients of four have been assessed, at one of the two centres. */
static enum status add_person(struct context *context, const struct demo_area *area, int number) {
    enum { ASSESSED_OF = 4, CENTRES = 2 };
    const char *codes[UNITS_MAX];
    int count = unit_codes(area, codes);
    struct client_new person = demo_person(context->arena, number, codes, count);
    struct client client = {0};
    struct model model = {0};
    bool created = false;
    context->actor.unit = person.home_unit;
    enum status status = model_find(
        context, &(struct model_wanted){.name = "helsinki", .day = context->today}, &model);
    if (status != OK) {
        return status;
    }
    set_back(context, &model, number);
    status = client_create(context, &person, &client, &created);
    if (status != OK || !created) {
        return status;
    }
    status = demo_refer(context, client.id, social_unit(area), number);
    if (status == OK) {
        status = demo_upkeep(context, &client, number);
    }
    if (status != OK || number % ASSESSED_OF == ASSESSED_OF - 1) {
        return status;
    }
    context->actor.sub = "demo-loader";
    context->actor.unit = codes[number % CENTRES];
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
    bool loaded = client_search(&context, &wanted, &found, NULL) == OK && found.count == 1;
    db_rollback(&context);
    db_session_close(&context);
    json_release(&context);
    return loaded;
}

/* Work over a whole area, as the job that does it later: bounded as that is, and not as a request.
 */
static enum status count_figures(struct app *app, const struct demo_area *area,
                                 struct arena *arena) {
    struct context context;
    struct rollup_refreshed refreshed;
    begin(app, area->area, arena, &context);
    db_session_patient(context.db);
    return end(&context, rollup_refresh(&context, &refreshed));
}

static enum status load_figures(struct app *app, const struct demo_area *area,
                                struct arena *arena) {
    enum { PERSONS_A_VOICE = 5 };
    struct context context;
    struct demo_dice dice = {(uint64_t)area->persons * 104729};
    begin(app, area->area, arena, &context);
    enum status status =
        end(&context, demo_figures(&context, &dice, area->persons / PERSONS_A_VOICE));
    if (status != OK) {
        return status;
    }
    return count_figures(app, area, arena);
}

static enum status load_area(struct app *app, const struct demo_area *area, struct arena *arena,
                             int first) {
    struct context context;
    begin(app, area->area, arena, &context);
    context.now.us -= DIRECTORY_DAYS * DAY_US; /* the directory is older than what follows */
    enum status status = end(&context, add_units(&context, area));
    if (status != OK || is_loaded(app, area, arena, first + area->persons - 1)) {
        return status;
    }
    begin(app, area->area, arena, &context);
    status = end(&context, add_models(&context, area));
    for (int i = 0; status == OK && i < area->persons; i++) {
        begin(app, area->area, arena, &context);
        status = end(&context, add_person(&context, area, first + i));
    }
    for (int i = 0; status == OK && i < DEMO_CONSULTATIONS; i++) {
        begin(app, area->area, arena, &context);
        status =
            end(&context, demo_consultation(&context, area->units[0].code, area->units[1].code, i));
    }
    if (status == OK) {
        begin(app, area->area, arena, &context);
        status = end(&context, demo_meetings(&context, area->units[0].code));
    }
    return status == OK ? load_figures(app, area, arena) : status;
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

/* --- a busy year --- */

int demo_load_year(struct app *app) {
    const struct demo_area *area = &demo_areas[0];
    struct demo_year year = {.social_unit = social_unit(area), .other_unit = area->units[4].code};
    struct arena *arena = arena_new();
    struct context context;
    enum status status = OK;
    bool loaded =
        is_loaded(app, area, arena, demo_year_person(DEMO_YEAR_WEEKS - 1, DEMO_WEEK_CLIENTS - 1));
    (void)unit_codes(area, year.units);
    for (int week = 0; status == OK && !loaded && week < DEMO_YEAR_WEEKS; week++) {
        begin(app, area->area, arena, &context);
        status = end(&context, demo_year_week(&context, &year, week));
    }
    if (status == OK && !loaded) {
        status = count_figures(app, area, arena);
    }
    arena_free(arena);
    return status == OK ? 0 : 1;
}
