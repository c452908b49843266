-- Work that no request waits for, asked for once; claimed by one worker for a while.
CREATE TABLE job (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL,
    kind text NOT NULL,                         -- a row of service/tables/jobs.def
    state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    input jsonb,
    result jsonb,
    problem text,                               -- a row of service/tables/problems.def
    done bigint NOT NULL,
    total bigint,
    attempts bigint NOT NULL,
    due_at timestamptz NOT NULL,
    worker uuid,
    lease_until timestamptz,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id)
) WITH (fillfactor = 70);
-- Serves the claim; finished jobs are not in it.
CREATE INDEX job_waiting ON job (area, due_at, id) WHERE state IN ('queued', 'running');
-- Serves the forgetting of ended jobs.
CREATE INDEX job_ended ON job (area, updated_at) WHERE state NOT IN ('queued', 'running');
ALTER TABLE job ENABLE ROW LEVEL SECURITY;
ALTER TABLE job FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON job
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE, UPDATE (version, state, result, problem, done, total, attempts, due_at,
    worker, lease_until, updated_at) ON job TO asiakkuus_app;

-- Work that comes again: a row a kind, so that the table never grows.
CREATE TABLE job_schedule (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    kind text NOT NULL,                         -- a row of service/tables/jobs.def
    next_at timestamptz NOT NULL,
    worker uuid,
    lease_until timestamptz,
    last_at timestamptz,
    last_problem text,
    PRIMARY KEY (area, kind)
) WITH (fillfactor = 50);
ALTER TABLE job_schedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE job_schedule FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON job_schedule
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (next_at, worker, lease_until, last_at, last_problem)
    ON job_schedule TO asiakkuus_app;
