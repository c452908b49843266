-- Direct consultation.
-- writes: consultation, consultation_clock, consultation_message, consultation_read

-- On which sides of `r` the caller stands. One with a client only as far as the client's records may
-- be seen.
-- part: consultation_sided
(r.client_id IS NULL OR (
-- with: visible
)) AND (r.asked_by = :sub OR r.asked_unit = :unit OR r.to_sub = :sub OR r.receiver_unit = :unit);

-- part: consultation_ground
CASE WHEN r.client_id IS NOT NULL THEN
-- with: ground
END;

-- part: consultation_columns
r.id, r.version, r.state, r.anonymous, r.client_id, r.register, r.to_service_id, r.to_group,
r.to_sub, r.receiver_unit, r.question, r.urgency, r.authorised_to_convert, r.contact_id, r.asked_at,
r.asked_by AS asked_by_sub, r.asked_unit AS asked_by_unit, r.assignee AS assignee_sub,
r.assigned_at, r.answer_kind, r.answered_at, r.answered_by AS answered_by_sub, r.avoided_referral,
r.outcome_text, r.ended_at, r.referral_id, r.message_count, r.round, r.answer_within_hours,
r.starts_at, r.due_at, r.stopped_at, r.met_at, r.updated_at,
-- with: consultation_ground
AS ground,
coalesce(r.asked_by = :sub OR r.asked_unit = :unit, false) AS is_asker,
coalesce(r.to_sub = :sub OR r.receiver_unit = :unit, false) AS is_receiver,
CASE WHEN r.message_count = 0 THEN 0 ELSE (
    SELECT count(*) FROM consultation_message m
    WHERE m.area = :area AND m.consultation_id = r.id AND m.by <> :sub
      AND m.number > coalesce((SELECT d.up_to FROM consultation_read d
                               WHERE d.area = :area AND d.consultation_id = r.id AND d.sub = :sub), 0))
END AS unread;

-- Where a question to a service goes, if the service is there today, and within how many hours it
-- promises an answer, if it does (least() would take no promise for the longest); by primary key.
-- name: consultation_select_service
SELECT s.register, u.code AS unit,
       CASE WHEN s.consultation ->> 'answer_within_hours' IS NOT NULL
            THEN least((s.consultation ->> 'answer_within_hours')::bigint, 8760)
       END AS answer_within_hours
FROM service s JOIN unit u ON u.area = :area AND u.id = s.unit_id
WHERE s.area = :area AND s.id = :service_id
  AND coalesce(s.valid_from, '-infinity') <= :today AND coalesce(s.valid_to, 'infinity') >= :today;

-- A team, by the code of its unit; unique (area, code).
-- name: consultation_select_group
SELECT code AS unit FROM unit WHERE area = :area AND code = :group;

-- A new question.
-- name: consultation_insert
INSERT INTO consultation (area, id, version, state, anonymous, client_id, register, to_service_id,
                          to_group, to_sub, receiver_unit, question, urgency,
                          authorised_to_convert, contact_id, asked_at, asked_by, asked_unit, round,
                          answer_within_hours, starts_at, due_at, updated_at)
VALUES (:area, :id, :version, :state, :anonymous, :client_id, :register, :to_service_id, :to_group,
        :to_sub, :receiver_unit, :question, :urgency, :authorised_to_convert, :contact_id, :now,
        :sub, :unit, :round, :answer_within_hours, :starts_at, :due_at, :now);

-- One that the caller has a part in, by primary key.
-- part: consultation_found
FROM consultation r WHERE r.area = :area AND r.id = :id AND
-- with: consultation_sided
;

-- name: consultation_select
SELECT
-- with: consultation_columns
-- with: consultation_found

-- Where it is shown.
-- name: consultation_audit_read
-- with: audit_read
, r.client_id, 'consultation', r.id,
-- with: consultation_ground
-- with: consultation_found
ON CONFLICT DO NOTHING;

-- The clocks before the one that runs; by primary key.
-- name: consultation_select_clocks
SELECT round, starts_at, due_at, stopped_at, met_at
FROM consultation_clock
WHERE area = :area AND consultation_id = :id
ORDER BY round
LIMIT 200; -- MOVES_SHOWN_MAX

-- Of one's own or one's unit's: those of the states asked for behind the last one shown, newest first.
-- part: consultation_walk
AND r.state = ANY (:wanted_state)
AND (r.asked_at, r.id) < (
    (SELECT coalesce(:after_1::timestamptz, 'infinity')),
    (SELECT coalesce(:after_2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')))
AND (r.client_id IS NULL OR (
-- with: visible
))
ORDER BY r.asked_at DESC, r.id DESC
LIMIT :limit_plus_one;

-- The first of both; what is one's own and one's unit's stands there once.
-- part: consultation_first
SELECT DISTINCT ON (w.asked_at, w.id) w.* FROM walked w
ORDER BY w.asked_at DESC, w.id DESC
LIMIT :limit_plus_one;

-- What the caller or their unit asked, newest first. Each walk reads what a page shows, along the
-- indexes (area, asked_by ...) and (area, asked_unit ...).
-- name: consultation_select_asked
WITH walked AS (
    (SELECT * FROM consultation r WHERE r.area = :area AND r.asked_by = :sub
-- with: consultation_walk
    ) UNION ALL (SELECT * FROM consultation r WHERE r.area = :area AND r.asked_unit = :unit
-- with: consultation_walk
    ))
SELECT
-- with: consultation_columns
FROM (
-- with: consultation_first
) r
ORDER BY r.asked_at DESC, r.id DESC;

-- What waits, or waited, for the caller or their unit, newest first. Each walk reads what a page shows,
-- along the indexes (area, to_sub ...) and (area, receiver_unit ...).
-- name: consultation_select_received
WITH walked AS (
    (SELECT * FROM consultation r WHERE r.area = :area AND r.to_sub = :sub
-- with: consultation_walk
    ) UNION ALL (SELECT * FROM consultation r WHERE r.area = :area AND r.receiver_unit = :unit
-- with: consultation_walk
    ))
SELECT
-- with: consultation_columns
FROM (
-- with: consultation_first
) r
ORDER BY r.asked_at DESC, r.id DESC;

-- Waits for the one who changes it now; by primary key.
-- name: consultation_select_locked
SELECT version AS count FROM consultation WHERE area = :area AND id = :id FOR UPDATE;

-- The version that the caller has seen becomes the next one, with as many messages more as the move says.
-- name: consultation_update
UPDATE consultation
SET message_count = message_count + :added, version = version + 1, state = :state, assignee = :assignee_sub, assigned_at = :assigned_at,
    answer_kind = :answer_kind, answered_at = :answered_at, answered_by = :answered_by_sub,
    avoided_referral = :avoided_referral, outcome_text = :outcome_text, ended_at = :ended_at,
    referral_id = :referral_id, round = :round, answer_within_hours = :answer_within_hours,
    starts_at = :starts_at, due_at = :due_at, stopped_at = :stopped_at, met_at = :met_at,
    updated_at = :now
WHERE area = :area AND id = :id AND version = :version
RETURNING message_count AS count;

-- The clock that a reopening leaves behind.
-- name: consultation_insert_clock
INSERT INTO consultation_clock (area, consultation_id, round, starts_at, due_at, stopped_at, met_at)
VALUES (:area, :id, :round, :starts_at, :due_at, :stopped_at, :met_at);

-- The number of the next message; the row is locked until it is written.
-- name: consultation_update_count
UPDATE consultation SET message_count = message_count + 1, updated_at = :now
WHERE area = :area AND id = :id
RETURNING message_count AS count;

-- One message.
-- name: consultation_insert_message
INSERT INTO consultation_message (area, consultation_id, number, kind, at, by, unit, side, text)
VALUES (:area, :consultation_id, :number, :kind, :now, :sub, :unit, :side, :text);

-- The messages of one consultation, oldest first; by primary key.
-- name: consultation_select_messages
SELECT number, kind, side, at, by AS by_sub, unit AS by_unit, text
FROM consultation_message
WHERE area = :area AND consultation_id = :id AND number > (SELECT coalesce(:after_1::bigint, 0))
ORDER BY number
LIMIT :limit_plus_one;

-- How far somebody has read; it only grows.
-- name: consultation_insert_read
INSERT INTO consultation_read (area, consultation_id, sub, up_to)
VALUES (:area, :id, :sub, :up_to)
ON CONFLICT (area, consultation_id, sub)
DO UPDATE SET up_to = greatest(consultation_read.up_to, excluded.up_to)
RETURNING up_to;

-- Anonymous ones whose texts are to be forgotten; index (area, ended_at, id).
-- name: consultation_select_forgotten
SELECT id FROM consultation
WHERE area = :area AND anonymous AND question IS NOT NULL AND ended_at < :before
ORDER BY ended_at, id
LIMIT 200 -- CONSULTATIONS_FORGOTTEN
FOR UPDATE SKIP LOCKED;

-- name: consultation_update_forgotten
UPDATE consultation SET question = NULL, outcome_text = NULL, updated_at = :now
WHERE area = :area AND id = ANY (:ids);

-- name: consultation_update_messages_forgotten
UPDATE consultation_message SET text = NULL
WHERE area = :area AND consultation_id = ANY (:ids) AND text IS NOT NULL;

-- Those of a client that go along with a merge, and those that go back. Index by client; primary key.
-- name: consultation_move_all
UPDATE consultation SET client_id = :to_id
WHERE area = :area AND client_id = :from_id
RETURNING id;

-- name: consultation_move_back
UPDATE consultation SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND id = ANY (:ids::uuid[])
RETURNING id;

-- Those written since a merge, the oldest first.
-- name: consultation_select_since
SELECT id, asked_at AS at FROM consultation
WHERE area = :area AND client_id = :from_id AND asked_at > :since
ORDER BY asked_at, id
LIMIT 100; -- MERGE_SINCE_MAX
