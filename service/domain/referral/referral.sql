-- Referrals and their messages.
-- writes: referral, referral_message

-- A new draft.
-- name: referral_insert
INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, need_classes,
                      register, to_register, from_unit_id, to_service_id, to_unit_id, ground_kind,
                      ground_basis, ground_consent_id, contact_id, consultation_id, rules, starts_on,
                      attachments, follow_up_on, waiting_since, created_at, created_by, updated_at)
VALUES (:area, :id, 1, :client_id, :kind, 'draft', :urgency, :need, :need_classes,
        :from_register, :to_register, :from_unit_id, :to_service_id, :to_unit_id, :ground_kind,
        :ground_basis, :ground_consent_id, :contact_id, :consultation_id, :rules, :starts_on,
        :attachments, :follow_up_on, :now, :now, :sub, :now);

-- A referral as it stands after a move, of the version that the move was made on: of two at once
-- one changes a row.
-- name: referral_update
UPDATE referral
SET version = version + 1, kind = :kind, state = :state, urgency = :urgency, need = :need,
    need_classes = :need_classes, to_register = :to_register, to_service_id = :to_service_id,
    to_unit_id = :to_unit_id, ground_kind = :ground_kind, ground_basis = :ground_basis,
    ground_consent_id = :ground_consent_id, rules = :rules, starts_on = :starts_on,
    attachments = :attachments, follow_up_on = :follow_up_on, assignee = :assignee,
    outcome_kind = :outcome_kind, outcome_text = :outcome_text, outcome_at = :outcome_at,
    unseen = :unseen, due_on = :due_on, waiting_since = :waiting_since, sent_at = :sent_at,
    closed_on = :closed_on, updated_at = :now
WHERE area = :area AND id = :id AND version = :version;

-- The same of a draft that was made in this transaction, which nobody else can have seen.
-- name: referral_update_own
UPDATE referral
SET version = :version, state = :state, follow_up_on = :follow_up_on, due_on = :due_on,
    sent_at = :sent_at
WHERE area = :area AND id = :id;

-- Who may see a referral `r`: anyone who sees the sender's register; once it is sent, the receiver's.
-- part: referral_visible
(
-- with: visible
OR (r.state <> 'draft' AND r.to_register = ANY (:registers)
    AND r.client_id = coalesce(:own_client_id, r.client_id)));

-- part: referral_columns
r.id, r.version, r.client_id, r.kind, r.state, r.urgency, r.need, r.need_classes,
       r.register AS from_register, r.to_register, r.from_unit_id, r.to_service_id, r.to_unit_id,
       r.ground_kind, r.ground_basis, r.ground_consent_id, r.contact_id, r.consultation_id, r.rules,
       r.starts_on, r.attachments, r.follow_up_on, r.assignee, r.outcome_kind, r.outcome_text,
       r.outcome_at, r.unseen, r.due_on, r.waiting_since, r.sent_at, r.closed_on, r.created_at,
       r.created_by AS created_by_sub, r.updated_at;

-- One referral with what is needed to work on it: the client's birth date, the caller's own unit, the
-- service's means, and the client's other open ones to the same receiver. Primary keys; index (area,
-- client_id, created_at, id).
-- name: referral_select
SELECT
-- with: referral_columns
       , c.birth_date AS client_birth_date, c.status AS client_status,
       (SELECT u.id FROM unit u WHERE u.area = :area AND u.code = :unit) AS caller_unit_id,
       s.channels, s.url,
       ARRAY(SELECT d.id FROM referral d
             WHERE d.area = :area AND d.client_id = r.client_id AND d.id <> r.id
               AND d.state NOT IN ('draft', 'completed', 'declined', 'cancelled')
               AND coalesce(d.to_service_id, d.to_unit_id)
                   = coalesce(r.to_service_id, r.to_unit_id)
               AND (d.register = ANY (:registers) OR d.to_register = ANY (:registers))
             ORDER BY d.id
             LIMIT 20 -- REFERRAL_DUPLICATES_MAX
       ) AS duplicates
FROM referral r
JOIN client c ON c.area = :area AND c.id = r.client_id
LEFT JOIN service s ON s.area = :area AND s.id = r.to_service_id
WHERE r.area = :area AND r.id = :id AND
-- with: referral_visible
;

-- Who has a referral. By primary key.
-- name: referral_select_assignee
SELECT r.assignee FROM referral r
WHERE r.area = :area AND r.id = :id;

-- What a receiver is, which classes of need are none, and into which register the consent that is named
-- lets the client's matters go today. Always one row. Primary keys.
-- name: referral_select_target
SELECT (SELECT u.id FROM unit u WHERE u.area = :area AND u.code = :unit) AS caller_unit_id,
       s.id AS service_id, s.kind AS service_kind, s.register AS service_register,
       s.unit_id AS service_unit_id, s.referral_kinds, s.channels, s.url,
       coalesce(s.takes_referrals AND coalesce(s.valid_from, '-infinity') <= :today
                AND coalesce(s.valid_to, 'infinity') >= :today, false) AS service_takes,
       t.id AS unit_id, t.register AS unit_register,
       t.id IS NOT NULL AND coalesce(t.valid_from, '-infinity') <= :today
           AND coalesce(t.valid_to, 'infinity') >= :today AS unit_valid,
       ARRAY(SELECT w.code FROM unnest(:need_classes::text[]) AS w(code)
             WHERE (SELECT n.code FROM need_class n WHERE n.code = w.code) IS NULL) AS unknown_needs,
       (SELECT g.to_register FROM consent g
        WHERE g.area = :area AND g.id = :ground_consent_id AND g.client_id = :client_id
          AND g.from_register = :from_register AND g.kind = 'consent' AND g.status = 'recorded'
          AND g.valid_from <= :today AND coalesce(g.valid_to, 'infinity') >= :today
          AND coalesce('referral' = ANY (g.resources), true)
          AND NOT EXISTS (
              SELECT FROM consent f
              WHERE f.area = :area AND f.client_id = g.client_id AND f.kind = 'refusal'
                AND f.from_register = g.from_register AND f.to_register = g.to_register
                AND f.status = 'recorded' AND f.valid_from <= :today
                AND coalesce(f.valid_to, 'infinity') >= :today
                AND coalesce('referral' = ANY (f.resources), true))) AS consent_register,
       ARRAY(SELECT d.id FROM referral d
             WHERE d.area = :area AND d.client_id = :client_id
               AND d.state NOT IN ('draft', 'completed', 'declined', 'cancelled')
               AND coalesce(d.to_service_id, d.to_unit_id)
                   = coalesce(:to_service_id::uuid, :to_unit_id::uuid)
               AND (d.register = ANY (:registers) OR d.to_register = ANY (:registers))
             ORDER BY d.id
             LIMIT 20 -- REFERRAL_DUPLICATES_MAX
       ) AS duplicates
FROM (VALUES (1)) AS one(n)
LEFT JOIN service s ON s.area = :area AND s.id = :to_service_id
LEFT JOIN unit t ON t.area = :area AND t.id = :to_unit_id;

-- What a list is narrowed by. A filter that may not be given is a CASE: an equation would let the planner
-- think that hardly a row is left, and read all of an index to sort it.
-- part: referral_wanted
r.state = ANY (:wanted_state)
  AND CASE WHEN :wanted_service_id::uuid IS NULL THEN true
           ELSE r.to_service_id = :wanted_service_id END
  AND CASE WHEN :wanted_assignee::text IS NULL THEN true ELSE r.assignee = :wanted_assignee END
  AND coalesce(:wanted_overdue::boolean
               = (coalesce(r.due_on, 'infinity') < :today), true)
  AND
-- with: referral_visible
;

-- part: referral_behind
(r.created_at, r.id) < (
      (SELECT coalesce(:after_1::timestamptz, 'infinity')),
      (SELECT coalesce(:after_2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')));

-- The caller's own unit, or the one asked for.
-- part: referral_unit
(SELECT coalesce(:wanted_unit_id::uuid,
                 (SELECT u.id FROM unit u WHERE u.area = :area AND u.code = :unit)));

-- Of the unit that is asked for, or of that with the code `side_unit` (the caller's own, where a side is
-- asked for), on that side; `no_unit` where there is no such one. What comes in is told only when it has
-- been sent.
-- part: referral_sides
(SELECT coalesce(:wanted_unit_id::uuid,
                 (SELECT u.id FROM unit u WHERE u.area = :area AND u.code = :side_unit), :no_unit,
                 '00000000-0000-0000-0000-000000000000'))
      IN ('00000000-0000-0000-0000-000000000000', CASE WHEN :wanted_incoming THEN r.to_unit_id END,
          CASE WHEN :wanted_outgoing THEN r.from_unit_id END)
  AND (:wanted_outgoing OR (r.to_register = ANY (:registers) AND r.state <> 'draft'))
  AND (:wanted_incoming OR r.register = ANY (:registers))
  AND
-- with: referral_behind
  AND
-- with: referral_wanted
;

-- part: referral_newest_first
ORDER BY r.created_at DESC, r.id DESC
LIMIT :limit_plus_one;

-- A client's referrals, newest first. Index (area, client_id, created_at, id).
-- name: referral_page_of_client
SELECT
-- with: referral_columns
FROM referral r
WHERE r.area = :area AND r.client_id = :wanted_client_id AND
-- with: referral_sides
-- with: referral_newest_first

-- Those to a service, newest first. Index (area, to_service_id, created_at, id).
-- name: referral_page_to_service
SELECT
-- with: referral_columns
FROM referral r
WHERE r.area = :area AND r.to_service_id = :wanted_service_id AND
-- with: referral_sides
-- with: referral_newest_first

-- Those that somebody has or had, newest first. Index (area, assignee, created_at, id).
-- name: referral_page_of_assignee
SELECT
-- with: referral_columns
FROM referral r
WHERE r.area = :area AND r.assignee = :wanted_assignee AND
-- with: referral_sides
-- with: referral_newest_first

-- What came to a unit.
-- part: referral_incoming
SELECT
-- with: referral_columns
FROM referral r
WHERE r.area = :area AND r.state <> 'draft' AND r.to_register = ANY (:registers) AND r.to_unit_id =
-- with: referral_unit
  AND
-- with: referral_behind
  AND
-- with: referral_wanted
;

-- What went out of a unit.
-- part: referral_outgoing
SELECT
-- with: referral_columns
FROM referral r
WHERE r.area = :area AND r.register = ANY (:registers) AND r.from_unit_id =
-- with: referral_unit
  AND
-- with: referral_behind
  AND
-- with: referral_wanted
;

-- Where only a state is wanted that is no end, the indexes hold only such: in all that a unit ever had
-- they are few and far between.
-- part: referral_is_open
AND r.state NOT IN ('completed', 'declined', 'cancelled');

-- Newest first. Index (area, to_unit_id, created_at, id).
-- name: referral_page_incoming
-- with: referral_incoming
-- with: referral_newest_first

-- Index (area, to_unit_id, created_at, id) of what is open.
-- name: referral_page_incoming_open
-- with: referral_incoming
-- with: referral_is_open
-- with: referral_newest_first

-- Newest first. Index (area, from_unit_id, created_at, id).
-- name: referral_page_outgoing
-- with: referral_outgoing
-- with: referral_newest_first

-- Index (area, from_unit_id, created_at, id) of what is open.
-- name: referral_page_outgoing_open
-- with: referral_outgoing
-- with: referral_is_open
-- with: referral_newest_first

-- Both of a unit, newest first: the first of each index, each once.
-- name: referral_page_of_unit
SELECT
-- with: referral_columns
FROM (SELECT i.id FROM (
          SELECT r.id FROM referral r
          WHERE r.area = :area AND r.to_unit_id = :wanted_unit_id AND
-- with: referral_sides
-- with: referral_newest_first
      ) i
      UNION
      SELECT o.id FROM (
          SELECT r.id FROM referral r
          WHERE r.area = :area AND r.from_unit_id = :wanted_unit_id AND
-- with: referral_sides
-- with: referral_newest_first
      ) o) f
CROSS JOIN LATERAL (SELECT * FROM referral x WHERE x.area = :area AND x.id = f.id LIMIT 1) r
-- with: referral_newest_first

-- The area's referrals that the caller may see, newest first. Index (area, created_at, id).
-- name: referral_page_all
SELECT
-- with: referral_columns
FROM referral r
WHERE r.area = :area AND r.created_at IS NOT NULL AND
-- with: referral_sides
-- with: referral_newest_first

-- Index (area, created_at, id) of what is open.
-- name: referral_page_all_open
SELECT
-- with: referral_columns
FROM referral r
WHERE r.area = :area AND
-- with: referral_sides
-- with: referral_is_open
-- with: referral_newest_first

-- A message more.
-- name: referral_message_insert
INSERT INTO referral_message (area, id, referral_id, at, by, side, text)
VALUES (:area, :id, :referral_id, :now, :sub, :side, :text);

-- The messages of a referral, oldest first. Index (area, referral_id, at, id).
-- name: referral_message_page
SELECT m.id, m.at, m.by AS by_sub, m.side, m.text
FROM referral_message m
WHERE m.area = :area AND m.referral_id = :referral_id
  AND (m.at, m.id) > (
      (SELECT coalesce(:after_1::timestamptz, '-infinity')),
      (SELECT coalesce(:after_2::uuid, '00000000-0000-0000-0000-000000000000')))
ORDER BY m.at, m.id
LIMIT :limit_plus_one;

-- The open referrals of the area, a portion at a time, to reckon their due days again.
-- name: referral_select_open
SELECT r.id, r.version, r.state, r.due_on
FROM referral r
WHERE r.area = :area AND r.state NOT IN ('completed', 'declined', 'cancelled')
  AND r.id > (SELECT coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
ORDER BY r.id
LIMIT :portion;

-- Puts right the due day that a referral is sorted by.
-- name: referral_update_due
UPDATE referral SET due_on = :due_on WHERE area = :area AND id = :id AND version = :version;

-- Those of a client that go along with a merge, and those that go back. Index by client; primary key.
-- name: referral_move_all
UPDATE referral SET client_id = :to_id
WHERE area = :area AND client_id = :from_id
RETURNING id;

-- name: referral_move_back
UPDATE referral SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND id = ANY (:ids::uuid[])
RETURNING id;

-- Those written since a merge, the oldest first.
-- name: referral_select_since
SELECT id, created_at AS at FROM referral
WHERE area = :area AND client_id = :from_id AND created_at > :since
ORDER BY created_at, id
LIMIT 100; -- MERGE_SINCE_MAX
