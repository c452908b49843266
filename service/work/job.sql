-- Jobs and the schedule of those that come again. All times are the database's own.
-- writes: job, job_schedule

-- name: job_insert
INSERT INTO job (area, id, version, kind, state, input, done, attempts, due_at, created_at,
                 created_by, updated_at)
VALUES (:area, :id, 1, :kind, 'queued', :input, 0, 0, clock_timestamp(), clock_timestamp(), :sub,
        clock_timestamp());

-- One job of its owner, by primary key.
-- name: job_select
SELECT id, version, kind, state, done, total, result, problem, attempts, created_at, created_by,
       updated_at
FROM job
WHERE area = :area AND id = :id AND created_by = :sub;

-- Only what has not ended can be cancelled.
-- name: job_update_cancelled
UPDATE job
SET state = 'cancelled', version = version + 1, lease_until = NULL, updated_at = clock_timestamp()
WHERE area = :area AND id = :id AND created_by = :sub AND state IN ('queued', 'running');

-- What was asked for and waits, or is held by a worker that is gone: the oldest that no other takes
-- at this moment. Partial index job_waiting (area, due_at, id).
-- name: job_claim
UPDATE job
SET state = 'running', worker = :worker, attempts = attempts + 1, version = version + 1,
    lease_until = clock_timestamp() + interval '30 seconds', -- JOB_LEASE_S
    updated_at = clock_timestamp()
WHERE area = :area AND id = (
    SELECT id FROM job
    WHERE area = :area AND state IN ('queued', 'running') AND due_at <= clock_timestamp()
      AND coalesce(lease_until, '-infinity') < clock_timestamp()
    ORDER BY due_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED)
RETURNING id, version, kind, state, done, total, input, attempts, worker;

-- name: job_update_progress
UPDATE job
SET done = greatest(done, :done), total = :total, version = version + 1,
    lease_until = clock_timestamp() + interval '30 seconds', -- JOB_LEASE_S
    updated_at = clock_timestamp()
WHERE area = :area AND id = :id AND worker = :worker AND state = 'running';

-- name: job_update_lease
UPDATE job
SET lease_until = clock_timestamp() + interval '30 seconds' -- JOB_LEASE_S
WHERE area = :area AND id = :id AND worker = :worker AND state = 'running';

-- Done, failed, or to be tried again after a pause that doubles.
-- name: job_update_ended
UPDATE job
SET state = :state, result = :result, problem = :problem, done = greatest(done, :done),
    total = :total, version = version + 1, lease_until = NULL, updated_at = clock_timestamp(),
    due_at = clock_timestamp() + interval '1 second' * power(2, least(attempts, 10))
WHERE area = :area AND id = :id AND worker = :worker AND state = 'running';

-- Ended a month ago and more. Index job_ended (area, updated_at).
-- name: job_forget_ended
DELETE FROM job
WHERE area = :area AND state NOT IN ('queued', 'running')
  AND updated_at < clock_timestamp() - interval '720 hours'; -- JOB_KEPT_HOURS

-- name: job_schedule_insert
INSERT INTO job_schedule (area, kind, next_at)
SELECT k.area, k.kind, clock_timestamp()
FROM unnest(:each_area::text[], :each_kind::text[]) AS k (area, kind)
ON CONFLICT (area, kind) DO NOTHING;

-- What comes again and is due; an area has as many rows as there are kinds.
-- name: job_schedule_claim
UPDATE job_schedule
SET worker = :worker,
    lease_until = clock_timestamp() + interval '30 seconds' -- JOB_LEASE_S
WHERE area = :area AND kind = (
    SELECT kind FROM job_schedule
    WHERE area = :area AND kind = ANY (:kinds) AND next_at <= clock_timestamp()
      AND coalesce(lease_until, '-infinity') < clock_timestamp()
    ORDER BY next_at, kind
    LIMIT 1
    FOR UPDATE SKIP LOCKED)
RETURNING kind, worker;

-- name: job_schedule_update_lease
UPDATE job_schedule
SET lease_until = clock_timestamp() + interval '30 seconds' -- JOB_LEASE_S
WHERE area = :area AND kind = :kind AND worker = :worker;

-- name: job_schedule_update_ended
UPDATE job_schedule
SET next_at = clock_timestamp() + :every_s * interval '1 second', lease_until = NULL,
    last_at = clock_timestamp(), last_problem = :problem
WHERE area = :area AND kind = :kind AND worker = :worker;
