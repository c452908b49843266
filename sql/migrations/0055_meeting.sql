-- Consultation meetings (PPT, yleiskonsultaatio): a series of a centre, what was said of its single
-- meetings, and the cases consulted on. No column here ties a case to a client, and none may: a case
-- is told without names. Texts of cases and topics are forgotten after a time, their figures stay.
CREATE TABLE consultation_meeting (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    unit_id uuid NOT NULL,                      -- the centre
    name_fi text NOT NULL,
    name_sv text NOT NULL,
    name_en text NOT NULL,
    link text,
    minutes_per_case bigint NOT NULL CHECK (minutes_per_case BETWEEN 1 AND 240),
    required_services uuid[] NOT NULL,          -- who is to be there; services are never deleted
    -- The calendar file: how often its times have changed, and when anything in it did.
    calendar_sequence bigint NOT NULL DEFAULT 0,
    calendar_changed_at timestamptz NOT NULL,
    plan_version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, unit_id) REFERENCES unit (area, id)
) WITH (fillfactor = 80);
-- Serves the meetings of a unit, and the foreign key.
CREATE INDEX consultation_meeting_of_unit ON consultation_meeting (area, unit_id, id);
ALTER TABLE consultation_meeting ENABLE ROW LEVEL SECURITY;
ALTER TABLE consultation_meeting FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON consultation_meeting
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, unit_id, name_fi, name_sv, name_en, link, minutes_per_case,
    required_services, calendar_sequence, calendar_changed_at, plan_version, updated_at) ON consultation_meeting TO asiakkuus_app;

-- The rules of a series, one after another: a changed rule holds from a day on, and ends the one
-- before. A rule that was changed before it began ends before its own start, and gives no meeting.
CREATE TABLE meeting_rule (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    meeting_id uuid NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    rule text NOT NULL,                         -- the subset of RFC 5545 in service/ical/recurrence.h
    starts_on date NOT NULL,
    until date,                                 -- the last day; NULL: no end
    starts_minute bigint NOT NULL CHECK (starts_minute BETWEEN 0 AND 1439),  -- in Helsinki
    duration_minutes bigint NOT NULL CHECK (duration_minutes BETWEEN 10 AND 480),
    on_holiday text NOT NULL CHECK (on_holiday IN ('skip', 'next_working_day')),
    except_on text[] NOT NULL,                  -- days of the rule without a meeting
    PRIMARY KEY (area, meeting_id, number),
    FOREIGN KEY (area, meeting_id) REFERENCES consultation_meeting (area, id)
);
ALTER TABLE meeting_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_rule FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON meeting_rule
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (until, except_on) ON meeting_rule TO asiakkuus_app;

-- What was said of a single meeting. It exists without a row until then; the row keeps the day, time
-- and link of that moment, whatever becomes of the rule.
CREATE TABLE meeting_occurrence (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    meeting_id uuid NOT NULL,
    on_date date NOT NULL,                      -- the rule's own day: its name
    id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('scheduled', 'cancelled')),
    held_on date NOT NULL,                      -- another day where a holiday moved it
    starts_minute bigint NOT NULL CHECK (starts_minute BETWEEN 0 AND 1439),
    duration_minutes bigint NOT NULL CHECK (duration_minutes BETWEEN 10 AND 480),
    link text,
    cancel_reason text,
    chair_sub text,
    chair_name text,
    secretary_sub text,
    secretary_name text,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, meeting_id, on_date),
    UNIQUE (area, id),
    FOREIGN KEY (area, meeting_id) REFERENCES consultation_meeting (area, id),
    CHECK ((state = 'cancelled') = (cancel_reason IS NOT NULL))
) WITH (fillfactor = 80);
ALTER TABLE meeting_occurrence ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_occurrence FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON meeting_occurrence
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, state, cancel_reason, chair_sub, chair_name, secretary_sub,
    secretary_name, updated_at) ON meeting_occurrence TO asiakkuus_app;

CREATE TABLE meeting_case (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    meeting_id uuid NOT NULL,
    on_date date NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'discussed', 'withdrawn')),
    title text,                                 -- NULL: forgotten
    question text,
    service_needs text[] NOT NULL,
    brought_by text,
    brought_by_name text,
    brought_at timestamptz NOT NULL,
    advice text,
    next_step text,
    has_next_step boolean NOT NULL DEFAULT false,
    responsible_service_id uuid,
    follow_up_on date,
    discussed_at timestamptz,
    followed_up_at timestamptz,
    follow_up_text text,
    forgotten_at timestamptz,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, meeting_id, on_date) REFERENCES meeting_occurrence (area, meeting_id, on_date),
    FOREIGN KEY (area, responsible_service_id) REFERENCES service (area, id),
    CHECK (forgotten_at IS NOT NULL OR (title IS NOT NULL AND question IS NOT NULL))
) WITH (fillfactor = 80);
-- Serves the cases of a meeting in their order, the figures of a series, and the foreign key.
CREATE INDEX meeting_case_of_occurrence ON meeting_case (area, meeting_id, on_date, brought_at, id);
CREATE INDEX meeting_case_of_service ON meeting_case (area, responsible_service_id)
    WHERE responsible_service_id IS NOT NULL;
-- Serves what is to be followed up.
CREATE INDEX meeting_case_to_follow_up ON meeting_case (area, meeting_id, follow_up_on, id)
    WHERE follow_up_on IS NOT NULL AND followed_up_at IS NULL;
-- Serves the forgetting of texts.
CREATE INDEX meeting_case_to_forget ON meeting_case (area, brought_at) WHERE forgotten_at IS NULL;
ALTER TABLE meeting_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_case FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON meeting_case
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, on_date, state, title, question, brought_by, brought_by_name,
    advice, next_step, has_next_step, responsible_service_id, follow_up_on, discussed_at,
    followed_up_at, follow_up_text, forgotten_at) ON meeting_case TO asiakkuus_app;

-- What is to be solved together without a case: phenomena, and co-operation in the region.
CREATE TABLE meeting_topic (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    meeting_id uuid NOT NULL,
    on_date date NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'withdrawn')),
    kind text NOT NULL CHECK (kind IN ('phenomenon', 'cooperation')),
    title text,                                 -- NULL: forgotten
    text text,
    brought_by text,
    brought_by_name text,
    brought_at timestamptz NOT NULL,
    forgotten_at timestamptz,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, meeting_id, on_date) REFERENCES meeting_occurrence (area, meeting_id, on_date),
    CHECK (forgotten_at IS NOT NULL OR title IS NOT NULL)
) WITH (fillfactor = 80);
CREATE INDEX meeting_topic_of_occurrence ON meeting_topic (area, meeting_id, on_date, brought_at, id);
CREATE INDEX meeting_topic_to_forget ON meeting_topic (area, brought_at) WHERE forgotten_at IS NULL;
ALTER TABLE meeting_topic ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_topic FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON meeting_topic
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, on_date, state, title, text, brought_by, brought_by_name,
    forgotten_at) ON meeting_topic TO asiakkuus_app;

-- Who was there: a service, and a person of it where one is named ('': none).
CREATE TABLE meeting_attendance (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    meeting_id uuid NOT NULL,
    on_date date NOT NULL,
    service_id uuid NOT NULL,
    person text NOT NULL,
    present boolean NOT NULL,                   -- false: recorded by mistake
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (area, meeting_id, on_date, service_id, person),
    FOREIGN KEY (area, meeting_id, on_date) REFERENCES meeting_occurrence (area, meeting_id, on_date),
    FOREIGN KEY (area, service_id) REFERENCES service (area, id)
);
CREATE INDEX meeting_attendance_of_service ON meeting_attendance (area, service_id);
ALTER TABLE meeting_attendance ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_attendance FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON meeting_attendance
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (present, recorded_by, recorded_at) ON meeting_attendance TO asiakkuus_app;

-- Who means to come.
CREATE TABLE meeting_sign_up (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    meeting_id uuid NOT NULL,
    on_date date NOT NULL,
    sub text NOT NULL,
    name text,
    service_id uuid,
    coming boolean NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (area, meeting_id, on_date, sub),
    FOREIGN KEY (area, meeting_id, on_date) REFERENCES meeting_occurrence (area, meeting_id, on_date),
    FOREIGN KEY (area, service_id) REFERENCES service (area, id)
);
CREATE INDEX meeting_sign_up_of_service ON meeting_sign_up (area, service_id)
    WHERE service_id IS NOT NULL;
ALTER TABLE meeting_sign_up ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_sign_up FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON meeting_sign_up
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (name, service_id, coming, signed_at) ON meeting_sign_up TO asiakkuus_app;

-- The year plan (vuosikello): a theme a month.
CREATE TABLE meeting_theme (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    meeting_id uuid NOT NULL,
    month text NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    theme text,                                 -- NULL: taken out again
    PRIMARY KEY (area, meeting_id, month),
    FOREIGN KEY (area, meeting_id) REFERENCES consultation_meeting (area, id)
);
ALTER TABLE meeting_theme ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_theme FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON meeting_theme
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (theme) ON meeting_theme TO asiakkuus_app;
