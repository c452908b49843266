-- The access log as it is read; ledger/ledger.sql writes it.
-- writes: nothing

-- part: audit_columns
SELECT e.at, e.id, e.kind, e.operation, e.client_id, e.resource, e.resource_id, e.ground, e.reason,
       e.request_id, e.sub AS by_sub, e.name AS by_name, e.role AS by_role, e.unit AS by_unit,
       e.register AS by_register,
       (SELECT coalesce(u.names ->> :language, u.names ->> 'fi') FROM unit u
        WHERE u.area = :area AND u.code = e.unit) AS by_unit_name
FROM audit_event e;

-- What the filters leave of the days asked for, behind the last row shown, the latest first. The days
-- are always given: of a log that is split by month only those months are read.
-- part: audit_wanted
e.area = :area
  AND e.at >= :wanted_from::date::timestamp AT TIME ZONE 'Europe/Helsinki'
  AND e.at < (:wanted_to::date + 1)::timestamp AT TIME ZONE 'Europe/Helsinki'
  AND coalesce(e.sub = :wanted_sub, :wanted_sub::text IS NULL)
  AND coalesce(e.operation = :wanted_operation, :wanted_operation::text IS NULL)
  AND coalesce(e.kind = :wanted_kind, :wanted_kind::text IS NULL)
  AND coalesce(e.resource = :wanted_resource, :wanted_resource::text IS NULL)
  AND coalesce(e.ground = :wanted_ground, :wanted_ground::text IS NULL)
  AND coalesce(e.register = :wanted_register, :wanted_register::text IS NULL)
  AND (e.at, e.id) < (
      (SELECT coalesce(:after_1::timestamptz, 'infinity')),
      (SELECT coalesce(:after_2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')))
ORDER BY e.at DESC, e.id DESC
LIMIT :limit_plus_one;

-- Of one client, also under the ids that were merged into it, each looked up by its index as the LIMIT
-- has it. Index (area, client_id, at, id).
-- name: audit_select_of_client
-- with: audit_columns
WHERE e.client_id = ANY ((
    WITH RECURSIVE known (id) AS (
        SELECT :wanted_client_id::uuid
        UNION
        SELECT c.id FROM known k CROSS JOIN LATERAL (
            SELECT m.id FROM client m WHERE m.area = :area AND m.merged_into = k.id
            LIMIT 1000 -- MERGED_INTO_MAX
        ) c)
    SELECT array_agg(k.id) FROM known k)::uuid[]) AND
-- with: audit_wanted
;

-- By one person. Index (area, sub, at, id).
-- name: audit_select_of_sub
-- with: audit_columns
WHERE e.sub = :wanted_sub AND
-- with: audit_wanted
;

-- What was refused, and where the glass was broken. Index (area, at, id) of those alone.
-- name: audit_select_noted
-- with: audit_columns
WHERE (e.kind = 'refused' OR e.ground = 'break_glass') AND
-- with: audit_wanted
;

-- All, of days that are few. Primary key (area, at, id).
-- name: audit_select_page
-- with: audit_columns
WHERE
-- with: audit_wanted
;
