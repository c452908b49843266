-- The cases of consultation meetings. No client stands here.
-- writes: meeting_case

-- A case, and whether the caller leads its meeting.
-- part: case_found
SELECT c.id, c.meeting_id, c.on_date AS date, c.version, c.state, c.title, c.question,
       c.service_needs, c.brought_by AS brought_by_sub, c.brought_by_name, c.brought_at, c.advice,
       c.next_step, c.has_next_step, c.responsible_service_id, c.follow_up_on, c.discussed_at,
       c.followed_up_at, c.follow_up_text, c.forgotten_at IS NOT NULL AS forgotten,
       EXISTS (SELECT 1 FROM meeting_occurrence o
               WHERE o.area = :area AND o.meeting_id = c.meeting_id AND o.on_date = c.on_date
                 AND (o.chair_sub = :sub OR o.secretary_sub = :sub)) AS led
FROM meeting_case c;

-- One case of a meeting, by primary key.
-- name: case_select
-- with: case_found
WHERE c.area = :area AND c.id = :id AND c.meeting_id = :meeting_id AND c.on_date = :date;

-- The cases of a meeting in the order they were brought. Index (area, meeting_id, on_date,
-- brought_at, id).
-- name: case_select_all
-- with: case_found
WHERE c.area = :area AND c.meeting_id = :meeting_id AND c.on_date = :date
ORDER BY c.brought_at, c.id
LIMIT 60; -- MEETING_CASES_MAX

-- The cases of earlier meetings that are to be looked at by a day. Index (area, meeting_id,
-- follow_up_on, id).
-- name: case_select_to_follow_up
-- with: case_found
WHERE c.area = :area AND c.meeting_id = :meeting_id AND c.follow_up_on <= :until
  AND c.followed_up_at IS NULL AND c.on_date < :date
ORDER BY c.follow_up_on, c.id
LIMIT 60; -- MEETING_CASES_MAX

-- A new case.
-- name: case_insert
INSERT INTO meeting_case (area, id, version, meeting_id, on_date, state, title, question,
                          service_needs, brought_by, brought_by_name, brought_at)
VALUES (:area, :id, 1, :meeting_id, :date, 'open', :title, :question,
        coalesce(:service_needs::text[], '{}'), :sub, :actor_name, :now);

-- What came of a case; has_next_step stays when the texts are forgotten. Another day to follow it up is
-- asked about again.
-- name: case_update_outcome
UPDATE meeting_case
SET version = version + 1, state = 'discussed', advice = :advice, next_step = :next_step,
    has_next_step = :has_next_step, responsible_service_id = :responsible_service_id,
    follow_up_on = :follow_up_on, discussed_at = coalesce(discussed_at, :now),
    followed_up_at = CASE WHEN follow_up_on = :follow_up_on THEN followed_up_at END
WHERE area = :area AND id = :id AND version = :version;

-- name: case_update_withdrawn
UPDATE meeting_case SET version = version + 1, state = 'withdrawn'
WHERE area = :area AND id = :id AND version = :version;

-- name: case_update_date
UPDATE meeting_case SET version = version + 1, on_date = :to
WHERE area = :area AND id = :id AND version = :version;

-- name: case_update_followed_up
UPDATE meeting_case SET version = version + 1, followed_up_at = :now, follow_up_text = :text
WHERE area = :area AND id = :id AND version = :version;

-- Is there the service? By primary key.
-- name: case_count_services
SELECT count(*) AS count FROM service s WHERE s.area = :area AND s.id = :service_id;

-- The texts of old cases and who brought them. Index (area, brought_at).
-- name: case_forget
UPDATE meeting_case
SET title = NULL, question = NULL, advice = NULL, next_step = NULL, follow_up_text = NULL,
    brought_by = NULL, brought_by_name = NULL, forgotten_at = :now
WHERE area = :area AND forgotten_at IS NULL AND brought_at < :before;
