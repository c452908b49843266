-- What a series of meetings has come to.
-- writes: nothing

-- What a series has come to: a meeting was held where somebody was there or a case was discussed.
-- By the primary key of meeting_occurrence and meeting_case_of_occurrence.
-- part: held
held AS (
    SELECT o.on_date, o.duration_minutes FROM meeting_occurrence o
    WHERE o.area = :area AND o.meeting_id = :meeting_id AND o.on_date BETWEEN :from AND :to
      AND o.state = 'scheduled' AND o.held_on <= :today
      AND (EXISTS (SELECT 1 FROM meeting_attendance a
                   WHERE a.area = :area AND a.meeting_id = o.meeting_id AND a.on_date = o.on_date
                     AND a.present)
           OR EXISTS (SELECT 1 FROM meeting_case c
                      WHERE c.area = :area AND c.meeting_id = o.meeting_id
                        AND c.on_date = o.on_date AND c.state = 'discussed')));

-- name: statistics_select
WITH
-- with: held
, brought AS (
    SELECT c.state, c.has_next_step, c.follow_up_on, c.followed_up_at FROM meeting_case c
    WHERE c.area = :area AND c.meeting_id = :meeting_id AND c.on_date BETWEEN :from AND :to)
SELECT (SELECT count(*) FROM held) AS meetings,
       (SELECT coalesce(sum(duration_minutes), 0)::bigint FROM held) AS minutes,
       (SELECT count(*) FROM meeting_occurrence o
        WHERE o.area = :area AND o.meeting_id = :meeting_id AND o.on_date BETWEEN :from AND :to
          AND o.state = 'cancelled') AS cancelled,
       count(*) FILTER (WHERE state <> 'withdrawn') AS cases,
       count(*) FILTER (WHERE state = 'discussed') AS discussed,
       count(*) FILTER (WHERE state = 'discussed' AND has_next_step) AS with_next_step,
       count(*) FILTER (WHERE follow_up_on <= :today OR followed_up_at IS NOT NULL)
           AS follow_ups_due,
       count(*) FILTER (WHERE followed_up_at IS NOT NULL) AS follow_ups_done
FROM brought;

-- At how many of the meetings each service was.
-- name: statistics_select_attendance
WITH
-- with: held
, was_there AS (
    SELECT a.service_id, count(DISTINCT a.on_date) AS attended
    FROM meeting_attendance a JOIN held h ON h.on_date = a.on_date
    WHERE a.area = :area AND a.meeting_id = :meeting_id AND a.present
    GROUP BY a.service_id)
SELECT s.id AS service_id, s.names, s.id = ANY (:services) AS required,
       coalesce(w.attended, 0) AS attended
FROM service s LEFT JOIN was_there w ON w.service_id = s.id
WHERE s.area = :area
  AND s.id IN (SELECT unnest(:services::uuid[]) UNION SELECT service_id FROM was_there)
ORDER BY required DESC, s.sort_key, s.id
LIMIT 200; -- ATTENDANCE_MAX
