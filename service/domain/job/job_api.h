/* How an operation answers that has only asked for a job. */
#ifndef DOMAIN_JOB_API_H
#define DOMAIN_JOB_API_H

#include "http/http.h"
#include "work/job.h"

/* 202 with the job, and Location to look at it. */
void job_reply_accepted(struct context *context, struct reply *reply, const struct job *job);

#endif
