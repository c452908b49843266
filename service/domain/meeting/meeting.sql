-- Series of consultation meetings and their rules.
-- writes: consultation_meeting, meeting_rule

-- A new series.
-- name: meeting_insert
INSERT INTO consultation_meeting (area, id, version, unit_id, name_fi, name_sv, name_en, link,
                                  minutes_per_case, required_services, calendar_changed_at,
                                  created_at, updated_at)
VALUES (:area, :id, 1, :unit_id, :name_fi, :name_sv, :name_en, :link, :minutes_per_case,
        :required_services, :now, :now, :now);

-- What a series shows. The caller is invited where their unit is the centre, or has one of the
-- services that are to be there. By primary keys.
-- part: meeting_found
SELECT m.id, m.version, m.unit_id, m.name_fi, m.name_sv, m.name_en, m.link, m.minutes_per_case,
       m.required_services, m.calendar_sequence, m.calendar_changed_at, m.plan_version,
       m.created_at, m.updated_at,
       EXISTS (SELECT 1 FROM unit u
               WHERE u.area = :area AND u.code = :unit
                 AND (u.id = m.unit_id
                      OR EXISTS (SELECT 1 FROM service s
                                 WHERE s.area = :area AND s.unit_id = u.id
                                   AND s.id = ANY (m.required_services)))) AS invited
FROM consultation_meeting m;

-- One series, by primary key.
-- name: meeting_select
-- with: meeting_found
WHERE m.area = :area AND m.id = :id;

-- The series of an area or of one centre, the oldest first; by primary key.
-- name: meeting_select_page
-- with: meeting_found
WHERE m.area = :area AND m.unit_id = coalesce(:unit_id, m.unit_id)
  AND m.id > (SELECT coalesce(:after_1::uuid, '00000000-0000-0000-0000-000000000000'))
ORDER BY m.id
LIMIT :limit_plus_one;

-- All of a series but its rules.
-- name: meeting_update
UPDATE consultation_meeting
SET version = version + 1, unit_id = :unit_id, name_fi = :name_fi, name_sv = :name_sv,
    name_en = :name_en, link = :link, minutes_per_case = :minutes_per_case,
    required_services = :required_services, calendar_sequence = calendar_sequence + 1,
    calendar_changed_at = :now, updated_at = :now
WHERE area = :area AND id = :id AND version = :version;

-- The calendar file of a series is another.
-- name: meeting_update_calendar
UPDATE consultation_meeting
SET calendar_sequence = calendar_sequence + 1, calendar_changed_at = :now
WHERE area = :area AND id = :id;

-- Is there the unit, and how many of the services? By primary keys.
-- name: meeting_select_places
SELECT (SELECT count(*) FROM unit u WHERE u.area = :area AND u.id = :unit_id) AS units,
       (SELECT count(*) FROM service s WHERE s.area = :area AND s.id = ANY (:services)) AS services;

-- A rule, behind those before it.
-- name: meeting_rule_insert
INSERT INTO meeting_rule (area, meeting_id, number, rule, starts_on, until, starts_minute,
                          duration_minutes, on_holiday, except_on)
VALUES (:area, :meeting_id, :number, :rule, :starts_on, :until, :starts_minute,
        :duration_minutes, :on_holiday, coalesce(:except_on::text[], '{}'));

-- The rules of a series in their order; by primary key.
-- name: meeting_rule_select
SELECT meeting_id, number, rule, starts_on, until, starts_minute, duration_minutes, on_holiday,
       except_on
FROM meeting_rule
WHERE area = :area AND meeting_id = :id
ORDER BY number
LIMIT 100; -- MEETING_RULES_MAX

-- The rules of many series at once, in their order; by primary key.
-- name: meeting_rule_select_all
SELECT meeting_id, number, rule, starts_on, until, starts_minute, duration_minutes, on_holiday,
       except_on
FROM meeting_rule
WHERE area = :area AND meeting_id = ANY (:ids)
ORDER BY meeting_id, number
LIMIT 2000; -- MEETING_RULES_PAGE_MAX

-- Where a rule ends, and the days on which it gives no meeting.
-- name: meeting_rule_update
UPDATE meeting_rule SET until = :until, except_on = coalesce(:except_on::text[], '{}')
WHERE area = :area AND meeting_id = :meeting_id AND number = :number;

-- A plan of the version that the caller has seen.
-- name: meeting_update_plan
UPDATE consultation_meeting SET plan_version = plan_version + 1
WHERE area = :area AND id = :id AND plan_version = :plan_version;
