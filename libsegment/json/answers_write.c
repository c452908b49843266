/* Answers as canonical JSON: what was given, and no more. */
#include "document.h"

#include <stdlib.h>
#include <string.h>

/* One member of an object under way. */
struct entry {
    const char *key;
    struct span value;
};

static int by_key(const void *left, const void *right) {
    return strcmp(((const struct entry *)left)->key, ((const struct entry *)right)->key);
}

static void put_entries(struct entry *entries, size_t count, struct segj_buffer *buffer) {
    if (count > 1) {
        qsort(entries, count, sizeof *entries, by_key);
    }
    PUT(buffer, "{");
    for (size_t i = 0; i < count; i++) {
        if (i) {
            PUT(buffer, ",");
        }
        segj_buffer_string(buffer, entries[i].key, strlen(entries[i].key));
        PUT(buffer, ":");
        segj_put_span(buffer, entries[i].value);
    }
    PUT(buffer, "}");
}

enum { NUMBER_ROOM = 8 };

static struct span number_span(uint32_t number, char room[NUMBER_ROOM]) {
    size_t at = NUMBER_ROOM;
    do {
        room[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number && at);
    return (struct span){room + at, (uint32_t)(NUMBER_ROOM - at)};
}

static bool put_view(const struct segj_model *model, const uint16_t *given,
                     struct segj_buffer *buffer) {
    struct entry entries[SEG_MAX_ITEMS];
    char numbers[SEG_MAX_ITEMS][NUMBER_ROOM];
    size_t count = 0;
    for (size_t i = 0; i < seg_model_count(model->engine, SEG_ITEM); i++) {
        if (given[i] == SEGJ_NOT_GIVEN) {
            continue;
        }
        bool choice = seg_item(model->engine, i).kind == SEG_CHOICE;
        entries[count++] =
            (struct entry){seg_model_code(model->engine, SEG_ITEM, i),
                           choice ? model->values[i][given[i]] : number_span(given[i], numbers[i])};
    }
    put_entries(entries, count, buffer);
    return count > 0;
}

/* Appends the views that hold an answer; nothing when neither does. */
static void put_views(const struct segj_model *model, const struct segj_answers *answers,
                      struct segj_buffer *buffer) {
    size_t start = buffer->length;
    PUT(buffer, "{\"client\":");
    bool client = put_view(model, answers->given[SEG_CLIENT], buffer);
    if (!client) {
        buffer->length = start;
        PUT(buffer, "{");
    } else {
        PUT(buffer, ",");
    }
    PUT(buffer, "\"professional\":");
    bool professional = put_view(model, answers->given[SEG_PROFESSIONAL], buffer);
    if (!professional) {
        buffer->length -= client ? sizeof ",\"professional\":{}" - 1 : buffer->length - start;
    }
    if (client || professional) {
        PUT(buffer, "}");
    }
}

static void put_flags(const struct segj_model *model, const uint8_t *flags,
                      struct segj_buffer *buffer) {
    struct entry entries[SEG_MAX_FLAGS];
    size_t count = 0;
    for (size_t i = 0; i < seg_model_count(model->engine, SEG_FLAG); i++) {
        if (flags[i] != SEG_UNKNOWN) {
            entries[count++] =
                (struct entry){seg_model_code(model->engine, SEG_FLAG, i),
                               flags[i] ? (struct span){"true", 4} : (struct span){"false", 5}};
        }
    }
    if (count) {
        put_entries(entries, count, buffer);
    }
}

void segj_answers_write(const struct segj_model *model, const struct segj_answers *answers,
                        struct segj_buffer *buffer) {
    struct entry entries[4 + SEG_MAX_AXES];
    struct segj_buffer views = {0}, flags = {0};
    char age[NUMBER_ROOM];
    size_t count = 0;
    const struct seg_input *input = &answers->input;
    put_views(model, answers, &views);
    put_flags(model, input->flags, &flags);
    if (views.length) {
        entries[count++] = (struct entry){"answers", {views.data, (uint32_t)views.length}};
    }
    if (flags.length) {
        entries[count++] = (struct entry){"flags", {flags.data, (uint32_t)flags.length}};
    }
    if (input->age != SEG_AGE_UNKNOWN) {
        entries[count++] = (struct entry){"age", number_span(input->age, age)};
    }
    if (input->duration != SEG_UNKNOWN) {
        entries[count++] = (struct entry){"duration", model->durations[input->duration]};
    }
    for (size_t i = 0; i < seg_model_count(model->engine, SEG_AXIS); i++) {
        if (input->axis_state[i] != SEG_UNKNOWN) {
            entries[count++] = (struct entry){seg_model_code(model->engine, SEG_AXIS, i),
                                              model->states[i][input->axis_state[i]]};
        }
    }
    put_entries(entries, count, buffer);
    buffer->failed |= views.failed | flags.failed;
    segj_buffer_clear(&views);
    segj_buffer_clear(&flags);
}

void segj_input_write(const struct segj_model *model, const struct seg_input *input,
                      struct segj_buffer *buffer) {
    struct segj_answers answers;
    segj_answers_init(&answers);
    answers.input = *input;
    for (int view = 0; view < SEG_VIEWS; view++) {
        for (size_t i = 0; i < seg_model_count(model->engine, SEG_ITEM); i++) {
            uint8_t answer = input->answers[view][i];
            bool count = seg_item(model->engine, i).kind == SEG_COUNT;
            if (answer == SEG_NOT_APPLICABLE) {
                answers.given[view][i] = 9;
            } else if (answer != SEG_UNKNOWN) {
                answers.given[view][i] =
                    count ? (uint16_t)seg_option_from(model->engine, i, answer) : answer;
            }
        }
    }
    segj_answers_write(model, &answers, buffer);
}
