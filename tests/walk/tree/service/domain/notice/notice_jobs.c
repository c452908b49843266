#include "domain/notice/notice.h"
#include "work/job.h"

/* A portion a transaction; what an earlier run has ended is not found again. */
enum status notice_end_run(struct call *call, struct job *job) {
    size_t ended = 0;
    enum status status = notice_end_over(&call->context, &ended);
    while (status == OK && ended > 0) {
        status = job_progress(call, job, job->done + (int64_t)ended, 0);
        if (status == OK) {
            status = notice_end_over(&call->context, &ended);
        }
    }
    return status;
}
