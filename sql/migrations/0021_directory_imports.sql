-- What an import needs to know, and the terms of units that were there before.

-- What an import tells is compared with what stands in the row, so no digest is kept.
ALTER TABLE unit DROP COLUMN source_digest;
ALTER TABLE service
    DROP COLUMN source_digest,
    -- The source ended it: published there again, it is valid again.
    ADD COLUMN ended_by_source boolean NOT NULL DEFAULT false;
GRANT UPDATE (ended_by_source) ON service TO asiakkuus_app;

-- From the words of other registers to ours. A service class or target group of theirs, by its code
-- or by its Finnish name in small letters, gives the needs that a service answers, and what kind of
-- service it is. The same for every area.
CREATE TABLE need_class_mapping (
    source text NOT NULL CHECK (source ~ '^[a-z][a-z0-9_]{0,31}$'),
    term text NOT NULL CHECK (length(term) BETWEEN 1 AND 200),
    kind text CHECK (kind IN ('health', 'social', 'third_sector', 'digital', 'group')),
    needs text[] NOT NULL,
    PRIMARY KEY (source, term)
);
GRANT SELECT ON need_class_mapping TO asiakkuus_app;
INSERT INTO need_class_mapping (source, term, kind, needs) VALUES
    -- Target groups: what is true of nearly all services for them.
    ('ptv', 'KR1.1', NULL, '{s9_functional_capacity}'),           -- older people
    ('ptv', 'KR1.2', NULL, '{s7_child_development}'),             -- children and families
    ('ptv', 'KR1.4', NULL, '{h1_long_term_illness}'),             -- the long-term ill
    ('ptv', 'KR1.6', NULL, '{s9_functional_capacity}'),           -- people with disabilities
    -- Service classes.
    ('ptv', 'terveydenhuolto, sairaanhoito ja ravitsemus', 'health', '{s8_health_and_substances}'),
    ('ptv', 'perusterveydenhuolto', 'health', '{s8_health_and_substances}'),
    ('ptv', 'erikoissairaanhoito', 'health', '{s8_health_and_substances, h4_unplanned_care}'),
    ('ptv', 'neuvolapalvelut', 'health', '{s7_child_development}'),
    ('ptv', 'koulu- ja opiskelijaterveydenhuolto', 'health', '{s7_child_development}'),
    ('ptv', 'suun ja hampaiden terveydenhuolto', 'health', '{s8_health_and_substances}'),
    ('ptv', 'päihde- ja mielenterveyspalvelut', 'health', '{s8_health_and_substances, s6_crisis}'),
    ('ptv', 'kuntoutus', 'health', '{s9_functional_capacity, d4_mobility}'),
    ('ptv', 'rokotukset', 'health', '{s8_health_and_substances}'),
    ('ptv', 'lääkkeet ja apuvälineet', 'health', '{s8_health_and_substances, d5_self_care}'),
    ('ptv', 'sosiaalipalvelut', 'social', '{s1_daily_life}'),
    ('ptv', 'lastensuojelu', 'social', '{s7_child_development, s5_violence}'),
    ('ptv', 'lapsiperheiden palvelut', 'social', '{s7_child_development, s10_close_people}'),
    ('ptv', 'perheiden palvelut', 'social', '{s7_child_development, s10_close_people}'),
    ('ptv', 'kotihoito ja kotipalvelut', 'social', '{s1_daily_life, d5_self_care, d6_domestic_life}'),
    ('ptv', 'omaishoito', 'social', '{s10_close_people}'),
    ('ptv', 'vammaispalvelut', 'social', '{s9_functional_capacity}'),
    ('ptv', 'ikääntyneiden palvelut', 'social', '{s9_functional_capacity, d5_self_care}'),
    ('ptv', 'asumispalvelut', 'social', '{s2_housing}'),
    ('ptv', 'asunnottomien palvelut', 'social', '{s2_housing, s4_exclusion}'),
    ('ptv', 'toimeentulotuki', 'social', '{s3_economy}'),
    ('ptv', 'talous- ja velkaneuvonta', 'social', '{s3_economy}'),
    ('ptv', 'maahanmuuttajien palvelut', 'social', '{s4_exclusion}'),
    ('ptv', 'kriisipalvelut', 'social', '{s6_crisis}'),
    ('ptv', 'väkivallan ehkäisy ja turvakodit', 'social', '{s5_violence, s6_crisis}'),
    ('ptv', 'työllistymisen tuki', 'social', '{d8_major_life_areas}'),
    ('ptv', 'vapaaehtoistoiminta ja järjestöt', 'third_sector', '{s4_exclusion, d9_community_life}');

-- The owner reads over the areas for this once.
ALTER TABLE unit NO FORCE ROW LEVEL SECURITY;
ALTER TABLE unit_term NO FORCE ROW LEVEL SECURITY;
UPDATE unit SET
    sort_key = translate(coalesce(names->>'fi', names->>'sv', names->>'en', code),
                         'ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖåäö', 'abcdefghijklmnopqrstuvwxyz{|}{|}'),
    terms = ARRAY(
        SELECT DISTINCT t.term FROM (
            SELECT 'all' UNION ALL SELECT 'kind:' || kind
            UNION ALL SELECT 'word:' || left(w, 64) FROM regexp_split_to_table(
                translate(concat_ws(' ', code, names->>'fi', names->>'sv', names->>'en'),
                          'ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ', 'abcdefghijklmnopqrstuvwxyzåäö'),
                '[ ,.;:()/-]+') w
            WHERE w <> '') t(term));
INSERT INTO unit_term (area, unit_id, term, sort_key)
SELECT area, id, unnest(terms), sort_key FROM unit;
ALTER TABLE unit FORCE ROW LEVEL SECURITY;
ALTER TABLE unit_term FORCE ROW LEVEL SECURITY;
