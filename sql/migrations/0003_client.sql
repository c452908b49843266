-- Clients (asiakkaat). The row is shared by both registers: it says who, never why.
CREATE TABLE client (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    birth_date date,
    names_sealed bytea,                         -- sealed JSON
    home_unit text,
    language text CHECK (language ~ '^[a-z]{2,3}$'),
    non_disclosure boolean NOT NULL DEFAULT false,  -- turvakielto
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, home_unit) REFERENCES unit (area, code)
) WITH (fillfactor = 90);
ALTER TABLE client ENABLE ROW LEVEL SECURITY;
ALTER TABLE client FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON client
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, birth_date, names_sealed, home_unit, language, non_disclosure,
    updated_at) ON client TO asiakkuus_app;

-- What a client is found by. The value stands here twice: as a keyed hash to find it by, and sealed
-- to read it back; never plain.
CREATE TABLE client_identifier (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    client_id uuid NOT NULL,
    system text NOT NULL CHECK (system ~ '^[a-z][a-z0-9_]{0,31}$'),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    key_id text NOT NULL CHECK (length(key_id) BETWEEN 1 AND 64),  -- the key that made hash and seal
    value_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (area, client_id, system),
    -- Decides duplicates, and finds a client.
    UNIQUE (area, system, hash),
    FOREIGN KEY (area, client_id) REFERENCES client (area, id)
) WITH (fillfactor = 90);
-- Serves the rotation of keys: which rows are still under an old one, in portions.
CREATE INDEX client_identifier_of_key ON client_identifier (area, key_id, client_id);
ALTER TABLE client_identifier ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_identifier FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON client_identifier
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (hash, key_id, value_sealed) ON client_identifier TO asiakkuus_app;
