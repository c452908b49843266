-- Plans: the latest version, every version, and what was measured.
-- writes: plan, plan_version, plan_measurement

-- The first plan of a register, or no row where it has one by now: the unique key decides.
-- name: plan_insert
INSERT INTO plan (area, id, client_id, register, version, kind, review_on, client_agrees, updated_at,
                  updated_by, updated_unit)
VALUES (:area, :id, :client_id, :register, 1, :kind, :review_on, :client_agrees, :now, :sub, :unit)
ON CONFLICT (area, client_id, register) DO NOTHING;

-- The next version, of the one that the caller has seen. Anyone who comes second waits for the row, and
-- changes none.
-- name: plan_update
UPDATE plan
SET version = version + 1, kind = :kind, review_on = :review_on, client_agrees = :client_agrees,
    updated_at = :now, updated_by = :sub, updated_unit = :unit
WHERE area = :area AND id = :id AND version = :version;

-- The document of the version that was just made.
-- name: plan_version_insert
INSERT INTO plan_version (area, plan_id, version, at, by, by_unit, kind, review_on, client_agrees,
                          document)
VALUES (:area, :id, :version, :now, :sub, :unit, :kind, :review_on, :client_agrees, :document);

-- A client's plan as the caller sees it: the joint one first, then that of a register open to them,
-- then one that a ground opens. Unique key (area, client_id, register).
-- part: plan_seen
FROM plan r
JOIN plan_version v ON v.area = r.area AND v.plan_id = r.id AND v.version = r.version
WHERE r.area = :area AND r.client_id = :client_id AND (
    (r.kind = 'joint' AND r.client_id = coalesce(:own_client_id, r.client_id)) OR (
-- with: visible
    ));

-- part: plan_first
ORDER BY (r.kind = 'joint') DESC, (r.register = ANY (:registers)) DESC, r.updated_at DESC, r.id
LIMIT 1;

-- The plan of a client who went into another lies aside.
-- part: plan_chosen
-- with: plan_seen
  AND (SELECT c.merged_into FROM client c
       WHERE c.area = :area AND c.id = r.client_id) IS NULL
-- with: plan_first
;

-- part: plan_ground
CASE WHEN r.kind = 'joint' AND NOT r.register = ANY (:registers) THEN 'joint_plan' ELSE
-- with: ground
END;

-- part: plan_columns
SELECT r.id, r.client_id, r.version, r.register, r.kind, r.review_on, r.client_agrees, r.updated_at,
       r.updated_by AS updated_by_sub, r.updated_unit AS updated_by_unit, v.document,
-- with: plan_ground
       AS ground;

-- name: plan_select
-- with: plan_columns
-- with: plan_chosen

-- What lies aside of a merge.
-- name: plan_select_aside
-- with: plan_columns
-- with: plan_seen
-- with: plan_first

-- Where it is shown.
-- name: plan_audit_read
-- with: audit_read
, r.client_id, 'plan', r.id,
-- with: plan_ground
-- with: plan_chosen
ON CONFLICT DO NOTHING;

-- Every version of one plan, the latest first; primary key (area, plan_id, version). Before it was a
-- joint one it was its register's own.
-- name: plan_select_versions
SELECT r.id, r.client_id, v.version, r.register, v.kind, v.review_on, v.client_agrees,
       v.at AS updated_at, v.by AS updated_by_sub, v.by_unit AS updated_by_unit, v.document,
       CASE WHEN v.kind = 'joint' AND NOT r.register = ANY (:registers) THEN 'joint_plan' ELSE
-- with: ground
       END AS ground
FROM plan_version v
JOIN plan r ON r.area = v.area AND r.id = v.plan_id
WHERE v.area = :area AND v.plan_id = :plan_id AND (v.kind = 'joint' OR (
-- with: visible
  ))
ORDER BY v.version DESC
LIMIT 200; -- VERSIONS_SHOWN_MAX

-- name: plan_measurement_insert
INSERT INTO plan_measurement (area, id, plan_id, goal_id, value, at, recorded_at, recorded_by,
                              recorded_unit)
VALUES (:area, :id, :plan_id, :goal_id, :value, :at, :now, :sub, :unit);

-- What the plan was when something was measured, by the primary key of plan_version.
-- part: plan_kind_then
(SELECT v.kind FROM plan_version v
 WHERE v.area = m.area AND v.plan_id = m.plan_id AND v.at <= m.recorded_at
 ORDER BY v.version DESC
 LIMIT 1);

-- What was measured of a plan, or of one goal of it. Before it was a joint one that was its register's
-- own.
-- part: plan_measurement_wanted
FROM plan_measurement m
JOIN plan r ON r.area = m.area AND r.id = m.plan_id
WHERE m.area = :area AND m.plan_id = :plan_id AND m.goal_id = coalesce(:wanted_goal_id, m.goal_id)
  AND (
-- with: plan_kind_then
       = 'joint' OR (
-- with: visible
  ));

-- Those taken last first; of one time those written last. Index (area, plan_id, at, recorded_at, id).
-- name: plan_measurement_select_page
SELECT m.id, m.goal_id, m.value, m.at, m.recorded_at, m.recorded_by AS recorded_by_sub,
       m.recorded_unit AS recorded_by_unit,
       CASE WHEN
-- with: plan_kind_then
       = 'joint' AND NOT r.register = ANY (:registers) THEN 'joint_plan' ELSE
-- with: ground
       END AS ground
-- with: plan_measurement_wanted
  AND (m.at, m.recorded_at, m.id) < (
      (SELECT coalesce(:after_1::timestamptz, 'infinity')),
      (SELECT coalesce(:after_2::timestamptz, 'infinity')),
      (SELECT coalesce(:after_3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')))
ORDER BY m.at DESC, m.recorded_at DESC, m.id DESC
LIMIT :limit_plus_one;

-- name: plan_measurement_count_all
SELECT count(*) AS count
-- with: plan_measurement_wanted
;

-- The plans of a client that go along with a merge: of each register where the other has none, and a
-- joint one where the other has none. Unique key (area, client_id, register).
-- name: plan_move_all
UPDATE plan p SET client_id = :to_id
WHERE p.area = :area AND p.client_id = :from_id
  AND NOT EXISTS (SELECT FROM plan o
                  WHERE o.area = :area AND o.client_id = :to_id
                    AND (o.register = p.register OR (o.kind = 'joint' AND p.kind = 'joint')))
RETURNING p.id;

-- Those that go back; a joint one that was made since stays joint.
-- name: plan_move_back
UPDATE plan SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND id = ANY (:ids::uuid[])
RETURNING id;
