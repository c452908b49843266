-- Screening (riskien löytäminen, RET): figures of clients under pseudonyms, and who of them a
-- professional should look at. Nothing here leads to a row of client, and nothing may.
CREATE TABLE screening (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('collecting', 'done', 'expired')),
    register text NOT NULL CHECK (register IN ('health', 'social')),
    name text,
    unit_id uuid,                               -- whose candidates they are, where a row names none
    as_of date NOT NULL,                        -- the day on which the figures were so
    rules text[] NOT NULL CHECK (cardinality(rules) > 0), -- of service/tables/screening_rules.def
    include_uncertain boolean NOT NULL,
    row_count bigint NOT NULL DEFAULT 0 CHECK (row_count >= 0),
    created_at timestamptz NOT NULL,
    created_by text NOT NULL CHECK (created_by <> ''),
    changed_at timestamptz NOT NULL,            -- when rows came last, or it was run
    job_id uuid,                                -- the latest run, a row of job as long as that is kept
    completed_at timestamptz,
    result jsonb,                               -- how many each rule found
    rows_forgotten_at timestamptz,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, unit_id) REFERENCES unit (area, id),
    CHECK ((state = 'done') = (completed_at IS NOT NULL)),
    CHECK ((state = 'done') = (result IS NOT NULL))
) WITH (fillfactor = 80);
-- Serve the screenings of a register, newest first; those whose rows are to be forgotten; the foreign key.
CREATE INDEX screening_newest ON screening (area, register, created_at, id);
CREATE INDEX screening_to_forget ON screening (area, changed_at, id) WHERE rows_forgotten_at IS NULL;
CREATE INDEX screening_of_unit ON screening (area, unit_id) WHERE unit_id IS NOT NULL;
ALTER TABLE screening ENABLE ROW LEVEL SECURITY;
ALTER TABLE screening FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON screening
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, state, row_count, changed_at, job_id, completed_at, result,
    rows_forgotten_at) ON screening TO asiakkuus_app;

-- A client's figures, under a pseudonym that only the sender can resolve; deleted soon after the run.
-- What is NULL is not known. A figure that no rule of the screening looks at is not kept.
CREATE TABLE screening_row (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    screening_id uuid NOT NULL,
    client_ref text NOT NULL CHECK (client_ref <> ''),
    unit_id uuid,                               -- units are never deleted
    face_to_face_visits bigint,
    gp_visits bigint,
    emergency_visits bigint,
    stay_days bigint,
    acute_admission boolean,
    charlson_index bigint,
    continuing_need boolean,
    long_term_illnesses bigint,
    services_in_use bigint,
    last_contact_on date,
    -- What a run has found, until the screening is done: then it is in candidate.
    candidate_id uuid,
    rank bigint,
    met text[],
    findings jsonb,
    PRIMARY KEY (area, screening_id, client_ref),
    FOREIGN KEY (area, screening_id) REFERENCES screening (area, id),
    CHECK ((candidate_id IS NULL) = (rank IS NULL)),
    CHECK ((candidate_id IS NULL) = (met IS NULL)),
    CHECK ((candidate_id IS NULL) = (findings IS NULL))
) WITH (fillfactor = 70);
-- Serves what a run has found.
CREATE INDEX screening_row_found ON screening_row (area, screening_id, client_ref) WHERE candidate_id IS NOT NULL;
ALTER TABLE screening_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE screening_row FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON screening_row
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE, UPDATE (unit_id, face_to_face_visits, gp_visits, emergency_visits, stay_days,
    acute_admission, charlson_index, continuing_need, long_term_illnesses, services_in_use,
    last_contact_on, candidate_id, rank, met, findings) ON screening_row TO asiakkuus_app;

-- Somebody whom a professional should look at, and what became of it: never a segment, and no decision
-- about a person. Made all at once, in the transaction that says that the screening is done.
CREATE TABLE candidate (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('open', 'closed', 'expired')),
    screening_id uuid NOT NULL,
    register text NOT NULL CHECK (register IN ('health', 'social')),
    unit_id uuid,
    client_ref text,                            -- NULL: forgotten
    rank bigint NOT NULL CHECK (rank >= 0),     -- the lower, the sooner it is to be looked at
    met text[] NOT NULL,                        -- rules that are met; none: all are uncertain
    findings jsonb,                             -- NULL: forgotten
    found_at timestamptz NOT NULL,
    outcome text CHECK (outcome IN ('contacted', 'no_need', 'already_known', 'unreached')),
    outcome_text text,
    closed_at timestamptz,
    closed_by text,
    PRIMARY KEY (area, id),
    -- A client is a candidate of a screening once, however often it was run.
    UNIQUE (area, screening_id, client_ref),
    FOREIGN KEY (area, screening_id) REFERENCES screening (area, id),
    FOREIGN KEY (area, unit_id) REFERENCES unit (area, id),
    CHECK ((state = 'closed') = (outcome IS NOT NULL)),
    CHECK ((closed_at IS NULL) = (outcome IS NULL)),
    CHECK ((closed_by IS NULL) = (outcome IS NULL)),
    CHECK ((client_ref IS NULL) = (findings IS NULL)),
    CHECK (state <> 'open' OR client_ref IS NOT NULL)
) WITH (fillfactor = 80);
-- Serve a screening's candidates in their order, those of a unit too; those that wait, by unit; those to
-- be forgotten; the foreign keys.
CREATE INDEX candidate_in_order ON candidate (area, screening_id, rank, id);
CREATE INDEX candidate_of_unit ON candidate (area, unit_id, screening_id, rank, id);
CREATE INDEX candidate_waiting ON candidate (area, unit_id, rank, found_at, id) WHERE state = 'open';
CREATE INDEX candidate_to_forget ON candidate (area, found_at, id) WHERE client_ref IS NOT NULL;
ALTER TABLE candidate ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidate FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON candidate
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, state, client_ref, findings, outcome, outcome_text, closed_at,
    closed_by) ON candidate TO asiakkuus_app;
