-- The units of the directory.
-- writes: unit, unit_term

-- What is read of a unit; its nested lists as one object.
-- part: unit_columns
u.id, u.version, u.code, u.names->>'fi' AS names_fi, u.names->>'sv' AS names_sv,
u.names->>'en' AS names_en, u.descriptions->>'fi' AS descriptions_fi,
u.descriptions->>'sv' AS descriptions_sv, u.descriptions->>'en' AS descriptions_en, u.kind,
u.register, u.parent_id, u.url, u.valid_from, u.valid_to, u.source, u.source_id, u.updated_at,
u.sort_key, u.ended_by_source,
json_build_object('channels', u.channels, 'address', u.address)::text AS details;

-- What a filter leaves, looked at in each row.
-- part: unit_fits
u.area = :area AND u.terms @> :terms
  AND coalesce(u.valid_from, '-infinity') <= coalesce(:wanted_on::date, :today::date)
  AND coalesce(u.valid_to, 'infinity') >= coalesce(:wanted_on::date, :today::date)
  AND NOT EXISTS (
      SELECT FROM unnest(:words::text[]) w
      WHERE NOT EXISTS (SELECT FROM unnest(u.terms) t WHERE starts_with(t, w)));

-- The row of a term, by primary key. Its LIMIT keeps this a look-up for each term, whatever the
-- planner thinks of tables that were empty when it planned.
-- part: unit_of_term
SELECT * FROM unit o WHERE o.area = :area AND o.id = f.unit_id LIMIT 1;

-- The area's terms, as the parts of a search know them.
-- part: unit_terms
terms AS NOT MATERIALIZED (
    SELECT t.term, t.sort_key, t.unit_id AS id FROM unit_term t WHERE t.area = :area);

-- The same, after the cursor's place.
-- part: unit_terms_left
terms AS NOT MATERIALIZED (
    SELECT t.term, t.sort_key, t.unit_id AS id FROM unit_term t
    WHERE t.area = :area
      AND (t.sort_key, t.unit_id) > (
          (SELECT coalesce(:after_1::text, '')),
          (SELECT coalesce(:after_2::uuid, '00000000-0000-0000-0000-000000000000'))));

-- A row that a search has found, by primary key; LIMIT as above.
-- part: unit_found
SELECT * FROM unit o WHERE o.area = :area AND o.id = f.id LIMIT 1;

-- By name, along the primary key (area, term, sort_key, unit_id) of the one term asked for, or of `all`.
-- name: unit_select_page
SELECT
-- with: unit_columns
FROM unit_term f CROSS JOIN LATERAL (
-- with: unit_of_term
) u
WHERE f.area = :area AND f.term = :term
  AND (f.sort_key, f.unit_id) > (
      (SELECT coalesce(:after_1::text, '')),
      (SELECT coalesce(:after_2::uuid, '00000000-0000-0000-0000-000000000000')))
  AND
-- with: unit_fits
ORDER BY f.sort_key, f.unit_id
LIMIT :limit_plus_one;

-- Which of the ranges of a search has the fewest terms.
-- name: unit_count_fewest
WITH
-- with: unit_terms
-- with: search_fewest
;

-- Those among the first hits of one range that have all of the others too, by name. Fewer than a page
-- say nothing of what comes after them.
-- name: unit_select_walked
WITH
-- with: unit_terms
SELECT
-- with: unit_columns
FROM (
-- with: search_walk
) f CROSS JOIN LATERAL (
-- with: unit_found
) u
WHERE
-- with: unit_fits
ORDER BY f.sort_key, f.id
LIMIT :limit_plus_one;

-- The same among all hits after the cursor's place.
-- name: unit_select_gathered
WITH
-- with: unit_terms_left
SELECT
-- with: unit_columns
FROM (SELECT * FROM (
-- with: search_gather
      ) g
      ORDER BY g.sort_key, g.id) f
     CROSS JOIN LATERAL (
-- with: unit_found
) u
WHERE
-- with: unit_fits
ORDER BY f.sort_key, f.id
LIMIT :limit_plus_one;

-- How many a search finds.
-- name: unit_count_gathered
WITH
-- with: unit_terms
SELECT count(*) AS count
FROM (
-- with: search_gather
) f CROSS JOIN LATERAL (
-- with: unit_found
) u
WHERE
-- with: unit_fits
;

-- How many a term has.
-- name: unit_count_all
SELECT count(*) AS count
FROM unit_term f CROSS JOIN LATERAL (
-- with: unit_of_term
) u
WHERE f.area = :area AND f.term = :term AND
-- with: unit_fits
;

-- One unit, by primary key.
-- name: unit_select
SELECT
-- with: unit_columns
FROM unit u WHERE u.area = :area AND u.id = :id;

-- A unit that is valid today, by its code; unique index (area, code).
-- name: unit_select_by_code
SELECT id, version FROM unit
WHERE area = :area AND code = :code
  AND coalesce(valid_from, '-infinity') <= :today::date
  AND coalesce(valid_to, 'infinity') >= :today::date;

-- The same by its id.
-- name: unit_select_valid
SELECT id, version FROM unit
WHERE area = :area AND id = :id
  AND coalesce(valid_from, '-infinity') <= :today::date
  AND coalesce(valid_to, 'infinity') >= :today::date;

-- One at a time puts units under others, until the end of the transaction: two who each put one under
-- the other would both see nothing wrong. Rare enough for all areas to take turns.
-- name: unit_lock_tree
SELECT pg_advisory_xact_lock(7210450393);

-- Is `id` one of the units above `parent_id`, or that unit itself? At most 20 steps up.
-- name: unit_select_above
WITH RECURSIVE above AS (
    SELECT id, parent_id, 1 AS step FROM unit WHERE area = :area AND id = :parent_id
    UNION ALL
    SELECT p.id, p.parent_id, a.step + 1
    FROM above a JOIN unit p ON p.area = :area AND p.id = a.parent_id
    WHERE a.step < 20)
SELECT id FROM above WHERE id = :id OR step = 20 LIMIT 1;

-- What is known of another register's units; unique index (area, source, source_id).
-- name: unit_select_of_source
SELECT
-- with: unit_columns
FROM unit u WHERE u.area = :area AND u.source = :source AND u.source_id = ANY (:source_ids)
LIMIT 2000 -- IMPORT_ITEMS_MAX
FOR UPDATE;

-- New units.
-- name: unit_insert_rows
INSERT INTO unit (area, id, version, code, names, sort_key, terms, descriptions, kind, register,
                  parent_id, address, channels, url, valid_from, valid_to, source, source_id,
                  ended_by_source, created_at, updated_at)
SELECT t.area, id, 1, code,
       jsonb_strip_nulls(jsonb_build_object('fi', names_fi, 'sv', names_sv, 'en', names_en)),
       sort_key, terms::text[],
       jsonb_strip_nulls(jsonb_build_object('fi', descriptions_fi, 'sv', descriptions_sv,
                                            'en', descriptions_en)),
       kind, register, parent_id, nullif(details->'address', 'null'),
       coalesce(details->'channels', '[]'), url, valid_from, valid_to, source, source_id,
       ended_by_source, :now, :now
FROM unnest(:each_area::text[], :each_id::uuid[], :each_code::text[], :each_names_fi::text[], :each_names_sv::text[],
            :each_names_en::text[], :each_sort_key::text[], :each_terms::text[],
            :each_descriptions_fi::text[], :each_descriptions_sv::text[],
            :each_descriptions_en::text[], :each_kind::text[], :each_register::text[],
            :each_parent_id::uuid[], :each_details::jsonb[], :each_url::text[],
            :each_valid_from::date[], :each_valid_to::date[], :each_source::text[],
            :each_source_id::text[], :each_ended_by_source::boolean[])
     AS t(area, id, code, names_fi, names_sv, names_en, sort_key, terms, descriptions_fi,
          descriptions_sv, descriptions_en, kind, register, parent_id, details, url, valid_from,
          valid_to, source, source_id, ended_by_source)
ON CONFLICT DO NOTHING;

-- Units in the place of those with the version that was read.
-- name: unit_update_rows
UPDATE unit u
SET version = u.version + 1, code = t.code,
    names = jsonb_strip_nulls(jsonb_build_object('fi', t.names_fi, 'sv', t.names_sv,
                                                 'en', t.names_en)),
    sort_key = t.sort_key, terms = t.terms::text[],
    descriptions = jsonb_strip_nulls(jsonb_build_object('fi', t.descriptions_fi,
                                                        'sv', t.descriptions_sv,
                                                        'en', t.descriptions_en)),
    kind = t.kind, register = t.register, parent_id = t.parent_id,
    address = nullif(t.details->'address', 'null'),
    channels = coalesce(t.details->'channels', '[]'), url = t.url, valid_from = t.valid_from,
    valid_to = t.valid_to, ended_by_source = t.ended_by_source, updated_at = :now
FROM unnest(:each_id::uuid[], :each_version::bigint[], :each_code::text[], :each_names_fi::text[],
            :each_names_sv::text[], :each_names_en::text[], :each_sort_key::text[],
            :each_terms::text[], :each_descriptions_fi::text[], :each_descriptions_sv::text[],
            :each_descriptions_en::text[], :each_kind::text[], :each_register::text[],
            :each_parent_id::uuid[], :each_details::jsonb[], :each_url::text[],
            :each_valid_from::date[], :each_valid_to::date[], :each_ended_by_source::boolean[])
     AS t(id, version, code, names_fi, names_sv, names_en, sort_key, terms, descriptions_fi,
          descriptions_sv, descriptions_en, kind, register, parent_id, details, url, valid_from,
          valid_to, ended_by_source)
WHERE u.area = :area AND u.id = t.id AND u.version = t.version;

-- The terms of units, in the place of those they had.
-- name: unit_term_delete_rows
DELETE FROM unit_term WHERE area = :area AND unit_id = ANY (:each_id::uuid[]);

-- name: unit_term_insert_rows
INSERT INTO unit_term (area, unit_id, term, sort_key)
SELECT t.area, t.id, t.term, t.sort_key
FROM unnest(:each_area::text[], :each_id::uuid[], :each_term::text[], :each_sort_key::text[])
     AS t(area, id, term, sort_key)
ON CONFLICT DO NOTHING;
