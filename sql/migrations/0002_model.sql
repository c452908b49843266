-- The versions of the rule models (segmentointimallit). A version never changes once it is
-- published: an assessment is evaluated again from it for ever. Of a code, the highest published
-- version whose days of validity hold the day is the one to use.
CREATE TABLE model (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_-]{0,63}$'),
    version bigint NOT NULL CHECK (version > 0),
    document text NOT NULL,                     -- canonical bytes (RFC 8785); `hash` is of them
    hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    status text NOT NULL CHECK (status IN ('draft', 'published', 'retired')),
    is_active boolean NOT NULL DEFAULT false,   -- of the code that is used where a request names none
    valid_from date,
    valid_to date,                              -- the last day, or NULL
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    published_at timestamptz,
    published_by text,
    PRIMARY KEY (area, id),
    UNIQUE (area, code, version),
    CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CHECK (status = 'draft' OR (valid_from IS NOT NULL AND published_at IS NOT NULL))
) WITH (fillfactor = 90);
-- Serves the list of models, newest first.
CREATE INDEX model_listed ON model (area, published_at, id);
ALTER TABLE model ENABLE ROW LEVEL SECURITY;
ALTER TABLE model FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON model
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (status, is_active, valid_from, valid_to, updated_at, published_at,
    published_by) ON model TO asiakkuus_app;
