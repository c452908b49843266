-- What each computed indicator means, in plain SQL: its cells, from the records, for the days from
-- :from_on on and before :to_on. Slow and simple on purpose: rebuilding, comparing and refreshing all
-- ask these, and nothing else says what an indicator is.
-- Columns: on_day (in Helsinki), unit, segment, service, age_group ('' for none), slot (of a
-- histogram, or -1), numerator, denominator.
-- writes: nothing

-- Confirmed assessments with what they are broken down by. Index assessment_by_confirmation.
-- part: kpi_confirmed
SELECT a.area, a.id, a.client_id, a.confirmed_at, a.assessed_at, a.computed_segment, a.certain, a.input,
       (a.confirmed_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day,
       coalesce(u.id::text, '') AS unit, coalesce(a.chosen_segment, '') AS segment, '' AS service,
       CASE WHEN c.birth_date IS NULL THEN ''
            ELSE (ARRAY['0-17', '18-29', '30-64', '65-74', '75-'])[
                width_bucket(extract(year FROM age(
                    (a.confirmed_at AT TIME ZONE 'Europe/Helsinki')::date, c.birth_date)),
                    ARRAY[18, 30, 65, 75]) + 1]
       END AS age_group
FROM assessment a
JOIN client c ON c.area = a.area AND c.id = a.client_id
LEFT JOIN unit u ON u.area = a.area AND u.code = a.assessed_unit
WHERE a.area = :area
  AND a.confirmed_at >= (:from_on::timestamp AT TIME ZONE 'Europe/Helsinki')
  AND a.confirmed_at < (:to_on::timestamp AT TIME ZONE 'Europe/Helsinki');

-- The segment that the same client had before, of those confirmed again.
-- part: kpi_again
SELECT k.*, (SELECT p.chosen_segment FROM assessment p
             WHERE p.area = k.area AND p.client_id = k.client_id AND p.confirmed_at < k.confirmed_at
             ORDER BY p.confirmed_at DESC LIMIT 1) AS segment_before
FROM confirmed k;

-- Which segment is lighter than which: the model's own order, as far as it goes.
-- part: kpi_lighter
(VALUES ('omatoimi', 'tuki'), ('omatoimi', 'yhteistyo'), ('omatoimi', 'huolenpito'),
        ('tuki', 'huolenpito'), ('yhteistyo', 'huolenpito')) AS lighter (light, heavy);

-- What both views say of the same question, a line each: levels 0-4.
-- part: kpi_both_views
SELECT k.on_day, k.unit, p.value::integer AS professional, c.value::integer AS client
FROM confirmed k
CROSS JOIN LATERAL jsonb_each_text(
    coalesce(k.input::jsonb #> '{answers,professional}', '{}')) AS p (item, value)
JOIN LATERAL jsonb_each_text(
    coalesce(k.input::jsonb #> '{answers,client}', '{}')) AS c (item, value) ON c.item = p.item
WHERE p.value ~ '^[0-4]$' AND c.value ~ '^[0-4]$';

-- name: kpi_cells_confirmed
WITH confirmed AS (
-- with: kpi_confirmed
)
SELECT on_day, unit, segment, service, age_group, -1 AS slot, count(*) AS numerator,
       0::bigint AS denominator
FROM confirmed
GROUP BY 1, 2, 3, 4, 5;

-- Whole days from the assessment to its confirmation; 366 stands for more.
-- name: kpi_cells_confirmation_days
WITH confirmed AS (
-- with: kpi_confirmed
), days AS (
    SELECT *, greatest(0, on_day - (assessed_at AT TIME ZONE 'Europe/Helsinki')::date) AS days
    FROM confirmed)
SELECT on_day, unit, segment, service, '' AS age_group, least(days, 366) AS slot,
       sum(days)::bigint AS numerator, count(*) AS denominator
FROM days
GROUP BY 1, 2, 3, 4, 6;

-- Reviews by the day they fell due, of days that are over; late where nothing was confirmed by then.
-- Index assessment_by_review.
-- name: kpi_cells_reviews
SELECT a.review_due AS on_day, coalesce(u.id::text, '') AS unit,
       coalesce(a.chosen_segment, '') AS segment, '' AS service,
       CASE WHEN c.birth_date IS NULL THEN ''
            ELSE (ARRAY['0-17', '18-29', '30-64', '65-74', '75-'])[
                width_bucket(extract(year FROM age(a.review_due, c.birth_date)),
                             ARRAY[18, 30, 65, 75]) + 1]
       END AS age_group,
       -1 AS slot,
       count(*) FILTER (WHERE NOT EXISTS (
           SELECT FROM assessment n
           WHERE n.area = a.area AND n.client_id = a.client_id AND n.confirmed_at > a.confirmed_at
             AND n.confirmed_at < ((a.review_due + 1)::timestamp AT TIME ZONE 'Europe/Helsinki')
       )) AS numerator,
       count(*) AS denominator
FROM assessment a
JOIN client c ON c.area = a.area AND c.id = a.client_id
LEFT JOIN unit u ON u.area = a.area AND u.code = a.assessed_unit
WHERE a.area = :area AND a.review_due >= :from_on AND a.review_due < least(:to_on, :today::date)
GROUP BY 1, 2, 3, 4, 5;

-- name: kpi_cells_many_services
WITH confirmed AS (
-- with: kpi_confirmed
)
SELECT on_day, unit, '' AS segment, service, age_group, -1 AS slot,
       count(*) FILTER (WHERE segment IN ('yhteistyo', 'huolenpito')) AS numerator,
       count(*) AS denominator
FROM confirmed
GROUP BY 1, 2, 4, 5;

-- name: kpi_cells_lighter
WITH confirmed AS (
-- with: kpi_confirmed
), again AS (
-- with: kpi_again
)
SELECT on_day, unit, segment, service, age_group, -1 AS slot,
       count(*) FILTER (WHERE EXISTS (SELECT FROM
-- with: kpi_lighter
           WHERE light = segment AND heavy = segment_before)) AS numerator,
       count(*) AS denominator
FROM again
WHERE segment_before IS NOT NULL
GROUP BY 1, 2, 3, 4, 5;

-- name: kpi_cells_heavier
WITH confirmed AS (
-- with: kpi_confirmed
), again AS (
-- with: kpi_again
)
SELECT on_day, unit, segment, service, age_group, -1 AS slot,
       count(*) FILTER (WHERE EXISTS (SELECT FROM
-- with: kpi_lighter
           WHERE heavy = segment AND light = segment_before)) AS numerator,
       count(*) AS denominator
FROM again
WHERE segment_before IS NOT NULL
GROUP BY 1, 2, 3, 4, 5;

-- name: kpi_cells_overrides
WITH confirmed AS (
-- with: kpi_confirmed
)
SELECT on_day, unit, segment, service, '' AS age_group, -1 AS slot,
       count(*) FILTER (WHERE segment <> computed_segment) AS numerator, count(*) AS denominator
FROM confirmed
WHERE computed_segment IS NOT NULL
GROUP BY 1, 2, 3, 4;

-- name: kpi_cells_unsettled
WITH confirmed AS (
-- with: kpi_confirmed
)
SELECT on_day, unit, '' AS segment, service, '' AS age_group, -1 AS slot,
       count(*) FILTER (WHERE NOT certain) AS numerator, count(*) AS denominator
FROM confirmed
GROUP BY 1, 2, 4;

-- name: kpi_cells_joint
WITH confirmed AS (
-- with: kpi_confirmed
)
SELECT on_day, unit, segment, service, age_group, -1 AS slot,
       count(*) FILTER (WHERE coalesce(input::jsonb #> '{answers,client}', '{}') <> '{}') AS numerator,
       count(*) AS denominator
FROM confirmed
GROUP BY 1, 2, 3, 4, 5;

-- The square of both views: slot = 5 * the professional's level + the client's.
-- name: kpi_cells_views
WITH confirmed AS (
-- with: kpi_confirmed
), both_views AS (
-- with: kpi_both_views
)
SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group,
       5 * professional + client AS slot, 0::bigint AS numerator, count(*) AS denominator
FROM both_views
GROUP BY 1, 2, 6;

-- name: kpi_cells_disagreements
WITH confirmed AS (
-- with: kpi_confirmed
), both_views AS (
-- with: kpi_both_views
)
SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, -1 AS slot,
       count(*) FILTER (WHERE abs(professional - client) >= 2) AS numerator, count(*) AS denominator
FROM both_views
GROUP BY 1, 2;

-- Contacts with what they are broken down by. Index contact_in_time.
-- part: kpi_contacts
SELECT t.area, t.id, t.client_id, t.channel, t.need_classes, t.occurred_at, t.outcome_kind,
       t.group_participants, t.group_first_time, t.assessed_first_time, s.kind AS service_kind,
       (t.occurred_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day,
       coalesce(t.unit_id::text, '') AS unit, coalesce(t.outcome_service_id::text, '') AS service,
       CASE WHEN c.birth_date IS NULL THEN ''
            ELSE (ARRAY['0-17', '18-29', '30-64', '65-74', '75-'])[
                width_bucket(extract(year FROM age(
                    (t.occurred_at AT TIME ZONE 'Europe/Helsinki')::date, c.birth_date)),
                    ARRAY[18, 30, 65, 75]) + 1]
       END AS age_group
FROM contact t
LEFT JOIN client c ON c.area = t.area AND c.id = t.client_id
LEFT JOIN service s ON s.area = t.area AND s.id = t.outcome_service_id
WHERE t.area = :area
  AND t.occurred_at >= (:from_on::timestamp AT TIME ZONE 'Europe/Helsinki')
  AND t.occurred_at < (:to_on::timestamp AT TIME ZONE 'Europe/Helsinki');

-- name: kpi_cells_contacts
WITH contacts AS (
-- with: kpi_contacts
)
SELECT on_day, unit, '' AS segment, service, age_group, -1 AS slot, count(*) AS numerator,
       0::bigint AS denominator
FROM contacts
GROUP BY 1, 2, 4, 5;

-- Of the contacts with a client, those solved or guided that nothing followed: no other contact of the
-- client about the same class of need within :contact_days. Told of days that are so long past.
-- name: kpi_cells_one_contact
WITH contacts AS (
-- with: kpi_contacts
)
SELECT on_day, unit, '' AS segment, '' AS service, age_group, -1 AS slot,
       count(*) FILTER (WHERE outcome_kind IN ('solved', 'guided') AND NOT EXISTS (
           SELECT FROM contact n
           WHERE n.area = k.area AND n.client_id = k.client_id AND n.id <> k.id
             AND n.occurred_at > k.occurred_at AND n.occurred_at < k.occurred_at + make_interval(days => :contact_days::integer)
             AND n.need_classes && k.need_classes
       )) AS numerator,
       count(*) AS denominator
FROM contacts k
WHERE client_id IS NOT NULL AND on_day < :today::date - :contact_days::integer
GROUP BY 1, 2, 5;

-- name: kpi_cells_need_assessments
WITH contacts AS (
-- with: kpi_contacts
)
SELECT on_day, unit, '' AS segment, '' AS service, age_group, -1 AS slot,
       count(*) FILTER (WHERE outcome_kind IN ('service_need_assessment', 'immediate_initiation')) AS numerator,
       count(*) AS denominator
FROM contacts
WHERE outcome_kind IS NOT NULL
GROUP BY 1, 2, 5;

-- Outcomes that led to a service: those of a light one.
-- name: kpi_cells_light_services
WITH contacts AS (
-- with: kpi_contacts
)
SELECT on_day, unit, '' AS segment, service, age_group, -1 AS slot,
       count(*) FILTER (WHERE service_kind IN ('third_sector', 'digital', 'group')) AS numerator,
       count(*) AS denominator
FROM contacts
WHERE service_kind IS NOT NULL
GROUP BY 1, 2, 4, 5;

-- People met outside services: on the street one a contact, in groups as many as took part.
-- name: kpi_cells_outreach
WITH contacts AS (
-- with: kpi_contacts
)
SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, -1 AS slot,
       sum(coalesce(group_participants, 1))::bigint AS numerator, 0::bigint AS denominator
FROM contacts
WHERE channel IN ('street', 'group')
GROUP BY 1, 2;

-- Of the people met of whom it is known, those who came for the first time.
-- name: kpi_cells_first_time
WITH contacts AS (
-- with: kpi_contacts
)
SELECT on_day, unit, '' AS segment, '' AS service, '' AS age_group, -1 AS slot,
       sum(coalesce(group_first_time, assessed_first_time::integer))::bigint AS numerator,
       sum(coalesce(group_participants, 1))::bigint AS denominator
FROM contacts
WHERE group_first_time IS NOT NULL OR assessed_first_time IS NOT NULL
GROUP BY 1, 2;

-- Whole days from the client's last contact before it to a confirmed assessment; 366 stands for more.
-- Index contact_of_client.
-- name: kpi_cells_contact_to_assessment
WITH confirmed AS (
-- with: kpi_confirmed
), days AS (
    SELECT k.*, (k.assessed_at AT TIME ZONE 'Europe/Helsinki')::date
                - (last.occurred_at AT TIME ZONE 'Europe/Helsinki')::date AS days
    FROM confirmed k
    CROSS JOIN LATERAL (
        SELECT t.occurred_at FROM contact t
        WHERE t.area = k.area AND t.client_id = k.client_id AND t.occurred_at <= k.assessed_at
        ORDER BY t.occurred_at DESC LIMIT 1) last)
SELECT on_day, unit, segment, '' AS service, '' AS age_group, least(days, 366) AS slot,
       sum(days)::bigint AS numerator, count(*) AS denominator
FROM days
GROUP BY 1, 2, 3, 6;

-- Referrals that were sent, by the day they were made, with the receiver. Index referral_listed.
-- part: kpi_referrals
SELECT r.area, r.id, r.state, r.created_at, r.sent_at,
       (r.created_at AT TIME ZONE 'Europe/Helsinki')::date AS on_day,
       coalesce(r.to_unit_id::text, s.unit_id::text, '') AS unit,
       coalesce(r.to_service_id::text, '') AS service,
       CASE WHEN c.birth_date IS NULL THEN ''
            ELSE (ARRAY['0-17', '18-29', '30-64', '65-74', '75-'])[
                width_bucket(extract(year FROM age(
                    (r.created_at AT TIME ZONE 'Europe/Helsinki')::date, c.birth_date)),
                    ARRAY[18, 30, 65, 75]) + 1]
       END AS age_group
FROM referral r
JOIN client c ON c.area = r.area AND c.id = r.client_id
LEFT JOIN service s ON s.area = r.area AND s.id = r.to_service_id
WHERE r.area = :area AND r.sent_at IS NOT NULL
  AND r.created_at >= (:from_on::timestamp AT TIME ZONE 'Europe/Helsinki')
  AND r.created_at < (:to_on::timestamp AT TIME ZONE 'Europe/Helsinki');

-- name: kpi_cells_referrals
WITH referrals AS (
-- with: kpi_referrals
)
SELECT on_day, unit, '' AS segment, service, age_group, -1 AS slot, count(*) AS numerator,
       0::bigint AS denominator
FROM referrals
GROUP BY 1, 2, 4, 5;

-- Redirected at least once. Steps by their primary key.
-- name: kpi_cells_redirects
WITH referrals AS (
-- with: kpi_referrals
)
SELECT on_day, unit, '' AS segment, service, '' AS age_group, -1 AS slot,
       count(*) FILTER (WHERE EXISTS (
           SELECT FROM move m
           WHERE m.area = k.area AND m.resource = 'referral' AND m.resource_id = k.id
             AND m.action = 'redirect')) AS numerator,
       count(*) AS denominator
FROM referrals k
GROUP BY 1, 2, 4;

-- Whole days from sending to the first step of work on it; 366 stands for more.
-- name: kpi_cells_first_event
WITH referrals AS (
-- with: kpi_referrals
), started AS (
    SELECT k.*, greatest(0, (first.at AT TIME ZONE 'Europe/Helsinki')::date
                - (k.sent_at AT TIME ZONE 'Europe/Helsinki')::date) AS days
    FROM referrals k
    CROSS JOIN LATERAL (
        SELECT m.at FROM move m
        WHERE m.area = k.area AND m.resource = 'referral' AND m.resource_id = k.id
          AND m.to_status IN ('in_progress', 'completed')
        ORDER BY m.version LIMIT 1) first)
SELECT on_day, unit, '' AS segment, service, '' AS age_group, least(days, 366) AS slot,
       sum(days)::bigint AS numerator, count(*) AS denominator
FROM started
GROUP BY 1, 2, 4, 6;

-- The clocks of referrals that were met, or whose day is past: those met by it. By primary key.
-- name: kpi_cells_deadlines
WITH referrals AS (
-- with: kpi_referrals
)
SELECT k.on_day, k.unit, '' AS segment, k.service, k.age_group, -1 AS slot,
       count(*) FILTER (WHERE d.met_on <= d.due_on) AS numerator, count(*) AS denominator
FROM referrals k
JOIN deadline d ON d.area = k.area AND d.resource = 'referral' AND d.resource_id = k.id
WHERE d.met_on IS NOT NULL OR (d.ended_on IS NULL AND d.due_on < :today::date)
GROUP BY 1, 2, 4, 5;

-- Answers to one statement: who and which are told by :statement. Index feedback_by_day.
-- name: kpi_cells_feedback
SELECT on_day, coalesce(unit_id::text, '') AS unit, '' AS segment, '' AS service, '' AS age_group,
       -1 AS slot, count(*) FILTER (WHERE (answers ->> :statement)::integer >= 4) AS numerator,
       count(*) AS denominator
FROM feedback
WHERE area = :area AND who = :who AND answers ? :statement AND on_day >= :from_on AND on_day < :to_on
GROUP BY 1, 2;
