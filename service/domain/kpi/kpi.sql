-- Indicators: cells, figures, what is delivered, targets.
-- writes: kpi_cell, kpi_figure, kpi_position, kpi_delivery, kpi_observation, kpi_target

-- --- cells ---

-- The cells kept of a span of days, by primary key.
-- name: kpi_cell_select_span
SELECT on_day, unit, segment, service, age_group, topic, slot, numerator, denominator
FROM kpi_cell
WHERE area = :area AND cells = :cells AND on_day >= :from_on AND on_day < :to_on
LIMIT 2000000; -- KPI_CELLS_MAX

-- name: kpi_cell_delete
DELETE FROM kpi_cell
WHERE area = :area AND cells = :cells AND on_day >= :from_on AND on_day < :to_on;

-- name: kpi_cell_insert
INSERT INTO kpi_cell (area, cells, on_day, unit, segment, service, age_group, topic, slot, numerator,
                      denominator)
SELECT t.area, :cells, on_day, unit, segment, service, age_group, topic, slot, numerator, denominator
FROM unnest(:each_area::text[], :each_on_day::date[], :each_unit::text[], :each_segment::text[],
            :each_service::text[], :each_age_group::text[], :each_topic::text[],
            :each_slot::integer[], :each_numerator::bigint[], :each_denominator::bigint[])
     AS t (area, on_day, unit, segment, service, age_group, topic, slot, numerator, denominator)
ON CONFLICT DO NOTHING;

-- The cells of all time by day and unit. By primary key.
-- name: kpi_cell_select_days
SELECT on_day, unit, slot, sum(numerator)::bigint AS numerator, sum(denominator)::bigint AS denominator
FROM kpi_cell
WHERE area = :area AND cells = :cells
GROUP BY on_day, unit, slot
ORDER BY on_day, unit, slot
LIMIT 2000000; -- KPI_CELLS_MAX

-- By month, unit and one more dimension. By primary key.
-- name: kpi_cell_select_keys
SELECT date_trunc('month', on_day)::date AS on_day, unit,
       CASE :axis WHEN 'segment' THEN segment WHEN 'service' THEN service
                  WHEN 'age_group' THEN age_group ELSE topic END AS key,
       slot, sum(numerator)::bigint AS numerator, sum(denominator)::bigint AS denominator
FROM kpi_cell
WHERE area = :area AND cells = :cells
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
LIMIT 2000000; -- KPI_CELLS_MAX

-- --- figures ---

-- Everything kept of an indicator, to be compared with what its cells give.
-- name: kpi_figure_select_all
SELECT axis, bucket, unit, key, from_on, value, numerator, denominator, hidden
FROM kpi_figure
WHERE area = :area AND indicator = :indicator
LIMIT 4000000; -- KPI_FIGURES_MAX

-- name: kpi_figure_put
INSERT INTO kpi_figure (area, indicator, axis, bucket, unit, key, from_on, value, numerator,
                        denominator, hidden)
SELECT t.area, :indicator, axis, bucket, unit, key, from_on, value, numerator, denominator, hidden
FROM unnest(:each_area::text[], :each_axis::text[], :each_bucket::text[], :each_unit::text[],
            :each_key::text[], :each_from_on::date[], :each_value::numeric[],
            :each_numerator::bigint[], :each_denominator::bigint[], :each_hidden::boolean[])
     AS t (area, axis, bucket, unit, key, from_on, value, numerator, denominator, hidden)
ON CONFLICT (area, indicator, axis, bucket, unit, key, from_on) DO UPDATE
SET value = excluded.value, numerator = excluded.numerator, denominator = excluded.denominator,
    hidden = excluded.hidden;

-- name: kpi_figure_delete
DELETE FROM kpi_figure f
USING unnest(:each_axis::text[], :each_bucket::text[], :each_unit::text[], :each_key::text[],
             :each_from_on::date[]) AS t (axis, bucket, unit, key, from_on)
WHERE f.area = :area AND f.indicator = :indicator AND f.axis = t.axis AND f.bucket = t.bucket
  AND f.unit = t.unit AND f.key = t.key AND f.from_on = t.from_on;

-- part: kpi_series
SELECT unit, key, from_on, value, numerator, denominator, hidden
FROM kpi_figure
WHERE area = :area AND indicator = :indicator AND axis = :axis AND bucket = :bucket
  AND from_on BETWEEN :from_on AND :to_on;

-- A series: of one unit (or '*') and one key (or '*'). By primary key.
-- name: kpi_figure_select_series
-- with: kpi_series
  AND unit = :unit AND key = :key
ORDER BY from_on
LIMIT 20000; -- KPI_SERIES_MAX

-- The series of every unit. By primary key.
-- name: kpi_figure_select_units
-- with: kpi_series
  AND unit NOT IN ('', '*') AND key = :key
ORDER BY unit, from_on
LIMIT 20000; -- KPI_SERIES_MAX

-- The series of every key of one unit (or '*'). By primary key.
-- name: kpi_figure_select_keys
-- with: kpi_series
  AND unit = :unit AND key NOT IN ('', '*')
ORDER BY key, from_on
LIMIT 20000; -- KPI_SERIES_MAX

-- The monthly series of all indicators at once, for one unit (or '*'). Index kpi_figure_of_page.
-- name: kpi_figure_select_dashboard
SELECT indicator, unit, key, from_on, value, numerator, denominator, hidden
FROM kpi_figure
WHERE area = :area AND unit = :unit AND from_on BETWEEN :from_on AND :to_on
  AND axis = 'none' AND bucket = 'month' AND key = '*'
ORDER BY indicator, from_on
LIMIT 20000; -- KPI_SERIES_MAX

-- --- following the feed ---

-- name: kpi_position_begin
INSERT INTO kpi_position (area, transaction, event_id, counted_on, counted_at)
VALUES (:area, '0', '00000000-0000-0000-0000-000000000000', :today::date - 1, :now)
ON CONFLICT (area) DO NOTHING;

-- No row where another instance is at it.
-- name: kpi_position_lock
SELECT transaction, event_id, counted_on FROM kpi_position WHERE area = :area FOR UPDATE SKIP LOCKED;

-- The last event below the feed's bound (ledger_feed_bound): nothing can appear before it any more.
-- Index event_feed.
-- name: kpi_feed_end
SELECT e.transaction AS end_transaction, e.id AS end_event_id FROM event e
WHERE e.area = :area AND e.transaction < :bound::xid8
ORDER BY e.transaction DESC, e.id DESC
LIMIT 1;

-- The first day of which there is anything to count. Indexes assessment_by_confirmation,
-- assessment_by_review, contact_in_time, referral_listed, consultation_in_time,
-- meeting_occurrence_held, plan_version_in_time, feedback_by_day; services are few.
-- part: kpi_first
least((SELECT min(confirmed_at) FROM assessment WHERE area = :area AND confirmed_at IS NOT NULL)::date - 1,
            (SELECT min(review_due) FROM assessment WHERE area = :area AND review_due IS NOT NULL),
            (SELECT min(occurred_at) FROM contact WHERE area = :area)::date - 1,
            (SELECT min(created_at) FROM referral WHERE area = :area)::date - 1,
            (SELECT min(asked_at) FROM consultation WHERE area = :area)::date - 1,
            (SELECT min(held_on) FROM meeting_occurrence WHERE area = :area),
            (SELECT min(at) FROM plan_version WHERE area = :area)::date - 1,
            (SELECT min(created_at) FROM service WHERE area = :area)::date - 1,
            (SELECT min(on_day) FROM feedback WHERE area = :area));

-- name: kpi_first_day
SELECT
-- with: kpi_first
AS from_on;

-- The first days of the months after a state has `begun`, up to the running one.
-- part: kpi_months_since
SELECT source, month::date AS on_day
FROM begun
CROSS JOIN LATERAL generate_series(
    date_trunc('month', on_day::timestamp) + interval '1 month', :today::timestamp,
    interval '1 month') AS month;

-- Which months are touched, and of which sets of cells (cells.def): of the day of each record that an
-- event names, and of those of the same client that it settles (reviews of assessments, contacts that
-- were followed). Index event_feed, then by keys.
-- part: kpi_touched
touched AS (
    SELECT e.area, e.type, e.resource, e.resource_id FROM event e
    WHERE e.area = :area
      AND (e.transaction, e.id) > (:transaction::xid8,
           (SELECT coalesce(:event_id::uuid, '00000000-0000-0000-0000-000000000000')))
      AND (e.transaction, e.id) <= (:end_transaction::xid8,
           (SELECT coalesce(:end_event_id::uuid, '00000000-0000-0000-0000-000000000000'))));

-- The days that a referral `r` is counted on.
-- part: kpi_days_of_referral
CROSS JOIN LATERAL (VALUES ((r.created_at AT TIME ZONE 'Europe/Helsinki')::date),
                           (r.closed_on)) AS d (on_day);

-- The days of the contacts and referrals of clients, `named`.
-- part: kpi_days_of_clients
SELECT 'contacts' AS source, (o.occurred_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day
FROM named n
JOIN contact o ON o.area = n.area AND o.client_id = n.client_id
UNION
SELECT 'referrals', on_day
FROM named n
JOIN referral r ON r.area = n.area AND r.client_id = n.client_id
-- with: kpi_days_of_referral
;

-- part: kpi_months
SELECT DISTINCT source, date_trunc('month', on_day::timestamp)::date AS from_on
FROM days
WHERE on_day IS NOT NULL
LIMIT 12000 -- KPI_MONTHS_MAX
;

-- name: kpi_touched_assessments
WITH
-- with: kpi_touched
, days AS (
    SELECT 'assessments' AS source, on_day
    FROM touched t
    JOIN assessment a ON a.area = t.area AND a.id = t.resource_id
    JOIN assessment o ON o.area = a.area AND o.client_id = a.client_id
    CROSS JOIN LATERAL (VALUES ((o.confirmed_at AT TIME ZONE 'Europe/Helsinki')::date),
                               (o.review_due)) AS d (on_day)
    WHERE t.resource = 'assessment')
-- with: kpi_months

-- name: kpi_touched_contacts
WITH
-- with: kpi_touched
, named AS (
    SELECT c.* FROM touched t
    JOIN contact c ON c.area = t.area AND c.id = t.resource_id
    WHERE t.resource = 'contact'),
days AS (
-- with: kpi_days_of_clients
    UNION
    SELECT 'contacts', (occurred_at AT TIME ZONE 'Europe/Helsinki')::date
    FROM named
    UNION
    SELECT 'assessments', (a.confirmed_at AT TIME ZONE 'Europe/Helsinki')::date
    FROM named c
    JOIN assessment a ON a.area = c.area AND a.client_id = c.client_id)
-- with: kpi_months

-- A referral that was closed and opened again had ended on another day.
-- name: kpi_touched_referrals
WITH
-- with: kpi_touched
, named AS (
    SELECT r.* FROM touched t
    JOIN referral r ON r.area = t.area AND r.id = t.resource_id
    WHERE t.resource = 'referral'),
days AS (
    SELECT 'referrals' AS source, on_day
    FROM named r
-- with: kpi_days_of_referral
    UNION
    SELECT 'referrals', (m.at AT TIME ZONE 'Europe/Helsinki')::date
    FROM named r
    JOIN move m ON m.area = r.area AND m.resource = 'referral' AND m.resource_id = r.id
    WHERE m.to_status = 'completed')
-- with: kpi_months

-- name: kpi_touched_others
WITH
-- with: kpi_touched
, days AS (
    SELECT 'consultations' AS source, (k.asked_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day
    FROM touched t
    JOIN consultation k ON k.area = t.area AND k.id = t.resource_id
    WHERE t.resource = 'consultation'
    UNION
    SELECT 'meetings', o.held_on
    FROM touched t
    JOIN meeting_occurrence o ON o.area = t.area AND o.id = t.resource_id
    WHERE t.resource = 'meeting_occurrence'
    UNION
    SELECT 'meetings', o.held_on
    FROM touched t
    JOIN meeting_case c ON c.area = t.area AND c.id = t.resource_id
    JOIN meeting_occurrence o
        ON o.area = c.area AND o.meeting_id = c.meeting_id AND o.on_date = c.on_date
    WHERE t.resource = 'meeting_case'
    UNION
    SELECT 'meetings', o.held_on
    FROM touched t
    JOIN meeting_occurrence o ON o.area = t.area AND o.meeting_id = t.resource_id
    WHERE t.resource = 'meeting'
    UNION
    SELECT 'plans', (v.at AT TIME ZONE 'Europe/Helsinki')::date
    FROM touched t
    JOIN plan_version v ON v.area = t.area AND v.plan_id = t.resource_id
    WHERE t.resource = 'plan')
-- with: kpi_months

-- Of a client of whom something else is known by now (age, language, death), or whose records went to
-- another row or came from one: the months of all that they are counted in. Event by the feed's index,
-- then by the indexes that begin with the client.
-- name: kpi_touched_clients
WITH
-- with: kpi_touched
, named AS (
    SELECT DISTINCT area, resource_id AS client_id FROM touched WHERE resource = 'client'),
days AS (
-- with: kpi_days_of_clients
    UNION
    SELECT 'assessments', on_day
    FROM named n
    JOIN assessment a ON a.area = n.area AND a.client_id = n.client_id
    CROSS JOIN LATERAL (VALUES ((a.confirmed_at AT TIME ZONE 'Europe/Helsinki')::date),
                               (a.review_due)) AS d (on_day))
-- with: kpi_months

-- Of a service of another kind by now, or of another unit: the months of the contacts that led to it,
-- and of the referrals that are its unit's by it alone. Indexes contact_of_service and
-- referral_to_service.
-- name: kpi_touched_services
WITH
-- with: kpi_touched
, named AS (
    SELECT DISTINCT area, resource_id AS service_id FROM touched WHERE resource = 'service'),
days AS (
    SELECT 'contacts' AS source, (c.occurred_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day
    FROM named n
    JOIN contact c ON c.area = n.area AND c.outcome_service_id = n.service_id
    UNION
    SELECT 'referrals', on_day
    FROM named n
    JOIN referral r ON r.area = n.area AND r.to_service_id = n.service_id AND r.to_unit_id IS NULL
-- with: kpi_days_of_referral
)
-- with: kpi_months

-- Of a unit that came into the directory after people had worked in it: the months of the records that
-- bear its code. Each month is read up to the first of them; none where no unit was made. Indexes
-- assessment_by_confirmation, assessment_by_review, consultation_in_time, plan_version_in_time;
-- consents are few.
-- name: kpi_touched_units
WITH
-- with: kpi_touched
, named AS (
    SELECT u.code
    FROM touched t
    JOIN unit u ON u.area = t.area AND u.id = t.resource_id
    WHERE t.resource = 'unit' AND t.type = 'unit.created'),
months AS (
    SELECT month::date AS on_day, (month::date + interval '1 month')::date AS end_day,
           month::date::timestamp AT TIME ZONE 'Europe/Helsinki' AS begins,
           (month::date + interval '1 month') AT TIME ZONE 'Europe/Helsinki' AS ends
    FROM generate_series(date_trunc('month',
-- with: kpi_first
        ::timestamp), :today::timestamp, interval '1 month') AS month
    WHERE EXISTS (SELECT FROM named)),
confirmed AS (
    SELECT on_day FROM months
    WHERE EXISTS (SELECT FROM assessment a
                  WHERE a.area = :area AND a.confirmed_at >= begins AND a.confirmed_at < ends
                    AND a.assessed_unit IN (SELECT code FROM named))),
begun AS (
    SELECT 'care' AS source, min(on_day) AS on_day FROM confirmed
    UNION
    SELECT 'consents', (min(k.recorded_at) AT TIME ZONE 'Europe/Helsinki')::date
    FROM consent k
    WHERE k.area = :area AND k.recorded_unit IN (SELECT code FROM named)
      AND EXISTS (SELECT FROM named)),
days AS (
    SELECT 'assessments' AS source, on_day FROM confirmed
    UNION
    SELECT 'assessments', on_day FROM months
    WHERE EXISTS (SELECT FROM assessment a
                  WHERE a.area = :area AND a.review_due >= on_day AND a.review_due < end_day
                    AND a.assessed_unit IN (SELECT code FROM named))
    UNION
    SELECT 'consultations', on_day FROM months
    WHERE EXISTS (SELECT FROM consultation k
                  WHERE k.area = :area AND k.asked_at >= begins AND k.asked_at < ends
                    AND k.receiver_unit IN (SELECT code FROM named))
    UNION
    SELECT 'plans', on_day FROM months
    WHERE EXISTS (SELECT FROM plan_version v
                  WHERE v.area = :area AND v.at >= begins AND v.at < ends
                    AND v.by_unit IN (SELECT code FROM named))
    UNION
-- with: kpi_months_since
)
-- with: kpi_months

-- A state of the first days of the months after it.
-- name: kpi_touched_states
WITH
-- with: kpi_touched
, begun AS (
    SELECT 'care' AS source, (o.confirmed_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day
    FROM touched t
    JOIN assessment o ON o.area = t.area AND o.id = t.resource_id
    WHERE t.resource = 'assessment'
    UNION
    SELECT 'care', (v.at AT TIME ZONE 'Europe/Helsinki')::date
    FROM touched t
    JOIN care_team_version v ON v.area = t.area AND v.client_id = t.resource_id
    WHERE t.resource = 'care_team'
    UNION
    SELECT 'care', (o.confirmed_at AT TIME ZONE 'Europe/Helsinki')::date
    FROM touched t
    JOIN assessment o ON o.area = t.area AND o.client_id = t.resource_id
    WHERE t.resource = 'client'
    UNION
    SELECT 'consents',
           (coalesce(k.withdrawn_at, k.recorded_at) AT TIME ZONE 'Europe/Helsinki')::date
    FROM touched t
    JOIN consent k ON k.area = t.area AND k.id = t.resource_id
    WHERE t.resource = 'consent'
    UNION
    SELECT 'services', (s.created_at AT TIME ZONE 'Europe/Helsinki')::date
    FROM touched t
    JOIN service s ON s.area = t.area AND s.id = t.resource_id
    WHERE t.resource = 'service'),
days AS (
-- with: kpi_months_since
)
-- with: kpi_months

-- What ran out since the last time: no event tells of it. Indexes deadline_running and
-- consultation_due.
-- name: kpi_touched_overdue
WITH days AS (
    SELECT 'referrals' AS source, (r.created_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day
    FROM deadline d
    JOIN referral r ON r.area = d.area AND r.id = d.resource_id
    WHERE d.area = :area AND d.met_on IS NULL AND d.ended_on IS NULL
      AND d.due_on >= :counted_on::date - 1 AND d.due_on < :today::date
    UNION
    SELECT 'consultations', (k.asked_at AT TIME ZONE 'Europe/Helsinki')::date
    FROM consultation k
    WHERE k.area = :area AND k.state = 'asked' AND k.met_at IS NULL AND k.stopped_at IS NULL
      AND k.due_at >= ((:counted_on::date - 1)::timestamp AT TIME ZONE 'Europe/Helsinki')
      AND k.due_at < (:today::timestamp AT TIME ZONE 'Europe/Helsinki'))
-- with: kpi_months

-- name: kpi_position_update
UPDATE kpi_position
SET transaction = :end_transaction::xid8,
    event_id = coalesce(:end_event_id::uuid, '00000000-0000-0000-0000-000000000000'), counted_on = :today,
    counted_at = :now
WHERE area = :area;

-- --- units ---

-- name: kpi_unit_select
SELECT id AS unit_id FROM unit WHERE area = :area AND id = :unit_id;

-- Which places (unit:<id>) are units that are there. By primary key.
-- name: kpi_unit_select_places
SELECT DISTINCT k.place
FROM unnest(:places::text[]) AS k (place)
CROSS JOIN LATERAL (
    SELECT FROM unit u
    WHERE u.area = :area
      AND u.id = CASE WHEN k.place LIKE 'unit:%' THEN substr(k.place, 6)::uuid END
    LIMIT 1) there
LIMIT 20000; -- KPI_ROWS_MAX

-- The units of the area by name, along the primary key (area, term, sort_key, unit_id) of the term that
-- all have.
-- name: kpi_unit_list
SELECT u.unit_id, u.names ->> 'fi' AS fi, u.names ->> 'sv' AS sv, u.names ->> 'en' AS en
FROM unit_term t CROSS JOIN LATERAL (
    SELECT o.id AS unit_id, o.names FROM unit o WHERE o.area = :area AND o.id = t.unit_id LIMIT 1) u
WHERE t.area = :area AND t.term = 'all'
ORDER BY t.sort_key, t.unit_id
LIMIT 1000; -- KPI_UNITS_MAX

-- --- targets ---

-- How many of the same day there are.
-- name: kpi_target_last
SELECT coalesce(max(version), 0) AS count FROM kpi_target
WHERE area = :area AND indicator = :indicator AND unit = :unit AND valid_from = :valid_from;

-- name: kpi_target_insert
INSERT INTO kpi_target (area, id, indicator, unit, valid_from, version, baseline, target, set_at, set_by)
VALUES (:area, :id, :indicator, :unit, :valid_from, :version, :baseline, :target, :now, :sub);

-- Newest first.
-- name: kpi_target_select
SELECT id, indicator, unit, valid_from, version, baseline, target
FROM kpi_target
WHERE area = :area
ORDER BY valid_from DESC, version DESC, id DESC
LIMIT 5000; -- KPI_TARGETS_MAX

-- --- what is delivered ---

-- What holds now of exactly these keys. By primary key.
-- name: kpi_observation_current
SELECT o.indicator, o.place, o.bucket, o.from_on, o.revision, o.value, o.numerator, o.denominator
FROM unnest(:indicators::text[], :places::text[], :buckets::text[], :days::text[])
     AS k (indicator, place, bucket, from_on)
CROSS JOIN LATERAL (
    SELECT * FROM kpi_observation c
    WHERE c.area = :area AND c.indicator = k.indicator AND c.place = k.place
      AND c.bucket = k.bucket AND c.from_on = k.from_on::date
    ORDER BY c.revision DESC
    LIMIT 1) o;

-- name: kpi_delivery_insert
INSERT INTO kpi_delivery (area, id, delivered_at, delivered_by, accepted, unchanged, revised, refused)
VALUES (:area, :id, :now, :sub, :accepted, :unchanged, :revised, :refused);

-- name: kpi_observation_insert
INSERT INTO kpi_observation (area, indicator, place, bucket, from_on, revision, value, numerator,
                             denominator, delivery_id, recorded_at)
SELECT t.area, indicator, place, bucket, from_on, revision, value, numerator, denominator,
       :id::uuid, :now
FROM unnest(:each_area::text[], :each_indicator::text[], :each_place::text[],
            :each_bucket::text[], :each_from_on::date[], :each_revision::bigint[],
            :each_value::numeric[], :each_numerator::numeric[], :each_denominator::numeric[])
     AS t (area, indicator, place, bucket, from_on, revision, value, numerator, denominator)
ON CONFLICT DO NOTHING;

-- The figures that hold, of every place and time. By primary key.
-- part: kpi_observations
SELECT DISTINCT ON (indicator, place, bucket, from_on)
       indicator, place, bucket, from_on, revision, value, numerator, denominator
FROM kpi_observation;

-- Of some indicators.
-- name: kpi_observation_select
-- with: kpi_observations
WHERE area = :area AND indicator = ANY (:indicators::text[])
ORDER BY indicator, place, bucket, from_on, revision DESC
LIMIT 100000; -- KPI_OBSERVATIONS_MAX

-- Of all: in one range.
-- name: kpi_observation_select_all
-- with: kpi_observations
WHERE area = :area
ORDER BY indicator, place, bucket, from_on, revision DESC
LIMIT 100000; -- KPI_OBSERVATIONS_MAX
