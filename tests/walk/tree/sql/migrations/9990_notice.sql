-- Notices (tiedote): what a unit tells its people, until a day.
CREATE TABLE notice (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN ('shown', 'withdrawn', 'ended')),
    unit_id uuid NOT NULL,
    title text NOT NULL CHECK (title <> ''),
    last_day date NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, unit_id) REFERENCES unit (area, id)
) WITH (fillfactor = 90);
-- Serve all notices, newest first; those of a unit, and the foreign key; what is over its day.
CREATE INDEX notice_written ON notice (area, written_at, id);
CREATE INDEX notice_of_unit ON notice (area, unit_id, written_at, id);
CREATE INDEX notice_shown ON notice (area, last_day) WHERE status = 'shown';
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON notice
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, status) ON notice TO asiakkuus_app;
