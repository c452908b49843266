-- The access log (käyttöloki): who, for whom, when, what, on which ground. Append-only: the service
-- may add and read. `at` stands in the key so that the table can be split by month without a new
-- one. No foreign keys: a row outlives what it speaks of, and a refused use may name nothing.
CREATE TABLE audit_event (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('read', 'create', 'change', 'search', 'refused')),
    operation text NOT NULL,
    sub text NOT NULL,
    name text,
    unit text,
    role text,
    register text CHECK (register IN ('health', 'social')),
    client_id uuid,
    resource text NOT NULL,
    resource_id uuid,
    ground text,
    request_id text,
    PRIMARY KEY (area, at, id)
);
-- Serves the report to a client of who used their data.
CREATE INDEX audit_event_of_client ON audit_event (area, client_id, at, id) WHERE client_id IS NOT NULL;
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON audit_event
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON audit_event TO asiakkuus_app;

-- What happened, for others to follow; thin, nothing personal. Transactions commit in another order
-- than their ids are made, so a reader goes by (transaction, id) and takes only the rows whose
-- transaction is below pg_snapshot_xmin(pg_current_snapshot()): nothing can appear behind it later.
CREATE TABLE event (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL,
    type text NOT NULL,                         -- a row of service/tables/events.def
    resource text NOT NULL,
    resource_id uuid NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (area, id)
);
-- Serves the feed.
CREATE INDEX event_feed ON event (area, transaction, id);
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
ALTER TABLE event FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON event
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON event TO asiakkuus_app;
