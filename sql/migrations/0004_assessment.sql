-- Joint assessments (asiakkuusarviot): what was answered, by which version of which model, and what
-- came out of it. Input, model and result are written once: the service may not change them.
-- PostgreSQL prepares every CHECK anew for every statement (five of them cost a third of an insert
-- here), so the tables written most check what a wrong caller could break, and not the form of what
-- the service itself computes: hashes, and codes of the model.
CREATE TABLE assessment (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    register text NOT NULL CHECK (register IN ('health', 'social')),
    status text NOT NULL CHECK (status IN ('proposed', 'confirmed')),
    model_id uuid NOT NULL,
    model_code text NOT NULL,
    model_version bigint NOT NULL,
    model_hash text NOT NULL,
    as_of date NOT NULL,                        -- which version of the model holds, and the client's age
    input text NOT NULL,                        -- canonical JSON
    result text NOT NULL,                       -- canonical bytes without texts
    result_hash text NOT NULL,
    computed_segment text,                      -- NULL: not settled
    certain boolean NOT NULL,
    possible text[] NOT NULL,                   -- every segment still possible
    chosen_segment text,
    override_reason text,
    participants jsonb,
    assessed_at timestamptz NOT NULL,
    assessed_by text NOT NULL,
    assessed_unit text,                         -- as the token named it then; not tied to the directory
    confirmed_at timestamptz,                   -- with the client present: there is no other way
    confirmed_by text,
    review_due date,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, client_id) REFERENCES client (area, id),
    FOREIGN KEY (area, model_id) REFERENCES model (area, id),
    CHECK (status = 'proposed'
           OR (chosen_segment IS NOT NULL AND confirmed_at IS NOT NULL AND confirmed_by IS NOT NULL)),
    -- Another segment than the computed one needs its reason.
    CHECK (computed_segment IS NULL OR chosen_segment IS NULL OR chosen_segment = computed_segment
           OR override_reason IS NOT NULL)
) WITH (fillfactor = 80);
-- Serves a client's assessments, newest first, and where the client stands now.
CREATE INDEX assessment_of_client ON assessment (area, client_id, assessed_at, id);
-- Serves the foreign key, and how often a model has been used.
CREATE INDEX assessment_of_model ON assessment (area, model_id);
ALTER TABLE assessment ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON assessment
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, status, chosen_segment, override_reason, confirmed_at,
    confirmed_by, review_due, updated_at) ON assessment TO asiakkuus_app;

-- Every step of an assessment's states: `version` is the one the step made.
CREATE TABLE assessment_history (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    assessment_id uuid NOT NULL,
    version bigint NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL,
    action text NOT NULL,
    from_status text CHECK (from_status IN ('proposed', 'confirmed')),  -- NULL: the beginning
    to_status text NOT NULL CHECK (to_status IN ('proposed', 'confirmed')),
    chosen_segment text,
    reason text,
    PRIMARY KEY (area, id),
    -- A version is made once; serves an assessment's history in order.
    UNIQUE (area, assessment_id, version),
    FOREIGN KEY (area, assessment_id) REFERENCES assessment (area, id)
);
ALTER TABLE assessment_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessment_history FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON assessment_history
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON assessment_history TO asiakkuus_app;
