/* What the professionals of a busy year do beside their clients (demo_year.h): a week of each. */
#ifndef DOMAIN_DEMO_WORK_H
#define DOMAIN_DEMO_WORK_H

#include "domain/demo/demo_year.h"
#include "domain/directory/directory.h"

/* The id of a service of the list (service_list) by its code; all zero where there is none. */
struct uuid demo_service_of(const struct list *services, const char *code);

/* A referral to social care out of that contact, the `number`th of its week. */
enum status demo_work_referral(struct context *context, const struct demo_year *year,
                               struct uuid client_id, struct uuid contact_id, int week,
                               int number) must_check;
enum status demo_work_consultations(struct context *context, const struct demo_year *year,
                                    int week) must_check;
/* The centre's meeting of the week: two cases, and who was there. */
enum status demo_work_meeting(struct context *context, const struct demo_year *year,
                              const struct list *services, int week) must_check;

#endif
