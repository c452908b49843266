-- The services of the directory.
-- writes: service, service_term

-- What is read of a service; its nested lists as one object.
-- part: service_columns
s.id, s.version, s.code, s.unit_id, s.names->>'fi' AS names_fi, s.names->>'sv' AS names_sv,
s.names->>'en' AS names_en, s.descriptions->>'fi' AS descriptions_fi,
s.descriptions->>'sv' AS descriptions_sv, s.descriptions->>'en' AS descriptions_en, s.kind,
s.register, CASE WHEN s.needs = '{}' THEN s.source_needs ELSE s.needs END AS needs,
s.needs AS own_needs, s.source_needs, s.segments, s.languages, s.municipalities, s.age_min,
s.age_max, s.referral_kinds, s.takes_referrals, s.self_referral, s.weight, s.url, s.valid_from,
s.valid_to, s.source, s.source_id, s.ended_by_source, s.updated_at, s.sort_key,
json_build_object('channels', s.channels, 'source_channels', s.source_channels,
                  'consultation', s.consultation)::text AS details;

-- What a filter leaves, looked at in each row.
-- part: service_fits
s.area = :area AND s.terms @> :terms
  AND (s.segments = '{}' OR coalesce(:wanted_segment, '') = ''
       OR :wanted_segment = ANY (s.segments))
  AND (s.municipalities = '{}' OR coalesce(:wanted_municipality, '') = ''
       OR :wanted_municipality = ANY (s.municipalities))
  AND coalesce(s.age_min, 0) <= coalesce(:wanted_age::bigint, 150)
  AND coalesce(s.age_max, 150) >= coalesce(:wanted_age::bigint, 0)
  AND coalesce(s.valid_from, '-infinity') <= coalesce(:wanted_on::date, :today::date)
  AND coalesce(s.valid_to, 'infinity') >= coalesce(:wanted_on::date, :today::date)
  AND NOT EXISTS (
      SELECT FROM unnest(:words::text[]) w
      WHERE NOT EXISTS (SELECT FROM unnest(s.terms) t WHERE starts_with(t, w)));

-- The row of a term, by primary key. Its LIMIT keeps this a look-up for each term, whatever the
-- planner thinks of tables that were empty when it planned.
-- part: service_of_term
SELECT * FROM service o WHERE o.area = :area AND o.id = f.service_id LIMIT 1;

-- The area's terms, as the parts of a search know them.
-- part: service_terms
terms AS NOT MATERIALIZED (
    SELECT t.term, t.sort_key, t.service_id AS id FROM service_term t WHERE t.area = :area);

-- The same, after the cursor's place.
-- part: service_terms_left
terms AS NOT MATERIALIZED (
    SELECT t.term, t.sort_key, t.service_id AS id FROM service_term t
    WHERE t.area = :area
      AND (t.sort_key, t.service_id) > (
          (SELECT coalesce(:after_1::text, '')),
          (SELECT coalesce(:after_2::uuid, '00000000-0000-0000-0000-000000000000'))));

-- A row that a search has found, by primary key; LIMIT as above.
-- part: service_found
SELECT * FROM service o WHERE o.area = :area AND o.id = f.id LIMIT 1;

-- By name, along the primary key (area, term, sort_key, service_id) of the one term asked for, or of `all`.
-- name: service_select_page
SELECT
-- with: service_columns
FROM service_term f CROSS JOIN LATERAL (
-- with: service_of_term
) s
WHERE f.area = :area AND f.term = :term
  AND (f.sort_key, f.service_id) > (
      (SELECT coalesce(:after_1::text, '')),
      (SELECT coalesce(:after_2::uuid, '00000000-0000-0000-0000-000000000000')))
  AND
-- with: service_fits
ORDER BY f.sort_key, f.service_id
LIMIT :limit_plus_one;

-- Which of the ranges of a search has the fewest terms.
-- name: service_count_fewest
WITH
-- with: service_terms
-- with: search_fewest
;

-- Those among the first hits of one range that have all of the others too, by name. Fewer than a page
-- say nothing of what comes after them.
-- name: service_select_walked
WITH
-- with: service_terms
SELECT
-- with: service_columns
FROM (
-- with: search_walk
) f CROSS JOIN LATERAL (
-- with: service_found
) s
WHERE
-- with: service_fits
ORDER BY f.sort_key, f.id
LIMIT :limit_plus_one;

-- The same among all hits after the cursor's place.
-- name: service_select_gathered
WITH
-- with: service_terms_left
SELECT
-- with: service_columns
FROM (SELECT * FROM (
-- with: search_gather
      ) g
      ORDER BY g.sort_key, g.id) f
     CROSS JOIN LATERAL (
-- with: service_found
) s
WHERE
-- with: service_fits
ORDER BY f.sort_key, f.id
LIMIT :limit_plus_one;

-- How many a search finds.
-- name: service_count_gathered
WITH
-- with: service_terms
SELECT count(*) AS count
FROM (
-- with: search_gather
) f CROSS JOIN LATERAL (
-- with: service_found
) s
WHERE
-- with: service_fits
;

-- How many a term has.
-- name: service_count_all
SELECT count(*) AS count
FROM service_term f CROSS JOIN LATERAL (
-- with: service_of_term
) s
WHERE f.area = :area AND f.term = :term AND
-- with: service_fits
;

-- The lightest first of those that answer one of the needs, with what they are weighed by.
-- name: service_select_for_needs
SELECT s.id, s.kind, CASE WHEN s.needs = '{}' THEN s.source_needs ELSE s.needs END AS needs,
       s.segments, s.languages, s.municipalities, s.takes_referrals, s.self_referral, s.weight,
       s.sort_key
FROM (SELECT DISTINCT service_id FROM service_term
      WHERE area = :area AND term = ANY (:need_terms)) f
     CROSS JOIN LATERAL (
-- with: service_of_term
) s
WHERE
-- with: service_fits
ORDER BY s.weight, s.sort_key, s.id
LIMIT 200; -- SERVICES_FOR_NEEDS_MAX

-- Those of a few ids, by primary key.
-- name: service_select_many
SELECT
-- with: service_columns
FROM unnest(:service_ids::uuid[]) AS f(service_id) CROSS JOIN LATERAL (
-- with: service_of_term
) s
LIMIT 20; -- ROUTING_ITEMS_MAX

-- One service, by primary key.
-- name: service_select
SELECT
-- with: service_columns
FROM service s WHERE s.area = :area AND s.id = :id;

-- A service by its code; unique index (area, code).
-- name: service_select_by_code
SELECT id, version FROM service WHERE area = :area AND code = :code;

-- What is known of another register's services; unique index (area, source, source_id).
-- name: service_select_of_source
SELECT
-- with: service_columns
FROM service s WHERE s.area = :area AND s.source = :source AND s.source_id = ANY (:source_ids)
LIMIT 2000 -- IMPORT_ITEMS_MAX
FOR UPDATE;

-- Which of another register's services have one of its channels, by the terms' primary key (area, term,
-- sort_key, service_id).
-- name: service_select_holders
SELECT s.source_id
FROM (SELECT DISTINCT service_id FROM service_term
      WHERE area = :area AND term = ANY (:channel_terms)) f
     CROSS JOIN LATERAL (
-- with: service_of_term
) s
WHERE s.area = :area AND s.source = :source
ORDER BY s.source_id
LIMIT 20000; -- IMPORT_SERVICES_MAX

-- New services.
-- name: service_insert_rows
INSERT INTO service (area, id, version, code, unit_id, names, sort_key, terms, descriptions, kind,
                     register, needs, segments, languages, municipalities, age_min, age_max,
                     referral_kinds, takes_referrals, self_referral, weight, channels,
                     source_channels, consultation, url, valid_from, valid_to, source, source_id, source_needs,
                     ended_by_source, created_at, updated_at)
SELECT t.area, id, 1, code, unit_id,
       jsonb_strip_nulls(jsonb_build_object('fi', names_fi, 'sv', names_sv, 'en', names_en)),
       sort_key, terms::text[],
       jsonb_strip_nulls(jsonb_build_object('fi', descriptions_fi, 'sv', descriptions_sv,
                                            'en', descriptions_en)),
       kind, register, coalesce(own_needs::text[], '{}'), coalesce(segments::text[], '{}'),
       coalesce(languages::text[], '{}'), coalesce(municipalities::text[], '{}'), age_min, age_max,
       coalesce(referral_kinds::text[], '{}'), takes_referrals, self_referral, weight,
       coalesce(details->'channels', '[]'), coalesce(details->'source_channels', '[]'),
       nullif(details->'consultation', 'null'), url,
       valid_from, valid_to, source, source_id, coalesce(source_needs::text[], '{}'),
       ended_by_source, :now, :now
FROM unnest(:each_area::text[], :each_id::uuid[], :each_code::text[], :each_unit_id::uuid[], :each_names_fi::text[],
            :each_names_sv::text[], :each_names_en::text[], :each_sort_key::text[],
            :each_terms::text[], :each_descriptions_fi::text[], :each_descriptions_sv::text[],
            :each_descriptions_en::text[], :each_kind::text[], :each_register::text[],
            :each_own_needs::text[], :each_segments::text[], :each_languages::text[],
            :each_municipalities::text[], :each_age_min::bigint[], :each_age_max::bigint[],
            :each_referral_kinds::text[], :each_takes_referrals::boolean[],
            :each_self_referral::boolean[], :each_weight::bigint[], :each_details::jsonb[],
            :each_url::text[], :each_valid_from::date[], :each_valid_to::date[],
            :each_source::text[], :each_source_id::text[], :each_source_needs::text[],
            :each_ended_by_source::boolean[])
     AS t(area, id, code, unit_id, names_fi, names_sv, names_en, sort_key, terms, descriptions_fi,
          descriptions_sv, descriptions_en, kind, register, own_needs, segments, languages,
          municipalities, age_min, age_max, referral_kinds, takes_referrals, self_referral, weight,
          details, url, valid_from, valid_to, source, source_id, source_needs, ended_by_source)
ON CONFLICT DO NOTHING;

-- Services in the place of those with the version that was read.
-- name: service_update_rows
UPDATE service s
SET version = s.version + 1, code = t.code, unit_id = t.unit_id,
    names = jsonb_strip_nulls(jsonb_build_object('fi', t.names_fi, 'sv', t.names_sv,
                                                 'en', t.names_en)),
    sort_key = t.sort_key, terms = t.terms::text[],
    descriptions = jsonb_strip_nulls(jsonb_build_object('fi', t.descriptions_fi,
                                                        'sv', t.descriptions_sv,
                                                        'en', t.descriptions_en)),
    kind = t.kind, register = t.register, needs = coalesce(t.own_needs::text[], '{}'),
    segments = coalesce(t.segments::text[], '{}'), languages = coalesce(t.languages::text[], '{}'),
    municipalities = coalesce(t.municipalities::text[], '{}'), age_min = t.age_min,
    age_max = t.age_max, referral_kinds = coalesce(t.referral_kinds::text[], '{}'),
    takes_referrals = t.takes_referrals, self_referral = t.self_referral, weight = t.weight,
    channels = coalesce(t.details->'channels', '[]'),
    source_channels = coalesce(t.details->'source_channels', '[]'),
    consultation = nullif(t.details->'consultation', 'null'), url = t.url,
    valid_from = t.valid_from, valid_to = t.valid_to,
    source_needs = coalesce(t.source_needs::text[], '{}'), ended_by_source = t.ended_by_source,
    updated_at = :now
FROM unnest(:each_id::uuid[], :each_version::bigint[], :each_code::text[], :each_unit_id::uuid[],
            :each_names_fi::text[], :each_names_sv::text[], :each_names_en::text[],
            :each_sort_key::text[], :each_terms::text[], :each_descriptions_fi::text[],
            :each_descriptions_sv::text[], :each_descriptions_en::text[], :each_kind::text[],
            :each_register::text[], :each_own_needs::text[], :each_segments::text[],
            :each_languages::text[], :each_municipalities::text[], :each_age_min::bigint[],
            :each_age_max::bigint[], :each_referral_kinds::text[],
            :each_takes_referrals::boolean[], :each_self_referral::boolean[],
            :each_weight::bigint[], :each_details::jsonb[], :each_url::text[],
            :each_valid_from::date[], :each_valid_to::date[], :each_source_needs::text[],
            :each_ended_by_source::boolean[])
     AS t(id, version, code, unit_id, names_fi, names_sv, names_en, sort_key, terms,
          descriptions_fi, descriptions_sv, descriptions_en, kind, register, own_needs, segments,
          languages, municipalities, age_min, age_max, referral_kinds, takes_referrals,
          self_referral, weight, details, url, valid_from, valid_to, source_needs, ended_by_source)
WHERE s.area = :area AND s.id = t.id AND s.version = t.version;

-- The terms of services, in the place of those they had.
-- name: service_term_delete_rows
DELETE FROM service_term WHERE area = :area AND service_id = ANY (:each_id::uuid[]);

-- name: service_term_insert_rows
INSERT INTO service_term (area, service_id, term, sort_key)
SELECT t.area, t.id, t.term, t.sort_key
FROM unnest(:each_area::text[], :each_id::uuid[], :each_term::text[], :each_sort_key::text[])
     AS t(area, id, term, sort_key)
ON CONFLICT DO NOTHING;
