-- Plans (suunnitelmat): what client and professionals agreed to do. Each register keeps its own plan of a
-- client; a joint one, made with all, is seen in both. Every version is kept as the document it was.
CREATE TABLE plan (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    register text NOT NULL CHECK (register IN ('health', 'social')),
    version bigint NOT NULL CHECK (version > 0),
    kind text NOT NULL CHECK (kind IN ('self_care', 'support', 'care', 'service', 'joint')),
    review_on date,
    client_agrees boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    updated_unit text,
    PRIMARY KEY (area, id),
    -- One plan a register; serves: a client's plans.
    UNIQUE (area, client_id, register),
    FOREIGN KEY (area, client_id) REFERENCES client (area, id),
    CHECK (kind <> 'care' OR register = 'health'),
    CHECK (kind <> 'service' OR register = 'social')
) WITH (fillfactor = 90);
-- One joint plan a client, whichever register keeps it.
CREATE UNIQUE INDEX plan_joint ON plan (area, client_id) WHERE kind = 'joint';
ALTER TABLE plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON plan
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, kind, review_on, client_agrees, updated_at, updated_by,
    updated_unit) ON plan TO asiakkuus_app;

-- Every version as it was written; never changed.
CREATE TABLE plan_version (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    plan_id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    at timestamptz NOT NULL,
    by text NOT NULL CHECK (by <> ''),
    by_unit text,
    kind text NOT NULL CHECK (kind IN ('self_care', 'support', 'care', 'service', 'joint')),
    review_on date,
    client_agrees boolean NOT NULL,
    document jsonb NOT NULL,                    -- { "goals": [...], "services": [...] }
    PRIMARY KEY (area, plan_id, version),
    FOREIGN KEY (area, plan_id) REFERENCES plan (area, id)
);
ALTER TABLE plan_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_version FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON plan_version
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON plan_version TO asiakkuus_app;

-- What was measured of a goal, and when; `at` is when it was so, recorded_at when it was written.
CREATE TABLE plan_measurement (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    plan_id uuid NOT NULL,
    goal_id uuid NOT NULL,
    value bigint NOT NULL CHECK (value BETWEEN -1000000000 AND 1000000000),
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL CHECK (recorded_by <> ''),
    recorded_unit text,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, plan_id) REFERENCES plan (area, id),
    CHECK (at <= recorded_at)
);
-- Serves: a plan's measurements, the latest first.
CREATE INDEX plan_measurement_of_plan ON plan_measurement (area, plan_id, at, recorded_at, id);
ALTER TABLE plan_measurement ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_measurement FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON plan_measurement
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON plan_measurement TO asiakkuus_app;
