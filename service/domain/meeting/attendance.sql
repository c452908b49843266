-- Who was at a meeting, and who means to come.
-- writes: meeting_attendance, meeting_sign_up

-- The services that were there, and those that should have been. By primary keys.
-- name: attendance_select
SELECT s.id AS service_id, s.names, s.id = ANY (:services) AS required,
       EXISTS (SELECT 1 FROM meeting_attendance a
               WHERE a.area = :area AND a.meeting_id = :meeting_id AND a.on_date = :date
                 AND a.service_id = s.id AND a.present) AS present,
       ARRAY(SELECT a.person FROM meeting_attendance a
             WHERE a.area = :area AND a.meeting_id = :meeting_id AND a.on_date = :date
               AND a.service_id = s.id AND a.present AND a.person <> ''
             ORDER BY a.person) AS persons
FROM service s
WHERE s.area = :area
  AND s.id IN (SELECT unnest(:services::uuid[])
               UNION
               SELECT a.service_id FROM meeting_attendance a
               WHERE a.area = :area AND a.meeting_id = :meeting_id AND a.on_date = :date
                 AND a.present)
ORDER BY required DESC, s.sort_key, s.id
LIMIT 200; -- ATTENDANCE_MAX

-- A service was there, or it was not after all.
-- name: attendance_insert
INSERT INTO meeting_attendance (area, meeting_id, on_date, service_id, person, present,
                                recorded_by, recorded_at)
VALUES (:area, :meeting_id, :date, :service_id, :person, :present, :sub, :now)
ON CONFLICT (area, meeting_id, on_date, service_id, person) DO UPDATE
SET present = excluded.present, recorded_by = excluded.recorded_by,
    recorded_at = excluded.recorded_at;

-- Is there the service, and how many rows has the meeting? By primary keys.
-- name: attendance_count
SELECT (SELECT count(*) FROM service s WHERE s.area = :area AND s.id = :service_id) AS services,
       (SELECT count(*) FROM meeting_attendance a
        WHERE a.area = :area AND a.meeting_id = :meeting_id AND a.on_date = :date)
     + (SELECT count(*) FROM meeting_sign_up p
        WHERE p.area = :area AND p.meeting_id = :meeting_id AND p.on_date = :date) AS rows;

-- Who means to come, in the order they said so; by primary key.
-- name: sign_up_select
SELECT sub, name, service_id, signed_at FROM meeting_sign_up
WHERE area = :area AND meeting_id = :meeting_id AND on_date = :date AND coming
ORDER BY signed_at, sub
LIMIT 400; -- SIGN_UPS_MAX

-- The caller means to come, or no longer does.
-- name: sign_up_insert
INSERT INTO meeting_sign_up (area, meeting_id, on_date, sub, name, service_id, coming, signed_at)
VALUES (:area, :meeting_id, :date, :sub, :actor_name, :service_id, :coming, :now)
ON CONFLICT (area, meeting_id, on_date, sub) DO UPDATE
SET name = excluded.name, service_id = excluded.service_id, coming = excluded.coming,
    signed_at = excluded.signed_at;
