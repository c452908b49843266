/* Turns what a builder collected into one unchanging block. */
#include "compile.h"

#include <string.h>

static size_t text_room(const struct seg_builder *from) {
    size_t texts = 2; /* the model's code, and one empty text */
    texts += 2 * (size_t)from->segment_count + (size_t)from->flag_count;
    texts += (size_t)from->duration_count + (size_t)from->rule_count + (size_t)from->signal_count;
    for (int i = 0; i < from->axis_count; i++) {
        texts += 1 + (size_t)from->axes[i].state_count;
    }
    for (int i = 0; i < from->item_count; i++) {
        texts += 1 + (size_t)from->items[i].option_count;
    }
    return texts * SEG_CODE_ROOM;
}

/* The short cut reads along up to the last rank that it can hold. */
static size_t rank_room(const struct seg_builder *from) {
    size_t ranks = 1;
    for (int i = 0; i < from->item_count; i++) {
        ranks += (size_t)from->items[i].option_count;
    }
    return ranks > SEG_QUICK_RANKS ? ranks : SEG_QUICK_RANKS;
}

static size_t aligned(size_t size) {
    return (size + 15) & ~(size_t)15;
}

/* Lays the block out and leaves every part zero. */
static int lay_out(struct seg_compilation *c, size_t cells) {
    const struct seg_builder *from = c->from;
    size_t nodes_at = aligned(sizeof *c->model);
    size_t ranked_at = nodes_at + aligned((size_t)(from->node_count + 1) * sizeof *c->nodes);
    size_t weights_at = ranked_at + aligned(rank_room(from) * sizeof *c->ranked);
    size_t rows_at = weights_at + aligned(rank_room(from) * sizeof *c->weights);
    size_t cells_at = rows_at + aligned(cells * sizeof *c->cell_rows);
    size_t texts_at = cells_at + aligned(cells);
    size_t size = texts_at + aligned(text_room(from));
    char *block = from->allocator.alloc(size, from->allocator.data);
    if (block == NULL) {
        return seg_compile_fault(c, SEG_FAULT_MEMORY, SEG_MODEL, 0, -1, "no memory for the model");
    }
    memset(block, 0, size);
    c->model = (struct seg_model *)(void *)block;
    c->nodes = (struct seg_node *)(void *)(block + nodes_at);
    c->ranked = (struct seg_reason *)(void *)(block + ranked_at);
    c->weights = (uint64_t *)(void *)(block + weights_at);
    c->cell_rows = (uint16_t *)(void *)(block + rows_at);
    c->cells = (uint8_t *)(block + cells_at);
    c->texts = block + texts_at;
    c->model->size = size;
    c->model->cell_count = (uint32_t)cells;
    return 0;
}

static void set_heads(struct seg_compilation *c) {
    const struct seg_builder *from = c->from;
    struct seg_model *model = c->model;
    model->allocator = from->allocator;
    model->nodes = c->nodes;
    model->ranked = c->ranked;
    model->weights = c->weights;
    model->cell_rows = c->cell_rows;
    model->cells = c->cells;
    model->texts = c->texts;
    (void)seg_compile_text(c, "");
    model->code = seg_compile_text(c, from->code);
    model->version = from->version;
    model->policy = (uint8_t)from->policy;
    model->disagreement = (uint8_t)from->disagreement;
    model->flag_count = (uint8_t)from->flag_count;
    model->duration_count = (uint8_t)from->duration_count;
    model->all_durations = (uint8_t)((1u << from->duration_count) - 1u);
    for (int i = 0; i < from->flag_count; i++) {
        model->flag_codes[i] = seg_compile_text(c, from->flags[i]);
    }
    for (int i = 0; i < from->duration_count; i++) {
        model->duration_codes[i] = seg_compile_text(c, from->durations[i]);
    }
}

static int compile_parts(struct seg_compilation *c) {
    set_heads(c);
    if (seg_compile_segments(c) < 0 || seg_compile_items(c) < 0 || seg_compile_axes(c) < 0 ||
        seg_compile_ranks(c) < 0 || seg_compile_cells(c) < 0 || seg_compile_rules(c) < 0) {
        return -1;
    }
    seg_speed_prepare(c->model);
    return 0;
}

static int compile(struct seg_compilation *c) {
    if (c->from->code[0] == '\0') {
        return seg_compile_fault(c, SEG_FAULT_CODE, SEG_MODEL, 0, -1, "the model has no code");
    }
    size_t cells = seg_compile_cell_count(c);
    if (cells == 0 || lay_out(c, cells) < 0) {
        return -1;
    }
    return compile_parts(c);
}

enum seg_status seg_model_compile(const struct seg_builder *builder, struct seg_model **model,
                                  struct seg_error *error) {
    struct seg_error ignored;
    struct seg_compilation c = {
        builder, NULL, error != NULL ? error : &ignored, NULL, NULL, NULL, NULL, NULL, NULL, 0};
    if (builder == NULL) {
        *c.error =
            (struct seg_error){.fault = SEG_FAULT_MEMORY, .text = "no memory for the builder"};
        return SEG_NO_MEMORY;
    }
    *c.error = builder->error;
    if (c.error->fault == SEG_FAULT_NONE && compile(&c) == 0) {
        *model = c.model;
        return SEG_OK;
    }
    seg_model_free(c.model);
    return c.error->fault == SEG_FAULT_MEMORY ? SEG_NO_MEMORY : SEG_BAD_MODEL;
}

void seg_model_free(struct seg_model *model) {
    if (model != NULL && model->allocator.free != NULL) {
        struct seg_allocator allocator = model->allocator;
        allocator.free(model, allocator.data);
    }
}

void seg_model_set_hash(struct seg_model *model, const uint8_t hash[32]) {
    memcpy(model->hash, hash, 32);
}

const uint8_t *seg_model_hash(const struct seg_model *model) {
    return model->hash;
}
