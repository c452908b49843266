#include "base/area.h"
#include <stddef.h>
#include <string.h>

static const char *const areas[] = {
#define AREA(number, name) number,
#include "tables/areas.def"
#undef AREA
};

bool area_exists(const char *area) {
    for (size_t i = 0; area && i < sizeof areas / sizeof *areas; i++) {
        if (strcmp(areas[i], area) == 0) {
            return true;
        }
    }
    return false;
}

const char *area_at(size_t index) {
    return index < sizeof areas / sizeof *areas ? areas[index] : NULL;
}
