#include "bulk_plan.h"
#include <string.h>
#include <strings.h>

static bool name_listed(const char *list, const char *name) {
    size_t length = strlen(name);
    for (const char *at = list; at && *at;) {
        size_t word = strcspn(at, ",");
        if (word == length && memcmp(at, name, length) == 0) {
            return true;
        }
        at += word + (at[word] == ',');
    }
    return false;
}

static void add_word(struct column *column, const char *text, size_t value) {
    struct plan_word *word = &column->words[column->word_count++];
    word->text = text;
    word->length = (uint8_t)strlen(text);
    word->value = (uint8_t)value;
    memcpy(word->padded, text, word->length < 16 ? word->length : 16);
}

static bool places_are_apart(struct column *column) {
    bool taken[PLAN_WORD_PLACES] = {false};
    for (int i = 0; i < column->word_count; i++) {
        uint64_t halves[2];
        if (column->words[i].length >= sizeof halves) {
            continue;
        }
        memcpy(halves, column->words[i].padded, sizeof halves);
        unsigned place = plan_word_place(column, halves[0], halves[1]);
        if (taken[place]) {
            return false;
        }
        taken[place] = true;
        column->word_at[place] = (uint8_t)i;
    }
    return true;
}

/* Sixteen words are told apart by one factor of eight or so. */
static void place_words(struct column *column) {
    enum { TRIES = 1000 };
    uint64_t factor = 0x9e3779b97f4a7c15u;
    for (int i = 0; i < TRIES; i++, factor = factor * 6364136223846793005u + 1442695040888963407u) {
        column->word_factor = factor | 1;
        if (places_are_apart(column)) {
            return;
        }
    }
    column->word_factor = 0;
}

const uint8_t **plan_batch_column(struct seg_batch_input *input, const struct column *column) {
    switch (column->target) {
    case TARGET_ANSWER:
        return &input->answers[column->view][column->index];
    case TARGET_AXIS:
        return &input->axis_state[column->index];
    case TARGET_FLAG:
        return &input->flags[column->index];
    default:
        return &input->duration;
    }
}

uint8_t *plan_input_value(struct seg_input *input, const struct column *column) {
    switch (column->target) {
    case TARGET_ANSWER:
        return &input->answers[column->view][column->index];
    case TARGET_AXIS:
        return &input->axis_state[column->index];
    case TARGET_FLAG:
        return &input->flags[column->index];
    default:
        return &input->duration;
    }
}

static void take_slot(struct plan *plan, struct column *column, enum column_target target, int view,
                      int index) {
    column->slot = plan->slots++;
    column->target = target;
    column->view = (uint8_t)view;
    column->index = (uint8_t)index;
    int most = column->levels > 10 ? 9 : column->levels - 1;
    plan->most[column->slot] = (uint8_t)(most < 0 ? 0 : most);
}

static void plan_item(struct plan *plan, struct column *column, int item, int view) {
    const struct seg_model *model = plan->model;
    struct seg_item_info info = seg_item(model, (size_t)item);
    column->item = (uint8_t)item;
    column->levels = info.levels;
    column->not_applicable = info.not_applicable != 0;
    column->role = info.kind == SEG_LEVEL   ? COLUMN_LEVEL
                   : info.kind == SEG_COUNT ? COLUMN_COUNT
                                            : COLUMN_WORD;
    if (info.kind == SEG_CHOICE) {
        for (size_t i = 0; i < info.levels; i++) {
            add_word(column, seg_option_code(model, (size_t)item, i), i);
        }
    }
    if (info.kind == SEG_COUNT) {
        for (uint32_t n = 0; n < PLAN_QUICK_COUNTS; n++) {
            uint32_t number = n % 16 > 9 ? n / 16 : n / 16 * 10 + n % 16;
            column->quick[n] = (uint8_t)seg_item_level(model, (size_t)item, number);
        }
    }
    take_slot(plan, column, TARGET_ANSWER, view, item);
    if (info.levels <= 9 && info.not_applicable) {
        plan->from_nine[column->slot] = SEG_NOT_APPLICABLE - 9;
    }
    if (info.levels <= 8) {
        plan->from_eight[column->slot] = SEG_UNKNOWN - 8;
    }
}

static void plan_axis(struct plan *plan, struct column *column, int axis) {
    column->role = COLUMN_WORD;
    for (size_t i = 0; i < seg_axis_states(plan->model, (size_t)axis); i++) {
        add_word(column, seg_axis_state_code(plan->model, (size_t)axis, i), i);
    }
    take_slot(plan, column, TARGET_AXIS, 0, axis);
}

static void plan_flag(struct plan *plan, struct column *column, int flag) {
    column->role = COLUMN_WORD;
    add_word(column, "false", 0);
    add_word(column, "true", 1);
    take_slot(plan, column, TARGET_FLAG, 0, flag);
}

static void plan_duration(struct plan *plan, struct column *column) {
    column->role = COLUMN_WORD;
    for (size_t i = 0; i < seg_model_count(plan->model, SEG_DURATION); i++) {
        add_word(column, seg_model_code(plan->model, SEG_DURATION, i), i);
    }
    take_slot(plan, column, TARGET_DURATION, 0, 0);
}

/* A column is named by an item (`client.` before it: the client's view), an axis, `flag.<code>`,
 * `duration`, `age` or `id`. */
static bool plan_column(struct plan *plan, struct column *column) {
    const struct seg_model *model = plan->model;
    const char *name = column->name;
    size_t length = strlen(name);
    int found;
    column->slot = -1;
    if (strcmp(name, "id") == 0) {
        column->role = COLUMN_ID;
        plan->has_id = true;
    } else if (strcmp(name, "age") == 0) {
        column->role = COLUMN_AGE;
        plan->has_age = true;
    } else if (strcmp(name, "duration") == 0 && seg_model_count(model, SEG_DURATION) > 0) {
        plan_duration(plan, column);
    } else if (strncmp(name, "flag.", 5) == 0 &&
               (found = seg_model_find(model, SEG_FLAG, name + 5, length - 5)) >= 0) {
        plan_flag(plan, column, found);
    } else if (strncmp(name, "client.", 7) == 0 &&
               (found = seg_model_find(model, SEG_ITEM, name + 7, length - 7)) >= 0) {
        plan_item(plan, column, found, SEG_CLIENT);
    } else if ((found = seg_model_find(model, SEG_ITEM, name, length)) >= 0) {
        plan_item(plan, column, found, SEG_PROFESSIONAL);
    } else if ((found = seg_model_find(model, SEG_AXIS, name, length)) >= 0) {
        plan_axis(plan, column, found);
    } else {
        return false;
    }
    return true;
}

static bool plan_name_taken(const struct plan *plan, const char *name) {
    for (int i = 0; i < plan->column_count; i++) {
        if (plan->columns[i].role != COLUMN_IGNORED && strcmp(plan->columns[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether neighbouring columns of this role are read in one step. */
static bool joins(enum column_role role) {
    return role == COLUMN_LEVEL || role == COLUMN_COUNT;
}

static void plan_steps(struct plan *plan) {
    for (int i = 0; i < plan->column_count; i++) {
        struct column *column = &plan->columns[i];
        struct step *last = plan->step_count ? &plan->steps[plan->step_count - 1] : NULL;
        if (last && column->role == plan->columns[last->first].role && joins(column->role)) {
            last->count++;
            last->absent |= column->not_applicable;
            continue;
        }
        struct step *step = &plan->steps[plan->step_count++];
        static const enum step_kind kinds[] = {STEP_ID,     STEP_IGNORED, STEP_AGE,
                                               STEP_LEVELS, STEP_COUNTS,  STEP_WORD};
        *step = (struct step){kinds[column->role], i, 1, column->slot, column->not_applicable};
    }
}

/* Spreadsheets of countries with a decimal comma write semicolons. */
static void print_unknown(const char *name, int number, const struct seg_model *model, char *error,
                          size_t error_size) {
    if (strpbrk(name, ";\t")) {
        snprintf(error, error_size,
                 "column %d: '%.60s': write commas between the columns, not semicolons or tabs",
                 number, name);
    } else {
        snprintf(error, error_size,
                 "column %d: '%.60s' is no item, axis or flag of %s; `segment form` lists them, "
                 "--ignore passes a column over",
                 number, name, seg_model_code(model, SEG_MODEL, 0));
    }
}

bool plan_make(struct plan *plan, const struct seg_model *model, const char *const *names,
               int count, const char *ignore, char *error, size_t error_size) {
    memset(plan, 0, sizeof *plan);
    plan->model = model;
    if (count > PLAN_COLUMNS_MAX) {
        snprintf(error, error_size, "the header has more than %d columns", PLAN_COLUMNS_MAX);
        return false;
    }
    for (int i = 0; i < count; i++) {
        struct column *column = &plan->columns[i];
        snprintf(column->name, sizeof column->name, "%s", names[i]);
        column->slot = -1;
        if (name_listed(ignore, names[i])) {
            column->role = COLUMN_IGNORED;
        } else if (plan_name_taken(plan, names[i])) {
            snprintf(error, error_size, "column %d: '%.60s' stands twice", i + 1, names[i]);
            return false;
        } else if (!plan_column(plan, column)) {
            print_unknown(names[i], i + 1, model, error, error_size);
            return false;
        }
        plan->column_count++;
    }
    for (int i = 0; i < plan->column_count; i++) {
        if (plan->columns[i].word_count > 0) {
            place_words(&plan->columns[i]);
        }
    }
    plan_steps(plan);
    return true;
}

static int cell_number(const char *text, size_t length) {
    int number = 0;
    if (length == 0 || length > 4) {
        return -1;
    }
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

static int cell_level(const struct column *column, int number, const char **reason) {
    if (number >= 0 && number < column->levels) {
        return number;
    }
    if (column->levels <= 8 && number == 8) {
        return SEG_UNKNOWN;
    }
    if (column->not_applicable && number == 9) {
        return SEG_NOT_APPLICABLE;
    }
    *reason = number < 0 ? "not a whole number" : "not a level of this question";
    return -1;
}

/* Spreadsheets write TRUE and FALSE. */
static bool word_in_capitals(const struct column *column, const char *text, size_t length) {
    for (int i = 0; i < column->word_count; i++) {
        if (column->words[i].length == length &&
            strncasecmp(column->words[i].text, text, length) == 0) {
            return true;
        }
    }
    return false;
}

int plan_cell(const struct plan *plan, const struct column *column, const char *text, size_t length,
              const char **reason) {
    if (length == 0) {
        return SEG_UNKNOWN;
    }
    if (column->role == COLUMN_LEVEL) {
        return cell_level(column, cell_number(text, length), reason);
    }
    if (column->role == COLUMN_COUNT) {
        int number = cell_number(text, length);
        int level = number < 0 ? -1 : seg_item_level(plan->model, column->item, (uint32_t)number);
        if (level < 0) {
            *reason = "not a whole number from 0 to 9999";
        }
        return level;
    }
    for (int i = 0; i < column->word_count; i++) {
        if (column->words[i].length == length && memcmp(column->words[i].text, text, length) == 0) {
            return column->words[i].value;
        }
    }
    *reason = word_in_capitals(column, text, length)
                  ? "a word of this column in capital letters: write it in small ones"
                  : "not one of the words of this column";
    return -1;
}

int plan_age(const char *text, size_t length, const char **reason) {
    if (length == 0) {
        return SEG_AGE_UNKNOWN;
    }
    int number = cell_number(text, length);
    if (number >= 0 && number <= SEG_MAX_AGE) {
        return number;
    }
    *reason = "not an age from 0 to 150";
    return -1;
}

static bool words_alike(const struct column *a, const struct column *b) {
    bool alike = a->word_count == b->word_count;
    for (int i = 0; alike && i < a->word_count; i++) {
        alike = a->words[i].value == b->words[i].value &&
                strcmp(a->words[i].text, b->words[i].text) == 0;
    }
    return alike;
}

static bool counts_alike(const struct plan *a, const struct plan *b, int i) {
    const struct column *one = &a->columns[i], *other = &b->columns[i];
    if (one->role != COLUMN_COUNT) {
        return true;
    }
    for (uint32_t n = 0; n <= SEG_MAX_COUNT; n++) {
        if (seg_item_level(a->model, one->item, n) != seg_item_level(b->model, other->item, n)) {
            return false;
        }
    }
    return true;
}

bool plan_reads_alike(const struct plan *a, const struct plan *b) {
    bool alike = a->column_count == b->column_count;
    for (int i = 0; alike && i < a->column_count; i++) {
        const struct column *one = &a->columns[i], *other = &b->columns[i];
        alike = one->role == other->role && one->slot == other->slot &&
                one->levels == other->levels && one->not_applicable == other->not_applicable &&
                words_alike(one, other) && counts_alike(a, b, i);
    }
    return alike;
}
