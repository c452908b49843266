-- What is open of a client: contacts, referrals, consultations, grounds.
-- writes: nothing

-- Contacts still to be closed, the latest first. Index (area, client_id, occurred_at, id).
-- name: overview_select_contacts
SELECT r.id, r.register, r.channel, r.urgency, r.need_classes, r.unit_id, r.occurred_at,
-- with: ground
       AS ground
FROM contact r
WHERE r.area = :area AND r.client_id = :client_id AND r.status = 'open' AND (
-- with: visible
)
ORDER BY r.occurred_at DESC, r.id DESC
LIMIT 50; -- OVERVIEW_ITEMS_MAX

-- Referrals not at their end, the most urgent first; of those sent to a register open to the caller
-- also without a further ground. Index (area, client_id, created_at, id).
-- name: overview_select_referrals
SELECT r.id, r.register AS from_register, r.to_register, r.kind, r.state, r.urgency, r.to_service_id,
       r.to_unit_id, r.waiting_since, r.due_on, coalesce(r.due_on < :today, false) AS overdue,
       CASE WHEN NOT r.register = ANY (:registers) AND r.to_register = ANY (:registers) THEN 'referral' ELSE
-- with: ground
       END AS ground
FROM referral r
WHERE r.area = :area AND r.client_id = :client_id
  AND r.state NOT IN ('draft', 'completed', 'declined', 'cancelled')
  AND ((r.to_register = ANY (:registers) AND r.client_id = coalesce(:own_client_id, r.client_id)) OR (
-- with: visible
  ))
ORDER BY coalesce(r.due_on, 'infinity'), r.waiting_since, r.id
LIMIT 50; -- OVERVIEW_ITEMS_MAX

-- Consultations about them that are not over, of those in which the caller has a part, the first due
-- first; while more is asked for, no answer is waited for. Index (area, client_id, asked_at, id).
-- name: overview_select_consultations
SELECT r.id, r.state, r.urgency, r.to_service_id, r.asked_at,
       CASE WHEN r.state = 'asked' THEN r.due_at END AS due_at,
       r.state = 'asked' AND r.due_at < :now AS overdue,
-- with: ground
       AS ground
FROM consultation r
WHERE r.area = :area AND r.client_id = :client_id AND r.state IN ('asked', 'more_asked', 'answered')
  AND (r.asked_by = :sub OR r.asked_unit = :unit OR r.to_sub = :sub OR r.receiver_unit = :unit) AND (
-- with: visible
)
ORDER BY r.due_at, r.id
LIMIT 50; -- OVERVIEW_ITEMS_MAX

-- Grounds in force today. Index (area, client_id, recorded_at, id).
-- name: overview_select_grounds
SELECT g.id, g.kind, g.from_register, g.to_register, g.valid_to
FROM consent g
WHERE g.area = :area AND g.client_id = :client_id AND g.status = 'recorded' AND g.valid_from <= :today
  AND coalesce(g.valid_to, 'infinity') >= :today
ORDER BY g.recorded_at DESC, g.id DESC
LIMIT 50; -- OVERVIEW_ITEMS_MAX
