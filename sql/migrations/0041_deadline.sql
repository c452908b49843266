-- What meets a limit, and the service whose own target it is.
ALTER TABLE deadline_rule
    ADD COLUMN met_by text NOT NULL DEFAULT 'start' CHECK (met_by IN ('start', 'complete')),
    ADD COLUMN service_id uuid,
    ADD FOREIGN KEY (area, service_id) REFERENCES service (area, id);
-- Serves the foreign key.
CREATE INDEX deadline_rule_of_service ON deadline_rule (area, service_id) WHERE service_id IS NOT NULL;

-- The clocks that run for records. How a clock stands is reckoned at each read from its rule, its
-- first day and the stops; `due_on` is kept only to count and to sort by, and
-- `asiakkuusd verify-deadlines` reckons it again. No foreign key: records of several kinds have clocks.
CREATE TABLE deadline (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    resource text NOT NULL,                     -- a row of service/tables/resources.def
    resource_id uuid NOT NULL,
    rule text NOT NULL,
    number bigint NOT NULL CHECK (number > 0),  -- 1; one more each time a new clock begins
    starts_on date NOT NULL,
    age bigint,                                 -- full years on that day, where they were known
    met_on date,
    ended_on date,                              -- the clock ran no more from that day, met or not
    due_on date NOT NULL,
    PRIMARY KEY (area, resource, resource_id, rule, number),
    CHECK (met_on IS NULL OR met_on >= starts_on)
) WITH (fillfactor = 85);
-- Serves: how many were in time, by rule and the days on which they began.
CREATE INDEX deadline_of_rule ON deadline (area, rule, starts_on);
ALTER TABLE deadline ENABLE ROW LEVEL SECURITY;
ALTER TABLE deadline FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON deadline
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (met_on, ended_on, due_on) ON deadline TO asiakkuus_app;

-- When they stood still, and why; which of a record's clocks that stops, their rules say.
CREATE TABLE deadline_stop (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    resource text NOT NULL,
    resource_id uuid NOT NULL,
    id uuid NOT NULL,
    from_on date NOT NULL,
    to_on date,                                 -- the last day; NULL while it lasts
    reason text NOT NULL,                       -- a row of service/tables/deadline_words.def
    PRIMARY KEY (area, resource, resource_id, id)
) WITH (fillfactor = 85);
ALTER TABLE deadline_stop ENABLE ROW LEVEL SECURITY;
ALTER TABLE deadline_stop FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON deadline_stop
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (to_on) ON deadline_stop TO asiakkuus_app;
