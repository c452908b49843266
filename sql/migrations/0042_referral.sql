-- Referrals, guidance and contacts between services (lähete, ohjaus, yhteydenotto): one record from
-- the first word to the end of the matter. Its steps stand in `move`, its clocks in `deadline`.
CREATE TABLE referral (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    client_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('guidance', 'health_referral', 'social_contact',
                                       'service_need_assessment', 'third_sector', 'digital')),
    state text NOT NULL CHECK (state IN ('draft', 'sent', 'received', 'accepted', 'in_progress',
                                         'returned', 'redirected', 'completed', 'declined',
                                         'cancelled')),
    urgency text NOT NULL CHECK (urgency IN ('emergency', 'urgent', 'non_urgent')),
    need text NOT NULL,
    need_classes text[] NOT NULL DEFAULT '{}',
    register text NOT NULL CHECK (register IN ('health', 'social')),    -- whose record it is: the sender's
    to_register text CHECK (to_register IN ('health', 'social')),       -- NULL: it goes to none
    from_unit_id uuid,                          -- NULL: the sender works in no unit
    to_service_id uuid,
    to_unit_id uuid,
    ground_kind text CHECK (ground_kind IN ('consent', 'law')),  -- of crossing into another register
    ground_basis text,
    ground_consent_id uuid,
    contact_id uuid,
    consultation_id uuid,
    rules text[] NOT NULL DEFAULT '{}',         -- the clocks that begin when it is sent
    starts_on date,                             -- on this day, or on that of sending
    attachments jsonb NOT NULL DEFAULT '{}',    -- {"attachments": [...]}: references only
    follow_up_on date,                          -- when to ask how it went
    assignee text,
    outcome_kind text,
    outcome_text text,                          -- a summary that the sender may read
    outcome_at timestamptz,
    unseen text CHECK (unseen IN ('sender', 'receiver')),  -- who has still to see how it ended
    due_on date,                                -- a cache to sort by: the earliest clock that runs
    waiting_since timestamptz NOT NULL,         -- for whoever's turn it is
    sent_at timestamptz,
    closed_on date,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, client_id) REFERENCES client (area, id),
    FOREIGN KEY (area, from_unit_id) REFERENCES unit (area, id),
    FOREIGN KEY (area, to_unit_id) REFERENCES unit (area, id),
    FOREIGN KEY (area, to_service_id) REFERENCES service (area, id),
    CHECK (to_service_id IS NOT NULL OR to_unit_id IS NOT NULL),
    CHECK (state <> 'completed' OR outcome_kind IS NOT NULL),
    CHECK ((state IN ('completed', 'declined', 'cancelled')) = (closed_on IS NOT NULL))
) WITH (fillfactor = 80);
-- Serves a client's referrals, newest first, and what is open to the same service.
CREATE INDEX referral_of_client ON referral (area, client_id, created_at, id);
-- Serve what came to a unit, what went out of it, what went to a service, newest first.
CREATE INDEX referral_to_unit ON referral (area, to_unit_id, created_at, id);
CREATE INDEX referral_from_unit ON referral (area, from_unit_id, created_at, id);
CREATE INDEX referral_to_service ON referral (area, to_service_id, created_at, id);
-- Serves the list of an area, newest first.
CREATE INDEX referral_listed ON referral (area, created_at, id);
-- Serve the worklists: only rows that wait for somebody.
CREATE INDEX referral_waiting_in ON referral (area, to_unit_id, state)
    WHERE state NOT IN ('completed', 'declined', 'cancelled') OR unseen IS NOT NULL;
CREATE INDEX referral_waiting_out ON referral (area, from_unit_id, state)
    WHERE state NOT IN ('completed', 'declined', 'cancelled') OR unseen IS NOT NULL;
CREATE INDEX referral_waiting_by ON referral (area, created_by, state)
    WHERE state NOT IN ('completed', 'declined', 'cancelled') OR unseen IS NOT NULL;
CREATE INDEX referral_of_assignee ON referral (area, assignee)
    WHERE assignee IS NOT NULL AND state NOT IN ('completed', 'declined', 'cancelled');
-- A consultation becomes one referral at most.
CREATE UNIQUE INDEX referral_of_consultation ON referral (area, consultation_id)
    WHERE consultation_id IS NOT NULL;
ALTER TABLE referral ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON referral
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, kind, state, urgency, need, need_classes, to_register,
    to_service_id, to_unit_id, ground_kind, ground_basis, ground_consent_id, rules, starts_on,
    attachments, follow_up_on, assignee, outcome_kind, outcome_text, outcome_at, unseen, due_on,
    waiting_since, sent_at, closed_on, updated_at) ON referral TO asiakkuus_app;

-- What sender and receiver write to each other; never the client.
CREATE TABLE referral_message (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    referral_id uuid NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL,
    side text NOT NULL CHECK (side IN ('sender', 'receiver')),
    text text NOT NULL,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, referral_id) REFERENCES referral (area, id)
);
-- Serves the thread, oldest first.
CREATE INDEX referral_message_thread ON referral_message (area, referral_id, at, id);
ALTER TABLE referral_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_message FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON referral_message
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON referral_message TO asiakkuus_app;
