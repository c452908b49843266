#include "domain/meeting/holidays.h"

#include "domain/deadline/calendar.h"

struct days holidays_between(struct arena *arena, struct date from, struct date to) {
    struct list found = calendar_holidays(arena, from, to);
    const struct holiday *holidays = found.items;
    struct date *days = arena_alloc(arena, (found.count + 1) * sizeof *days);
    for (size_t i = 0; i < found.count; i++) {
        days[i] = holidays[i].date;
    }
    return (struct days){days, found.count};
}
