-- Where a need should go: the points of an area's rules, and how long services let wait.
-- writes: routing_rule

-- The points of the area that hold today. By primary key.
-- name: routing_rule_select
SELECT DISTINCT ON (code) code, points, valid_from
FROM routing_rule
WHERE area = :area AND valid_from <= :today
ORDER BY code, valid_from DESC
LIMIT 64; -- ROUTING_RULES_MAX

-- Other points from a day on.
-- name: routing_rule_insert
INSERT INTO routing_rule (area, code, valid_from, points, created_at, created_by)
VALUES (:area, :code, :valid_from, :points, :now, :sub);

-- Since when the first in each service's queue has waited. Index referral_waiting_service.
-- name: routing_wait_select
SELECT s.id AS service_id,
       (SELECT min(r.waiting_since) FROM referral r
        WHERE r.area = :area AND r.to_service_id = s.id
          AND r.state IN ('sent', 'redirected', 'received')) AS waiting_since
FROM unnest(:service_ids::uuid[]) AS s(id)
WHERE current_setting('app.area', true) = :area
LIMIT 200; -- SERVICES_FOR_NEEDS_MAX
