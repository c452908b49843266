#include "base/versions.h"

bool versions_hold(const struct versions *versions, int64_t version) {
    for (size_t i = 0; i < versions->count; i++) {
        if (versions->items[i] == version) {
            return true;
        }
    }
    return versions->any;
}
