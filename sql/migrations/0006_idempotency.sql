-- Answers kept by Idempotency-Key, written in the same transaction as what they answer for: a
-- replay after a crash finds both or neither. Rows older than a day may be deleted.
CREATE TABLE idempotency_key (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    sub text NOT NULL,
    operation text NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    body_hash bytea NOT NULL CHECK (octet_length(body_hash) = 32),
    status bigint,                              -- HTTP status of the answer; NULL: none yet
    content_type text,
    etag bigint,
    location text,
    body text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (area, sub, operation, key)
) WITH (fillfactor = 70);
-- Serves the deletion of old rows.
CREATE INDEX idempotency_key_age ON idempotency_key (area, created_at);
ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON idempotency_key
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE, UPDATE (status, content_type, etag, location, body)
    ON idempotency_key TO asiakkuus_app;
