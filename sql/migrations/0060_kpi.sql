-- Indicators: what they are made of, what may be told of them, and what is delivered from outside.

-- The cells of computed indicators: what happened on one day (in Helsinki), in one unit, to one
-- segment, service and age group; '' where there is none. Made from the records, and made again for
-- the months that a change touches: nothing is counted up, so nothing can be counted twice.
CREATE TABLE kpi_cell (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    cells text NOT NULL CHECK (cells ~ '^[a-z][a-z0-9_]{0,63}$'),
    on_day date NOT NULL,
    unit text NOT NULL,
    segment text NOT NULL,
    service text NOT NULL,
    age_group text NOT NULL,
    slot integer NOT NULL CHECK (slot BETWEEN -1 AND 999),  -- of a histogram; -1: none
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    PRIMARY KEY (area, cells, on_day, unit, segment, service, age_group, slot)
);
ALTER TABLE kpi_cell ENABLE ROW LEVEL SECURITY;
ALTER TABLE kpi_cell FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON kpi_cell
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE ON kpi_cell TO asiakkuus_app;

-- Every figure that can be asked for, and whether it is hidden. '*' stands for all units or keys; the
-- key is a segment, a service or an age group by `axis`.
CREATE TABLE kpi_figure (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    indicator text NOT NULL CHECK (indicator ~ '^[a-z][a-z0-9_]{0,63}$'),
    axis text NOT NULL CHECK (axis IN ('none', 'segment', 'service', 'age_group')),
    bucket text NOT NULL CHECK (bucket IN ('day', 'week', 'month', 'quarter', 'year')),
    unit text NOT NULL,
    key text NOT NULL,
    from_on date NOT NULL,
    value numeric(20, 6),
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    hidden boolean NOT NULL,
    PRIMARY KEY (area, indicator, axis, bucket, unit, key, from_on)
);
ALTER TABLE kpi_figure ENABLE ROW LEVEL SECURITY;
ALTER TABLE kpi_figure FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON kpi_figure
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE, UPDATE (value, numerator, denominator, hidden) ON kpi_figure
    TO asiakkuus_app;

-- Up to where the feed of events has been counted. The row is locked while it is counted, so that any
-- number of instances do it once.
CREATE TABLE kpi_position (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    transaction xid8 NOT NULL,
    event_id uuid NOT NULL,
    counted_on date NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (area)
) WITH (fillfactor = 10);
ALTER TABLE kpi_position ENABLE ROW LEVEL SECURITY;
ALTER TABLE kpi_position FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON kpi_position
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (transaction, event_id, counted_on, counted_at) ON kpi_position
    TO asiakkuus_app;

-- One upload of figures from outside.
CREATE TABLE kpi_delivery (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    delivered_at timestamptz NOT NULL,
    delivered_by text NOT NULL,
    accepted bigint NOT NULL,
    unchanged bigint NOT NULL,
    revised bigint NOT NULL,
    refused bigint NOT NULL,
    PRIMARY KEY (area, id)
);
ALTER TABLE kpi_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE kpi_delivery FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON kpi_delivery
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON kpi_delivery TO asiakkuus_app;

-- The figures delivered, every revision of them: the one with the highest revision holds. The place
-- is a region (the number of Sotkanet, or any code) or, as 'unit:<id>', a unit of the area.
CREATE TABLE kpi_observation (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    indicator text NOT NULL CHECK (indicator ~ '^[a-z][a-z0-9_]{0,63}$'),
    place text NOT NULL CHECK (place ~ '^[a-z0-9][a-z0-9:_-]{0,63}$'),
    bucket text NOT NULL CHECK (bucket IN ('month', 'quarter', 'year')),
    from_on date NOT NULL,
    revision bigint NOT NULL CHECK (revision >= 1),
    value numeric(20, 6),
    numerator numeric(20, 6),
    denominator numeric(20, 6),
    delivery_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (area, indicator, place, bucket, from_on, revision),
    FOREIGN KEY (area, delivery_id) REFERENCES kpi_delivery (area, id),
    CHECK (value IS NOT NULL OR numerator IS NOT NULL)
);
-- Serves the foreign key, and what came with one delivery.
CREATE INDEX kpi_observation_of_delivery ON kpi_observation (area, delivery_id);
ALTER TABLE kpi_observation ENABLE ROW LEVEL SECURITY;
ALTER TABLE kpi_observation FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON kpi_observation
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON kpi_observation TO asiakkuus_app;

-- Baselines and targets that the area sets for itself ('*') or for a unit, with the day from which
-- they hold; a later version of the same day takes the place of the earlier one.
CREATE TABLE kpi_target (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    indicator text NOT NULL CHECK (indicator ~ '^[a-z][a-z0-9_]{0,63}$'),
    unit text NOT NULL,
    valid_from date NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    baseline numeric(20, 6),
    target numeric(20, 6),
    set_at timestamptz NOT NULL,
    set_by text NOT NULL,
    PRIMARY KEY (area, id),
    -- Serves what holds on a day.
    UNIQUE (area, indicator, unit, valid_from, version),
    CHECK (baseline IS NOT NULL OR target IS NOT NULL)
);
ALTER TABLE kpi_target ENABLE ROW LEVEL SECURITY;
ALTER TABLE kpi_target FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON kpi_target
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON kpi_target TO asiakkuus_app;

-- Serve the cells of a month: what was confirmed in it, and what fell due.
CREATE INDEX assessment_by_confirmation ON assessment (area, confirmed_at) WHERE confirmed_at IS NOT NULL;
CREATE INDEX assessment_by_review ON assessment (area, review_due) WHERE review_due IS NOT NULL;
