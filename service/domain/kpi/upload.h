/* The rows of an upload: what its three forms have in common. */
#ifndef DOMAIN_KPI_UPLOAD_H
#define DOMAIN_KPI_UPLOAD_H

#include "domain/kpi/observation.h"

struct upload {
    struct context *context;
    struct observation *rows; /* good ones, in the order they came */
    int64_t *lines;           /* of each */
    size_t count, room, line_room;
    struct refusal *refused;
    size_t refused_count, refused_room;
};

/* Reads all rows. STATUS_malformed or STATUS_invalid where the whole can't be read. */
enum status upload_read(struct upload *upload, enum upload_form form, const char *bytes,
                        size_t length) must_check;

/* Refuses the rows of units that are not there; `known` (struct observation) has the places of
 * those that are. */
void upload_check_units(struct upload *upload, const struct list *known);

#endif
