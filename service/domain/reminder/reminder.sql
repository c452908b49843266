-- What is to be told of by itself, and what has been.
-- writes: reminder

-- Has it been told of? By primary key.
-- part: reminder_not_told
NOT EXISTS (
    SELECT FROM reminder m
    WHERE m.area = :area AND m.resource = w.resource AND m.resource_id = w.id AND m.type = w.type
      AND m.slot = w.slot);

-- Told now, unless another was first.
-- name: reminder_insert
INSERT INTO reminder (area, resource, resource_id, type, slot, told_at)
VALUES (:area, :resource, :id, :type, :slot, :now)
ON CONFLICT (area, resource, resource_id, type, slot) DO NOTHING;

-- Referrals on which a clock runs that is past its end, or has a quarter of its days left at the most,
-- as far as the day tells that is kept to sort by; how the clock stands, its rule and stops say.
-- Index deadline_to_remind (area, resource, resource_id, ...).
-- name: reminder_select_clocks
SELECT w.id, r.version
FROM (SELECT d.resource, d.resource_id AS id,
             CASE WHEN d.due_on < :today THEN 'referral.overdue' ELSE 'referral.deadline_near' END
                 AS type,
             d.rule || '#' || d.number || ' ' || to_char(d.due_on, 'YYYY-MM-DD') AS slot
      FROM deadline d
      WHERE d.area = :area AND d.resource = 'referral' AND d.met_on IS NULL AND d.ended_on IS NULL
        AND d.resource_id > (SELECT coalesce(:after_id::uuid,
                                             '00000000-0000-0000-0000-000000000000'))
        AND 4 * (d.due_on - :today::date) <= d.due_on - d.starts_on) w
JOIN referral r ON r.area = :area AND r.id = w.id
WHERE
-- with: reminder_not_told
GROUP BY w.id, r.version
ORDER BY w.id
LIMIT 200; -- REMINDERS_PORTION

-- Referrals that have waited for an answer of whose turn it is; the day of waiting is Helsinki's.
-- Index referral_unanswered (area, waiting_since, id).
-- name: reminder_select_waiting_referrals
SELECT w.id, w.version, w.type, w.slot
FROM (SELECT 'referral' AS resource, r.id, r.version, 'referral.waiting' AS type, r.waiting_since,
             to_char(r.waiting_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS slot
      FROM referral r
      WHERE r.area = :area AND r.state IN ('sent', 'redirected', 'received', 'returned')
        AND r.kind NOT IN ('third_sector', 'digital')
        AND r.waiting_since < (SELECT (:today::date - :days::integer + 1)::timestamp AT TIME ZONE 'Europe/Helsinki')) w
WHERE
-- with: reminder_not_told
ORDER BY w.waiting_since, w.id
LIMIT 200; -- REMINDERS_PORTION

-- Consultations whose answer is late, or has a quarter of its hours left at the most. Index
-- consultation_due (area, due_at, id).
-- name: reminder_select_answers
SELECT w.id, w.version, w.type, w.slot
FROM (SELECT 'consultation' AS resource, c.id, c.version, c.due_at,
             CASE WHEN c.due_at < :now THEN 'consultation.overdue'
                  ELSE 'consultation.deadline_near' END AS type,
             to_char(c.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS slot
      FROM consultation c
      WHERE c.area = :area AND c.state = 'asked' AND c.met_at IS NULL AND c.stopped_at IS NULL
        AND c.due_at - c.answer_within_hours * interval '1 hour' / 4 <= :now) w
WHERE
-- with: reminder_not_told
ORDER BY w.due_at, w.id
LIMIT 200; -- REMINDERS_PORTION

-- Consultations that have waited for whose turn it is: the receivers' answer, more from the askers, or
-- that they close what was answered. What the clock of an answer stood still is not counted. Index
-- consultation_unanswered (area, asked_at, id).
-- name: reminder_select_waiting_consultations
SELECT w.id, w.version, w.type, w.slot
FROM (SELECT 'consultation' AS resource, c.id, c.version, c.asked_at, 'consultation.waiting' AS type,
             c.state || ' ' || to_char(CASE c.state WHEN 'more_asked' THEN c.stopped_at
                                                    WHEN 'answered' THEN c.answered_at
                                                    ELSE c.starts_at END
                                       AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS slot
      FROM consultation c
      WHERE c.area = :area AND c.state IN ('asked', 'more_asked', 'answered')
        AND c.asked_at < (SELECT (:today::date - :days::integer + 1)::timestamp AT TIME ZONE 'Europe/Helsinki')
        AND CASE c.state WHEN 'more_asked' THEN c.stopped_at WHEN 'answered' THEN c.answered_at
                         ELSE c.due_at - c.answer_within_hours * interval '1 hour' END
            < (SELECT (:today::date - :days::integer + 1)::timestamp AT TIME ZONE 'Europe/Helsinki')) w
WHERE
-- with: reminder_not_told
ORDER BY w.asked_at, w.id
LIMIT 200; -- REMINDERS_PORTION
