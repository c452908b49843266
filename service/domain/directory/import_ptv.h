/* What the readers of the national register's items share: inside this domain. */
#ifndef DOMAIN_DIRECTORY_IMPORT_PTV_H
#define DOMAIN_DIRECTORY_IMPORT_PTV_H

#include "domain/directory/directory_details.h"

enum { PTV_NAME_CHARACTERS = 200, PTV_DESCRIPTION_CHARACTERS = 4000, PTV_VALUE_CHARACTERS = 500 };

bool ptv_is_word(const struct json *value, const char *word);
bool ptv_is_any(const struct json *value, const char *const *words);
/* The first text of this type in each language; a later type fills what an earlier one left open.
 */
void ptv_take_texts(struct context *context, const struct json *list, const char *type, size_t most,
                    bool lines, struct localized *out);
/* Descriptions of either kind of item, the longest form first. */
void ptv_take_descriptions(struct context *context, const struct json *list, struct localized *out);
/* One id has one form, however it is written; NULL where it is none. */
const char *ptv_id_text(struct context *context, const struct json *value);
/* Who is responsible for an item of either kind; NULL where it is not told. */
const char *ptv_organization(struct context *context, const struct json *item);
/* Field errors of an id that is missing or none, and of a status that is not for readers. */
const char *ptv_read_id(struct context *context, const struct json *item);
bool ptv_read_ended(struct context *context, const struct json *item);

/* The list of `member` in each of a list's entries by its id: services of a channel, channels of a
 * service. `const char *`, at most `most`. */
struct list ptv_linked_ids(struct context *context, const struct json *list, const char *member,
                           size_t most);

/* Metres north and east of ETRS-TM35FIN in degrees; false where they lie nowhere near Finland. */
bool degrees_of_plane(double north, double east, double *latitude, double *longitude);

/* One way of contact of the national register: for services, and a place for itself. */
struct ptv_channel {
    const char *id, *organization_id;
    bool ended, is_place, has_services;
    struct list service_ids; /* const char * */
    struct list contacts;    /* struct channel */
    struct unit place;       /* its names, descriptions, address, channels, url */
};
bool ptv_is_channel(const struct json *item);
/* Field errors of the item, pointers from its root. */
void ptv_read_channel(struct context *context, const struct json *item, struct ptv_channel *out);

#endif
