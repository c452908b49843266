/* The card: where a client stands, and what is still to be done. */
#include "app.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"
#include "domain/assessment/assessment.h"
#include "domain/assessment/standing.h"
#include "facade/cds/cds.h"
#include "metrics/metrics.h"

#include <string.h>

enum { NAME_LENGTH_MAX = 60 }; /* of a segment in a summary, which has fewer than 140 characters */

static const char *const indicator_words[] = {"info", "warning", NULL};
enum indicator { INDICATOR_INFO = 1, INDICATOR_WARNING };

/* --- shapes --- */

const char cds_reason_system[] = "urn:asiakkuus:cds:override-reason";

static const struct shape_field source_fields[] = {FIELD(struct cds_source, label, SHAPE_READ_ONLY),
                                                   FIELD_END};
static const struct shape source_shape = {"CdsSource", sizeof(struct cds_source), source_fields};

static const struct shape_field coding_fields[] = {
    FIELD(struct cds_coding, code, SHAPE_READ_ONLY),
    FIELD(struct cds_coding, system, SHAPE_READ_ONLY),
    FIELD(struct cds_coding, display, SHAPE_READ_ONLY), FIELD_END};
static const struct shape coding_shape = {"CdsOverrideReason", sizeof(struct cds_coding),
                                          coding_fields};

static const struct shape_field link_fields[] = {
    FIELD(struct cds_link, label, SHAPE_READ_ONLY), FIELD(struct cds_link, url, SHAPE_READ_ONLY),
    FIELD_ENUM(struct cds_link, type, SHAPE_READ_ONLY, ehr_link_type_words),
    FIELD_AS(struct cds_link, app_context, "appContext", SHAPE_READ_ONLY), FIELD_END};
static const struct shape link_shape = {"CdsLink", sizeof(struct cds_link), link_fields};

#define FIELD_LIST_AS(T, member, name_, shape_)                                                    \
    {                                                                                              \
        .name = (name_), .type = SHAPE_RECORDS, .flags = SHAPE_READ_ONLY,                          \
        .offset = offsetof(T, member), .shape = &(shape_)                                          \
    }
static const struct shape_field card_fields[] = {
    FIELD(struct cds_card, uuid, SHAPE_READ_ONLY),
    FIELD(struct cds_card, summary, SHAPE_READ_ONLY),
    FIELD(struct cds_card, detail, SHAPE_READ_ONLY),
    FIELD_ENUM(struct cds_card, indicator, SHAPE_READ_ONLY, indicator_words),
    FIELD_RECORD(struct cds_card, source, SHAPE_READ_ONLY, source_shape),
    FIELD_LIST_AS(struct cds_card, override_reasons, "overrideReasons", coding_shape),
    FIELD_LIST_AS(struct cds_card, links, "links", link_shape),
    FIELD_END};
static const struct shape card_shape = {"CdsCard", sizeof(struct cds_card), card_fields};

static const struct shape_field cards_fields[] = {
    FIELD_LIST(struct cds_cards, cards, SHAPE_READ_ONLY, card_shape, 0, 1), FIELD_END};
const struct shape cds_cards_shape = {"CdsCardList", sizeof(struct cds_cards), cards_fields};

/* --- what is said --- */

/* A row names a duty that is, and there is one for each. */
enum duty_row {
#define DUTY(code, fi, sv, en) DUTY_ROW_##code,
#include "tables/duties.def"
#undef DUTY
    DUTY_ROW_COUNT
};
static const struct {
    enum duty_row duty;
    const char *code;
    bool warns;
    const char *texts[LANGUAGE_COUNT];
} card_duties[] = {
#define CARD_DUTY(code, warns, fi, sv, en) {DUTY_ROW_##code, #code, warns, {fi, sv, en}},
#include "facade/cds/card_duties.def"
#undef CARD_DUTY
};
enum { CARD_DUTY_COUNT = sizeof card_duties / sizeof *card_duties };
_Static_assert((int)CARD_DUTY_COUNT == (int)DUTY_ROW_COUNT, "a summary for every duty");

static const struct {
    const char *code, *texts[LANGUAGE_COUNT];
} reasons[] = {
#define OVERRIDE_REASON(code, fi, sv, en) {#code, {fi, sv, en}},
#include "facade/cds/override_reasons.def"
#undef OVERRIDE_REASON
};
enum { REASON_COUNT = sizeof reasons / sizeof *reasons };
const char *const cds_reason_codes[] = {
#define OVERRIDE_REASON(code, fi, sv, en) #code,
#include "facade/cds/override_reasons.def"
#undef OVERRIDE_REASON
    NULL};

static bool is_open(const struct standing *standing, const char *code) {
    const struct duty *duties = standing->open_duties.items;
    for (size_t i = 0; i < standing->open_duties.count; i++) {
        if (strcmp(duties[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

/* The most important open duty; -1 where nothing is to be done. */
static int first_duty(const struct standing *standing) {
    for (int i = 0; i < CARD_DUTY_COUNT; i++) {
        if (is_open(standing, card_duties[i].code)) {
            return i;
        }
    }
    return -1;
}

static enum indicator indicator_of(const struct standing *standing) {
    for (int i = 0; i < CARD_DUTY_COUNT; i++) {
        if (card_duties[i].warns && is_open(standing, card_duties[i].code)) {
            return INDICATOR_WARNING;
        }
    }
    return INDICATOR_INFO;
}

/* "Yhteistyöasiakkuus - ei nimettyä yhteyshenkilöä (+1)" */
static const char *summary_of(struct context *context, const struct standing *standing) {
    static const char *const open_names[LANGUAGE_COUNT] = {
        "Asiakkuussegmentti ei ole vielä selvillä", "Klientsegmentet är ännu öppet",
        "The client segment is still open"};
    struct text text;
    const enum language language = context->language;
    const char *name = standing->segment_name ? standing->segment_name : open_names[language];
    size_t length = utf8_prefix(name, NAME_LENGTH_MAX);
    int first = first_duty(standing);
    text_init(&text, context->arena);
    text_add(&text, name, length);
    text_add_string(&text, name[length] ? "…" : "");
    if (first >= 0) {
        text_format(&text, " - %s", card_duties[first].texts[language]);
    }
    if (standing->open_duties.count > 1) {
        text_format(&text, " (+%zu)", standing->open_duties.count - 1);
    }
    return text.bytes;
}

/* As people write it: 1.2.2026, and 2026-02-01 in English. */
static void add_day(struct text *text, enum language language, struct date day) {
    char plain[DATE_TEXT_SIZE];
    if (language == LANGUAGE_EN) {
        date_print(day, plain);
        text_add_string(text, plain);
    } else {
        text_format(text, "%d.%d.%d", day.day, day.month, day.year);
    }
}

static void add_state(struct text *text, enum language language, const struct standing *standing) {
    static const char *const states[][LANGUAGE_COUNT] = {
        {"**Tila:** ehdotettu, alkaen ", "**Läge:** föreslaget, sedan ",
         "**State:** proposed, since "},
        {"**Tila:** vahvistettu, alkaen ", "**Läge:** bekräftat, sedan ",
         "**State:** confirmed, since "}};
    static const char *const reviews[LANGUAGE_COUNT] = {
        "**Seuraava tarkistus:** ", "**Följande översyn:** ", "**Next review:** "};
    bool confirmed = standing->status == ASSESSMENT_CONFIRMED;
    text_add_string(text, states[confirmed][language]);
    add_day(text, language, instant_day_helsinki(standing->since));
    if (date_is_set(standing->next_review)) {
        text_format(text, "\n\n%s", reviews[language]);
        add_day(text, language, standing->next_review);
    }
}

static void add_duties(struct text *text, enum language language, const struct standing *standing) {
    static const char *const headings[LANGUAGE_COUNT] = {"**Tehtävä:**", "**Att göra:**",
                                                         "**To be done:**"};
    static const char *const since[LANGUAGE_COUNT] = {"alkaen", "sedan", "since"};
    const struct duty *duties = standing->open_duties.items;
    if (standing->open_duties.count > 0) {
        text_format(text, "\n\n%s\n", headings[language]);
    }
    for (size_t i = 0; i < standing->open_duties.count; i++) {
        text_format(text, "\n- %s", duties[i].text);
        if (date_is_set(duties[i].since)) {
            text_format(text, " (%s ", since[language]);
            add_day(text, language, duties[i].since);
            text_add_char(text, ')');
        }
    }
}

static const char *detail_of(struct context *context, const struct standing *standing) {
    struct text text;
    text_init(&text, context->arena);
    add_state(&text, context->language, standing);
    add_duties(&text, context->language, standing);
    return text.bytes;
}

static struct list reasons_in(struct context *context) {
    struct cds_coding *codings = arena_alloc(context->arena, REASON_COUNT * sizeof *codings);
    for (size_t i = 0; i < REASON_COUNT; i++) {
        codings[i] = (struct cds_coding){reasons[i].code, cds_reason_system,
                                         reasons[i].texts[context->language]};
    }
    return (struct list){codings, REASON_COUNT};
}

/* Where the row of the record system names one; `{client_id}` in it is this service's id. */
static struct list links_of(struct context *context, const struct ehr *ehr,
                            const struct standing *standing) {
    static const char gap[] = "{client_id}";
    static const char *const labels[LANGUAGE_COUNT] = {"Avaa arvio", "Öppna bedömningen",
                                                       "Open the assessment"};
    char id[UUID_TEXT_SIZE];
    const char *at = ehr->link ? strstr(ehr->link, gap) : NULL;
    if (!ehr->link) {
        return (struct list){NULL, 0};
    }
    uuid_print(&standing->client_id, id);
    struct cds_link *link = arena_alloc(context->arena, sizeof *link);
    link->label = labels[context->language];
    link->type = ehr->link_type ? ehr->link_type : EHR_LINK_ABSOLUTE;
    link->url = at ? arena_format(context->arena, "%.*s%s%s", (int)(at - ehr->link), ehr->link, id,
                                  at + strlen(gap))
                   : ehr->link;
    link->app_context = link->type == EHR_LINK_SMART ? arena_string(context->arena, id) : NULL;
    return (struct list){link, 1};
}

/* Feedback names a card, and the access log the moment of a reading: a card's id is of its day
 * alone, so that the two can't be put together. */
static struct uuid new_card_id(const struct context *context) {
    return uuid_new(instant_at_helsinki(context->today, 0).us / 1000);
}

static void write_card(struct context *context, const struct ehr *ehr,
                       const struct standing *standing, struct cds_card *out) {
    static const struct cds_source source = {"Asiakkuus"};
    *out = (struct cds_card){.uuid = new_card_id(context),
                             .summary = summary_of(context, standing),
                             .detail = detail_of(context, standing),
                             .indicator = (int)indicator_of(standing),
                             .source = &source,
                             .override_reasons = reasons_in(context),
                             .links = links_of(context, ehr, standing)};
}

/* Who looked is the user that the record system names. */
static void name_user(struct context *context, const struct ehr *ehr, const char *user_id) {
    context->actor.sub = arena_format(context->arena, "%s:%s", ehr->name, user_id);
}

enum status cds_segment_card(struct context *context, const struct ehr *ehr,
                             const struct cds_hook *hook, struct cds_cards *out) {
    struct cds_card *card = arena_alloc(context->arena, sizeof *card);
    const struct client_identifier identifier = {"hetu", cds_patient_code(hook)};
    struct client_known known = {.system = NULL};
    struct standing standing = {.segment = NULL};
    bool found = false;
    context->reads = true;
    name_user(context, ehr, hook->user_id);
    enum status status =
        identifier.value ? client_known_read(context, &identifier, &known, &found) : OK;
    if (status == OK && found) {
        status = standing_get_known(context, &known, &standing, &found);
    }
    if (status == OK && found) {
        write_card(context, ehr, &standing, card);
    }
    *out = (struct cds_cards){{card, found ? 1 : 0}};
    if (status == OK) {
        metrics_add(context->app->metrics, METRIC_cds_calls_total,
                    found ? indicator_words[card->indicator - 1] : "none", NULL, 1);
    }
    return status;
}
