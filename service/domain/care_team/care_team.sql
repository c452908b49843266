-- Care teams: the latest version, every version, and the members to be found by.
-- writes: care_team, care_team_version, care_team_member

-- The first version, or no row where there is a team by now: the primary key decides.
-- name: care_team_insert
INSERT INTO care_team (area, client_id, version, unit_id, template, updated_at, updated_by,
                       updated_unit)
VALUES (:area, :client_id, 1, :unit_id, :template, :now, :sub, :unit)
ON CONFLICT (area, client_id) DO NOTHING;

-- The next version, of the one that the caller has seen. Anyone who comes second waits for the row, and
-- changes none.
-- name: care_team_update
UPDATE care_team
SET version = version + 1, unit_id = :unit_id, template = :template, updated_at = :now,
    updated_by = :sub, updated_unit = :unit
WHERE area = :area AND client_id = :client_id AND version = :version;

-- The document of the version that was just made.
-- name: care_team_version_insert
INSERT INTO care_team_version (area, client_id, version, at, by, by_unit, unit_id, template, document)
VALUES (:area, :client_id, :version, :now, :sub, :unit, :unit_id, :template, :document);

-- Nobody is named, until the document's members are put. Primary key (area, client_id, id).
-- name: care_team_member_clear
UPDATE care_team_member SET is_named = false
WHERE area = :area AND client_id = :client_id AND is_named;

-- name: care_team_member_put_rows
INSERT INTO care_team_member (area, client_id, id, role, single_holder, sub, valid_from, valid_to,
                              is_named)
SELECT t.area, t.client_id, t.id, t.role, t.single_holder, t.sub, t.valid_from, t.valid_to, true
FROM unnest(:each_area::text[], :each_client_id::uuid[], :each_id::uuid[], :each_role::text[],
            :each_single_holder::boolean[], :each_sub::text[], :each_valid_from::date[],
            :each_valid_to::date[])
     AS t(area, client_id, id, role, single_holder, sub, valid_from, valid_to)
ON CONFLICT (area, client_id, id) DO UPDATE
SET role = excluded.role, single_holder = excluded.single_holder, sub = excluded.sub,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, is_named = true;

-- A client's team with its document, by the primary keys of both.
-- part: care_team_any
FROM care_team r
JOIN care_team_version v ON v.area = r.area AND v.client_id = r.client_id AND v.version = r.version
WHERE r.area = :area AND r.client_id = :client_id;

-- That of a client who went into another lies aside.
-- part: care_team_seen
-- with: care_team_any
  AND (SELECT c.merged_into FROM client c
       WHERE c.area = :area AND c.id = r.client_id) IS NULL;

-- part: care_team_columns
SELECT r.client_id, r.version, r.unit_id, r.template, r.updated_at, r.updated_by AS updated_by_sub,
       r.updated_unit AS updated_by_unit, v.document;

-- To work on, or as part of another answer.
-- name: care_team_select
-- with: care_team_columns
-- with: care_team_seen

-- What lies aside of a merge.
-- name: care_team_select_aside
-- with: care_team_columns
-- with: care_team_any

-- Where it is shown.
-- name: care_team_audit_read
-- with: audit_read
, r.client_id, 'care_team', r.client_id, :ground
-- with: care_team_seen
ON CONFLICT DO NOTHING;

-- Every version, the latest first; primary key (area, client_id, version).
-- name: care_team_select_versions
SELECT client_id, version, unit_id, template, document, at AS updated_at, by AS updated_by_sub,
       by_unit AS updated_by_unit
FROM care_team_version v
WHERE v.area = :area AND v.client_id = :client_id
  AND (SELECT c.merged_into FROM client c
       WHERE c.area = :area AND c.id = v.client_id) IS NULL
ORDER BY version DESC
LIMIT 200; -- VERSIONS_SHOWN_MAX

-- What one person does, today and later. Index (area, sub, client_id, id) of those named.
-- part: care_duty_wanted
m.area = :area AND m.sub = :wanted_sub AND m.is_named
  AND coalesce(m.valid_to, 'infinity') >= :today
  AND (SELECT c.merged_into FROM client c
       WHERE c.area = :area AND c.id = m.client_id) IS NULL;

-- name: care_duty_select_page
SELECT m.client_id, m.id, m.role, m.sub, m.valid_from AS "from", m.valid_to AS "to", t.version
FROM care_team_member m
JOIN care_team t ON t.area = m.area AND t.client_id = m.client_id
WHERE (m.client_id, m.id) > (
      (SELECT coalesce(:after_1::uuid, '00000000-0000-0000-0000-000000000000')),
      (SELECT coalesce(:after_2::uuid, '00000000-0000-0000-0000-000000000000'))) AND
-- with: care_duty_wanted
ORDER BY m.client_id, m.id
LIMIT :limit_plus_one;

-- name: care_duty_count_all
SELECT count(*) AS count FROM care_team_member m WHERE
-- with: care_duty_wanted
;

-- The team of a client that goes along with a merge, or goes back, where the other has none: its row,
-- then what hangs from it. Primary keys.
-- name: care_team_move
UPDATE care_team t SET client_id = :to_id
WHERE t.area = :area AND t.client_id = :from_id
  AND NOT EXISTS (SELECT FROM care_team o WHERE o.area = :area AND o.client_id = :to_id);

-- name: care_team_move_versions
UPDATE care_team_version SET client_id = :to_id WHERE area = :area AND client_id = :from_id;

-- name: care_team_move_members
UPDATE care_team_member SET client_id = :to_id WHERE area = :area AND client_id = :from_id;
