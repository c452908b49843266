/* The rows of an upload: what its three forms have in common. */
#ifndef DOMAIN_KPI_UPLOAD_H
#define DOMAIN_KPI_UPLOAD_H

#include "domain/kpi/observation.h"

struct upload {
    struct context *context;
    struct observation *rows; /* good ones, in the order they came */
    size_t count, room;
    struct refusal *refused;
    size_t refused_count, refused_room;
};

/* Reads all rows. STATUS_malformed or STATUS_invalid where the whole can't be read. */
enum status upload_read(struct upload *upload, enum upload_form form, const char *bytes,
                        size_t length) must_check;

#endif
