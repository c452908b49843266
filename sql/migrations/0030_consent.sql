-- Grounds on which a client's records of one register may be read in the other: consents, refusals,
-- and grounds that the law gives. What is in force is decided at each reading, by the day.
CREATE TABLE consent (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    version bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('recorded', 'withdrawn')),
    kind text NOT NULL CHECK (kind IN ('consent', 'refusal', 'statutory')),
    from_register text NOT NULL CHECK (from_register IN ('health', 'social')),
    to_register text NOT NULL CHECK (to_register IN ('health', 'social')),
    purpose text NOT NULL,
    resources text[],                           -- nouns of permissions; NULL: every kind of record
    legal_basis text,                           -- a row of service/tables/legal_bases.def
    overrides_refusal boolean NOT NULL,         -- as the law said when it was recorded
    given_by text NOT NULL CHECK (given_by IN ('client', 'guardian', 'law')),
    form text CHECK (form IN ('spoken', 'written')),
    valid_from date NOT NULL,
    valid_to date,                              -- the last day
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    recorded_unit text,
    withdrawn_at timestamptz,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, client_id) REFERENCES client (area, id),
    CHECK (from_register <> to_register),
    CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CHECK ((kind = 'statutory') = (legal_basis IS NOT NULL)),
    CHECK (NOT overrides_refusal OR kind = 'statutory'),
    CHECK ((status = 'withdrawn') = (withdrawn_at IS NOT NULL))
);
-- Serves every reading across the boundary, and a client's list in the order of recording.
CREATE INDEX consent_of_client ON consent (area, client_id, recorded_at, id);
ALTER TABLE consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON consent
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, status, withdrawn_at) ON consent TO asiakkuus_app;

-- Why the glass was broken, in the words of whoever did.
ALTER TABLE audit_event ADD COLUMN reason text;
GRANT INSERT (reason) ON audit_event TO asiakkuus_app;
