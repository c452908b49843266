-- What the readiness probe asks beside db.sql.
-- writes: nothing

-- Has what is queued before it sent.
-- name: readiness_settle
SELECT count(*) AS count FROM ready_probe;
