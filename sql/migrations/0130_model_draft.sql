-- Drafts of models (mallin luonnos): what one person writes and another publishes. A table of its own, since
-- the service can't change the document of a published version: it has no right to.
CREATE TABLE model_draft (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,                           -- stays when it is published
    version bigint NOT NULL CHECK (version > 0), -- of the draft; that of the model is given when it is published
    code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_-]{0,63}$'),
    document text NOT NULL,                     -- canonical bytes
    hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    base text,                                  -- the version that it was begun from
    name_fi text NOT NULL,
    name_sv text NOT NULL,
    name_en text NOT NULL,
    created_at timestamptz NOT NULL,
    written_at timestamptz NOT NULL,
    written_by text NOT NULL CHECK (written_by <> ''),
    PRIMARY KEY (area, id)
) WITH (fillfactor = 90);
-- Serves: the list of drafts, newest first.
CREATE INDEX model_draft_page ON model_draft (area, created_at, id);
ALTER TABLE model_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE model_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON model_draft
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE, UPDATE (version, document, hash, name_fi, name_sv, name_en, written_at, written_by)
    ON model_draft TO asiakkuus_app;

-- What becomes of a published version: its last day may be set, or it is withdrawn at once and holds on no
-- day. Its document, hash and number stay.
ALTER TABLE model ADD COLUMN revision bigint NOT NULL DEFAULT 1 CHECK (revision > 0);
ALTER TABLE model ADD COLUMN withdrawn boolean NOT NULL DEFAULT false;
ALTER TABLE model NO FORCE ROW LEVEL SECURITY;
UPDATE model SET withdrawn = true WHERE status = 'retired';
ALTER TABLE model FORCE ROW LEVEL SECURITY;
ALTER TABLE model DROP CONSTRAINT model_status_check;
-- The states of a version, wherever it lies: a draft is in model_draft, and gone when it is discarded.
ALTER TABLE model ADD CONSTRAINT model_status_check CHECK (status IN ('draft', 'published', 'retired', 'discarded'));
GRANT UPDATE (valid_to, revision, withdrawn) ON model TO asiakkuus_app;
