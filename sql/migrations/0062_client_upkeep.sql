-- Where a client is now: served here, moved away, or dead; and since which day.
ALTER TABLE client
    ADD COLUMN status text NOT NULL DEFAULT 'active'
        CHECK (status IN ('active', 'moved_away', 'deceased')),
    ADD COLUMN status_on date,
    ADD CONSTRAINT client_status_day CHECK ((status = 'active') = (status_on IS NULL));
GRANT UPDATE (status, status_on) ON client TO asiakkuus_app;

-- What stood in a client's row at an earlier version, as far as a change wrote over it. Bound by no
-- foreign key: what has been is known also of a client whose records went to another.
CREATE TABLE client_former (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    client_id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    birth_date date,
    names_sealed bytea,                         -- sealed JSON
    home_unit text,
    language text,
    non_disclosure boolean NOT NULL,
    PRIMARY KEY (area, client_id, version)
);
ALTER TABLE client_former ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_former FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON client_former
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON client_former TO asiakkuus_app;

-- A client may have several identifiers of one system, so each has an id of its own; the one that a
-- client was made with keeps the client's, to which its seal is bound. One that was wrong stays as its
-- keyed hash alone, which finds nobody: the code may be another person's.
ALTER TABLE client_identifier ADD COLUMN id uuid;
ALTER TABLE client_identifier NO FORCE ROW LEVEL SECURITY;
UPDATE client_identifier SET id = client_id;
ALTER TABLE client_identifier FORCE ROW LEVEL SECURITY;
ALTER TABLE client_identifier
    ALTER COLUMN id SET NOT NULL,
    ALTER COLUMN value_sealed DROP NOT NULL,
    ADD COLUMN replaced_at timestamptz,
    ADD COLUMN replaced_by text CHECK (replaced_by <> ''),
    DROP CONSTRAINT client_identifier_pkey,
    DROP CONSTRAINT client_identifier_area_system_hash_key,
    ADD PRIMARY KEY (area, id),
    ADD CONSTRAINT client_identifier_replaced CHECK (
        (replaced_at IS NULL) = (value_sealed IS NOT NULL)
        AND (replaced_at IS NULL) = (replaced_by IS NULL));
-- Decides duplicates, and finds a client.
CREATE UNIQUE INDEX client_identifier_current ON client_identifier (area, system, hash)
    WHERE replaced_at IS NULL;
-- Serves: a client's identifiers, and the foreign key.
CREATE INDEX client_identifier_of_client ON client_identifier (area, client_id, created_at, id);
GRANT UPDATE (replaced_at, replaced_by) ON client_identifier TO asiakkuus_app;
