/* The rules of a care team's document. */
#include "domain/care_team/care_team.h"

#include <string.h>

static const char *place(struct context *context, size_t index, const char *member) {
    return arena_format(context->arena, "/members/%zu/%s", index, member);
}

static const struct care_member *find_member(const struct care_team *team, const struct uuid *id) {
    const struct care_member *members = team ? team->members.items : NULL;
    for (size_t i = 0; team && i < team->members.count; i++) {
        if (uuid_equal(&members[i].id, id)) {
            return &members[i];
        }
    }
    return NULL;
}

/* A member keeps its id; one without gets a new one; the team must have had any other. */
static void settle_id(struct context *context, const struct care_team *before,
                      struct care_member *members, size_t index) {
    struct care_member *member = &members[index];
    const struct care_member *same = NULL;
    if (!uuid_is_set(&member->id)) {
        member->id = uuid_new(context->now.us / 1000);
    } else {
        same = find_member(before, &member->id);
        if (!same) {
            context_error(context, place(context, index, "id"), ERROR_unknown_id, NULL);
        }
    }
    for (size_t i = 0; i < index; i++) {
        if (uuid_equal(&members[i].id, &member->id)) {
            context_error(context, place(context, index, "id"), ERROR_duplicate_key, NULL);
        }
    }
    member->register_code = same ? same->register_code : (int)context->actor.register_code;
}

static void check_member(struct context *context, struct care_member *member, size_t index) {
    struct care_role role = {0};
    if (!care_role_find(member->role, &role)) {
        context_error(context, place(context, index, "role"), ERROR_unknown_role, NULL);
    } else if (role.register_code != REGISTER_NONE) {
        member->register_code = role.register_code;
    }
    if (date_is_set(member->to) && date_compare(member->to, member->from) < 0) {
        context_error(context, place(context, index, "to"), ERROR_ends_before_start, NULL);
    }
}

/* Both days included: who begins on the last day of another overlaps. */
static bool overlap(const struct care_member *a, const struct care_member *b) {
    return (!date_is_set(a->to) || date_compare(b->from, a->to) <= 0) &&
           (!date_is_set(b->to) || date_compare(a->from, b->to) <= 0);
}

static void check_single_holder(struct context *context, const struct care_member *members,
                                size_t index) {
    struct care_role role = {0};
    if (!care_role_find(members[index].role, &role) || !role.single_holder) {
        return;
    }
    for (size_t i = 0; i < index; i++) {
        if (strcmp(members[i].role, role.code) == 0 && overlap(&members[i], &members[index])) {
            context_error(context, place(context, index, "from"), ERROR_held_by_another,
                          arena_format(context->arena, "/members/%zu", i));
        }
    }
}

void care_team_check(struct context *context, const struct care_team *before,
                     struct care_team *team) {
    struct care_member *members = team->members.items;
    if (team->template_code && !care_template_exists(team->template_code)) {
        context_error(context, "/template", ERROR_unknown_template, NULL);
    }
    for (size_t i = 0; i < team->members.count; i++) {
        settle_id(context, before, members, i);
        check_member(context, &members[i], i);
        check_single_holder(context, members, i);
    }
}
