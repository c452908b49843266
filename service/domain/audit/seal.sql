-- Seals of the access log: made and looked at again. Rows are read in the order of (transaction, id).
-- writes: audit_seal

-- part: audit_seal_columns
SELECT number, sealed_at, from_transaction::text AS from_transaction, from_id,
       to_transaction::text AS to_transaction, to_id, row_count, first_at, rows_digest, previous,
       digest, key_id, proof
FROM audit_seal;

-- The last seal. Primary key.
-- name: audit_seal_last
-- with: audit_seal_columns
WHERE area = :area
ORDER BY number DESC
LIMIT 1;

-- Seals from a number on, the one before them among these. Primary key.
-- name: audit_seal_select
-- with: audit_seal_columns
WHERE area = :area AND number >= :from_number
ORDER BY number
LIMIT :limit_plus_one;

-- One seal. Primary key.
-- name: audit_seal_get
-- with: audit_seal_columns
WHERE area = :area AND number = :from_number;

-- The first begins behind no row.
-- name: audit_seal_insert
INSERT INTO audit_seal (area, number, sealed_at, from_transaction, from_id, to_transaction, to_id,
                        row_count, first_at, rows_digest, previous, digest, key_id, proof)
VALUES (:area, :number, :sealed_at, :from_transaction::xid8,
        coalesce(:from_id::uuid, '00000000-0000-0000-0000-000000000000'), :to_transaction::xid8,
        :to_id, :row_count, :first_at, :rows_digest, :previous, :digest, :key_id, :proof);

-- part: audit_sealed_columns
SELECT e.transaction::text AS transaction, e.id, e.at, e.recorded_at, e.kind, e.operation, e.sub,
       e.name, e.unit, e.role, e.register, e.client_id, e.resource, e.resource_id, e.ground,
       e.request_id, e.reason
FROM audit_event e
WHERE e.area = :area AND (e.transaction, e.id) > (
      :from_transaction::xid8,
      coalesce(:from_id::uuid, '00000000-0000-0000-0000-000000000000'));

-- The rows that no seal covers and before which none can appear any more. Index audit_event_sealed.
-- name: audit_select_unsealed
-- with: audit_sealed_columns
  AND e.transaction < :bound::xid8
ORDER BY e.transaction, e.id
LIMIT 1000; -- SEAL_ROWS

-- The rows of a seal, and one more than it can have. The same index.
-- name: audit_select_sealed
-- with: audit_sealed_columns
  AND (e.transaction, e.id) <= (:to_transaction::xid8, :to_id::uuid)
ORDER BY e.transaction, e.id
LIMIT :rows_most;
