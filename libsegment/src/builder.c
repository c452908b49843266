/* Collects the parts of a model. Single values are checked here; what concerns several parts, in
 * compile.c. The first fault stays, and everything after it is ignored. */
#include "builder.h"

#include <stdlib.h>
#include <string.h>

static void *heap_alloc(size_t size, void *data) {
    (void)data;
    return malloc(size);
}

static void heap_free(void *memory, void *data) {
    (void)data;
    free(memory);
}

static const struct seg_allocator heap = {heap_alloc, heap_free, NULL};

struct seg_builder *seg_builder_new(const struct seg_allocator *allocator) {
    const struct seg_allocator *chosen = allocator != NULL ? allocator : &heap;
    struct seg_builder *builder = chosen->alloc(sizeof *builder, chosen->data);
    if (builder == NULL) {
        return NULL;
    }
    memset(builder, 0, sizeof *builder);
    builder->allocator = *chosen;
    builder->policy = SEG_PROFESSIONAL_FIRST;
    builder->disagreement = 2;
    return builder;
}

void seg_builder_free(struct seg_builder *builder) {
    if (builder != NULL) {
        builder->allocator.free(builder, builder->allocator.data);
    }
}

struct seg_place seg_place_of(enum seg_kind kind, int index, int of) {
    struct seg_place place = {kind, index, of};
    return place;
}

int seg_fault_at(struct seg_error *error, enum seg_fault fault, struct seg_place place,
                 const char *text) {
    if (error->fault != SEG_FAULT_NONE) {
        return -1;
    }
    memset(error, 0, sizeof *error);
    error->fault = fault;
    error->place = place;
    error->other = seg_place_of(SEG_MODEL, -1, -1);
    size_t length = strlen(text);
    size_t room = sizeof error->text - 1;
    memcpy(error->text, text, length < room ? length : room);
    return -1;
}

bool seg_builder_failed(const struct seg_builder *builder) {
    return builder == NULL || builder->error.fault != SEG_FAULT_NONE;
}

int seg_builder_refuse(struct seg_builder *builder, enum seg_fault fault, enum seg_kind kind,
                       int index, int of, const char *text) {
    return seg_fault_at(&builder->error, fault, seg_place_of(kind, index, of), text);
}

bool seg_code_is_good(const char *code, bool with_hyphen) {
    if (code == NULL || code[0] < 'a' || code[0] > 'z') {
        return false;
    }
    size_t length = 1;
    for (; code[length] != '\0'; length++) {
        char c = code[length];
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                    (with_hyphen && c == '-');
        if (!good || length >= SEG_MAX_CODE) {
            return false;
        }
    }
    return length <= SEG_MAX_CODE;
}

int seg_builder_take_code(struct seg_builder *builder, void *list, size_t stride, int index,
                          const char *code, enum seg_kind kind, int of) {
    char *slots = list;
    if (!seg_code_is_good(code, false)) {
        return seg_builder_refuse(
            builder, SEG_FAULT_CODE, kind, index, of,
            "a code is a small letter, then small letters, digits or _, at most 64");
    }
    for (int i = 0; i < index; i++) {
        if (strcmp(slots + (size_t)i * stride, code) == 0) {
            seg_builder_refuse(builder, SEG_FAULT_DUPLICATE, kind, index, of,
                               "the code is already taken");
            builder->error.other = seg_place_of(kind, i, of);
            return -1;
        }
    }
    memcpy(slots + (size_t)index * stride, code, strlen(code) + 1);
    return index;
}

int seg_builder_take(struct seg_builder *builder, const void *given, bool known, enum seg_kind kind,
                     int index) {
    if (given == NULL) {
        return seg_builder_refuse(builder, SEG_FAULT_EMPTY, kind, index, -1,
                                  "NULL was given for what is to be added");
    }
    return known ? 0
                 : seg_builder_refuse(builder, SEG_FAULT_KIND, kind, index, -1,
                                      "no such kind, method, policy, effect, hit or group");
}

/* An enumerator arrives as any number. */
static bool is_policy(enum seg_policy policy) {
    return (unsigned)policy <= SEG_MEAN;
}

static int take_number(struct seg_builder *builder, uint32_t value, uint32_t limit,
                       enum seg_kind kind, int index, int of, const char *text) {
    return value <= limit ? 0 : seg_builder_refuse(builder, SEG_FAULT_RANGE, kind, index, of, text);
}

int seg_set_name(struct seg_builder *builder, const char *code, uint32_t version) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    if (!seg_code_is_good(code, true)) {
        return seg_builder_refuse(
            builder, SEG_FAULT_CODE, SEG_MODEL, 0, -1,
            "a model's code is a small letter, then small letters, digits, _ or -");
    }
    memcpy(builder->code, code, strlen(code) + 1);
    builder->version = version;
    return 0;
}

int seg_add_segment(struct seg_builder *builder, const struct seg_segment_def *def) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    int index = builder->segment_count;
    if (seg_builder_take(builder, def, true, SEG_SEGMENT, index) < 0) {
        return -1;
    }
    if (index >= SEG_MAX_SEGMENTS) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_SEGMENT, index, -1,
                                  "a model has at most 16 segments");
    }
    struct seg_built_segment *segment = &builder->segments[index];
    if (seg_builder_take_code(builder, builder->segments, sizeof *segment, index, def->code,
                              SEG_SEGMENT, -1) < 0) {
        return -1;
    }
    if (def->process != NULL) {
        if (strlen(def->process) > SEG_MAX_CODE) {
            return seg_builder_refuse(builder, SEG_FAULT_CODE, SEG_SEGMENT, index, -1,
                                      "the name of a process is at most 64 characters");
        }
        memcpy(segment->process, def->process, strlen(def->process) + 1);
    }
    segment->review_months = def->review_months;
    return builder->segment_count++;
}

int seg_add_above(struct seg_builder *builder, int heavier, int lighter) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    if (heavier < 0 || heavier >= SEG_MAX_SEGMENTS || lighter < 0 || lighter >= SEG_MAX_SEGMENTS) {
        return seg_builder_refuse(builder, SEG_FAULT_REFERENCE, SEG_SEGMENT, heavier, -1,
                                  "no such segment to lie above");
    }
    builder->segments[heavier].above |= (uint16_t)(1u << lighter);
    return 0;
}

int seg_add_axis(struct seg_builder *builder, const struct seg_axis_def *def) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    int index = builder->axis_count;
    if (seg_builder_take(builder, def, def != NULL && (unsigned)def->method <= SEG_POINTS, SEG_AXIS,
                         index) < 0) {
        return -1;
    }
    if (index >= SEG_MAX_AXES) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_AXIS, index, -1,
                                  "a model has at most 4 axes");
    }
    struct seg_built_axis *axis = &builder->axes[index];
    if (seg_builder_take_code(builder, builder->axes, sizeof *axis, index, def->code, SEG_AXIS,
                              -1) < 0 ||
        take_number(builder, def->scale, SEG_MAX_SCALE, SEG_AXIS, index, -1,
                    "a scale is at most 10000") < 0) {
        return -1;
    }
    axis->method = def->method;
    axis->scale = def->scale != 0 ? def->scale : 1000;
    return builder->axis_count++;
}

static struct seg_built_axis *axis_at(struct seg_builder *builder, int axis) {
    if (seg_builder_failed(builder)) {
        return NULL;
    }
    if (axis < 0 || axis >= builder->axis_count) {
        seg_builder_refuse(builder, SEG_FAULT_REFERENCE, SEG_AXIS, axis, -1, "no such axis");
        return NULL;
    }
    return &builder->axes[axis];
}

int seg_add_state(struct seg_builder *builder, int axis, const char *code) {
    struct seg_built_axis *at = axis_at(builder, axis);
    if (at == NULL) {
        return -1;
    }
    if (at->state_count >= SEG_MAX_STATES) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_STATE, at->state_count, axis,
                                  "an axis has at most 8 states");
    }
    if (seg_builder_take_code(builder, at->states, SEG_CODE_ROOM, at->state_count, code, SEG_STATE,
                              axis) < 0) {
        return -1;
    }
    return at->state_count++;
}

static int add_band(struct seg_builder *builder, int axis, uint32_t from, int state, int item) {
    struct seg_built_axis *at = axis_at(builder, axis);
    if (at == NULL) {
        return -1;
    }
    if (at->band_count >= SEG_MAX_BANDS) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_BAND, at->band_count, axis,
                                  "an axis has at most 8 bands");
    }
    struct seg_built_band *band = &at->bands[at->band_count];
    band->from = from;
    band->state = state;
    band->item = item;
    for (int i = 0; i < SEG_MAX_LEVELS; i++) {
        band->by_option[i] = -1;
    }
    return at->band_count++;
}

int seg_add_band(struct seg_builder *builder, int axis, uint32_t from, int state) {
    return add_band(builder, axis, from, state, -1);
}

int seg_add_band_by(struct seg_builder *builder, int axis, uint32_t from, int item) {
    return add_band(builder, axis, from, -1, item);
}

int seg_add_band_choice(struct seg_builder *builder, int axis, int band, int option, int state) {
    struct seg_built_axis *at = axis_at(builder, axis);
    if (at == NULL) {
        return -1;
    }
    if (band < 0 || band >= at->band_count || at->bands[band].item < 0) {
        return seg_builder_refuse(builder, SEG_FAULT_REFERENCE, SEG_BAND, band, axis,
                                  "no such band that an item decides");
    }
    if (option < 0 || option >= SEG_MAX_LEVELS || state < 0) {
        return seg_builder_refuse(builder, SEG_FAULT_REFERENCE, SEG_BAND, band, axis,
                                  "no such option or state");
    }
    at->bands[band].by_option[option] = state;
    return 0;
}

int seg_add_item(struct seg_builder *builder, const struct seg_item_def *def) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    int index = builder->item_count;
    bool known = def != NULL && (unsigned)def->kind <= SEG_CHOICE && is_policy(def->policy);
    if (seg_builder_take(builder, def, known, SEG_ITEM, index) < 0) {
        return -1;
    }
    if (index >= SEG_MAX_ITEMS) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_ITEM, index, -1,
                                  "a model has at most 64 items");
    }
    struct seg_built_item *item = &builder->items[index];
    if (seg_builder_take_code(builder, builder->items, sizeof *item, index, def->code, SEG_ITEM,
                              -1) < 0 ||
        take_number(builder, def->weight, SEG_MAX_WEIGHT, SEG_ITEM, index, -1,
                    "a weight is at most 1000") < 0) {
        return -1;
    }
    item->def = *def;
    item->def.code = NULL; /* the caller's text; ours is item->code */
    return builder->item_count++;
}

int seg_add_option(struct seg_builder *builder, int item, const struct seg_option_def *def) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    if (item < 0 || item >= builder->item_count) {
        return seg_builder_refuse(builder, SEG_FAULT_REFERENCE, SEG_ITEM, item, -1, "no such item");
    }
    struct seg_built_item *at = &builder->items[item];
    int index = at->option_count;
    if (seg_builder_take(builder, def, true, SEG_OPTION, index) < 0) {
        return -1;
    }
    if (index >= SEG_MAX_LEVELS) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_OPTION, index, item,
                                  "an item has at most 16 options");
    }
    if (at->def.kind == SEG_CHOICE) {
        if (seg_builder_take_code(builder, at->options, SEG_CODE_ROOM, index, def->code, SEG_OPTION,
                                  item) < 0) {
            return -1;
        }
    } else if (take_number(builder, def->points, SEG_MAX_POINTS, SEG_OPTION, index, item,
                           "an option has at most 1000 points") < 0) {
        return -1;
    }
    at->points[index] = def->points;
    at->from[index] = def->from;
    return at->option_count++;
}

int seg_add_flag(struct seg_builder *builder, const char *code) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    int index = builder->flag_count;
    if (index >= SEG_MAX_FLAGS) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_FLAG, index, -1,
                                  "a model has at most 16 flags");
    }
    if (seg_builder_take_code(builder, builder->flags, SEG_CODE_ROOM, index, code, SEG_FLAG, -1) <
        0) {
        return -1;
    }
    return builder->flag_count++;
}

int seg_add_duration(struct seg_builder *builder, const char *code) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    int index = builder->duration_count;
    if (index >= SEG_MAX_DURATIONS) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_DURATION, index, -1,
                                  "a model has at most 8 durations");
    }
    if (seg_builder_take_code(builder, builder->durations, SEG_CODE_ROOM, index, code, SEG_DURATION,
                              -1) < 0) {
        return -1;
    }
    return builder->duration_count++;
}

int seg_set_views(struct seg_builder *builder, enum seg_policy policy, uint32_t disagreement) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    if (seg_builder_take(builder, builder, is_policy(policy), SEG_MODEL, 0) < 0) {
        return -1;
    }
    if (disagreement < 1 || disagreement > SEG_MAX_LEVELS) {
        return seg_builder_refuse(builder, SEG_FAULT_RANGE, SEG_MODEL, 0, -1,
                                  "a disagreement is a difference of 1 to 16 levels");
    }
    builder->policy = policy != SEG_POLICY_DEFAULT ? policy : SEG_PROFESSIONAL_FIRST;
    builder->disagreement = disagreement;
    return 0;
}

int seg_set_hit(struct seg_builder *builder, enum seg_hit hit) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    if (seg_builder_take(builder, builder, (unsigned)hit <= SEG_FIRST, SEG_MODEL, 0) < 0) {
        return -1;
    }
    builder->hit = hit;
    return 0;
}

int seg_add_column(struct seg_builder *builder, int axis) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    int index = builder->column_count;
    if (axis != SEG_BY_DURATION && (axis < 0 || axis >= SEG_MAX_AXES)) {
        return seg_builder_refuse(builder, SEG_FAULT_REFERENCE, SEG_AXIS, axis, -1,
                                  "a column of the cell table is an axis or the duration");
    }
    for (int i = 0; i < index; i++) {
        if (builder->columns[i] == axis) {
            return seg_builder_refuse(builder, SEG_FAULT_DUPLICATE, SEG_AXIS, axis, -1,
                                      "the cell table has this column already");
        }
    }
    builder->columns[index] = (uint8_t)axis;
    return builder->column_count++;
}

int seg_add_row(struct seg_builder *builder, const uint8_t *masks, size_t count, int segment) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    int index = builder->row_count;
    if (count > 0 && seg_builder_take(builder, masks, true, SEG_ROW, index) < 0) {
        return -1;
    }
    if (index >= SEG_MAX_ROWS) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_ROW, index, -1,
                                  "the cell table has at most 4096 rows");
    }
    if (count > SEG_MAX_AXES + 1) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_ROW, index, -1,
                                  "a row has one member a column");
    }
    struct seg_built_row *row = &builder->rows[index];
    if (count > 0) {
        memcpy(row->masks, masks, count);
    }
    row->count = (uint8_t)count;
    row->segment = segment;
    return builder->row_count++;
}
