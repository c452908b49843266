#include "work/job.h"

#include <stddef.h>

const struct job_kind job_kinds[] = {
#define JOB(name, every_s, meaning) {#name, every_s, name##_run},
#include "tables/jobs.def"
#undef JOB
    {NULL, 0, NULL}};
