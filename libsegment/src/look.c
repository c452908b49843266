/* Looking into a model: counts, codes and the parts that a form or a report shows. */
#include "model.h"

#include <string.h>

const char *seg_version(void) {
    return "1.0.0";
}

size_t seg_model_count(const struct seg_model *model, enum seg_kind kind) {
    switch (kind) {
    case SEG_MODEL:
        return 1;
    case SEG_SEGMENT:
        return model->segment_count;
    case SEG_AXIS:
        return model->axis_count;
    case SEG_ITEM:
        return model->item_count;
    case SEG_FLAG:
        return model->flag_count;
    case SEG_DURATION:
        return model->duration_count;
    case SEG_ROW:
        return model->row_count;
    case SEG_CELL:
        return model->cell_count;
    case SEG_RULE:
        return model->rule_count;
    case SEG_SIGNAL:
        return model->signal_count;
    case SEG_CONDITION:
        return model->node_count;
    default:
        return 0;
    }
}

const char *seg_model_code(const struct seg_model *model, enum seg_kind kind, size_t index) {
    if (index >= seg_model_count(model, kind)) {
        return "";
    }
    switch (kind) {
    case SEG_MODEL:
        return seg_text(model, model->code);
    case SEG_SEGMENT:
        return seg_text(model, model->segments[index].code);
    case SEG_AXIS:
        return seg_text(model, model->axes[index].code);
    case SEG_ITEM:
        return seg_text(model, model->items[index].code);
    case SEG_FLAG:
        return seg_text(model, model->flag_codes[index]);
    case SEG_DURATION:
        return seg_text(model, model->duration_codes[index]);
    case SEG_RULE:
        return seg_text(model, model->rules[index].code);
    case SEG_SIGNAL:
        return seg_text(model, model->signals[index].code);
    default:
        return "";
    }
}

static bool same(const char *text, const char *code, size_t length) {
    return strncmp(text, code, length) == 0 && text[length] == '\0';
}

int seg_model_find(const struct seg_model *model, enum seg_kind kind, const char *code,
                   size_t length) {
    size_t count = seg_model_count(model, kind);
    for (size_t i = 0; length > 0 && length <= SEG_MAX_CODE && i < count; i++) {
        if (same(seg_model_code(model, kind, i), code, length)) {
            return (int)i;
        }
    }
    return -1;
}

uint32_t seg_model_version(const struct seg_model *model) {
    return model->version;
}

enum seg_policy seg_model_policy(const struct seg_model *model) {
    return (enum seg_policy)model->policy;
}

size_t seg_model_size(const struct seg_model *model) {
    return model->size;
}

bool seg_segment_below(const struct seg_model *model, size_t lighter, size_t heavier) {
    return heavier < model->segment_count && lighter < model->segment_count &&
           (model->segments[heavier].lighter >> lighter & 1);
}

uint16_t seg_segment_lighter(const struct seg_model *model, size_t segment) {
    return segment < model->segment_count ? model->segments[segment].lighter : 0;
}

const char *seg_segment_process(const struct seg_model *model, size_t segment) {
    return segment < model->segment_count ? seg_text(model, model->segments[segment].process) : "";
}

uint16_t seg_segment_review_months(const struct seg_model *model, size_t segment) {
    return segment < model->segment_count ? model->segments[segment].review_months : 0;
}

size_t seg_axis_states(const struct seg_model *model, size_t axis) {
    return axis < model->axis_count ? model->axes[axis].state_count : 0;
}

const char *seg_axis_state_code(const struct seg_model *model, size_t axis, size_t state) {
    return state < seg_axis_states(model, axis)
               ? seg_text(model, model->axes[axis].state_codes[state])
               : "";
}

int seg_axis_state_find(const struct seg_model *model, size_t axis, const char *code,
                        size_t length) {
    for (size_t s = 0; length > 0 && s < seg_axis_states(model, axis); s++) {
        if (same(seg_axis_state_code(model, axis, s), code, length)) {
            return (int)s;
        }
    }
    return -1;
}

enum seg_method seg_axis_method(const struct seg_model *model, size_t axis) {
    return axis < model->axis_count ? (enum seg_method)model->axes[axis].method : SEG_RATIO;
}

uint32_t seg_axis_scale(const struct seg_model *model, size_t axis) {
    return axis < model->axis_count ? model->axes[axis].full : 0;
}

uint32_t seg_axis_greatest_sum(const struct seg_model *model, size_t axis) {
    return axis < model->axis_count ? model->axes[axis].greatest : 0;
}

size_t seg_axis_bands(const struct seg_model *model, size_t axis) {
    return axis < model->axis_count ? model->axes[axis].band_count : 0;
}

struct seg_band_info seg_axis_band(const struct seg_model *model, size_t axis, size_t band) {
    struct seg_band_info info = {0, SEG_NONE, 0};
    if (band < seg_axis_bands(model, axis)) {
        const struct seg_band_rec *from = &model->axes[axis].bands[band];
        info.from = from->from;
        info.item = from->item;
        info.states = from->states;
    }
    return info;
}

struct seg_item_info seg_item(const struct seg_model *model, size_t item) {
    struct seg_item_info info = {
        SEG_LEVEL, SEG_PROFESSIONAL_FIRST, SEG_NONE, 0, false, false, false, false, 0, 0};
    if (item >= model->item_count) {
        return info;
    }
    const struct seg_item_rec *from = &model->items[item];
    info.kind = (enum seg_item_kind)from->kind;
    info.policy = (enum seg_policy)from->policy;
    info.axis = from->axis;
    info.levels = from->levels;
    info.scored = from->scored;
    info.reversed = from->reversed;
    info.changeable = from->changeable;
    info.not_applicable = from->not_applicable;
    info.weight = from->weight;
    info.greatest = from->greatest;
    return info;
}

int seg_item_level(const struct seg_model *model, size_t item, uint32_t answer) {
    if (item >= model->item_count || model->items[item].kind == SEG_CHOICE) {
        return -1;
    }
    const struct seg_item_rec *rec = &model->items[item];
    if (rec->kind == SEG_LEVEL) {
        return answer < rec->levels ? (int)answer : -1;
    }
    int level = answer <= SEG_MAX_COUNT ? rec->levels - 1 : -1;
    while (level > 0 && answer < rec->from[level]) {
        level--;
    }
    return level;
}

const char *seg_option_code(const struct seg_model *model, size_t item, size_t option) {
    return item < model->item_count && option < model->items[item].levels
               ? seg_text(model, model->items[item].option_codes[option])
               : "";
}

int seg_option_find(const struct seg_model *model, size_t item, const char *code, size_t length) {
    for (size_t o = 0; length > 0 && item < model->item_count && o < model->items[item].levels;
         o++) {
        if (same(seg_option_code(model, item, o), code, length)) {
            return (int)o;
        }
    }
    return -1;
}

uint32_t seg_option_points(const struct seg_model *model, size_t item, size_t option) {
    return item < model->item_count && option < model->items[item].levels
               ? model->points[item][option].points
               : 0;
}

uint32_t seg_option_from(const struct seg_model *model, size_t item, size_t option) {
    return item < model->item_count && option < model->items[item].levels
               ? model->items[item].from[option]
               : 0;
}

size_t seg_cell_columns(const struct seg_model *model) {
    return model->column_count;
}

uint8_t seg_cell_column(const struct seg_model *model, size_t column) {
    return column < model->column_count ? model->columns[column] : SEG_NONE;
}

uint8_t seg_cell_segment(const struct seg_model *model, const uint8_t *states) {
    uint32_t cell = 0;
    for (int c = 0; c < model->column_count; c++) {
        uint8_t column = model->columns[c];
        bool time = column == SEG_BY_DURATION;
        uint8_t count = time ? model->duration_count : model->axes[column].state_count;
        if (states[c] >= count) {
            return SEG_NONE;
        }
        cell += states[c] * (time ? model->duration_stride : model->axes[column].stride);
    }
    return model->cells[cell];
}

uint8_t seg_rule_segment(const struct seg_model *model, size_t rule) {
    return rule < model->rule_count ? model->rules[rule].segment : SEG_NONE;
}

enum seg_effect seg_rule_effect(const struct seg_model *model, size_t rule) {
    return rule < model->rule_count ? (enum seg_effect)model->rules[rule].effect : SEG_AT_LEAST;
}

bool seg_rule_final(const struct seg_model *model, size_t rule) {
    return rule < model->rule_count && model->rules[rule].final;
}

uint16_t seg_signal_review_months(const struct seg_model *model, size_t signal) {
    return signal < model->signal_count ? model->signals[signal].review_months : 0;
}
