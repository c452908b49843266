-- Recall: the latest version and every version.
-- writes: recall, recall_version

-- The first of a register, or no row where it has one by now: the unique key decides.
-- name: recall_insert
INSERT INTO recall (area, id, client_id, register, version, risk_class, next_on, updated_at, updated_by,
                    updated_unit)
VALUES (:area, :id, :client_id, :register, 1, :risk_class, :next_on, :now, :sub, :unit)
ON CONFLICT (area, client_id, register) DO NOTHING;

-- The next version, of the one that the caller has seen. Anyone who comes second waits for the row, and
-- changes none.
-- name: recall_update
UPDATE recall
SET version = version + 1, risk_class = :risk_class, next_on = :next_on, updated_at = :now,
    updated_by = :sub, updated_unit = :unit
WHERE area = :area AND id = :id AND version = :version;

-- name: recall_version_insert
INSERT INTO recall_version (area, recall_id, version, at, by, by_unit, risk_class, next_on, reason)
VALUES (:area, :id, :version, :now, :sub, :unit, :risk_class, :next_on, :reason);

-- A client's as the caller sees it: of a register open to them first, then one that a ground opens.
-- Unique key (area, client_id, register).
-- name: recall_select
SELECT r.id, r.client_id, r.version, r.register, r.risk_class, r.next_on, r.updated_at,
       r.updated_by AS updated_by_sub, r.updated_unit AS updated_by_unit,
-- with: ground
       AS ground
FROM recall r
WHERE r.area = :area AND r.client_id = :client_id AND (
-- with: visible
)
ORDER BY (r.register = ANY (:registers)) DESC, r.register
LIMIT 1;

-- Every version, the latest first; primary key (area, recall_id, version).
-- name: recall_select_history
SELECT version, at, by AS by_sub, by_unit, risk_class, next_on, reason
FROM recall_version
WHERE area = :area AND recall_id = :recall_id
ORDER BY version DESC
LIMIT 200; -- VERSIONS_SHOWN_MAX

-- When two rows of one person are made one: goes along where the row that stays has none of its register.
-- name: recall_move_all
UPDATE recall r SET client_id = :to_id
WHERE r.area = :area AND r.client_id = :from_id
  AND NOT EXISTS (SELECT FROM recall o
                  WHERE o.area = :area AND o.client_id = :to_id AND o.register = r.register)
RETURNING r.id;

-- Those that go back.
-- name: recall_move_back
UPDATE recall SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND id = ANY (:ids::uuid[])
RETURNING id;
