-- Contacts (yhteydenotot): where becoming a client begins. With a client, or without one: outreach and
-- groups are counted without names.
CREATE TABLE contact (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    register text NOT NULL CHECK (register IN ('health', 'social')),
    channel text NOT NULL CHECK (channel IN ('phone', 'callback', 'digital', 'visit', 'front_desk',
        'street', 'concern_notification', 'authority', 'group')),
    status text NOT NULL CHECK (status IN ('open', 'closed')),
    client_id uuid,                             -- NULL: without a name
    group_kind text,
    group_participants bigint CHECK (group_participants BETWEEN 1 AND 10000),
    group_first_time bigint CHECK (group_first_time BETWEEN 0 AND group_participants),
    concern_by text,                            -- who is concerned about the client
    need_classes text[] NOT NULL,
    need_text text,                             -- without a client: looked through for what identifies
    urgency text NOT NULL CHECK (urgency IN ('emergency', 'urgent', 'non_urgent')),
    language text CHECK (language ~ '^[a-z]{2,3}$'),
    unit_id uuid,                               -- who has it in hand
    assessed_profession text,
    assessed_minutes bigint CHECK (assessed_minutes BETWEEN 0 AND 1440),
    assessed_waited_minutes bigint CHECK (assessed_waited_minutes BETWEEN 0 AND 525600),
    assessed_first_time boolean,
    assessed_interpreter boolean,
    outcome_kind text CHECK (outcome_kind IN ('solved', 'guided', 'referral', 'consultation',
        'assessment', 'service_need_assessment', 'immediate_initiation', 'unreached')),
    outcome_service_id uuid,
    outcome_text text,
    outcome_referral_id uuid,
    outcome_consultation_id uuid,
    outcome_at timestamptz,
    occurred_at timestamptz NOT NULL,           -- when it was so; recorded_at: when it was written
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    recorded_unit text,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, client_id) REFERENCES client (area, id),
    FOREIGN KEY (area, unit_id) REFERENCES unit (area, id),
    FOREIGN KEY (area, outcome_service_id) REFERENCES service (area, id),
    CHECK ((channel = 'group') = (group_participants IS NOT NULL)),
    CHECK (channel <> 'group' OR client_id IS NULL),
    CHECK ((status = 'closed') = (outcome_kind IS NOT NULL AND outcome_at IS NOT NULL))
) WITH (fillfactor = 85);
-- Serves: a client's contacts, newest first, and whether one was the last about its matter.
CREATE INDEX contact_of_client ON contact (area, client_id, occurred_at, id)
    WHERE client_id IS NOT NULL;
-- Serve: a unit's contacts, and those it has still to close.
CREATE INDEX contact_of_unit ON contact (area, unit_id, occurred_at, id) WHERE unit_id IS NOT NULL;
CREATE INDEX contact_open ON contact (area, unit_id, occurred_at, id) WHERE status = 'open';
-- Serves: the contacts of a span of time, and counting them by month.
CREATE INDEX contact_in_time ON contact (area, occurred_at, id) WHERE occurred_at IS NOT NULL;
-- Serves: the outcomes by service.
CREATE INDEX contact_of_service ON contact (area, outcome_service_id, occurred_at)
    WHERE outcome_service_id IS NOT NULL;
ALTER TABLE contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON contact
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, status, outcome_kind, outcome_service_id, outcome_text,
    outcome_referral_id, outcome_consultation_id, outcome_at, updated_at) ON contact
    TO asiakkuus_app;
