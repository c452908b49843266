-- A token of a record system is for one call: a hash of its issuer and jti is kept until it ends, so that
-- every instance knows that it was used. The primary key decides, not a look before.
CREATE TABLE token_use (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    until timestamptz NOT NULL,
    PRIMARY KEY (area, token_hash)
);
-- Serves the deletion of those whose time is over.
CREATE INDEX token_use_until ON token_use (area, until) WHERE until IS NOT NULL;
ALTER TABLE token_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE token_use FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON token_use
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE ON token_use TO asiakkuus_app;
