-- Clients (asiakkaat). Shared by both registers. The identifier stands here twice: as a keyed hash
-- to find it by, and sealed to read it back; never plain.
CREATE TABLE client (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    identifier_system text NOT NULL CHECK (identifier_system ~ '^[a-z][a-z0-9_]{0,31}$'),
    identifier_key text NOT NULL CHECK (length(identifier_key) BETWEEN 1 AND 64),  -- which key made the hash
    identifier_hash bytea NOT NULL CHECK (octet_length(identifier_hash) = 32),
    identifier_sealed bytea NOT NULL,
    birth_date date,
    names_sealed bytea,                         -- sealed JSON
    home_unit text,
    language text CHECK (language ~ '^[a-z]{2,3}$'),
    non_disclosure boolean NOT NULL DEFAULT false,  -- turvakielto
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    -- Decides duplicates, and finds a client by identifier.
    UNIQUE (area, identifier_system, identifier_hash),
    FOREIGN KEY (area, home_unit) REFERENCES unit (area, code)
) WITH (fillfactor = 90);
-- Serves the rotation of keys: which rows are still under an old one, in portions.
CREATE INDEX client_by_key ON client (area, identifier_key, id);
ALTER TABLE client ENABLE ROW LEVEL SECURITY;
ALTER TABLE client FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON client
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, identifier_key, identifier_hash, identifier_sealed, birth_date,
    names_sealed, home_unit, language, non_disclosure, updated_at) ON client TO asiakkuus_app;
