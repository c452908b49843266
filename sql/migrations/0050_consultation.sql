-- Direct consultation: a professional asks a service, a team or another professional. An anonymous
-- one has no client, and nothing that leads to one: no client, no contact, no referral. Its texts are
-- forgotten after a while, its figures stay.
CREATE TABLE consultation (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    state text NOT NULL
        CHECK (state IN ('asked', 'more_asked', 'answered', 'closed', 'withdrawn', 'converted')),
    anonymous boolean NOT NULL,
    client_id uuid,
    register text NOT NULL CHECK (register IN ('health', 'social')),  -- the asker's
    to_service_id uuid,
    to_group text CHECK (length(to_group) BETWEEN 1 AND 64),          -- code of a unit
    to_sub text CHECK (length(to_sub) BETWEEN 1 AND 255),
    receiver_unit text,                          -- code of the unit whose people may answer
    question text CHECK (length(question) BETWEEN 1 AND 4000),        -- NULL: forgotten
    urgency text NOT NULL CHECK (urgency IN ('emergency', 'urgent', 'non_urgent')),
    authorised_to_convert boolean NOT NULL,
    contact_id uuid,
    asked_at timestamptz NOT NULL,
    asked_by text NOT NULL,
    asked_unit text,
    assignee text,
    assigned_at timestamptz,
    answer_kind text CHECK (answer_kind IN ('advice', 'joint_appointment', 'take_over')),
    answered_at timestamptz,
    answered_by text,
    avoided_referral boolean,
    outcome_text text CHECK (length(outcome_text) BETWEEN 1 AND 4000),
    ended_at timestamptz,                        -- closed, withdrawn or converted
    referral_id uuid,
    message_count bigint NOT NULL DEFAULT 0 CHECK (message_count >= 0),
    -- The clock that runs, or ran last: of the question, or of its n-th reopening.
    round bigint NOT NULL CHECK (round > 0),
    answer_within_hours bigint NOT NULL CHECK (answer_within_hours BETWEEN 1 AND 8760),
    starts_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL CHECK (due_at > starts_at),
    stopped_at timestamptz,                      -- since then it waits for the asker
    met_at timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    -- A consultation becomes a referral once.
    UNIQUE (area, referral_id),
    CHECK (num_nonnulls(to_service_id, to_group, to_sub) = 1),
    CHECK (anonymous = (client_id IS NULL)),
    CHECK (NOT anonymous OR (referral_id IS NULL AND NOT authorised_to_convert)),
    CHECK ((state = 'converted') = (referral_id IS NOT NULL)),
    CHECK ((assignee IS NULL) = (assigned_at IS NULL)),
    CHECK ((state IN ('closed', 'withdrawn', 'converted')) = (ended_at IS NOT NULL)),
    FOREIGN KEY (area, client_id) REFERENCES client (area, id),
    FOREIGN KEY (area, to_service_id) REFERENCES service (area, id)
) WITH (fillfactor = 80);
-- Serve: what somebody, or their unit, asked; what waits for somebody, or their unit; newest first.
CREATE INDEX consultation_asked_by ON consultation (area, asked_by, asked_at, id);
CREATE INDEX consultation_asked_unit ON consultation (area, asked_unit, asked_at, id);
CREATE INDEX consultation_to_sub ON consultation (area, to_sub, asked_at, id);
CREATE INDEX consultation_receiver_unit ON consultation (area, receiver_unit, asked_at, id);
-- Serves: a client's consultations.
CREATE INDEX consultation_of_client ON consultation (area, client_id, asked_at, id)
    WHERE client_id IS NOT NULL;
CREATE INDEX consultation_of_service ON consultation (area, to_service_id)
    WHERE to_service_id IS NOT NULL;
-- Serves: whose texts are to be forgotten.
CREATE INDEX consultation_to_forget ON consultation (area, ended_at, id)
    WHERE anonymous AND question IS NOT NULL;
ALTER TABLE consultation ENABLE ROW LEVEL SECURITY;
ALTER TABLE consultation FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON consultation
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, state, question, assignee, assigned_at, answer_kind,
    answered_at, answered_by, avoided_referral, outcome_text, ended_at, referral_id, message_count,
    round, answer_within_hours, starts_at, due_at, stopped_at, met_at, updated_at)
    ON consultation TO asiakkuus_app;

-- The clocks that ended before a reopening; they never change.
CREATE TABLE consultation_clock (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    consultation_id uuid NOT NULL,
    round bigint NOT NULL CHECK (round > 0),
    starts_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL CHECK (due_at > starts_at),
    stopped_at timestamptz,
    met_at timestamptz,
    PRIMARY KEY (area, consultation_id, round),
    FOREIGN KEY (area, consultation_id) REFERENCES consultation (area, id)
);
ALTER TABLE consultation_clock ENABLE ROW LEVEL SECURITY;
ALTER TABLE consultation_clock FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON consultation_clock
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON consultation_clock TO asiakkuus_app;

-- What was said, in order: questions, answers, more information, and messages between.
CREATE TABLE consultation_message (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    consultation_id uuid NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    kind text NOT NULL CHECK (kind IN ('message', 'answer', 'ask_more', 'give_more')),
    at timestamptz NOT NULL,
    by text NOT NULL,
    unit text,
    side text NOT NULL CHECK (side IN ('asker', 'receiver')),
    text text CHECK (length(text) BETWEEN 1 AND 4000),                -- NULL: forgotten
    PRIMARY KEY (area, consultation_id, number),
    FOREIGN KEY (area, consultation_id) REFERENCES consultation (area, id)
);
ALTER TABLE consultation_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE consultation_message FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON consultation_message
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (text) ON consultation_message TO asiakkuus_app;

-- Up to which message somebody has read; it only grows.
CREATE TABLE consultation_read (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    consultation_id uuid NOT NULL,
    sub text NOT NULL,
    up_to bigint NOT NULL CHECK (up_to > 0),
    PRIMARY KEY (area, consultation_id, sub),
    FOREIGN KEY (area, consultation_id) REFERENCES consultation (area, id)
);
ALTER TABLE consultation_read ENABLE ROW LEVEL SECURITY;
ALTER TABLE consultation_read FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON consultation_read
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (up_to) ON consultation_read TO asiakkuus_app;
