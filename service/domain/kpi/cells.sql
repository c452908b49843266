-- What each computed indicator means, in plain SQL: its cells, from the records, for the days from
-- :from_on on and before :to_on. Slow and simple on purpose: rebuilding, comparing and refreshing all
-- ask these, and nothing else says what an indicator is.
-- Each says what is `counted`, a row for each record: on_day (in Helsinki), unit, segment, service,
-- age_group, topic (the indicator's own dimension) ('' for none), slot (of a histogram, or -1),
-- numerator, denominator. kpi_sum adds them up.
-- A state is told of the first day of a month, as it was when that day began: nothing that happens
-- later changes it. A death or a move away counts from its own day, on which a client's duties end,
-- whenever it is told.
-- writes: nothing

-- part: kpi_sum
SELECT on_day, unit, segment, service, age_group, topic, slot, sum(numerator)::bigint AS numerator,
       sum(denominator)::bigint AS denominator
FROM counted
GROUP BY 1, 2, 3, 4, 5, 6, 7;

-- Of the birth_date of a client on on_day.
-- part: kpi_age_group
CASE WHEN birth_date IS NULL THEN ''
     ELSE (ARRAY['0-17', '18-29', '30-64', '65-74', '75-'])[
         width_bucket(extract(year FROM age(on_day, birth_date)), ARRAY[18, 30, 65, 75]) + 1]
END;

-- The moments at which the span begins and ends.
-- part: kpi_begin
(:from_on::timestamp AT TIME ZONE 'Europe/Helsinki');

-- part: kpi_end
(:to_on::timestamp AT TIME ZONE 'Europe/Helsinki');

-- --- assessments ---

-- Confirmed assessments with what they are broken down by. Index assessment_by_confirmation.
-- part: kpi_confirmed
confirmed AS (
    SELECT a.area, a.id, a.client_id, a.confirmed_at, a.assessed_at, a.computed_segment, a.certain,
           a.input, on_day, coalesce(u.id::text, '') AS unit,
           coalesce(a.chosen_segment, '') AS segment,
-- with: kpi_age_group
           AS age_group
    FROM assessment a
    JOIN client c ON c.area = a.area AND c.id = a.client_id
    LEFT JOIN unit u ON u.area = a.area AND u.code = a.assessed_unit
    CROSS JOIN LATERAL (SELECT (a.confirmed_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day) d
    WHERE a.area = :area AND a.confirmed_at >=
-- with: kpi_begin
      AND a.confirmed_at <
-- with: kpi_end
);

-- The segment that the same client had before, of those confirmed again; and which segment is lighter
-- than which: the model's own order, as far as it goes.
-- part: kpi_again
again AS (
    SELECT k.*, before.segment AS segment_before
    FROM confirmed k
    CROSS JOIN LATERAL (
        SELECT p.chosen_segment AS segment FROM assessment p
        WHERE p.area = k.area AND p.client_id = k.client_id AND p.confirmed_at < k.confirmed_at
        ORDER BY p.confirmed_at DESC LIMIT 1) before),
lighter (light, heavy) AS (
    VALUES ('omatoimi', 'tuki'), ('omatoimi', 'yhteistyo'), ('omatoimi', 'huolenpito'),
           ('tuki', 'huolenpito'), ('yhteistyo', 'huolenpito'));

-- What both views say of the same question, a line each: levels 0-4.
-- part: kpi_both_views
both_views AS (
    SELECT k.on_day, k.unit, p.value::integer AS professional, c.value::integer AS client
    FROM confirmed k
    CROSS JOIN LATERAL jsonb_each_text(
        coalesce(k.input::jsonb #> '{answers,professional}', '{}')) AS p (item, value)
    JOIN LATERAL jsonb_each_text(
        coalesce(k.input::jsonb #> '{answers,client}', '{}')) AS c (item, value) ON c.item = p.item
    WHERE p.value ~ '^[0-4]$' AND c.value ~ '^[0-4]$');

-- name: kpi_cells_confirmed
WITH
-- with: kpi_confirmed
, counted AS (
    SELECT on_day, unit, segment, '' AS service, age_group, '' AS topic, -1 AS slot, 1 AS numerator,
           0 AS denominator
    FROM confirmed)
-- with: kpi_sum

-- Whole days from the assessment to its confirmation; 366 stands for more.
-- name: kpi_cells_confirmation_days
WITH
-- with: kpi_confirmed
, counted AS (
    SELECT on_day, unit, segment, '' AS service, '' AS age_group, '' AS topic,
           least(days, 366) AS slot, days AS numerator, 1 AS denominator
    FROM confirmed
    CROSS JOIN LATERAL (
        SELECT greatest(0, on_day - (assessed_at AT TIME ZONE 'Europe/Helsinki')::date) AS days) d)
-- with: kpi_sum

-- Reviews by the day they fell due, of days that are over; late where nothing was confirmed by then.
-- Of who had died or moved away by then none is due. Index assessment_by_review.
-- name: kpi_cells_reviews
WITH due AS (
    SELECT a.area, a.client_id, a.confirmed_at, a.review_due AS on_day, c.birth_date,
           coalesce(u.id::text, '') AS unit, coalesce(a.chosen_segment, '') AS segment
    FROM assessment a
    JOIN client c ON c.area = a.area AND c.id = a.client_id
    LEFT JOIN unit u ON u.area = a.area AND u.code = a.assessed_unit
    WHERE a.area = :area AND a.review_due >= :from_on AND a.review_due < least(:to_on, :today::date)
      AND coalesce(c.status_on, 'infinity') > a.review_due),
counted AS (
    SELECT on_day, unit, segment, '' AS service,
-- with: kpi_age_group
           AS age_group, '' AS topic, -1 AS slot,
           (NOT EXISTS (
               SELECT FROM assessment n
               WHERE n.area = due.area AND n.client_id = due.client_id
                 AND n.confirmed_at > due.confirmed_at
                 AND n.confirmed_at < ((on_day + 1)::timestamp AT TIME ZONE 'Europe/Helsinki')
           ))::integer AS numerator,
           1 AS denominator
    FROM due)
-- with: kpi_sum

-- name: kpi_cells_lighter
WITH
-- with: kpi_confirmed
,
-- with: kpi_again
, counted AS (
    SELECT on_day, unit, segment, '' AS service, age_group, '' AS topic, -1 AS slot,
           ((segment, segment_before) IN (SELECT light, heavy FROM lighter))::integer AS numerator,
           1 AS denominator
    FROM again)
-- with: kpi_sum

-- name: kpi_cells_heavier
WITH
-- with: kpi_confirmed
,
-- with: kpi_again
, counted AS (
    SELECT on_day, unit, segment, '' AS service, age_group, '' AS topic, -1 AS slot,
           ((segment_before, segment) IN (SELECT light, heavy FROM lighter))::integer AS numerator,
           1 AS denominator
    FROM again)
-- with: kpi_sum

-- name: kpi_cells_overrides
WITH
-- with: kpi_confirmed
, counted AS (
    SELECT on_day, unit, segment, '' AS service, '' AS age_group, '' AS topic, -1 AS slot,
           (segment <> computed_segment)::integer AS numerator, 1 AS denominator
    FROM confirmed
    WHERE computed_segment IS NOT NULL)
-- with: kpi_sum

-- name: kpi_cells_unsettled
WITH
-- with: kpi_confirmed
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, '' AS topic, -1 AS slot,
           (NOT certain)::integer AS numerator, 1 AS denominator
    FROM confirmed)
-- with: kpi_sum

-- name: kpi_cells_joint
WITH
-- with: kpi_confirmed
, counted AS (
    SELECT on_day, unit, segment, '' AS service, age_group, '' AS topic, -1 AS slot,
           (coalesce(input::jsonb #> '{answers,client}', '{}') <> '{}')::integer AS numerator,
           1 AS denominator
    FROM confirmed)
-- with: kpi_sum

-- The square of both views: slot = 5 * the professional's level + the client's.
-- name: kpi_cells_views
WITH
-- with: kpi_confirmed
,
-- with: kpi_both_views
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, '' AS topic,
           5 * professional + client AS slot, 0 AS numerator, 1 AS denominator
    FROM both_views)
-- with: kpi_sum

-- name: kpi_cells_disagreements
WITH
-- with: kpi_confirmed
,
-- with: kpi_both_views
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, '' AS topic, -1 AS slot,
           (abs(professional - client) >= 2)::integer AS numerator, 1 AS denominator
    FROM both_views)
-- with: kpi_sum

-- The client's last contact before the assessment, and the whole days since. Index contact_of_client.
-- part: kpi_since_contact
since_contact AS (
    SELECT k.*, (k.assessed_at AT TIME ZONE 'Europe/Helsinki')::date
                - (last.occurred_at AT TIME ZONE 'Europe/Helsinki')::date AS days
    FROM confirmed k
    CROSS JOIN LATERAL (
        SELECT t.occurred_at FROM contact t
        WHERE t.area = k.area AND t.client_id = k.client_id AND t.occurred_at <= k.assessed_at
        ORDER BY t.occurred_at DESC LIMIT 1) last);

-- Days from the contact to a confirmed assessment; 366 stands for more.
-- name: kpi_cells_contact_to_assessment
WITH
-- with: kpi_confirmed
,
-- with: kpi_since_contact
, counted AS (
    SELECT on_day, unit, segment, '' AS service, '' AS age_group, '' AS topic,
           least(days, 366) AS slot, days AS numerator, 1 AS denominator
    FROM since_contact)
-- with: kpi_sum

-- Within :assessment_days.
-- name: kpi_cells_assessed_in_time
WITH
-- with: kpi_confirmed
,
-- with: kpi_since_contact
, counted AS (
    SELECT on_day, unit, segment, '' AS service, '' AS age_group, '' AS topic, -1 AS slot,
           (days <= :assessment_days::integer)::integer AS numerator, 1 AS denominator
    FROM since_contact)
-- with: kpi_sum

-- How long a client needed more than self-care: days from the first such assessment since the last
-- one of self-care, to the one that leads back to it; 999 stands for more. Index
-- assessment_of_client.
-- name: kpi_cells_relationship_days
WITH
-- with: kpi_confirmed
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, age_group, '' AS topic,
           least(days, 999) AS slot, days AS numerator, 1 AS denominator
    FROM confirmed k
    CROSS JOIN LATERAL (
        SELECT on_day - (min(p.confirmed_at) AT TIME ZONE 'Europe/Helsinki')::date AS days
        FROM assessment p
        WHERE p.area = k.area AND p.client_id = k.client_id AND p.confirmed_at < k.confirmed_at
          AND p.chosen_segment <> 'omatoimi'
          AND p.confirmed_at > (
              SELECT coalesce(max(o.confirmed_at), '-infinity') FROM assessment o
              WHERE o.area = k.area AND o.client_id = k.client_id
                AND o.chosen_segment = 'omatoimi' AND o.confirmed_at < k.confirmed_at)) d
    WHERE segment = 'omatoimi' AND days IS NOT NULL)
-- with: kpi_sum

-- --- contacts ---

-- Contacts with what they are broken down by. Index contact_in_time.
-- part: kpi_contacts
contacts AS (
    SELECT t.area, t.id, t.client_id, t.channel, t.need_classes, t.occurred_at, t.outcome_kind,
           t.group_participants, t.group_first_time, t.assessed_first_time,
           s.kind AS service_kind, on_day, coalesce(t.unit_id::text, '') AS unit,
-- with: kpi_age_group
           AS age_group
    FROM contact t
    LEFT JOIN client c ON c.area = t.area AND c.id = t.client_id
    LEFT JOIN service s ON s.area = t.area AND s.id = t.outcome_service_id
    CROSS JOIN LATERAL (SELECT (t.occurred_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day) d
    WHERE t.area = :area AND t.occurred_at >=
-- with: kpi_begin
      AND t.occurred_at <
-- with: kpi_end
);

-- name: kpi_cells_contacts
WITH
-- with: kpi_contacts
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, age_group, '' AS topic, -1 AS slot,
           1 AS numerator, 0 AS denominator
    FROM contacts)
-- with: kpi_sum

-- Of the contacts with a client, those solved or guided that nothing followed: no other contact of the
-- client about the same class of need within :contact_days. Told of days that are so long past.
-- name: kpi_cells_one_contact
WITH
-- with: kpi_contacts
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, age_group, '' AS topic, -1 AS slot,
           (coalesce(outcome_kind IN ('solved', 'guided'), false) AND NOT EXISTS (
               SELECT FROM contact n
               WHERE n.area = k.area AND n.client_id = k.client_id AND n.id <> k.id
                 AND n.occurred_at > k.occurred_at
                 AND n.occurred_at < k.occurred_at + make_interval(days => :contact_days::integer)
                 AND n.need_classes && k.need_classes
           ))::integer AS numerator,
           1 AS denominator
    FROM contacts k
    WHERE client_id IS NOT NULL AND on_day < :today::date - :contact_days::integer)
-- with: kpi_sum

-- Of the contacts with a client, the first ones: the service knows of none before.
-- name: kpi_cells_first_contact
WITH
-- with: kpi_contacts
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, age_group, '' AS topic, -1 AS slot,
           (NOT EXISTS (
               SELECT FROM contact n
               WHERE n.area = k.area AND n.client_id = k.client_id
                 AND (n.occurred_at, n.id) < (k.occurred_at, k.id)))::integer AS numerator,
           1 AS denominator
    FROM contacts k
    WHERE client_id IS NOT NULL)
-- with: kpi_sum

-- name: kpi_cells_need_assessments
WITH
-- with: kpi_contacts
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, age_group, '' AS topic, -1 AS slot,
           (outcome_kind IN ('service_need_assessment', 'immediate_initiation'))::integer
               AS numerator,
           1 AS denominator
    FROM contacts
    WHERE outcome_kind IS NOT NULL)
-- with: kpi_sum

-- Outcomes that led to a service: those of a light one.
-- name: kpi_cells_light_services
WITH
-- with: kpi_contacts
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, age_group, '' AS topic, -1 AS slot,
           (service_kind IN ('third_sector', 'digital', 'group'))::integer AS numerator,
           1 AS denominator
    FROM contacts
    WHERE service_kind IS NOT NULL)
-- with: kpi_sum

-- name: kpi_cells_street
WITH
-- with: kpi_contacts
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, '' AS topic, -1 AS slot,
           1 AS numerator, 0 AS denominator
    FROM contacts
    WHERE channel = 'street')
-- with: kpi_sum

-- name: kpi_cells_groups
WITH
-- with: kpi_contacts
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, '' AS topic, -1 AS slot,
           group_participants AS numerator, 0 AS denominator
    FROM contacts
    WHERE channel = 'group')
-- with: kpi_sum

-- Of the people met of whom it is known, those who came for the first time.
-- name: kpi_cells_first_time
WITH
-- with: kpi_contacts
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, '' AS topic, -1 AS slot,
           coalesce(group_first_time, assessed_first_time::integer) AS numerator,
           coalesce(group_participants, 1) AS denominator
    FROM contacts
    WHERE group_first_time IS NOT NULL OR assessed_first_time IS NOT NULL)
-- with: kpi_sum

-- --- referrals ---

-- What a referral is broken down by: its receiver, the client's age and language.
-- part: kpi_referral
r.area, r.id, r.created_at, r.sent_at, r.contact_id, on_day,
coalesce(r.to_unit_id::text, s.unit_id::text, '') AS unit,
coalesce(r.to_service_id::text, '') AS service,
CASE WHEN c.language IN ('fi', 'sv') THEN c.language WHEN c.language IS NULL THEN '' ELSE 'other' END
    AS language,
-- with: kpi_age_group
AS age_group
FROM referral r
JOIN client c ON c.area = r.area AND c.id = r.client_id
LEFT JOIN service s ON s.area = r.area AND s.id = r.to_service_id;

-- Referrals that were sent, by the day they were made. Index referral_listed.
-- part: kpi_referrals
referrals AS (
    SELECT
-- with: kpi_referral
    CROSS JOIN LATERAL (SELECT (r.created_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day) d
    WHERE r.area = :area AND r.sent_at IS NOT NULL AND r.created_at >=
-- with: kpi_begin
      AND r.created_at <
-- with: kpi_end
);

-- The first step of work on each. Steps by their primary key.
-- part: kpi_begun
begun AS (
    SELECT k.*, (first.at AT TIME ZONE 'Europe/Helsinki')::date AS begun_on
    FROM referrals k
    CROSS JOIN LATERAL (
        SELECT m.at FROM move m
        WHERE m.area = k.area AND m.resource = 'referral' AND m.resource_id = k.id
          AND m.to_status IN ('in_progress', 'completed')
        ORDER BY m.version LIMIT 1) first);

-- name: kpi_cells_referrals
WITH
-- with: kpi_referrals
, counted AS (
    SELECT on_day, unit, '' AS segment, service, age_group, language AS topic, -1 AS slot,
           1 AS numerator, 0 AS denominator
    FROM referrals)
-- with: kpi_sum

-- Redirected at least once. Steps by their primary key.
-- name: kpi_cells_redirects
WITH
-- with: kpi_referrals
, counted AS (
    SELECT on_day, unit, '' AS segment, service, '' AS age_group, '' AS topic, -1 AS slot,
           (EXISTS (
               SELECT FROM move m
               WHERE m.area = k.area AND m.resource = 'referral' AND m.resource_id = k.id
                 AND m.action = 'redirect'))::integer AS numerator,
           1 AS denominator
    FROM referrals k)
-- with: kpi_sum

-- How many times they were redirected.
-- name: kpi_cells_redirections
WITH
-- with: kpi_referrals
, counted AS (
    SELECT on_day, unit, '' AS segment, service, '' AS age_group, '' AS topic, -1 AS slot,
           (SELECT count(*) FROM move m
            WHERE m.area = k.area AND m.resource = 'referral' AND m.resource_id = k.id
              AND m.action = 'redirect') AS numerator,
           1 AS denominator
    FROM referrals k)
-- with: kpi_sum

-- Whole days from sending to the first step of work on it; 366 stands for more.
-- name: kpi_cells_first_event
WITH
-- with: kpi_referrals
,
-- with: kpi_begun
, counted AS (
    SELECT on_day, unit, '' AS segment, service, '' AS age_group, language AS topic,
           least(days, 366) AS slot, days AS numerator, 1 AS denominator
    FROM begun
    CROSS JOIN LATERAL (
        SELECT greatest(0, begun_on - (sent_at AT TIME ZONE 'Europe/Helsinki')::date) AS days) d)
-- with: kpi_sum

-- The same from the contact that led to the referral. Contacts by their primary key.
-- name: kpi_cells_contact_to_event
WITH
-- with: kpi_referrals
,
-- with: kpi_begun
, counted AS (
    SELECT on_day, k.unit, '' AS segment, service, '' AS age_group, k.language AS topic,
           least(days, 366) AS slot, days AS numerator, 1 AS denominator
    FROM begun k
    JOIN contact t ON t.area = k.area AND t.id = k.contact_id
    CROSS JOIN LATERAL (
        SELECT greatest(0, begun_on - (t.occurred_at AT TIME ZONE 'Europe/Helsinki')::date) AS days) d)
-- with: kpi_sum

-- The clocks of referrals that were met, or whose day was past before they ended: those met by it. Of
-- the :statutory rules (:rules names them), or of all others. By primary key.
-- name: kpi_cells_deadlines
WITH
-- with: kpi_referrals
, counted AS (
    SELECT on_day, unit, '' AS segment, service, age_group, d.rule AS topic, -1 AS slot,
           coalesce(d.met_on <= d.due_on, false)::integer AS numerator, 1 AS denominator
    FROM referrals k
    JOIN deadline d ON d.area = k.area AND d.resource = 'referral' AND d.resource_id = k.id
    WHERE (d.met_on IS NOT NULL OR d.due_on < coalesce(d.ended_on, :today::date))
      AND (d.rule = ANY (:rules)) = :statutory)
-- with: kpi_sum

-- How long a matter took: days from the contact, or else from the referral, to its end, by the day it
-- ended; 999 stands for more. Index referral_closed.
-- name: kpi_cells_matter_days
WITH closed AS (
    SELECT
-- with: kpi_referral
    CROSS JOIN LATERAL (SELECT r.closed_on AS on_day) d
    WHERE r.area = :area AND r.state = 'completed' AND r.closed_on >= :from_on
      AND r.closed_on < :to_on),
counted AS (
    SELECT on_day, k.unit, '' AS segment, service, age_group, '' AS topic,
           least(days, 999) AS slot, days AS numerator, 1 AS denominator
    FROM closed k
    LEFT JOIN contact t ON t.area = k.area AND t.id = k.contact_id
    CROSS JOIN LATERAL (
        SELECT greatest(0, on_day - (coalesce(t.occurred_at, k.created_at)
                                     AT TIME ZONE 'Europe/Helsinki')::date) AS days) d)
-- with: kpi_sum

-- --- consultations ---

-- Questions by the day they were asked, with the first clock of each: what came later does not change
-- it. Index consultation_in_time; clocks by primary key.
-- part: kpi_consultations
consultations AS (
    SELECT k.state, k.asked_at, k.avoided_referral, coalesce(first.met_at, k.met_at) AS met_at,
           coalesce(first.due_at, k.due_at) AS due_at,
           (k.asked_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day,
           coalesce(u.id::text, '') AS unit, coalesce(k.to_service_id::text, '') AS service
    FROM consultation k
    LEFT JOIN consultation_clock first
        ON first.area = k.area AND first.consultation_id = k.id AND first.round = 1
    LEFT JOIN unit u ON u.area = k.area AND u.code = k.receiver_unit
    WHERE k.area = :area AND k.asked_at >=
-- with: kpi_begin
      AND k.asked_at <
-- with: kpi_end
);

-- name: kpi_cells_consultations
WITH
-- with: kpi_consultations
, counted AS (
    SELECT on_day, unit, '' AS segment, service, '' AS age_group, '' AS topic, -1 AS slot,
           1 AS numerator, 0 AS denominator
    FROM consultations)
-- with: kpi_sum

-- Whole hours to the first answer; 999 stands for more.
-- name: kpi_cells_answer_hours
WITH
-- with: kpi_consultations
, counted AS (
    SELECT on_day, unit, '' AS segment, service, '' AS age_group, '' AS topic,
           least(hours, 999) AS slot, hours AS numerator, 1 AS denominator
    FROM consultations
    CROSS JOIN LATERAL (
        SELECT greatest(0, floor(extract(epoch FROM met_at - asked_at) / 3600))::integer AS hours) h
    WHERE met_at IS NOT NULL)
-- with: kpi_sum

-- First answers that came by the time that was promised, of those given or past it.
-- name: kpi_cells_answered_in_time
WITH
-- with: kpi_consultations
, counted AS (
    SELECT on_day, unit, '' AS segment, service, '' AS age_group, '' AS topic, -1 AS slot,
           coalesce(met_at <= due_at, false)::integer AS numerator, 1 AS denominator
    FROM consultations
    WHERE met_at IS NOT NULL
       OR (state = 'asked' AND due_at < (:today::timestamp AT TIME ZONE 'Europe/Helsinki')))
-- with: kpi_sum

-- Of those that ended with an answer or as a referral, those that spared one.
-- name: kpi_cells_avoided
WITH
-- with: kpi_consultations
, counted AS (
    SELECT on_day, unit, '' AS segment, service, '' AS age_group, '' AS topic, -1 AS slot,
           coalesce(state = 'closed' AND avoided_referral, false)::integer AS numerator,
           1 AS denominator
    FROM consultations
    WHERE state IN ('closed', 'converted'))
-- with: kpi_sum

-- --- meetings ---

-- Meetings that were held: somebody was there, or a case was discussed. Indexes
-- meeting_occurrence_held and meeting_case_of_occurrence.
-- part: kpi_held
held AS (
    SELECT o.area, o.meeting_id, o.on_date, o.duration_minutes, o.held_on AS on_day,
           m.unit_id::text AS unit, m.required_services, cases.discussed
    FROM meeting_occurrence o
    JOIN consultation_meeting m ON m.area = o.area AND m.id = o.meeting_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS discussed FROM meeting_case c
        WHERE c.area = o.area AND c.meeting_id = o.meeting_id AND c.on_date = o.on_date
          AND c.state = 'discussed') cases
    WHERE o.area = :area AND o.held_on >= :from_on AND o.held_on < :to_on
      AND o.state = 'scheduled' AND o.held_on <= :today::date
      AND (cases.discussed > 0 OR EXISTS (
          SELECT FROM meeting_attendance a
          WHERE a.area = o.area AND a.meeting_id = o.meeting_id AND a.on_date = o.on_date
            AND a.present)));

-- Of the services that are to be at the meetings held, those that were.
-- name: kpi_cells_attendance
WITH
-- with: kpi_held
, counted AS (
    SELECT on_day, unit, '' AS segment, wanted.id::text AS service, '' AS age_group, '' AS topic,
           -1 AS slot,
           (EXISTS (
               SELECT FROM meeting_attendance a
               WHERE a.area = held.area AND a.meeting_id = held.meeting_id
                 AND a.on_date = held.on_date AND a.service_id = wanted.id AND a.present))::integer
               AS numerator,
           1 AS denominator
    FROM held
    CROSS JOIN LATERAL unnest(required_services) AS wanted (id))
-- with: kpi_sum

-- Cases discussed, and the minutes that the meetings took.
-- name: kpi_cells_case_rate
WITH
-- with: kpi_held
, counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, '' AS topic, -1 AS slot,
           discussed AS numerator, duration_minutes AS denominator
    FROM held)
-- with: kpi_sum

-- --- plans ---

-- Goals by the day on which a version of the plan first said that they are reached or given up: those
-- reached. Index plan_version_in_time; versions by primary key.
-- name: kpi_cells_goals
WITH ended AS (
    SELECT v.area, v.plan_id, v.version, goal ->> 'id' AS goal_id, goal ->> 'state' AS state,
           (v.at AT TIME ZONE 'Europe/Helsinki')::date AS on_day, coalesce(u.id::text, '') AS unit
    FROM plan_version v
    LEFT JOIN unit u ON u.area = v.area AND u.code = v.by_unit
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(v.document -> 'goals', '[]')) goal
    WHERE v.area = :area AND v.at >=
-- with: kpi_begin
      AND v.at <
-- with: kpi_end
      AND goal ->> 'state' IN ('reached', 'given_up')),
counted AS (
    SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, '' AS topic, -1 AS slot,
           (state = 'reached')::integer AS numerator, 1 AS denominator
    FROM ended
    WHERE NOT EXISTS (
        SELECT FROM plan_version b
        CROSS JOIN LATERAL jsonb_array_elements(coalesce(b.document -> 'goals', '[]')) goal
        WHERE b.area = ended.area AND b.plan_id = ended.plan_id AND b.version < ended.version
          AND goal ->> 'id' = ended.goal_id AND goal ->> 'state' IN ('reached', 'given_up')))
-- with: kpi_sum

-- --- states on the first day of a month ---

-- Clients who need many services, by their last confirmed segment, unless they had died or moved away:
-- those with a contact person by the team's version of then. Versions by primary key.
-- name: kpi_cells_contact_person
WITH standing AS (
    SELECT DISTINCT ON (a.client_id)
           a.area, a.client_id, :from_on::date AS on_day, coalesce(u.id::text, '') AS unit,
           a.chosen_segment AS segment
    FROM assessment a
    LEFT JOIN unit u ON u.area = a.area AND u.code = a.assessed_unit
    WHERE a.area = :area AND a.confirmed_at <
-- with: kpi_begin
    ORDER BY a.client_id, a.confirmed_at DESC, a.id DESC),
counted AS (
    SELECT on_day, unit, segment, '' AS service, '' AS age_group, '' AS topic, -1 AS slot,
           (EXISTS (
               SELECT FROM jsonb_array_elements(coalesce(team.members, '[]')) member
               WHERE member ->> 'role' = 'contact_person'
                 AND (member ->> 'from')::date <= on_day
                 AND coalesce((member ->> 'to')::date, 'infinity') >= on_day))::integer
               AS numerator,
           1 AS denominator
    FROM standing
    LEFT JOIN LATERAL (
        SELECT v.document -> 'members' AS members FROM care_team_version v
        WHERE v.area = standing.area AND v.client_id = standing.client_id AND v.at <
-- with: kpi_begin
        ORDER BY v.version DESC LIMIT 1) team ON true
    JOIN client c ON c.area = standing.area AND c.id = standing.client_id
    WHERE segment IN ('yhteistyo', 'huolenpito') AND coalesce(c.status_on, 'infinity') > on_day)
-- with: kpi_sum

-- Consents that were in force. Index consent_of_client.
-- name: kpi_cells_consents
WITH counted AS (
    SELECT :from_on::date AS on_day, coalesce(u.id::text, '') AS unit, '' AS segment, '' AS service,
           '' AS age_group, '' AS topic, -1 AS slot, 1 AS numerator, 0 AS denominator
    FROM consent k
    LEFT JOIN unit u ON u.area = k.area AND u.code = k.recorded_unit
    WHERE k.area = :area AND k.kind = 'consent' AND k.valid_from <= :from_on
      AND coalesce(k.valid_to, 'infinity') >= :from_on
      AND k.recorded_at <
-- with: kpi_begin
      AND coalesce(k.withdrawn_at, 'infinity') >=
-- with: kpi_begin
)
-- with: kpi_sum

-- Services of the directory for each class of need, one of two classes twice: those given in Swedish.
-- Where the area names no class itself, those that the service's source gives. Primary key.
-- name: kpi_cells_swedish
WITH counted AS (
    SELECT :from_on::date AS on_day, coalesce(s.unit_id::text, '') AS unit, '' AS segment,
           '' AS service, '' AS age_group, coalesce(need.code, '') AS topic, -1 AS slot,
           ('sv' = ANY (s.languages))::integer AS numerator, 1 AS denominator
    FROM service s
    LEFT JOIN LATERAL unnest(CASE WHEN s.needs = '{}' THEN s.source_needs ELSE s.needs END)
        AS need (code) ON true
    WHERE s.area = :area AND coalesce(s.valid_from, '-infinity') <= :from_on
      AND coalesce(s.valid_to, 'infinity') >= :from_on AND s.created_at <
-- with: kpi_begin
)
-- with: kpi_sum

-- --- feedback ---

-- Answers to one statement: who and which are told by :statement; by the language they were given in,
-- where it is known. Index feedback_by_day.
-- name: kpi_cells_feedback
WITH counted AS (
    SELECT on_day, coalesce(unit_id::text, '') AS unit, '' AS segment, '' AS service,
           '' AS age_group,
           CASE WHEN language IN ('fi', 'sv') THEN language WHEN language IS NULL THEN ''
                ELSE 'other' END AS topic,
           -1 AS slot,
           ((answers ->> :statement)::integer >= 4)::integer AS numerator, 1 AS denominator
    FROM feedback
    WHERE area = :area AND who = :who AND answers ? :statement AND on_day >= :from_on
      AND on_day < :to_on)
-- with: kpi_sum
