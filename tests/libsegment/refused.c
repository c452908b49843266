#include "refused.h"

#include <check.h>
#include <string.h>

struct seg_builder *least(void) {
    struct seg_builder *b = seg_builder_new(NULL);
    struct seg_segment_def def = {"only", NULL, 0};
    seg_set_name(b, "least", 1);
    seg_add_segment(b, &def);
    seg_add_row(b, NULL, 0, 0);
    return b;
}

void refused(struct seg_builder *b, enum seg_fault fault, enum seg_kind kind, int index) {
    struct seg_model *model = NULL;
    struct seg_error error;
    ck_assert_int_eq(seg_model_compile(b, &model, &error), SEG_BAD_MODEL);
    ck_assert_ptr_null(model);
    ck_assert_msg(error.fault == fault, "fault %d: %s", (int)error.fault, error.text);
    ck_assert_int_eq(error.place.kind, kind);
    ck_assert_int_eq(error.place.index, index);
    ck_assert_uint_gt(strlen(error.text), 10);
    seg_builder_free(b);
}
