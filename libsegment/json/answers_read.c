/* A request's answers: every fault reported, each with its place. */
#include "document.h"
#include "pointer.h"

#include <stdio.h>
#include <string.h>

enum { ICF_UNKNOWN = 8, ICF_NOT_APPLICABLE = 9, ICF_LEVELS = 8 };

struct answering {
    const struct segj_model *model;
    struct segj_answers *answers;
    segj_report *report;
    void *data;
    size_t faults;
    char pointer[SEGJ_MAX_POINTER];
    size_t length;
};

void segj_answers_init(struct segj_answers *answers) {
    seg_input_init(&answers->input);
    for (size_t i = 0; i < SEG_MAX_ITEMS; i++) {
        answers->given[SEG_PROFESSIONAL][i] = answers->given[SEG_CLIENT][i] = SEGJ_NOT_GIVEN;
    }
}

/* ---- Places and faults ---- */

static size_t enter(struct answering *at, const char *member) {
    size_t place = at->length;
    at->length = segj_pointer_enter(at->pointer, place, member);
    return place;
}

static void leave(struct answering *at, size_t place) {
    at->length = place;
    at->pointer[place] = 0;
}

const char *segj_input_code_word(enum segj_input_code code) {
    static const char *const words[SEGJ_INPUT_CODES] = {
        [SEGJ_UNKNOWN_MEMBER] = "unknown_member",
        [SEGJ_UNKNOWN_ITEM] = "unknown_item",
        [SEGJ_UNKNOWN_FLAG] = "unknown_flag",
        [SEGJ_WRONG_TYPE] = "wrong_type",
        [SEGJ_OUT_OF_RANGE] = "out_of_range",
        [SEGJ_NOT_IN_LIST] = "not_in_list",
        [SEGJ_AXIS_GIVEN_TWICE] = "axis_given_twice",
        [SEGJ_NOT_APPLICABLE_REFUSED] = "not_applicable_refused"};
    return words[code];
}

static void add_fault(struct answering *at, struct segj_input_fault fault) {
    fault.pointer = at->pointer;
    at->faults++;
    if (at->report) {
        at->report(at->data, &fault);
    }
}

/* What is no thing of the model: a member, or a code that it does not have. */
static void refuse_name(struct answering *at, enum segj_input_code code, const char *name,
                        const char *detail) {
    add_fault(at,
              (struct segj_input_fault){
                  .code = code, .place = {SEG_MODEL, 0, -1}, .subject = name, .detail = detail});
}

static struct seg_place item_place(size_t item) {
    return (struct seg_place){SEG_ITEM, (int)item, -1};
}

static const char *code_at(const struct answering *at, struct seg_place place) {
    return seg_model_code(at->model->engine, place.kind, (size_t)place.index);
}

static void refuse(struct answering *at, enum segj_input_code code, struct seg_place place,
                   const char *detail) {
    add_fault(at,
              (struct segj_input_fault){
                  .code = code, .place = place, .subject = code_at(at, place), .detail = detail});
}

static void refuse_type(struct answering *at, const char *subject, const char *expected,
                        const char *detail) {
    add_fault(at, (struct segj_input_fault){.code = SEGJ_WRONG_TYPE,
                                            .place = {SEG_MODEL, 0, -1},
                                            .subject = subject,
                                            .expected = expected,
                                            .detail = detail});
}

static void refuse_range(struct answering *at, const char *subject, long low, long high) {
    char detail[96];
    snprintf(detail, sizeof detail, "Give a whole number from %ld to %ld.", low, high);
    add_fault(at, (struct segj_input_fault){.code = SEGJ_OUT_OF_RANGE,
                                            .place = {SEG_MODEL, 0, -1},
                                            .subject = subject,
                                            .low = low,
                                            .high = high,
                                            .detail = detail});
}

/* ---- One answer ---- */

/* 3.0 and 3e0 are whole numbers too, though Jansson makes reals of them. */
static bool whole_number(const json_t *value, json_int_t *out) {
    double real = json_real_value(value);
    bool within = real >= -(double)SEG_MAX_COUNT && real <= (double)SEG_MAX_COUNT;
    *out = json_is_integer(value) ? json_integer_value(value) : within ? (json_int_t)real : -1;
    return json_is_integer(value) ||
           (json_is_real(value) && (!within || (double)(json_int_t)real == real));
}

struct answer {
    uint8_t level;
    uint16_t given;
};

static bool read_choice(struct answering *at, size_t item, const json_t *value,
                        struct answer *out) {
    const struct seg_model *engine = at->model->engine;
    const char *code = seg_model_code(engine, SEG_ITEM, item);
    if (!json_is_string(value)) {
        refuse_type(at, code, "string", "Give the code of one of the options.");
        return false;
    }
    int option = seg_option_find(engine, item, json_string_value(value), json_string_length(value));
    if (option < 0) {
        refuse(at, SEGJ_NOT_IN_LIST, item_place(item), "Give the code of one of the options.");
        return false;
    }
    *out = (struct answer){(uint8_t)option, (uint16_t)option};
    return true;
}

static bool read_count(struct answering *at, size_t item, json_int_t number, struct answer *out) {
    if (number < 0 || number > SEG_MAX_COUNT) {
        refuse_range(at, seg_model_code(at->model->engine, SEG_ITEM, item), 0, SEG_MAX_COUNT);
        return false;
    }
    int level = seg_item_level(at->model->engine, item, (uint32_t)number);
    *out = (struct answer){(uint8_t)level, (uint16_t)number};
    return true;
}

static bool read_level(struct answering *at, size_t item, json_int_t number, struct answer *out) {
    const char *code = seg_model_code(at->model->engine, SEG_ITEM, item);
    struct seg_item_info info = seg_item(at->model->engine, item);
    bool icf = info.levels <= ICF_LEVELS;
    if (number >= 0 && number < info.levels) {
        *out = (struct answer){(uint8_t)number, (uint16_t)number};
    } else if (icf && number == ICF_UNKNOWN) {
        *out = (struct answer){SEG_UNKNOWN, ICF_UNKNOWN};
    } else if (icf && number == ICF_NOT_APPLICABLE && info.not_applicable) {
        *out = (struct answer){SEG_NOT_APPLICABLE, ICF_NOT_APPLICABLE};
    } else if (icf && number == ICF_NOT_APPLICABLE) {
        refuse(at, SEGJ_NOT_APPLICABLE_REFUSED, item_place(item),
               "This question concerns every client.");
        return false;
    } else {
        refuse_range(at, code, 0, info.levels - 1);
        return false;
    }
    return true;
}

static void read_answer(struct answering *at, enum seg_view view, const char *name,
                        const json_t *value) {
    const struct seg_model *engine = at->model->engine;
    struct answer answer;
    json_int_t number = 0;
    int item = seg_model_find(engine, SEG_ITEM, name, strlen(name));
    if (item < 0) {
        refuse_name(at, SEGJ_UNKNOWN_ITEM, name, "The model has no such question.");
        return;
    }
    if (json_is_null(value)) {
        return;
    }
    enum seg_item_kind kind = seg_item(engine, (size_t)item).kind;
    if (kind == SEG_CHOICE) {
        if (!read_choice(at, (size_t)item, value, &answer)) {
            return;
        }
    } else if (!whole_number(value, &number)) {
        refuse_type(at, name, "integer", "Give a whole number, or null where there is no answer.");
        return;
    } else if (!(kind == SEG_COUNT ? read_count(at, (size_t)item, number, &answer)
                                   : read_level(at, (size_t)item, number, &answer))) {
        return;
    }
    at->answers->input.answers[view][item] = answer.level;
    at->answers->given[view][item] = answer.given;
}

static void read_view(struct answering *at, enum seg_view view, const json_t *object) {
    const char *name;
    json_t *value, *walked = segj_walkable(object);
    if (json_is_null(object)) {
        return;
    }
    if (!json_is_object(object)) {
        refuse_type(at, "answers", "object",
                    "Give an object of answers by the codes of the items.");
        return;
    }
    json_object_foreach(walked, name, value) {
        size_t place = enter(at, name);
        read_answer(at, view, name, value);
        leave(at, place);
    }
}

static void read_views(struct answering *at, const json_t *answers) {
    const char *name;
    json_t *value, *walked = segj_walkable(answers);
    if (json_is_null(answers)) {
        return;
    }
    if (!json_is_object(answers)) {
        refuse_type(at, "answers", "object", "Give an object with professional and client.");
        return;
    }
    json_object_foreach(walked, name, value) {
        size_t place = enter(at, name);
        if (strcmp(name, "professional") == 0) {
            read_view(at, SEG_PROFESSIONAL, value);
        } else if (strcmp(name, "client") == 0) {
            read_view(at, SEG_CLIENT, value);
        } else {
            refuse_name(at, SEGJ_UNKNOWN_MEMBER, name,
                        "Answers come from professional and client.");
        }
        leave(at, place);
    }
}

/* ---- The other members ---- */

/* A code, or null where it is not known: NULL then, and where it is no string. */
static const char *read_code(struct answering *at, const json_t *value, const char *subject) {
    if (!json_is_string(value) && !json_is_null(value)) {
        refuse_type(at, subject, "string", "Give a code, or null where it is not known.");
    }
    return json_string_value(value);
}

static void read_duration(struct answering *at, const json_t *value) {
    const char *code = read_code(at, value, "duration");
    int index =
        code ? seg_model_find(at->model->engine, SEG_DURATION, code, json_string_length(value))
             : -1;
    if (index >= 0) {
        at->answers->input.duration = (uint8_t)index;
    } else if (code) {
        add_fault(at, (struct segj_input_fault){.code = SEGJ_NOT_IN_LIST,
                                                .place = {SEG_DURATION, -1, -1},
                                                .subject = "duration",
                                                .detail = "Give one of the model's codes."});
    }
}

static void read_axis(struct answering *at, size_t axis, const json_t *value) {
    struct seg_place place = {SEG_AXIS, (int)axis, -1};
    const char *code = read_code(at, value, code_at(at, place));
    int state =
        code ? seg_axis_state_find(at->model->engine, axis, code, json_string_length(value)) : -1;
    if (state >= 0) {
        at->answers->input.axis_state[axis] = (uint8_t)state;
    } else if (code) {
        refuse(at, SEGJ_NOT_IN_LIST, place, "Give one of the model's codes.");
    }
}

static void read_age(struct answering *at, const json_t *value) {
    if (json_is_null(value)) {
        return;
    }
    json_int_t years = 0;
    if (!whole_number(value, &years)) {
        refuse_type(at, "age", "integer", "Give whole years, or null where the age is not known.");
    } else if (years < 0 || years > SEG_MAX_AGE) {
        refuse_range(at, "age", 0, SEG_MAX_AGE);
    } else {
        at->answers->input.age = (uint16_t)years;
    }
}

static void read_flag(struct answering *at, const char *name, const json_t *value) {
    int flag = seg_model_find(at->model->engine, SEG_FLAG, name, strlen(name));
    if (flag < 0) {
        refuse_name(at, SEGJ_UNKNOWN_FLAG, name, "The model has no such flag.");
    } else if (json_is_boolean(value)) {
        at->answers->input.flags[flag] = json_is_true(value) ? 1 : 0;
    } else if (!json_is_null(value)) {
        refuse_type(at, name, "boolean", "Give true, false, or null where it is not known.");
    }
}

static void read_flags(struct answering *at, const json_t *flags) {
    const char *name;
    json_t *value, *walked = segj_walkable(flags);
    if (json_is_null(flags)) {
        return;
    }
    if (!json_is_object(flags)) {
        refuse_type(at, "flags", "object", "Give an object of flags by their codes.");
        return;
    }
    json_object_foreach(walked, name, value) {
        size_t place = enter(at, name);
        read_flag(at, name, value);
        leave(at, place);
    }
}

/* ---- The whole ---- */

static bool is_named(const char *const *names, const char *name) {
    for (; names && *names; names++) {
        if (strcmp(*names, name) == 0) {
            return true;
        }
    }
    return false;
}

static void read_member(struct answering *at, const char *name, const json_t *value,
                        const char *const *also) {
    int axis = seg_model_find(at->model->engine, SEG_AXIS, name, strlen(name));
    if (strcmp(name, "answers") == 0) {
        read_views(at, value);
    } else if (strcmp(name, "duration") == 0) {
        read_duration(at, value);
    } else if (strcmp(name, "age") == 0) {
        read_age(at, value);
    } else if (strcmp(name, "flags") == 0) {
        read_flags(at, value);
    } else if (axis >= 0) {
        read_axis(at, (size_t)axis, value);
    } else if (!is_named(also, name)) {
        refuse_name(at, SEGJ_UNKNOWN_MEMBER, name, "There is no such member here.");
    }
}

/* An axis comes by judgement or by answers, never both ways. */
static void check_axis(struct answering *at, size_t axis) {
    const struct seg_model *engine = at->model->engine;
    const struct seg_input *input = &at->answers->input;
    if (input->axis_state[axis] == SEG_UNKNOWN) {
        return;
    }
    for (size_t i = 0; i < seg_model_count(engine, SEG_ITEM); i++) {
        if (seg_item(engine, i).axis == axis &&
            (input->answers[SEG_PROFESSIONAL][i] != SEG_UNKNOWN ||
             input->answers[SEG_CLIENT][i] != SEG_UNKNOWN)) {
            size_t place = enter(at, seg_model_code(engine, SEG_AXIS, axis));
            refuse(at, SEGJ_AXIS_GIVEN_TWICE, item_place(i),
                   "Give the axis by judgement or by answers, not both.");
            leave(at, place);
            return;
        }
    }
}

size_t segj_answers_read(const struct segj_model *model, const struct json_t *body,
                         const char *const *also, struct segj_answers *answers, segj_report *report,
                         void *data) {
    struct answering at = {.model = model, .answers = answers, .report = report, .data = data};
    const char *name;
    json_t *value, *walked = segj_walkable(body);
    segj_answers_init(answers);
    if (!json_is_object(body)) {
        refuse_type(&at, "", "object", "Give an object.");
        return at.faults;
    }
    json_object_foreach(walked, name, value) {
        size_t place = enter(&at, name);
        read_member(&at, name, value, also);
        leave(&at, place);
    }
    for (size_t axis = 0; axis < seg_model_count(model->engine, SEG_AXIS); axis++) {
        check_axis(&at, axis);
    }
    return at.faults;
}
