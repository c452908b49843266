/* The steps of compiling; each returns 0, or -1 with the fault in the compilation's error. */
#ifndef SEGMENT_COMPILE_H
#define SEGMENT_COMPILE_H

#include "builder.h"
#include "model.h"

struct seg_compilation {
    const struct seg_builder *from;
    struct seg_model *model;
    struct seg_error *error;
    /* The parts of the block while they are filled. */
    struct seg_node *nodes;
    struct seg_reason *ranked;
    uint64_t *weights;
    uint16_t *cell_rows;
    uint8_t *cells;
    char *texts;
    size_t text_length;
};

int seg_compile_segments(struct seg_compilation *c);
int seg_compile_items(struct seg_compilation *c);
int seg_compile_axes(struct seg_compilation *c);
int seg_compile_ranks(struct seg_compilation *c);
int seg_compile_cells(struct seg_compilation *c);
int seg_compile_rules(struct seg_compilation *c);

/* How many combinations the cell table has; 0 when it is at fault. */
size_t seg_compile_cell_count(struct seg_compilation *c);
uint32_t seg_compile_text(struct seg_compilation *c, const char *text);
int seg_compile_fault(struct seg_compilation *c, enum seg_fault fault, enum seg_kind kind,
                      int index, int of, const char *text);

#endif
