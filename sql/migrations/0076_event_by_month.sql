-- The access log and the feed, split by month of `at`, so that what is old can be dropped as a table
-- and the indexes of the running month stay small. Here only the frame: the months are made ahead by
-- `asiakkuusd migrate` and `asiakkuusd partitions`; a row of no month goes into ..._default. What is
-- there already becomes one part, not copied: ..._past, up to the end of its last month.

ALTER TABLE audit_event RENAME TO audit_event_past;
ALTER INDEX audit_event_pkey RENAME TO audit_event_past_pkey;
ALTER INDEX audit_event_of_client RENAME TO audit_event_past_of_client;
REVOKE ALL ON audit_event_past FROM asiakkuus_app;
CREATE TABLE audit_event (LIKE audit_event_past INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    PRIMARY KEY (area, at, id)) PARTITION BY RANGE (at);
-- Serves the report to a client of who used their data.
CREATE INDEX audit_event_of_client ON audit_event (area, client_id, at, id)
    WHERE client_id IS NOT NULL;
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON audit_event
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT (area, at, id, kind, operation, sub, name, unit, role, register, client_id,
    resource, resource_id, ground, request_id, reason) ON audit_event TO asiakkuus_app;

-- A key of a split table holds what it is split by.
ALTER TABLE event RENAME TO event_past;
ALTER TABLE event_past DROP CONSTRAINT event_pkey;
ALTER TABLE event_past ADD PRIMARY KEY (area, at, id);
ALTER INDEX event_feed RENAME TO event_past_feed;
REVOKE ALL ON event_past FROM asiakkuus_app;
CREATE TABLE event (LIKE event_past INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    PRIMARY KEY (area, at, id)) PARTITION BY RANGE (at);
-- Serves the feed, whose order is (transaction, id): decision 46.
CREATE INDEX event_feed ON event (area, transaction, id);
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
ALTER TABLE event FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON event
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT (area, id, at, type, resource, resource_id, version) ON event TO asiakkuus_app;

-- The owner is bound by the policies too, and must see the last row to know where the past ends.
ALTER TABLE audit_event_past NO FORCE ROW LEVEL SECURITY;
ALTER TABLE event_past NO FORCE ROW LEVEL SECURITY;
DO $$
DECLARE
    split text;
    last_at timestamptz;
BEGIN
    FOREACH split IN ARRAY ARRAY['audit_event', 'event'] LOOP
        EXECUTE format('SELECT max(at) FROM %I', split || '_past') INTO last_at;
        IF last_at IS NULL THEN
            EXECUTE format('DROP TABLE %I', split || '_past');
        ELSE
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%L)',
                split, split || '_past', (date_trunc('month', greatest(last_at, now())
                    AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC');
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', split || '_past');
        END IF;
    END LOOP;
END $$;

CREATE TABLE audit_event_default PARTITION OF audit_event DEFAULT;
ALTER TABLE audit_event_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event_default FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON audit_event_default
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
CREATE TABLE event_default PARTITION OF event DEFAULT;
ALTER TABLE event_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_default FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON event_default
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
