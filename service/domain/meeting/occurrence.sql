-- Single meetings of which something has been said.
-- writes: meeting_occurrence

-- A row with what stands beside it; the counts by meeting_case_of_occurrence,
-- meeting_topic_of_occurrence and the primary key of meeting_sign_up.
-- part: occurrence_found
SELECT o.meeting_id, o.id, o.on_date AS date, o.version, o.state, o.held_on, o.starts_minute,
       o.duration_minutes, o.link, o.cancel_reason, o.chair_sub, o.chair_name, o.secretary_sub,
       o.secretary_name,
       c.cases, c.case_rows, t.topics, t.topic_rows,
       (SELECT count(*) FROM meeting_sign_up s
        WHERE s.area = :area AND s.meeting_id = o.meeting_id AND s.on_date = o.on_date
          AND s.coming) AS sign_ups
FROM meeting_occurrence o
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE c.state <> 'withdrawn') AS cases,
                           count(*) AS case_rows
                    FROM meeting_case c
                    WHERE c.area = :area AND c.meeting_id = o.meeting_id
                      AND c.on_date = o.on_date) c
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE t.state <> 'withdrawn') AS topics,
                           count(*) AS topic_rows
                    FROM meeting_topic t
                    WHERE t.area = :area AND t.meeting_id = o.meeting_id
                      AND t.on_date = o.on_date) t;

-- One, by primary key.
-- name: occurrence_select
-- with: occurrence_found
WHERE o.area = :area AND o.meeting_id = :meeting_id AND o.on_date = :date;

-- Those of some days, by primary key.
-- name: occurrence_select_window
-- with: occurrence_found
WHERE o.area = :area AND o.meeting_id = :meeting_id AND o.on_date BETWEEN :from AND :to
ORDER BY o.on_date
LIMIT 800; -- MEETING_KEPT_MAX

-- Nobody else adds to it until the one who does is done; by primary key.
-- name: occurrence_lock
SELECT id FROM meeting_occurrence
WHERE area = :area AND meeting_id = :meeting_id AND on_date = :date
FOR NO KEY UPDATE;

-- The row of a meeting, once.
-- name: occurrence_insert
INSERT INTO meeting_occurrence (area, meeting_id, on_date, id, version, state, held_on,
                                starts_minute, duration_minutes, link, updated_at)
VALUES (:area, :meeting_id, :date, :id, 1, 'scheduled', :held_on, :starts_minute,
        :duration_minutes, :link, :now)
ON CONFLICT DO NOTHING;

-- Who leads it.
-- name: occurrence_update_roles
UPDATE meeting_occurrence
SET version = version + 1, chair_sub = :chair_sub, chair_name = :chair_name,
    secretary_sub = :secretary_sub, secretary_name = :secretary_name, updated_at = :now
WHERE area = :area AND meeting_id = :meeting_id AND on_date = :date AND version = :version;

-- Whether it is held.
-- name: occurrence_update_state
UPDATE meeting_occurrence
SET version = version + 1, state = :state, cancel_reason = :cancel_reason, updated_at = :now
WHERE area = :area AND meeting_id = :meeting_id AND on_date = :date AND version = :version;
