-- An area's own rules of time limits: targets of its own beside the statutory ones that ship with
-- the service, and a change of law that has come before a release. Never changed: a later first day
-- ends what was before.
CREATE TABLE deadline_rule (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{0,63}$'),
    valid_from date NOT NULL,
    valid_to date,                              -- the last day, or NULL
    basis text NOT NULL CHECK (basis IN ('statutory', 'own')),
    counting text NOT NULL CHECK (counting IN ('calendar_days', 'working_days', 'months')),
    amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 400),
    age_min bigint NOT NULL CHECK (age_min BETWEEN 0 AND 150),  -- full years on the first day, both
    age_max bigint NOT NULL CHECK (age_max BETWEEN 0 AND 150),  -- ends within
    starts text NOT NULL,                       -- words of service/tables/deadline_words.def
    stops text[] NOT NULL,
    last_day text NOT NULL CHECK (last_day IN ('stays', 'next_working_day')),
    reopens text NOT NULL CHECK (reopens IN ('stop', 'new_clock')),
    name_fi text NOT NULL,
    name_sv text NOT NULL,
    name_en text NOT NULL,
    source text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (area, id),
    UNIQUE (area, code, valid_from, age_min),
    CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CHECK (age_max >= age_min)
);
ALTER TABLE deadline_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE deadline_rule FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON deadline_rule
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON deadline_rule TO asiakkuus_app;
