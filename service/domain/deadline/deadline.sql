-- An area's own rules of time limits, and the clocks that run for its records.
-- writes: deadline_rule, deadline, deadline_stop

-- Every version of the area's own rules, in a fixed order. Index (area, code, valid_from, age_min).
-- name: deadline_rule_select
SELECT id, code, valid_from, valid_to, basis, counting, amount, age_min, age_max, starts,
       stops, last_day, reopens, met_by, service_id, name_fi, name_sv,
       name_en, source
FROM deadline_rule
WHERE area = :area
ORDER BY code, valid_from, age_min
LIMIT 1000; -- DEADLINE_RULES_MAX

-- A version more.
-- name: deadline_rule_insert
INSERT INTO deadline_rule (area, id, code, valid_from, valid_to, basis, counting, amount, age_min,
                           age_max, starts, stops, last_day, reopens, met_by, service_id,
                           name_fi, name_sv, name_en, source, created_at, created_by)
VALUES (:area, :id, :code, :valid_from, :valid_to, :basis, :counting, :amount, :age_min, :age_max,
        :starts, :stops, :last_day, :reopens, :met_by, :service_id,
        :name_fi, :name_sv, :name_en, :source, :now, :sub);

-- Is there such a service? By primary key.
-- name: deadline_rule_select_service
SELECT id AS service_id FROM service WHERE area = :area AND id = :service_id;

-- The clocks of one record, in the order they began. By primary key.
-- name: deadline_select
SELECT rule, number, starts_on, age, met_on, ended_on, due_on
FROM deadline
WHERE area = :area AND resource = :resource AND resource_id = :resource_id
ORDER BY starts_on, rule, number
LIMIT 64; -- DEADLINE_CLOCKS_MAX

-- The times at which they stood still. By primary key.
-- name: deadline_stop_select
SELECT id, from_on AS "from", to_on AS "to", reason
FROM deadline_stop
WHERE area = :area AND resource = :resource AND resource_id = :resource_id
ORDER BY from_on, id
LIMIT 100; -- DEADLINE_STOPS_MAX

-- A clock as it stands now: begun, met, ended, or due on another day.
-- name: deadline_keep
INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, age, met_on, ended_on,
                      due_on)
VALUES (:area, :resource, :resource_id, :rule, :number, :starts_on, :age, :met_on, :ended_on, :due_on)
ON CONFLICT (area, resource, resource_id, rule, number)
DO UPDATE SET met_on = excluded.met_on, ended_on = excluded.ended_on, due_on = excluded.due_on;

-- A stop as it stands now: begun, or ended.
-- name: deadline_stop_keep
INSERT INTO deadline_stop (area, resource, resource_id, id, from_on, to_on, reason)
VALUES (:area, :resource, :resource_id, :id, :from, :to, :reason)
ON CONFLICT (area, resource, resource_id, id) DO UPDATE SET to_on = excluded.to_on;

-- How many clocks of a rule that began in a span of days were met in time, and how many were not:
-- met late, or run out. Index (area, rule, starts_on).
-- name: deadline_count
SELECT count(*) FILTER (WHERE met_on <= due_on) AS in_time,
       count(*) FILTER (WHERE met_on > due_on
                           OR (met_on IS NULL AND due_on < coalesce(ended_on, :today))) AS late
FROM deadline
WHERE area = :area AND rule = :rule AND starts_on BETWEEN :from AND :to;
