#include "domain/meeting/agenda.h"

struct agenda_division agenda_divide(int64_t minutes, int64_t minutes_least, size_t items) {
    struct agenda_division division = {0};
    size_t places = minutes_least > 0 ? (size_t)(minutes / minutes_least) : 0;
    division.fit = items < places ? items : places;
    if (division.fit > 0) {
        division.share = minutes / (int64_t)division.fit;
        division.one_longer = (size_t)(minutes % (int64_t)division.fit);
    }
    return division;
}

int64_t agenda_starts(const struct agenda_division *division, size_t index) {
    size_t longer = index < division->one_longer ? index : division->one_longer;
    return (int64_t)index * division->share + (int64_t)longer;
}

int64_t agenda_minutes(const struct agenda_division *division, size_t index) {
    return division->share + (index < division->one_longer);
}
