/* Where should this need go (palveluohjaus)? Services of the directory, ranked, each with its
 * reasons: straight to the right professional, the lightest sufficient service first, self-service
 * before a queue where the client's segment says so, who takes referrals now, the shortest known
 * wait.
 *
 * The rules are data: tables/routing.def, with points that an area may set itself from a day on. An
 * age or a municipality that a service does not serve rules it out; everything else only ranks. It
 * never ends with nothing: where no service answers, the unit's own front desk has the matter.
 *
 * Writes the table routing_rule. */
#ifndef DOMAIN_ROUTING_H
#define DOMAIN_ROUTING_H

#include "base/context.h"
#include "base/shape.h"
#include "domain/directory/directory.h"

struct routing_wanted {
    struct uuid client_id;
    const char *segment;
    struct list need_classes; /* const char * */
    struct opt_int age;
    const char *language, *municipality;
    int urgency;
    struct opt_bool trace;
};
extern const struct shape routing_wanted_shape;

struct routing_reason {
    const char *code, *text;
    int64_t points;
};
struct routing_item {
    const struct service *service;
    int64_t score;
    struct opt_int waits_days; /* since when the first in its queue has waited */
    struct list reasons;       /* struct routing_reason */
};
struct routing_front_desk {
    const struct unit *unit; /* the caller's own; NULL where the token names none */
    const char *code, *text;
};
struct routing_rule {
    const char *code;
    int64_t points;
    struct date valid_from; /* not set: as shipped */
    const char *text;
};
struct routing_answer {
    struct list items; /* struct routing_item, the best first */
    const struct routing_front_desk *front_desk;
    struct list rules; /* struct routing_rule, with trace */
};
extern const struct shape routing_answer_shape, routing_rule_shape, routing_rule_new_shape,
    routing_rule_list_shape;

enum status routing_route(struct context *context, const struct routing_wanted *wanted,
                          struct routing_answer *out) must_check;

/* What is known of the client and of how they are to be served. */
struct routing_case {
    const struct list *needs;
    const char *segment, *language, *municipality;
    bool urgent;
};
/* The points of one service, with reasons. Pure. `rules` in the order of the table. */
void routing_score(struct arena *arena, const struct routing_rule *rules,
                   const struct routing_case *of, struct routing_item *item);

/* The rules with the points that hold today. */
struct routing_rule_list {
    struct list items;
};
enum status routing_rules(struct context *context, struct list *out) must_check;
/* STATUS_rule_broken for a code there is none of; STATUS_conflict for a second one of a day. */
enum status routing_rule_add(struct context *context, struct routing_rule *rule) must_check;

#endif
