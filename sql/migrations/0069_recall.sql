-- Recall (kutsu tarkastukseen): a client's risk class in a register, and when the next check-up is due.
CREATE TABLE recall (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    register text NOT NULL CHECK (register IN ('health', 'social')),
    version bigint NOT NULL CHECK (version > 0),
    risk_class text NOT NULL CHECK (risk_class <> ''),  -- a row of service/tables/recall_classes.def
    next_on date,                               -- NULL: none is needed
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL CHECK (updated_by <> ''),
    updated_unit text,
    PRIMARY KEY (area, id),
    -- One a register; serves: a client's recalls.
    UNIQUE (area, client_id, register),
    FOREIGN KEY (area, client_id) REFERENCES client (area, id)
) WITH (fillfactor = 90);
ALTER TABLE recall ENABLE ROW LEVEL SECURITY;
ALTER TABLE recall FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON recall
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (client_id, version, risk_class, next_on, updated_at, updated_by, updated_unit)
    ON recall TO asiakkuus_app;

-- Every version as it was written, with the reason of a change; never changed.
CREATE TABLE recall_version (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    recall_id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    at timestamptz NOT NULL,
    by text NOT NULL CHECK (by <> ''),
    by_unit text,
    risk_class text NOT NULL CHECK (risk_class <> ''),
    next_on date,
    reason text,
    PRIMARY KEY (area, recall_id, version),
    FOREIGN KEY (area, recall_id) REFERENCES recall (area, id),
    CHECK (version = 1 OR reason IS NOT NULL)
);
ALTER TABLE recall_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE recall_version FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON recall_version
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON recall_version TO asiakkuus_app;
