/* A delivery of another register while it is put on what is there: inside this domain. */
#ifndef DOMAIN_DIRECTORY_IMPORT_H
#define DOMAIN_DIRECTORY_IMPORT_H

#include "domain/directory/directory_details.h"

/* A row while items are put on it. */
struct working {
    const char *source_id;
    bool is_new, is_changed;
    void *record; /* struct unit, struct service or struct holders */
};

/* The rows of a source, found by its ids: an open hash table, at most half full. */
struct rows {
    struct context *context;
    struct working *items, **slots;
    size_t count, slot_count;
};
struct rows rows_begin(struct context *context, size_t room);
/* NULL where there is none. */
struct working *row_find(const struct rows *rows, const char *source_id);
struct working *row_add(struct rows *rows, const char *source_id, bool is_new, void *record);
/* What is to be stored: new rows, and changed ones. */
void rows_split(const struct rows *rows, size_t size, struct list *made, struct list *changed);

struct importing {
    struct context *context;
    const struct json *items;
    const char *source;
    struct rows units, services, channels;
    struct list mappings; /* struct need_mapping */
    struct import_result *result;
    struct import_refused *refused;
};

/* The rows that the items are put on, of services with their channels and of units. */
enum status import_load_services(struct importing *importing) must_check;
enum status import_load_units(struct importing *importing) must_check;

/* What an item is read with: its faults are its own. */
struct context import_item_context(const struct context *context);
void import_refuse(struct importing *importing, size_t index, const char *source_id,
                   const struct context *own);
void import_count(struct importing *importing, bool is_new, bool is_changed);
/* The last day of what the source ended is the day before, and never before the first; what it
 * tells of again has none. */
void import_end(const struct context *context, bool ended, struct date valid_from,
                struct date *valid_to, bool *ended_by_source);

/* --- channels of the national register --- */

/* The services that have a channel, so that it can be taken from them. */
struct holder {
    struct working *row;
    struct holder *next;
};
struct holders {
    struct holder *first;
};

/* Which of the loaded services have which of the source's channels. */
void channels_begin(struct importing *importing);
/* Of a service only those stay that it still names. */
void channels_keep(struct context *context, const struct list *named, struct service *service);
/* One item: onto the services that it names, and off those that it does not name any more. A
 * service location is a unit as well. */
void take_channel(struct importing *importing, size_t index);

#endif
