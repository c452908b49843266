-- The directory: what a unit lacked, the services, and the terms by which both are found.
--
-- names, descriptions and other texts are objects of languages: {"fi": ..., "sv": ..., "en": ...}.
-- sort_key is made by the service from the Finnish name, so that its bytes sort as Finnish does
-- whatever the cluster's locale. What came from another register keeps that register's name and id
-- (source, source_id) and a digest of what it said last.

ALTER TABLE unit
    ADD COLUMN sort_key text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN terms text[] COLLATE "C" NOT NULL DEFAULT '{}',
    ADD COLUMN descriptions jsonb,
    ADD COLUMN address jsonb,
    ADD COLUMN channels jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN url text,
    ADD COLUMN valid_from date,
    ADD COLUMN valid_to date,                   -- the last day
    ADD COLUMN source text CHECK (source ~ '^[a-z][a-z0-9_]{0,31}$'),
    ADD COLUMN source_id text CHECK (length(source_id) BETWEEN 1 AND 200),
    ADD COLUMN source_digest bytea CHECK (octet_length(source_digest) = 32),
    ADD CHECK (version > 0),
    ADD CHECK (valid_to >= valid_from),
    ADD CHECK (parent_id <> id),
    ADD CHECK ((source IS NULL) = (source_id IS NULL)),
    ADD UNIQUE (area, source, source_id);
-- Serves: the units below a unit.
CREATE INDEX unit_of_parent ON unit (area, parent_id) WHERE parent_id IS NOT NULL;
GRANT UPDATE (code, sort_key, terms, descriptions, address, channels, url, valid_from, valid_to,
    source_digest) ON unit TO asiakkuus_app;

-- What a client's need is about: the need items of the model and the areas of daily life. The same
-- for every area.
CREATE TABLE need_class (
    code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]{0,63}$'),
    position smallint NOT NULL UNIQUE,
    name_fi text NOT NULL,
    name_sv text NOT NULL,
    name_en text NOT NULL
);
INSERT INTO need_class (code, position, name_fi, name_sv, name_en) VALUES
    ('d1_learning', 1, 'Oppiminen ja tiedon soveltaminen', 'Lärande och att tillämpa kunskap',
     'Learning and applying knowledge'),
    ('d2_tasks', 2, 'Päivittäiset toimet ja niiden hallinta', 'Dagliga rutiner och allmänna uppgifter',
     'General tasks and daily routine'),
    ('d3_communication', 3, 'Kommunikointi', 'Kommunikation',
     'Communication'),
    ('d4_mobility', 4, 'Liikkuminen', 'Förflyttning',
     'Mobility'),
    ('d5_self_care', 5, 'Itsestä huolehtiminen', 'Personlig vård',
     'Self-care'),
    ('d6_domestic_life', 6, 'Kotielämä', 'Hemliv',
     'Domestic life'),
    ('d7_relationships', 7, 'Ihmissuhteet', 'Mellanmänskliga relationer',
     'Relationships'),
    ('d8_major_life_areas', 8, 'Työ, opiskelu ja raha-asiat', 'Arbete, studier och ekonomi',
     'Work, study and money matters'),
    ('d9_community_life', 9, 'Yhteisöllinen ja sosiaalinen elämä', 'Samhällsgemenskap och socialt liv',
     'Community and social life'),
    ('s1_daily_life', 10, 'Tuki jokapäiväisessä elämässä selviytymiseen', 'Stöd för att klara av det dagliga livet',
     'Support in managing daily life'),
    ('s2_housing', 11, 'Asumiseen liittyvä tuen tarve', 'Stödbehov i fråga om boende',
     'Need for support in housing'),
    ('s3_economy', 12, 'Taloudellisen tuen tarve', 'Behov av ekonomiskt stöd',
     'Need for economic support'),
    ('s4_exclusion', 13, 'Syrjäytyminen ja osallisuus', 'Marginalisering och delaktighet',
     'Exclusion and inclusion'),
    ('s5_violence', 14, 'Väkivalta, kaltoinkohtelu tai laiminlyönti', 'Våld, illabehandling eller försummelse',
     'Violence, abuse or neglect'),
    ('s6_crisis', 15, 'Äkillinen kriisitilanne', 'Akut krissituation',
     'Acute crisis'),
    ('s7_child_development', 16, 'Lapsen tasapainoinen kehitys ja hyvinvointi', 'Barnets balanserade utveckling och välfärd',
     'A child''s balanced development and wellbeing'),
    ('s8_health_and_substances', 17, 'Päihteet, mielenterveys, sairaus, vamma tai ikääntyminen', 'Missbruk, psykisk hälsa, sjukdom, funktionsnedsättning eller åldrande',
     'Substance use, mental health, illness, disability or ageing'),
    ('s9_functional_capacity', 18, 'Muu fyysinen, psyykkinen, sosiaalinen tai kognitiivinen toimintakyky', 'Annan fysisk, psykisk, social eller kognitiv funktionsförmåga',
     'Other physical, mental, social or cognitive functional capacity'),
    ('s10_close_people', 19, 'Läheisten ja omaisten tukeminen', 'Stöd till anhöriga och närstående',
     'Support of those close to the client'),
    ('h1_long_term_illness', 20, 'Pitkäaikaissairauksien määrä', 'Antal långtidssjukdomar',
     'Number of long-term illnesses'),
    ('h2_visits', 21, 'Käynnit 12 kuukauden aikana', 'Besök under 12 månader',
     'Visits in 12 months'),
    ('h3_services_in_use', 22, 'Samanaikaisesti käytössä olevat palvelut', 'Tjänster som används samtidigt',
     'Services in use at once'),
    ('h4_unplanned_care', 23, 'Suunnittelemattomat sairaalahoitojaksot 12 kuukauden aikana', 'Oplanerade vårdperioder på sjukhus under 12 månader',
     'Unplanned hospital care in 12 months');
GRANT SELECT ON need_class TO asiakkuus_app;

CREATE TABLE service (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    code text NOT NULL CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    unit_id uuid,                               -- NULL: an import named no organisation
    names jsonb NOT NULL,
    sort_key text COLLATE "C" NOT NULL,
    terms text[] COLLATE "C" NOT NULL DEFAULT '{}',
    descriptions jsonb,
    kind text CHECK (kind IN ('health', 'social', 'third_sector', 'digital', 'group')),
    register text CHECK (register IN ('health', 'social')),
    needs text[] NOT NULL DEFAULT '{}',
    segments text[] NOT NULL DEFAULT '{}',      -- none: for all
    languages text[] NOT NULL DEFAULT '{}',
    municipalities text[] NOT NULL DEFAULT '{}', -- none: the whole area
    age_min bigint CHECK (age_min BETWEEN 0 AND 150),
    age_max bigint CHECK (age_max BETWEEN 0 AND 150),
    referral_kinds text[] NOT NULL DEFAULT '{}',
    takes_referrals boolean NOT NULL DEFAULT false,
    self_referral boolean NOT NULL DEFAULT false,
    weight bigint CHECK (weight BETWEEN 1 AND 5),
    channels jsonb NOT NULL DEFAULT '[]',
    consultation jsonb,
    url text,
    valid_from date,
    valid_to date,                              -- the last day
    source text CHECK (source ~ '^[a-z][a-z0-9_]{0,31}$'),
    source_id text CHECK (length(source_id) BETWEEN 1 AND 200),
    source_digest bytea CHECK (octet_length(source_digest) = 32),
    source_needs text[] NOT NULL DEFAULT '{}',  -- by the mapping, where the area names none itself
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (area, id),
    UNIQUE (area, code),
    UNIQUE (area, source, source_id),
    CHECK (age_max >= age_min),
    CHECK (valid_to >= valid_from),
    CHECK ((source IS NULL) = (source_id IS NULL)),
    -- What another register tells is known in part; whoever takes referrals is known in full.
    CHECK (source IS NOT NULL OR (kind IS NOT NULL AND unit_id IS NOT NULL AND weight IS NOT NULL)),
    CHECK (NOT takes_referrals
           OR (kind IS NOT NULL AND unit_id IS NOT NULL AND weight IS NOT NULL)),
    CHECK (kind IS NULL OR (register IS NOT NULL) = (kind IN ('health', 'social'))),
    FOREIGN KEY (area, unit_id) REFERENCES unit (area, id)
) WITH (fillfactor = 90);
-- Serves: the services of a unit.
CREATE INDEX service_of_unit ON service (area, unit_id) WHERE unit_id IS NOT NULL;
ALTER TABLE service ENABLE ROW LEVEL SECURITY;
ALTER TABLE service FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON service
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, code, unit_id, names, sort_key, terms, descriptions, kind,
    register, needs, segments, languages, municipalities, age_min, age_max, referral_kinds,
    takes_referrals, self_referral, weight, channels, consultation, url, valid_from, valid_to,
    source_digest, source_needs, updated_at) ON service TO asiakkuus_app;

-- By what units and services are found: "all", "need:s3_economy", "word:neuvola". One index serves
-- every filter, in the order of the list: an array's or a pattern's own operators may not become an
-- index's condition under row-level security, equality and order of texts may. `service.terms` holds
-- the same as a set, to look at what a second filter asks.
CREATE TABLE unit_term (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    unit_id uuid NOT NULL,
    term text COLLATE "C" NOT NULL CHECK (length(term) BETWEEN 1 AND 100),
    sort_key text COLLATE "C" NOT NULL,
    PRIMARY KEY (area, unit_id, term),
    FOREIGN KEY (area, unit_id) REFERENCES unit (area, id)
);
CREATE INDEX unit_term_found ON unit_term (area, term, sort_key, unit_id);
ALTER TABLE unit_term ENABLE ROW LEVEL SECURITY;
ALTER TABLE unit_term FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON unit_term
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE ON unit_term TO asiakkuus_app;

CREATE TABLE service_term (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    service_id uuid NOT NULL,
    term text COLLATE "C" NOT NULL CHECK (length(term) BETWEEN 1 AND 100),
    sort_key text COLLATE "C" NOT NULL,
    PRIMARY KEY (area, service_id, term),
    FOREIGN KEY (area, service_id) REFERENCES service (area, id)
);
CREATE INDEX service_term_found ON service_term (area, term, sort_key, service_id);
ALTER TABLE service_term ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_term FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON service_term
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE ON service_term TO asiakkuus_app;
