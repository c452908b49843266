-- Rules that every migration keeps, so that a distributed PostgreSQL takes the schema as it is and
-- one area never sees another:
--   * a table that holds an area's data begins with `area`, and so does every key, unique
--     constraint, foreign key and index of it;
--   * no triggers, no identity columns, no serials: ids are UUIDv7 made by the service;
--   * row-level security is enabled and forced, with one policy for reading and writing. A session
--     without app.area, or with an empty one, sees and writes no row: '' passes no CHECK on area;
--   * asiakkuus_app gets only the verbs and columns it needs; DELETE only where named.

GRANT USAGE ON SCHEMA asiakkuus TO asiakkuus_app;
GRANT SELECT ON migration TO asiakkuus_app;

-- One row, written by every readiness probe: reading alone doesn't notice a full disk or a standby.
-- Belongs to no area.
CREATE TABLE ready_probe (
    id smallint PRIMARY KEY CHECK (id = 1),
    at timestamptz NOT NULL
) WITH (fillfactor = 10);
INSERT INTO ready_probe (id, at) VALUES (1, now());
GRANT SELECT, UPDATE (at) ON ready_probe TO asiakkuus_app;

-- The units of the directory: whom a client belongs to, who assesses.
CREATE TABLE unit (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    code text NOT NULL CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    version bigint NOT NULL DEFAULT 1,
    names jsonb NOT NULL,
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]{0,63}$'),
    register text CHECK (register IN ('health', 'social')),  -- NULL: serves both
    parent_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    UNIQUE (area, code),                        -- a unit is named by its code in tokens and clients
    FOREIGN KEY (area, parent_id) REFERENCES unit (area, id)
) WITH (fillfactor = 90);
ALTER TABLE unit ENABLE ROW LEVEL SECURITY;
ALTER TABLE unit FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON unit
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, names, kind, register, parent_id, updated_at)
    ON unit TO asiakkuus_app;
