-- What tells one key of the vault from another, without telling the key: a value derived from its
-- secret. A key is recorded when it becomes the current one, before anything is sealed by it. The
-- service starts only where every recorded key is at hand with the same bytes: with another one the
-- same person would be a second client. Belongs to no area, as the keys do.
CREATE TABLE vault_key (
    id text NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
    check_value bytea NOT NULL CHECK (octet_length(check_value) IN (0, 32)),  -- empty: not known yet
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, check_value)
);
GRANT SELECT, INSERT (id, check_value) ON vault_key TO asiakkuus_app;

-- The keys of what is there already: by name, as their bytes are not known here. Row-level security
-- binds the owner too, and this is of all areas.
ALTER TABLE client_identifier NO FORCE ROW LEVEL SECURITY;
INSERT INTO vault_key (id, check_value) SELECT DISTINCT key_id, ''::bytea FROM client_identifier;
ALTER TABLE client_identifier FORCE ROW LEVEL SECURITY;
