#include "bulk_form.h"
#include <string.h>

enum { PATH_DEPTH_MAX = 3 };
_Static_assert((int)BULK_PADDING >= (int)FORM_BYTES_MAX + (int)LEVELS_BYTES_MAX,
               "a row at the end of a chunk may be compared with a whole form");

/* A row being walked over. */
struct learner {
    const struct plan *plan;
    struct form *form;
    const char *at, *end;
    const char *literal; /* where the bytes before the next value begin */
    char path[2][16];
    int depth;
};

static bool at_space(char c) {
    return c == ' ' || c == '\t';
}

static bool ends_value(char c) {
    return c == '}' || c == ',' || at_space(c);
}

static void skip_space(struct learner *learner) {
    while (learner->at < learner->end && at_space(*learner->at)) {
        learner->at++;
    }
}

/* The column of a member, by the objects it stands in. */
static const struct column *member_column(const struct learner *learner, const char *key,
                                          size_t length) {
    char name[PLAN_NAME_MAX];
    const char *prefix = "";
    if (learner->depth == 2 && strcmp(learner->path[0], "flags") == 0) {
        prefix = "flag.";
    } else if (learner->depth == 3 && strcmp(learner->path[1], "client") == 0) {
        prefix = "client.";
    }
    snprintf(name, sizeof name, "%s%.*s", prefix, (int)length, key);
    for (int i = 0; i < learner->plan->column_count; i++) {
        if (strcmp(learner->plan->columns[i].name, name) == 0) {
            return &learner->plan->columns[i];
        }
    }
    return NULL;
}

static const char *skip_string(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++) {
        if (*at == '\\') {
            return NULL;
        }
    }
    return at < end ? at + 1 : NULL;
}

static enum form_kind kind_of(const struct column *column) {
    static const enum form_kind kinds[] = {[COLUMN_ID] = FORM_ID,
                                           [COLUMN_AGE] = FORM_AGE,
                                           [COLUMN_LEVEL] = FORM_LEVEL,
                                           [COLUMN_COUNT] = FORM_COUNT,
                                           [COLUMN_WORD] = FORM_WORD};
    if (!column) {
        return FORM_END;
    }
    return strncmp(column->name, "flag.", 5) == 0 ? FORM_FLAG : kinds[column->role];
}

/* `,"key":` alone: a row that leaves the member out goes on with the next part. */
static bool may_be_left_out(const char *literal, size_t length) {
    return literal[0] == ',' && !memchr(literal, '{', length) && !memchr(literal, '}', length);
}

static bool add_part(struct learner *learner, const char *until, const struct column *column) {
    struct form *form = learner->form;
    size_t length = (size_t)(until - learner->literal);
    if (form->part_count == FORM_PARTS_MAX || form->length + length > FORM_BYTES_MAX) {
        return false;
    }
    struct form_part *part = &form->parts[form->part_count++];
    *part = (struct form_part){.start = (uint32_t)form->length,
                               .length = (uint32_t)length,
                               .column = column,
                               .kind = kind_of(column),
                               .optional = column && may_be_left_out(learner->literal, length)};
    memcpy(part->text, learner->literal, length < 32 ? length : 32);
    memcpy(form->bytes + form->length, learner->literal, length);
    form->length += length;
    return true;
}

static bool learn_value(struct learner *learner, const struct column *column) {
    const char *start = learner->at;
    if (*start == '"') {
        learner->at = skip_string(start, learner->end);
    } else {
        while (learner->at < learner->end && !ends_value(*learner->at)) {
            learner->at++;
        }
    }
    if (!learner->at) {
        return false;
    }
    if (!column) {
        return true; /* stays part of the bytes between */
    }
    if (!add_part(learner, start, column)) {
        return false;
    }
    learner->literal = learner->at;
    return true;
}

static bool learn_member(struct learner *learner) {
    const char *key = learner->at + 1;
    learner->at = skip_string(learner->at, learner->end);
    if (!learner->at) {
        return false;
    }
    size_t length = (size_t)(learner->at - key - 1);
    skip_space(learner);
    if (*learner->at != ':') {
        return false;
    }
    learner->at++;
    skip_space(learner);
    if (*learner->at != '{') {
        return learn_value(learner, member_column(learner, key, length));
    }
    if (learner->depth >= PATH_DEPTH_MAX || length >= sizeof learner->path[0]) {
        return false;
    }
    memcpy(learner->path[learner->depth - 1], key, length);
    learner->path[learner->depth - 1][length] = '\0';
    return true;
}

static bool learn_row(struct learner *learner) {
    while (learner->at < learner->end) {
        char c = *learner->at;
        if (c == '"') {
            if (!learn_member(learner)) {
                return false;
            }
            continue;
        }
        if (c != '{' && c != '}' && c != ',' && !at_space(c)) {
            return false;
        }
        learner->depth += (c == '{') - (c == '}');
        learner->at++;
    }
    return learner->depth == 0 && add_part(learner, learner->end, NULL);
}

static bool run_takes(struct levels *run, const struct form *form, const struct form_part *part) {
    return part->kind == FORM_LEVEL &&
           levels_add(run, form->bytes + part->start, part->length, part->column);
}

/* Past the last level of a run the end of the row is compared with it. */
static void learn_runs(struct form *form) {
    form->run_count = 0;
    for (int i = 0; i < form->part_count && form->run_count < FORM_RUNS_MAX; i++) {
        struct levels *run = &form->runs[form->run_count];
        levels_clear(run);
        for (; run_takes(run, form, &form->parts[i]); i++) {
            form->parts[i].run = run;
            form->parts[i].nth = (uint8_t)(run->count - 1);
        }
        const struct form_part *next = &form->parts[i];
        bool last = next->kind == FORM_END;
        levels_finish(run, last ? form->bytes + next->start : NULL, next->length);
        form->run_count += run->count > 0;
    }
}

/* Ages and long texts are not, and levels only within a run. */
static bool part_is_common(const struct form_part *part) {
    if (part->kind == FORM_LEVEL) {
        return part->run && part->nth == 0;
    }
    bool word = part->kind == FORM_WORD && part->column->word_factor == 0;
    return part->length < sizeof part->text && part->kind != FORM_AGE && !word;
}

/* Finds the way of a common row through the parts: a run of levels is one step. */
static void learn_common(struct form *form) {
    form->common = false;
    for (int i = 0; i < form->part_count;) {
        struct form_part *part = &form->parts[i];
        if (!part_is_common(part)) {
            return;
        }
        i += part->run ? part->run->count + part->run->ends_row : 1;
        part->next = i < form->part_count ? &form->parts[i] : NULL;
        /* The quote that a word begins with is compared with what stands before it. */
        bool word = part->kind == FORM_WORD;
        if (word) {
            part->text[part->length] = '"';
        }
        part->after = part->run ? 0 : ~0u << part->length << word;
    }
    form->common = form->part_count > 0;
}

void form_learn(struct form *form, const struct plan *plan, const char *line, const char *end) {
    struct learner learner = {.plan = plan, .form = form, .at = line, .end = end, .literal = line};
    form->part_count = 0;
    form->length = 0;
    if (end > line && end[-1] == '\r') {
        learner.end = end - 1;
    }
    if (!learn_row(&learner)) {
        form->part_count = 0;
    }
    learn_runs(form);
    learn_common(form);
}
