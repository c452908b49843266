-- What waits for a unit or a person. A statement a kind of record: each row says on which lists it
-- stands (`lists`), so that a list and its count can't differ.
-- writes: nothing

-- Which units: the one asked for, else the caller's own, else, where the token names none, each.
-- part: worklist_units
mine AS (
    SELECT o.id AS own, ARRAY(SELECT u.id FROM unit u
                              WHERE u.area = :area
                                AND u.id = coalesce(:wanted_unit_id::uuid, o.id,
                                                    CASE WHEN :anywhere THEN u.id END)) AS units
    FROM (SELECT (SELECT x.id FROM unit x WHERE x.area = :area AND x.code = :unit) AS id) o),
own AS (SELECT :manages OR :anywhere AS free, coalesce(:wanted_unit_id::text, '') = '' AS here);

-- The page: overdue by due date, then urgency, then how long it has waited, then the id.
-- part: worklist_page
sorted AS (
    SELECT i.*, coalesce(i.due_on < :today, false) AS overdue,
           CASE WHEN i.due_on < :today THEN i.due_on - date '1970-01-01' ELSE 1000000 END AS sort_due,
           CASE i.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END AS sort_next
    FROM items i
    WHERE i.lists && :wanted_lists),
page AS (
    SELECT s.* FROM sorted s
    WHERE s.overdue = coalesce(:wanted_overdue::boolean, s.overdue)
      AND (s.sort_due, s.sort_next, s.waiting_since, s.id) > (
          coalesce(:after_1::bigint, -1), coalesce(:after_2::bigint, 0),
          coalesce(:after_3::timestamptz, '-infinity'),
          coalesce(:after_4::uuid, '00000000-0000-0000-0000-000000000000'))
    ORDER BY s.sort_due, s.sort_next, s.waiting_since, s.id
    LIMIT :limit_plus_one)
SELECT p.*, c.status AS client_status,
       coalesce(n.names ->> :language, n.names ->> 'fi', m.names ->> :language, m.names ->> 'fi')
           AS title
FROM page p
LEFT JOIN service n ON n.area = :area AND n.id = p.title_service_id
LEFT JOIN unit m ON m.area = :area AND m.id = p.title_unit_id
LEFT JOIN client c ON c.area = :area AND c.id = p.client_id
ORDER BY p.sort_due, p.sort_next, p.waiting_since, p.id;

-- How many stand on each of their lists.
-- part: worklist_counts
SELECT l.code, count(*) AS count, count(*) FILTER (WHERE i.due_on < :today) AS overdue
FROM items i CROSS JOIN LATERAL unnest(i.lists) AS l(code)
GROUP BY l.code
LIMIT 100 -- WORKLISTS_MAX
;

-- Referrals that wait for somebody: of those that came into the units, those that went out of them, and
-- the caller's own; a sender without a unit is looked after by those who act for others. On which side
-- the caller stands decides what they may do. Indexes referral_waiting_in, _out and _by, whose
-- condition stands here word for word.
-- part: worklist_referrals
WITH
-- with: worklist_units
,
seen AS (
    SELECT r.*, r.kind IN ('third_sector', 'digital') AS handed,
           r.state IN ('sent', 'redirected', 'received', 'accepted', 'in_progress') AS away,
           coalesce(r.to_register = ANY (:registers), false) AS to_us,
           coalesce(r.to_unit_id = ANY (m.units), false) AS coming_in,
           r.register = ANY (:registers) AS of_us,
           coalesce(r.from_unit_id = ANY (m.units), false)
               OR (o.here AND (r.created_by = :sub OR (r.from_unit_id IS NULL AND o.free)))
               AS going_out,
           o.free OR r.created_by = :sub OR coalesce(r.from_unit_id = m.own, false) AS sends,
           o.free OR coalesce(r.assignee = :sub, false) OR coalesce(r.to_unit_id = m.own, false)
               AS receives
    FROM referral r CROSS JOIN mine m CROSS JOIN own o
    WHERE r.area = :area
      AND (r.state NOT IN ('completed', 'declined', 'cancelled') OR r.unseen IS NOT NULL)
      AND (r.to_unit_id = ANY ((SELECT units FROM mine)::uuid[])
           OR r.from_unit_id = ANY ((SELECT units FROM mine)::uuid[])
           OR r.created_by = :sub OR r.from_unit_id IS NULL)),
placed AS (
    SELECT s.*, CASE WHEN s.handed AND s.state = 'sent' THEN s.follow_up_on ELSE s.due_on END AS due,
           s.to_us AND s.coming_in AND NOT s.handed
               AND (s.away OR (s.state = 'cancelled' AND s.unseen = 'receiver'))
               AND coalesce(s.assignee, '') = coalesce(:wanted_mine, s.assignee, '') AS incoming,
           s.of_us AND s.going_out
               AND (s.away OR s.state IN ('draft', 'returned') OR s.unseen = 'sender')
               AND s.created_by = coalesce(:wanted_mine, s.created_by) AS asked
    FROM seen s),
items AS (
    SELECT 'referral' AS resource, p.id, p.client_id, p.state, p.kind, p.urgency,
           p.due AS due_on, p.waiting_since, p.assignee, p.unseen,
           p.to_service_id AS title_service_id, p.to_unit_id AS title_unit_id,
           CASE WHEN p.of_us THEN :ground ELSE 'referral' END AS ground,
           CASE WHEN p.of_us AND p.sends THEN 1 ELSE 0 END
               + CASE WHEN p.to_us AND NOT p.handed AND p.receives THEN 2 ELSE 0 END AS sides,
           array_remove(ARRAY[
                 CASE WHEN p.incoming THEN 'referrals' END,
                 CASE WHEN p.incoming AND p.away AND p.assignee IS NULL THEN 'unassigned' END,
                 CASE WHEN p.asked AND p.handed AND p.state = 'sent' THEN 'follow_ups'
                      WHEN p.asked THEN 'asked' END,
                 CASE WHEN (p.incoming OR p.asked) AND p.due < :today THEN 'overdue' END], NULL) AS lists
    FROM placed p);

-- name: worklist_page_referrals
-- with: worklist_referrals
,
-- with: worklist_page

-- name: worklist_count_referrals
-- with: worklist_referrals
-- with: worklist_counts

-- Consultations that are not over: of the receivers while they are not answered; of the askers, on
-- `consultations` while more is asked of them or they have not closed what was answered, on `asked`
-- always. The clock is one of hours: here it is late from the day after. Indexes
-- consultation_asked_by, _asked_unit, _to_sub and _receiver_unit.
-- part: worklist_consultations
WITH
-- with: worklist_units
,
codes AS (
    SELECT ARRAY(SELECT u.code FROM unit u
                 WHERE u.area = :area AND u.id = ANY ((SELECT units FROM mine)::uuid[])) AS codes),
seen AS (
    SELECT r.*,
           r.state <> 'answered' AND (coalesce(r.receiver_unit = ANY (c.codes), false)
                                      OR (o.here AND coalesce(r.to_sub = :sub, false)))
               AND coalesce(r.assignee, '') = coalesce(:wanted_mine, r.assignee, '') AS incoming,
           (coalesce(r.asked_unit = ANY (c.codes), false) OR (o.here AND r.asked_by = :sub))
               AND r.asked_by = coalesce(:wanted_mine, r.asked_by) AS asked,
           CASE WHEN r.state = 'asked' THEN (r.due_at AT TIME ZONE 'Europe/Helsinki')::date END AS due,
           CASE WHEN r.client_id IS NOT NULL THEN
-- with: ground_if_visible
           END AS ground
    FROM consultation r CROSS JOIN codes c CROSS JOIN own o
    WHERE r.area = :area AND r.state IN ('asked', 'more_asked', 'answered')
      AND (r.asked_by = :sub OR r.to_sub = :sub
           OR r.asked_unit = ANY ((SELECT codes FROM codes)::text[])
           OR r.receiver_unit = ANY ((SELECT codes FROM codes)::text[]))),
items AS (
    SELECT 'consultation' AS resource, s.id, s.client_id, s.state, s.urgency, s.due AS due_on,
           CASE s.state WHEN 'more_asked' THEN s.stopped_at WHEN 'answered' THEN s.answered_at
                        ELSE s.starts_at END AS waiting_since, s.assignee,
           s.to_service_id AS title_service_id, NULL::uuid AS title_unit_id, s.ground,
           CASE WHEN s.asked_by = :sub OR s.asked_unit = :unit THEN 1 ELSE 0 END
               + CASE WHEN s.to_sub = :sub OR s.receiver_unit = :unit THEN 2 ELSE 0 END AS sides,
           array_remove(ARRAY[
                 CASE WHEN s.incoming OR (s.asked AND s.state <> 'asked') THEN 'consultations' END,
                 CASE WHEN s.asked THEN 'asked' END,
                 CASE WHEN s.incoming AND s.assignee IS NULL AND s.to_sub IS NULL
                      THEN 'unassigned' END,
                 CASE WHEN s.due < :today THEN 'overdue' END], NULL) AS lists
    FROM seen s
    WHERE (s.incoming OR s.asked) AND (s.client_id IS NULL OR s.ground IS NOT NULL));

-- name: worklist_page_consultations
-- with: worklist_consultations
,
-- with: worklist_page

-- name: worklist_count_consultations
-- with: worklist_consultations
-- with: worklist_counts

-- Contacts that are not closed: of the units, by the caller, or, for those who act for others, of none.
-- Index contact_open.
-- part: worklist_contacts
WITH
-- with: worklist_units
,
items AS (
    SELECT 'contact' AS resource, r.id, r.client_id, r.status AS state,
           r.urgency, NULL::date AS due_on, r.occurred_at AS waiting_since,
           NULL::uuid AS title_service_id,
           r.unit_id AS title_unit_id, :ground::text AS ground, 3 AS sides,
           ARRAY['contacts'] AS lists
    FROM contact r CROSS JOIN mine m CROSS JOIN own o
    WHERE r.area = :area AND r.status = 'open' AND r.register = ANY (:registers)
      AND (r.unit_id = ANY (m.units)
           OR (o.here AND (r.recorded_by = :sub OR (r.unit_id IS NULL AND o.free))))
      AND r.recorded_by = coalesce(:wanted_mine, r.recorded_by));

-- name: worklist_page_contacts
-- with: worklist_contacts
,
-- with: worklist_page

-- name: worklist_count_contacts
-- with: worklist_contacts
-- with: worklist_counts

-- Assessments made in the units: those proposed that wait to be confirmed with the client, and those
-- confirmed that are to be looked at again within a month; none that a later one has replaced, and none of
-- a client who has moved away or died. Indexes
-- assessment_to_confirm and assessment_to_review; (area, client_id, assessed_at, id).
-- part: worklist_assessments
WITH
-- with: worklist_units
,
codes AS (
    SELECT ARRAY(SELECT u.code FROM unit u
                 WHERE u.area = :area AND u.id = ANY ((SELECT units FROM mine)::uuid[])) AS codes),
seen AS (
    SELECT r.*,
-- with: ground_if_visible
           AS ground
    FROM assessment r CROSS JOIN own o
    WHERE r.area = :area
      AND (r.status = 'proposed' OR (r.status = 'confirmed' AND r.review_due <= :review_until))
      AND r.assessed_unit = ANY ((SELECT codes FROM codes)::text[])
      AND r.assessed_by = coalesce(:wanted_mine, r.assessed_by)
      AND NOT EXISTS (
          SELECT FROM client c
          WHERE c.area = :area AND c.id = r.client_id AND c.status <> 'active')
      AND NOT EXISTS (
          SELECT FROM assessment l
          WHERE l.area = :area AND l.client_id = r.client_id AND l.register = r.register
            AND l.id <> r.id AND l.status IN ('confirmed', r.status)
            AND (l.as_of, coalesce(l.confirmed_at, l.assessed_at))
                >= (r.as_of, coalesce(r.confirmed_at, r.assessed_at)))),
items AS (
    SELECT 'assessment' AS resource, r.id, r.client_id, r.status AS state,
           NULL::text AS urgency,
           CASE WHEN r.status = 'confirmed' THEN r.review_due END AS due_on,
           coalesce(r.confirmed_at, r.assessed_at) AS waiting_since,
           NULL::uuid AS title_service_id, NULL::uuid AS title_unit_id, r.ground, 3 AS sides,
           CASE r.status WHEN 'proposed' THEN ARRAY['confirmation_missing'] END AS duties,
           ARRAY[CASE r.status WHEN 'confirmed' THEN 'reviews' ELSE 'duties' END] AS lists
    FROM seen r
    WHERE r.ground IS NOT NULL);

-- name: worklist_page_assessments
-- with: worklist_assessments
,
-- with: worklist_page

-- name: worklist_count_assessments
-- with: worklist_assessments
-- with: worklist_counts

-- Clients whose segment asks for what is not there: a contact person today, an own team, a plan (that
-- the caller may see). The latest confirmed assessments of the caller's registers, made in the units;
-- of a caller's own, those of clients in whose team they are today. Which segments of which models ask
-- for what, the models say: `wanting_persons` and `wanting_teams` hold "<model id> <segment>". Indexes
-- assessment_of_segment, assessment_of_client, care_team_member_of_person; primary keys of care_team
-- and care_team_member, unique key of plan.
-- part: worklist_segments
WITH
-- with: worklist_units
,
codes AS (
    SELECT ARRAY(SELECT u.code FROM unit u
                 WHERE u.area = :area AND u.id = ANY ((SELECT units FROM mine)::uuid[])) AS codes),
wanting AS (
    SELECT r.* FROM assessment r
    WHERE r.area = :area AND r.status = 'confirmed'
      AND r.assessed_unit = ANY ((SELECT codes FROM codes)::text[])
      AND r.chosen_segment = ANY (:wanting_segments) AND :wanted_mine::text IS NULL
    UNION ALL
    SELECT r.* FROM assessment r
    WHERE r.area = :area AND r.client_id = ANY (ARRAY(
          SELECT m.client_id FROM care_team_member m
          WHERE m.area = :area AND m.sub = :wanted_mine AND m.is_named AND m.valid_from <= :today
            AND coalesce(m.valid_to, 'infinity') >= :today))
      AND r.status = 'confirmed' AND r.chosen_segment = ANY (:wanting_segments)),
found AS (
    SELECT r.id, r.client_id, r.confirmed_at,
           r.model_id::text || ' ' || r.chosen_segment AS asks
    FROM wanting r
    WHERE r.register = ANY (:registers)
      AND NOT EXISTS (
          SELECT FROM client c
          WHERE c.area = :area AND c.id = r.client_id AND c.status <> 'active')
      AND NOT EXISTS (
          SELECT FROM assessment l
          WHERE l.area = :area AND l.client_id = r.client_id AND l.register = r.register
            AND l.id <> r.id AND l.status = 'confirmed'
            AND (l.as_of, l.confirmed_at) >= (r.as_of, r.confirmed_at))),
missing AS (
    SELECT f.*, array_remove(ARRAY[
               CASE WHEN f.asks = ANY (:wanting_persons) AND NOT EXISTS (
                             SELECT FROM care_team_member m
                             WHERE m.area = :area AND m.client_id = f.client_id
                               AND m.role = 'contact_person' AND m.is_named
                               AND m.valid_from <= :today
                               AND coalesce(m.valid_to, 'infinity') >= :today)
                    THEN 'contact_person_missing' END,
               CASE WHEN f.asks = ANY (:wanting_teams) AND NOT EXISTS (
                             SELECT FROM care_team t
                             WHERE t.area = :area AND t.client_id = f.client_id
                               AND (t.unit_id IS NOT NULL OR t.template IS NOT NULL))
                    THEN 'own_team_missing' END,
               CASE WHEN f.asks = ANY (:wanting_persons) AND NOT EXISTS (
                             SELECT FROM plan p
                             WHERE p.area = :area AND p.client_id = f.client_id
                               AND (p.register = ANY (:registers) OR p.kind = 'joint'))
                    THEN 'plan_missing' END], NULL) AS duties
    FROM found f),
items AS (
    SELECT 'client_segment' AS resource, f.id, f.client_id, 'incomplete' AS state,
           NULL::text AS urgency, NULL::date AS due_on,
           f.confirmed_at AS waiting_since,
           NULL::uuid AS title_service_id, NULL::uuid AS title_unit_id,
           :ground::text AS ground, 3 AS sides, f.duties, ARRAY['duties'] AS lists
    FROM missing f
    WHERE f.duties <> '{}');

-- name: worklist_page_segments
-- with: worklist_segments
,
-- with: worklist_page

-- name: worklist_count_segments
-- with: worklist_segments
-- with: worklist_counts

-- Plans last written in the units that are to be looked at again within a month, and joint ones to
-- which the client has not agreed. Indexes plan_to_review and plan_to_agree.
-- part: worklist_plans
WITH
-- with: worklist_units
,
codes AS (
    SELECT ARRAY(SELECT u.code FROM unit u
                 WHERE u.area = :area AND u.id = ANY ((SELECT units FROM mine)::uuid[])) AS codes),
waiting AS (
    SELECT p.*, p.kind = 'joint' AND NOT p.client_agrees AS disagreed, true AS to_review
    FROM plan p
    WHERE p.area = :area AND p.updated_unit = ANY ((SELECT codes FROM codes)::text[])
      AND p.review_on <= :review_until
    UNION ALL
    SELECT p.*, true, false
    FROM plan p
    WHERE p.area = :area AND p.updated_unit = ANY ((SELECT codes FROM codes)::text[])
      AND p.kind = 'joint' AND NOT p.client_agrees
      AND coalesce(p.review_on, 'infinity') > :review_until),
seen AS (
    SELECT r.*, CASE WHEN r.kind = 'joint' AND NOT r.register = ANY (:registers) THEN 'joint_plan'
                     ELSE
-- with: ground_if_visible
                END AS ground
    FROM waiting r),
items AS (
    SELECT 'plan' AS resource, r.id, r.client_id, r.kind AS state, NULL::text AS urgency, r.review_on AS due_on, r.updated_at AS waiting_since,
           NULL::uuid AS title_service_id,
           NULL::uuid AS title_unit_id,
           r.ground, 3 AS sides, CASE WHEN r.disagreed THEN ARRAY['agreement_missing'] END AS duties,
           array_remove(ARRAY[CASE WHEN r.to_review THEN 'reviews' END,
                              CASE WHEN r.disagreed THEN 'duties' END], NULL) AS lists
    FROM seen r
    WHERE r.ground IS NOT NULL AND r.updated_by = coalesce(:wanted_mine, r.updated_by)
      AND NOT EXISTS (
          SELECT FROM client c
          WHERE c.area = :area AND c.id = r.client_id AND c.status <> 'active'));

-- name: worklist_page_plans
-- with: worklist_plans
,
-- with: worklist_page

-- name: worklist_count_plans
-- with: worklist_plans
-- with: worklist_counts

-- Cases of the units' consultation meetings that have no outcome yet, due on the day of the meeting,
-- and those of which it is to be asked what became of them. They lead to no client. Indexes
-- consultation_meeting_of_unit, meeting_case_open and meeting_case_to_follow_up.
-- part: worklist_cases
WITH
-- with: worklist_units
,
meetings AS (
    SELECT g.id, g.unit_id FROM consultation_meeting g
    WHERE g.area = :area AND g.unit_id = ANY ((SELECT units FROM mine)::uuid[])),
seen AS (
    SELECT r.*, g.unit_id, o.held_on AS due
    FROM meetings g
    JOIN meeting_case r ON r.area = :area AND r.meeting_id = g.id AND r.state = 'open'
                       AND r.forgotten_at IS NULL
    JOIN meeting_occurrence o
        ON o.area = :area AND o.meeting_id = r.meeting_id AND o.on_date = r.on_date
    UNION ALL
    SELECT r.*, g.unit_id, r.follow_up_on
    FROM meetings g
    JOIN meeting_case r ON r.area = :area AND r.meeting_id = g.id AND r.follow_up_on IS NOT NULL
                       AND r.followed_up_at IS NULL AND r.state = 'discussed'
                       AND r.forgotten_at IS NULL),
items AS (
    SELECT 'meeting_case' AS resource, s.id, NULL::uuid AS client_id, s.state, NULL::text AS urgency, s.due AS due_on,
           coalesce(s.discussed_at, s.brought_at) AS waiting_since, s.responsible_service_id AS title_service_id,
           s.unit_id AS title_unit_id, 3 AS sides, s.meeting_id,
           s.on_date AS meeting_date,
           ARRAY[CASE s.state WHEN 'open' THEN 'consultations' ELSE 'follow_ups' END] AS lists
    FROM seen s
    WHERE coalesce(s.brought_by, '') = coalesce(:wanted_mine, s.brought_by, ''));

-- name: worklist_page_cases
-- with: worklist_cases
,
-- with: worklist_page

-- name: worklist_count_cases
-- with: worklist_cases
-- with: worklist_counts
