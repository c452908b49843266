/* Whether two rules could change places without another outcome. */
#include "proof.h"

#include <string.h>

void seg_course_chart(const struct seg_model *model, const struct seg_facts *facts, uint16_t start,
                      struct seg_course *course) {
    struct seg_moment moment = seg_moment_of(model, facts, 0);
    memset(course, 0, sizeof *course);
    course->start = start;
    for (int r = 0; r < model->rule_count; r++) {
        const struct seg_rule_rec *rule = &model->rules[r];
        if (!rule->reads_segment) {
            bool holds = seg_condition(model, rule->node, &moment) == SEG_TRUE;
            course->holds[r] = holds ? UINT16_MAX : 0;
            continue;
        }
        for (int s = 0; s < model->segment_count; s++) {
            moment.segments = (uint16_t)(1u << s);
            if (seg_condition(model, rule->node, &moment) == SEG_TRUE) {
                course->holds[r] |= moment.segments;
            }
        }
    }
}

uint16_t seg_rule_moved(const struct seg_model *model, int rule, uint16_t so_far) {
    const struct seg_rule_rec *rec = &model->rules[rule];
    return rec->effect == SEG_SET ? (uint16_t)(1u << rec->segment)
                                  : seg_lift(model, so_far, rec->segment);
}

uint16_t seg_course_end(const struct seg_model *model, const struct seg_course *course, int one,
                        int other, struct seg_met *met) {
    uint16_t so_far = course->start;
    for (int at = 0; at < model->rule_count; at++) {
        int rule = at == one ? other : at == other ? one : at;
        if (!(course->holds[rule] & so_far)) {
            continue;
        }
        uint16_t next = seg_rule_moved(model, rule, so_far);
        met->rules_held |= (uint32_t)1 << rule;
        met->rules_moved |= (uint32_t)(next != so_far) << rule;
        so_far = next;
        if (model->rules[rule].final) {
            break;
        }
    }
    return so_far;
}

/* Where the course has its place among those tried: a hash. */
static struct seg_course *place_of(struct seg_proof *proof, const struct seg_course *course) {
    uint32_t hash = 2166136261u ^ course->start;
    for (int r = 0; r < proof->model->rule_count; r++) {
        hash = (hash ^ course->holds[r]) * 16777619u;
    }
    return &proof->courses[(hash ^ hash >> 16) % SEG_COURSES];
}

/* Which later rules are still to be tried: those before the one that is already known to matter. */
static int end_of(const struct seg_proof *proof, int rule) {
    return proof->order[rule] == SEG_NONE ? proof->model->rule_count : proof->order[rule];
}

/* 1 while the order may still take this much. */
static bool may_take(struct seg_proof *proof, uint64_t effort) {
    if (proof->order_effort > SEG_MAX_ORDER_EFFORT) {
        proof->order_open = true;
        return false;
    }
    proof->order_effort += effort;
    return true;
}

void seg_proof_order(struct seg_proof *proof, const struct seg_course *course) {
    const struct seg_model *model = proof->model;
    struct seg_course *tried = place_of(proof, course);
    struct seg_met ignored;
    if (memcmp(tried, course, sizeof *course) == 0) {
        return;
    }
    uint16_t outcome = seg_course_end(model, course, 0, 0, &ignored);
    for (int one = 0; one < model->rule_count; one++) {
        for (int other = one + 1; other < end_of(proof, one); other++) {
            if (!(course->holds[one] | course->holds[other])) {
                continue;
            }
            if (!may_take(proof, 2u * model->rule_count)) {
                return;
            }
            if (seg_course_end(model, course, one, other, &ignored) != outcome) {
                proof->order[one] = (uint8_t)other;
            }
        }
    }
    *tried = *course;
}

static void exchange(struct seg_model *model, int one, int other) {
    struct seg_rule_rec rule = model->rules[one];
    model->rules[one] = model->rules[other];
    model->rules[other] = rule;
}

void seg_proof_order_open(struct seg_proof *proof, uint16_t possible) {
    struct seg_model *model = &proof->exchanged;
    uint64_t effort = 16 * seg_decide_effort(model, &proof->facts);
    for (int one = 0; one < model->rule_count; one++) {
        for (int other = one + 1; other < end_of(proof, one); other++) {
            if (!may_take(proof, effort)) {
                return;
            }
            exchange(model, one, other);
            if (seg_decide_possible(model, &proof->facts) != possible) {
                proof->order[one] = (uint8_t)other;
            }
            exchange(model, one, other);
        }
    }
}

void seg_proof_report_order(struct seg_proof *proof) {
    bool open = proof->order_open || proof->beyond;
    for (int r = 0; r < proof->model->rule_count; r++) {
        if (proof->order[r] != SEG_NONE) {
            struct seg_finding finding = seg_proof_finding(SEG_RULE_ORDER, SEG_RULE, r, -1);
            finding.other.kind = SEG_RULE;
            finding.other.index = proof->order[r];
            seg_proof_report(proof, &finding);
        }
    }
    if (open && proof->model->rule_count > 1) {
        struct seg_finding finding = seg_proof_finding(SEG_RULE_ORDER, SEG_MODEL, 0, -1);
        finding.verdict = SEG_UNDECIDED;
        seg_proof_report(proof, &finding);
    }
}
