-- Seals of the access log: what is sealed can't be changed, removed or added to without being noticed.
-- A seal covers the rows behind the one before it, in the order of (transaction, id), in which nothing can
-- appear before what is already there. Rows from before have no transaction of their own: 0, in the order
-- of their ids. Set by the database and by nobody else: no account may write the column.
ALTER TABLE audit_event ADD COLUMN transaction xid8 NOT NULL DEFAULT '0';
ALTER TABLE audit_event ALTER COLUMN transaction SET DEFAULT pg_current_xact_id();
-- Serves: the rows of a seal.
CREATE INDEX audit_event_sealed ON audit_event (area, transaction, id);

CREATE TABLE audit_seal (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    number bigint NOT NULL CHECK (number > 0),
    sealed_at timestamptz NOT NULL,
    from_transaction xid8 NOT NULL,         -- the last row of the seal before; 0 for the first
    from_id uuid NOT NULL,
    to_transaction xid8 NOT NULL,           -- its own last row
    to_id uuid NOT NULL,
    row_count bigint NOT NULL CHECK (row_count > 0),
    first_at timestamptz NOT NULL,          -- the oldest of its rows: which month they are in
    rows_digest text NOT NULL CHECK (rows_digest ~ '^[0-9a-f]{64}$'),
    previous text NOT NULL CHECK (previous ~ '^([0-9a-f]{64})?$'), -- the digest of the seal before
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    key_id text NOT NULL,                   -- of the vault's keys
    proof text NOT NULL CHECK (proof ~ '^[0-9a-f]{64}$'),          -- the digest under that key
    PRIMARY KEY (area, number)
);
ALTER TABLE audit_seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seal FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON audit_seal
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON audit_seal TO asiakkuus_app;
