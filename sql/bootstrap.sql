-- What the migrations themselves stand on; run before every one of them, and changes nothing that
-- is there.
CREATE SCHEMA IF NOT EXISTS asiakkuus;
CREATE TABLE IF NOT EXISTS asiakkuus.migration (
    name text PRIMARY KEY,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz NOT NULL
);
