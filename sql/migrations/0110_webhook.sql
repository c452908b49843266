-- Webhooks: who is told of the events of the feed, where each stands in it, and what came of each attempt.
CREATE TABLE webhook (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),    -- of the document; deliveries leave it as it is
    url text NOT NULL CHECK (url ~ '^https?://'),
    types text[],                               -- rows of service/tables/events.def; NULL: all
    description text,
    enabled boolean NOT NULL,
    disabled_reason text CHECK (disabled_reason IN ('gone', 'exhausted')),
    secret_sealed bytea NOT NULL,               -- by the vault
    old_secret_sealed bytea,
    old_secret_until timestamptz,
    after_transaction xid8 NOT NULL,            -- taken up to here (decision 46)
    after_id uuid NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    attempts bigint NOT NULL CHECK (attempts >= 0),
    next_at timestamptz NOT NULL,
    delivered_at timestamptz,
    ping_id uuid,                               -- a ping that waits
    worker uuid,
    lease_until timestamptz,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL CHECK (created_by <> ''),
    created_unit text,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    CHECK (disabled_reason IS NULL OR NOT enabled),
    CHECK ((old_secret_sealed IS NULL) = (old_secret_until IS NULL))
) WITH (fillfactor = 50);
ALTER TABLE webhook ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON webhook
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE, UPDATE (version, url, types, description, enabled, disabled_reason,
    secret_sealed, old_secret_sealed, old_secret_until, after_transaction, after_id, sequence, attempts,
    next_at, delivered_at, ping_id, worker, lease_until, updated_at) ON webhook TO asiakkuus_app;

CREATE TABLE webhook_delivery (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    webhook_id uuid NOT NULL,
    id uuid NOT NULL,                           -- in the order of the attempts
    at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    sequence bigint CHECK (sequence > 0),       -- NULL: a ping
    attempt bigint NOT NULL CHECK (attempt > 0),
    status bigint CHECK (status BETWEEN 100 AND 999),
    reason text,
    duration_ms bigint NOT NULL CHECK (duration_ms >= 0),
    PRIMARY KEY (area, webhook_id, id),
    FOREIGN KEY (area, webhook_id) REFERENCES webhook (area, id),
    CHECK ((status IS NULL) <> (reason IS NULL))
);
ALTER TABLE webhook_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_delivery FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON webhook_delivery
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE ON webhook_delivery TO asiakkuus_app;
