#include "domain/care_team/care_team.h"

#include <string.h>

static const struct care_role roles[] = {
#define CARE_ROLE(code, single, register_code, fi, sv, en)                                         \
    {#code, {fi, sv, en}, single, REGISTER_##register_code},
#include "tables/care_roles.def"
#undef CARE_ROLE
};
enum { ROLE_COUNT = sizeof roles / sizeof *roles };

static const struct care_template templates[] = {
#define CARE_TEMPLATE(name, fi, sv, en) {.code = #name, .names = {fi, sv, en}},
#include "tables/care_templates.def"
#undef CARE_TEMPLATE
};
enum { TEMPLATE_COUNT = sizeof templates / sizeof *templates };

static const struct {
    const char *template_code;
    struct care_minimum minimum;
} minimums[] = {
#define CARE_MINIMUM(template_code, role, least) {#template_code, {#role, least}},
#include "tables/care_templates.def"
#undef CARE_MINIMUM
};
enum { MINIMUM_COUNT = sizeof minimums / sizeof *minimums };

static const struct shape_field role_fields[] = {
    FIELD(struct care_role, code, SHAPE_READ_ONLY),
    FIELD_EMBED(struct care_role, names, SHAPE_READ_ONLY, localized_shape, "name_"),
    FIELD(struct care_role, single_holder, SHAPE_READ_ONLY),
    FIELD_ENUM_AS(struct care_role, register_code, "register", SHAPE_READ_ONLY, register_words),
    FIELD_END};
static const struct shape role_shape = {"CareRole", sizeof(struct care_role), role_fields};

static const struct shape_field minimum_fields[] = {
    FIELD(struct care_minimum, role, SHAPE_READ_ONLY),
    FIELD(struct care_minimum, least, SHAPE_READ_ONLY), FIELD_END};
static const struct shape minimum_shape = {"CareMinimum", sizeof(struct care_minimum),
                                           minimum_fields};

static const struct shape_field template_fields[] = {
    FIELD(struct care_template, code, SHAPE_READ_ONLY),
    FIELD_EMBED(struct care_template, names, SHAPE_READ_ONLY, localized_shape, "name_"),
    FIELD_LIST(struct care_template, minimums, SHAPE_READ_ONLY, minimum_shape, 0, 50), FIELD_END};
static const struct shape template_shape = {"CareTemplate", sizeof(struct care_template),
                                            template_fields};

static const struct shape_field words_fields[] = {
    FIELD_LIST(struct care_words, items, SHAPE_READ_ONLY, role_shape, 0, 200),
    FIELD_LIST(struct care_words, templates, SHAPE_READ_ONLY, template_shape, 0, 50), FIELD_END};
const struct shape care_words_shape = {"CareTeamRoles", sizeof(struct care_words), words_fields};

static struct list minimums_of(struct context *context, const char *template_code) {
    struct care_minimum *items = arena_alloc(context->arena, MINIMUM_COUNT * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < MINIMUM_COUNT; i++) {
        if (strcmp(minimums[i].template_code, template_code) == 0) {
            items[count++] = minimums[i].minimum;
        }
    }
    return (struct list){items, count};
}

struct care_words care_words(struct context *context) {
    struct care_role *all = arena_alloc(context->arena, sizeof roles);
    struct care_template *each = arena_alloc(context->arena, sizeof templates);
    memcpy(all, roles, sizeof roles);
    memcpy(each, templates, sizeof templates);
    for (size_t i = 0; i < TEMPLATE_COUNT; i++) {
        each[i].minimums = minimums_of(context, each[i].code);
    }
    return (struct care_words){{all, ROLE_COUNT}, {each, TEMPLATE_COUNT}};
}

bool care_role_find(const char *code, struct care_role *out) {
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (strcmp(roles[i].code, code) == 0) {
            *out = roles[i];
            return true;
        }
    }
    return false;
}

bool care_template_exists(const char *code) {
    for (size_t i = 0; i < TEMPLATE_COUNT; i++) {
        if (strcmp(templates[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

/* --- what a template wants --- */

static bool is_member_on(const struct care_member *member, struct date day) {
    return date_compare(member->from, day) <= 0 &&
           (!date_is_set(member->to) || date_compare(member->to, day) >= 0);
}

static int64_t named_on(const struct care_team *team, const char *role, struct date day) {
    const struct care_member *members = team->members.items;
    int64_t count = 0;
    for (size_t i = 0; i < team->members.count; i++) {
        count += strcmp(members[i].role, role) == 0 && is_member_on(&members[i], day);
    }
    return count;
}

/* "At least 3 are wanted, there are 1 now." */
static const char *why_missing(struct context *context, int64_t least, int64_t named) {
    static const struct {
        const char *wanted, *now;
    } words[LANGUAGE_COUNT] = {{"Tiimipohja edellyttää vähintään", "nyt on"},
                               {"Teammallen kräver minst", "nu finns"},
                               {"The template wants at least", "there are now"}};
    const enum language language = context->language;
    return arena_format(context->arena, "%s %lld, %s %lld.", words[language].wanted,
                        (long long)least, words[language].now, (long long)named);
}

struct list care_team_missing(struct context *context, const struct care_team *team) {
    struct care_missing *items = arena_alloc(context->arena, MINIMUM_COUNT * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; team->template_code && i < MINIMUM_COUNT; i++) {
        const struct care_minimum *wanted = &minimums[i].minimum;
        int64_t named = named_on(team, wanted->role, context->today);
        if (strcmp(minimums[i].template_code, team->template_code) == 0 && named < wanted->least) {
            items[count++] =
                (struct care_missing){wanted->role, why_missing(context, wanted->least, named)};
        }
    }
    return (struct list){items, count};
}
