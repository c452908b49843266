-- What consultation meetings speak of beside cases.
-- writes: meeting_topic

-- A topic, and whether the caller leads its meeting.
-- part: topic_found
SELECT t.id, t.meeting_id, t.on_date AS date, t.version, t.state, t.kind, t.title, t.text,
       t.brought_by AS brought_by_sub, t.brought_by_name, t.brought_at,
       t.forgotten_at IS NOT NULL AS forgotten,
       EXISTS (SELECT 1 FROM meeting_occurrence o
               WHERE o.area = :area AND o.meeting_id = t.meeting_id AND o.on_date = t.on_date
                 AND (o.chair_sub = :sub OR o.secretary_sub = :sub)) AS led
FROM meeting_topic t;

-- One topic of a meeting, by primary key.
-- name: topic_select
-- with: topic_found
WHERE t.area = :area AND t.id = :id AND t.meeting_id = :meeting_id AND t.on_date = :date;

-- The topics of a meeting in the order they were brought. Index (area, meeting_id, on_date,
-- brought_at, id).
-- name: topic_select_all
-- with: topic_found
WHERE t.area = :area AND t.meeting_id = :meeting_id AND t.on_date = :date
ORDER BY t.brought_at, t.id
LIMIT 60; -- MEETING_CASES_MAX

-- name: topic_insert
INSERT INTO meeting_topic (area, id, version, meeting_id, on_date, state, kind, title, text,
                           brought_by, brought_by_name, brought_at)
VALUES (:area, :id, 1, :meeting_id, :date, 'open', :kind, :title, :text, :sub, :actor_name, :now);

-- name: topic_update_withdrawn
UPDATE meeting_topic SET version = version + 1, state = 'withdrawn'
WHERE area = :area AND id = :id AND version = :version;

-- name: topic_update_date
UPDATE meeting_topic SET version = version + 1, on_date = :to
WHERE area = :area AND id = :id AND version = :version;

-- The texts of old topics and who brought them. Index (area, brought_at).
-- name: topic_forget
UPDATE meeting_topic
SET title = NULL, text = NULL, brought_by = NULL, brought_by_name = NULL, forgotten_at = :now
WHERE area = :area AND forgotten_at IS NULL AND brought_at < :before;
