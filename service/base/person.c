#include "base/person.h"

static const struct shape_field person_fields[] = {
    FIELD(struct person, sub, SHAPE_READ_ONLY), FIELD(struct person, name, SHAPE_READ_ONLY),
    FIELD(struct person, unit, SHAPE_READ_ONLY), FIELD_END};
const struct shape person_shape = {"Person", sizeof(struct person), person_fields};
