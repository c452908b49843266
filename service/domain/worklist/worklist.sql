-- What waits for a unit or a person. A statement a kind of record: each row says on which lists it
-- stands (`lists`), so that a list and its count can't differ. No page reads more than it shows: what
-- grows is followed along an index in the list's own order from where the page begins, as far as a page
-- (or what is counted) goes, once for each unit. What such a walk leaves out of its index's rows is what
-- the caller may not see.
-- writes: nothing

-- Which units: the one asked for, else the caller's own, else, where the token names none, each.
-- part: worklist_units
mine AS (
    SELECT o.id AS own,
           CASE WHEN coalesce(:wanted_unit_id::uuid, o.id) IS NULL AND :anywhere
                THEN ARRAY(SELECT u.id FROM unit u WHERE u.area = :area)
                ELSE array_remove(ARRAY[coalesce(:wanted_unit_id::uuid, o.id)], NULL) END AS units
    FROM (SELECT (SELECT x.id FROM unit x WHERE x.area = :area AND x.code = :unit) AS id
          OFFSET 0) o),
own AS (SELECT :manages OR :anywhere AS free, coalesce(:wanted_unit_id::text, '') = '' AS here);

-- Where a page begins, as each order says it: `due` among what is overdue, `turn` among the rest,
-- `last` in a turn's last part, which is all there is of records without urgency, `review` by the day of
-- a review.
-- part: worklist_here
here AS (
    SELECT CASE WHEN c.late THEN c.due_on ELSE 'infinity' END AS due, c.next, c.at, c.id,
           CASE WHEN c.late THEN 0 ELSE c.next END AS turn,
           CASE WHEN c.late THEN '-infinity' ELSE c.at END AS turn_at,
           CASE WHEN c.late THEN c.none ELSE c.id END AS turn_id,
           CASE WHEN c.late OR c.next < 3 THEN '-infinity' ELSE c.at END AS last_at,
           CASE WHEN c.late OR c.next < 3 THEN c.none ELSE c.id END AS last_id,
           CASE WHEN c.late THEN c.due_on
                ELSE (c.at AT TIME ZONE 'Europe/Helsinki')::date
                     + (:review_until::date - :today::date) END AS review_due,
           CASE WHEN c.late AND coalesce(:wanted_overdue::boolean, true) THEN '-infinity'::date
                ELSE :today::date END AS review_from,
           CASE WHEN :wanted_overdue::boolean THEN :today::date - 1
                ELSE :review_until::date END AS review_to
    FROM (SELECT coalesce(:after_1::bigint, -1) < 1000000 AS late,
                 date '1970-01-01' + least(coalesce(:after_1::bigint, -1), 1000000)::integer AS due_on,
                 coalesce(:after_2::bigint, 0) AS next,
                 coalesce(:after_3::timestamptz, '-infinity') AS at,
                 coalesce(:after_4::uuid, '00000000-0000-0000-0000-000000000000') AS id,
                 '00000000-0000-0000-0000-000000000000'::uuid AS none) c);

-- Where an item `i` stands in its list: overdue by due date, then urgency, then how long it has waited,
-- then the id.
-- part: worklist_sort
coalesce(i.due_on < :today, false) AS overdue,
CASE WHEN i.due_on < :today THEN i.due_on - date '1970-01-01' ELSE 1000000 END AS sort_due,
CASE i.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END AS sort_next;

-- part: worklist_order
ORDER BY sort_due, sort_next, waiting_since, id;

-- What a row of a page shows of others: how the client stands, and the service's name or else the
-- unit's. A subselect each, which is made ready in less time than a join.
-- part: worklist_client_status
(SELECT c.status FROM client c WHERE c.area = :area AND c.id = p.client_id) AS client_status;

-- part: worklist_service_name
CASE WHEN p.title_service_id IS NOT NULL
     THEN (SELECT coalesce(n.names ->> :language, n.names ->> 'fi') FROM service n
           WHERE n.area = :area AND n.id = p.title_service_id) END;

-- The page.
-- part: worklist_page
sorted AS (
    SELECT i.*,
-- with: worklist_sort
    FROM items i
    WHERE i.lists && :wanted_lists),
page AS (
    SELECT s.* FROM sorted s
    WHERE s.overdue = coalesce(:wanted_overdue::boolean, s.overdue)
      AND (s.sort_due, s.sort_next, s.waiting_since, s.id) > (
          coalesce(:after_1::bigint, -1), coalesce(:after_2::bigint, 0),
          coalesce(:after_3::timestamptz, '-infinity'),
          coalesce(:after_4::uuid, '00000000-0000-0000-0000-000000000000'))
-- with: worklist_order
    LIMIT :limit_plus_one)
SELECT p.*,
-- with: worklist_client_status
       , coalesce(
-- with: worklist_service_name
       , (SELECT coalesce(m.names ->> :language, m.names ->> 'fi') FROM unit m
          WHERE m.area = :area AND m.id = p.title_unit_id)) AS title
FROM page p
-- with: worklist_order
;

-- How many stand on each of their lists.
-- part: worklist_counts
SELECT l.code, count(*) AS count, count(*) FILTER (WHERE i.due_on < :today) AS overdue
FROM items i CROSS JOIN LATERAL unnest(i.lists) AS l(code)
GROUP BY l.code
LIMIT 100 -- WORKLISTS_MAX
;

-- What of an index's referrals `r` is overdue, from where the page begins.
-- part: referral_late
AND r.due_on < :today AND coalesce(:wanted_overdue::boolean, true)
AND (r.due_on, (CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END),
     r.waiting_since, r.id)
    > ((SELECT due FROM here), (SELECT next FROM here), (SELECT at FROM here), (SELECT id FROM here))
ORDER BY r.due_on, (CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END),
         r.waiting_since, r.id
LIMIT :limit_plus_one;

-- What is not.
-- part: referral_in_turn
AND coalesce(r.due_on >= :today, true) AND NOT coalesce(:wanted_overdue::boolean, false)
AND ((CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), r.waiting_since, r.id)
    > ((SELECT turn FROM here), (SELECT turn_at FROM here), (SELECT turn_id FROM here))
ORDER BY (CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), r.waiting_since,
         r.id
LIMIT :limit_plus_one;

-- What of a referral decides where it stands, and is shown of it.
-- part: referral_placed_columns
r.id, r.client_id, r.kind, r.state, r.urgency, r.register, r.to_register, r.from_unit_id,
r.to_service_id, r.to_unit_id, r.assignee, r.unseen, r.due_on, r.follow_up_on, r.waiting_since,
r.created_by;

-- Those that came into unit `u`: whether one is still nobody's is part of the index.
-- part: referral_came_in
SELECT
-- with: referral_placed_columns
FROM referral r
WHERE r.area = :area AND r.to_unit_id = u.id
  AND (r.assignee IS NULL AND r.state <> 'cancelled') = n.nobodys
  AND r.kind NOT IN ('third_sector', 'digital')
  AND (r.state IN ('sent', 'redirected', 'received', 'accepted', 'in_progress')
       OR (r.state = 'cancelled' AND r.unseen = 'receiver'))
  AND r.to_register = ANY (:registers);

-- Those that wait for an answer, or of whose end the sender has not taken note.
-- part: referral_went_out
r.area = :area AND (r.state NOT IN ('completed', 'declined', 'cancelled') OR r.unseen = 'sender')
  AND NOT (r.kind IN ('third_sector', 'digital') AND r.state = 'sent')
  AND r.register = ANY (:registers);

-- Clients who went somewhere by themselves, and are to be asked about it.
-- part: referral_to_ask
SELECT r.id FROM referral r
WHERE r.area = :area AND r.from_unit_id = u.id AND r.kind IN ('third_sector', 'digital')
  AND r.state = 'sent' AND r.register = ANY (:registers);

-- Of both kinds, those that the caller made; from other units where none is asked for. Whether a client
-- is to be asked is part of the index.
-- part: referral_own
SELECT r.id FROM referral r
WHERE r.area = :area AND r.created_by = :sub
  AND (r.kind IN ('third_sector', 'digital') AND r.state = 'sent') = n.to_ask
  AND (r.state NOT IN ('completed', 'declined', 'cancelled') OR r.unseen = 'sender')
  AND r.register = ANY (:registers) AND (o.here OR r.from_unit_id = ANY (m.units));

-- The day of either.
-- part: referral_own_due
(CASE WHEN r.kind IN ('third_sector', 'digital') AND r.state = 'sent'
      THEN r.follow_up_on ELSE r.due_on END);

-- Which walks the list that is asked for needs.
-- part: referral_wants
wants AS (
    SELECT :wanted_lists::text[] && ARRAY['referrals'] AS all_in,
           :wanted_lists::text[] && ARRAY['referrals', 'unassigned'] AS came_in,
           :wanted_lists::text[] && ARRAY['asked'] AS asked,
           :wanted_lists::text[] && ARRAY['follow_ups'] AS follow_ups,
           :wanted_lists::text[] && ARRAY['overdue'] AS overdue, :wanted_mine::text IS NULL AS of_units);

-- What came in and has a professional: the caller.
-- part: referral_assigned
    SELECT
-- with: referral_placed_columns
    FROM referral r
    WHERE r.area = :area AND r.assignee = :wanted_mine AND r.assignee IS NOT NULL
      AND (r.state NOT IN ('completed', 'declined', 'cancelled') OR r.unseen IS NOT NULL);

-- What came in: into the units, or to the caller; each once.
-- part: referral_found_in
    SELECT x.* FROM mine m CROSS JOIN wants w CROSS JOIN LATERAL unnest(m.units) AS u(id)
    CROSS JOIN LATERAL unnest(CASE WHEN w.all_in OR w.overdue THEN ARRAY[true, false]
                                   ELSE ARRAY[true] END) AS n(nobodys)
    CROSS JOIN LATERAL (
        SELECT l.* FROM (
            (
-- with: referral_came_in
-- with: referral_late
            ) UNION ALL (
-- with: referral_came_in
  AND w.came_in
-- with: referral_in_turn
            )) l
        LIMIT :limit_plus_one) x
    WHERE w.of_units AND (w.came_in OR w.overdue)
    UNION ALL
-- with: referral_assigned
;

-- What went out: of the units, of those without a unit, of the caller. One may be there twice.
-- part: referral_found_out
    SELECT x.id FROM mine m CROSS JOIN wants w CROSS JOIN LATERAL unnest(m.units) AS u(id)
    CROSS JOIN LATERAL (
        SELECT l.id FROM (
            (SELECT r.id FROM referral r WHERE r.from_unit_id = u.id AND
-- with: referral_went_out
-- with: referral_late
            ) UNION ALL (SELECT r.id FROM referral r WHERE r.from_unit_id = u.id AND w.asked AND
-- with: referral_went_out
-- with: referral_in_turn
            )) l
        LIMIT :limit_plus_one) x
    WHERE w.of_units AND (w.asked OR w.overdue)
    UNION ALL
    SELECT x.id FROM mine m CROSS JOIN wants w CROSS JOIN LATERAL unnest(m.units) AS u(id)
    CROSS JOIN LATERAL (
        SELECT l.id FROM (
            (
-- with: referral_to_ask
  AND r.follow_up_on < :today AND coalesce(:wanted_overdue::boolean, true)
  AND (r.follow_up_on, (CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END),
       r.waiting_since, r.id)
      > ((SELECT due FROM here), (SELECT next FROM here), (SELECT at FROM here),
         (SELECT id FROM here))
            ORDER BY r.follow_up_on,
                     (CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END),
                     r.waiting_since, r.id
            LIMIT :limit_plus_one
            ) UNION ALL (
-- with: referral_to_ask
  AND w.follow_ups AND (r.follow_up_on >= :today OR r.follow_up_on IS NULL)
            )) l) x
    WHERE w.of_units AND (w.follow_ups OR w.overdue)
    UNION ALL
    SELECT x.id FROM wants w CROSS JOIN own o CROSS JOIN LATERAL (
        SELECT l.id FROM (
            (SELECT r.id FROM referral r WHERE r.from_unit_id IS NULL AND
-- with: referral_went_out
-- with: referral_late
            ) UNION ALL (SELECT r.id FROM referral r WHERE r.from_unit_id IS NULL AND w.asked AND
-- with: referral_went_out
-- with: referral_in_turn
            )) l
        LIMIT :limit_plus_one) x
    WHERE w.of_units AND o.here AND o.free AND (w.asked OR w.overdue)
    UNION ALL
    SELECT r.id FROM referral r CROSS JOIN own o CROSS JOIN wants w
    WHERE r.area = :area AND r.from_unit_id IS NULL AND r.kind IN ('third_sector', 'digital')
      AND r.state = 'sent' AND r.register = ANY (:registers)
      AND w.of_units AND o.here AND o.free AND (w.follow_ups OR w.overdue)
    UNION ALL
    SELECT x.id FROM mine m CROSS JOIN own o CROSS JOIN wants w
    CROSS JOIN LATERAL unnest(CASE WHEN w.overdue OR (w.asked AND w.follow_ups)
                                   THEN ARRAY[true, false] ELSE ARRAY[w.follow_ups] END) AS n(to_ask)
    CROSS JOIN LATERAL (
        SELECT l.id FROM (
            (
-- with: referral_own
  AND coalesce(:wanted_overdue::boolean, true) AND
-- with: referral_own_due
      < :today
  AND (
-- with: referral_own_due
       , (CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END),
       r.waiting_since, r.id)
      > ((SELECT due FROM here), (SELECT next FROM here), (SELECT at FROM here),
         (SELECT id FROM here))
            ORDER BY
-- with: referral_own_due
                     , (CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END),
                     r.waiting_since, r.id
            LIMIT :limit_plus_one
            ) UNION ALL (
-- with: referral_own
  AND (w.asked OR w.follow_ups) AND NOT coalesce(:wanted_overdue::boolean, false)
  AND coalesce(
-- with: referral_own_due
               >= :today, true)
  AND ((CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), r.waiting_since,
       r.id)
      > ((SELECT turn FROM here), (SELECT turn_at FROM here), (SELECT turn_id FROM here))
            ORDER BY (CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END),
                     r.waiting_since, r.id
            LIMIT :limit_plus_one
            )) l
        LIMIT :limit_plus_one) x
    WHERE (o.here OR NOT w.of_units) AND (w.asked OR w.follow_ups OR w.overdue);

-- Those that were found by their ids.
-- part: referral_chosen
chosen AS (
    SELECT
-- with: referral_placed_columns
    FROM (SELECT DISTINCT id FROM found) f
    CROSS JOIN LATERAL (SELECT * FROM referral x
                        WHERE x.area = :area AND x.id = f.id
                        LIMIT 1) r);

-- On which side the caller stands decides what they may do.
-- part: referral_sends
(o.free OR r.created_by = :sub OR coalesce(r.from_unit_id = m.own, false));

-- part: referral_receives
(o.free OR coalesce(r.assignee = :sub, false) OR coalesce(r.to_unit_id = m.own, false));

-- Where each of them stands. What is said of a row is worked out once, and not wherever it is asked for.
-- part: referral_items
seen AS (
    SELECT r.*, r.kind IN ('third_sector', 'digital') AS handed,
           r.state IN ('sent', 'redirected', 'received', 'accepted', 'in_progress') AS away,
           coalesce(r.to_register = ANY (:registers), false) AS to_us,
           coalesce(r.to_unit_id = ANY (m.units), false)
               OR (o.here AND coalesce(r.assignee = :wanted_mine, false)) AS coming_in,
           r.register = ANY (:registers) AS of_us,
           coalesce(r.from_unit_id = ANY (m.units), false)
               OR (o.here AND (r.created_by = :sub OR (r.from_unit_id IS NULL AND o.free)))
               AS going_out,
-- with: referral_sends
           AS sends,
-- with: referral_receives
           AS receives
    FROM chosen r CROSS JOIN mine m CROSS JOIN own o),
placed AS MATERIALIZED (
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

-- Referrals that wait for somebody: of those that came into the units, those that went out of them, and
-- the caller's own; a sender without a unit is looked after by those who act for others. `found` has the
-- first of each walk; what a walk finds is on the list that is asked for, or else it would not end where
-- it does. A statement for each side, since a plan of all walks takes longer to set up than a page to
-- read. Indexes referral_in_due and referral_in_turn, referral_out_due and referral_out_turn,
-- referral_to_follow_up, referral_own_due, referral_own_turn and referral_of_assignee, whose conditions
-- stand here word for word.
-- part: worklist_referrals
WITH
-- with: worklist_units
,
-- with: worklist_here
,
-- with: referral_wants
,
found AS (
    SELECT i.id FROM (
-- with: referral_found_in
    ) i UNION ALL
-- with: referral_found_out
),
-- with: referral_chosen
,
-- with: referral_items
;

-- Of what came into the units: the lists `referrals` and `unassigned`. Each walk finds what stands on the
-- list and behind where the page begins, so that nothing is left out of its rows.
-- name: worklist_page_referrals_in
WITH
-- with: worklist_units
,
-- with: worklist_here
,
page AS (
    SELECT 'referral' AS resource, i.id, i.client_id, i.state, i.kind, i.urgency, i.due_on,
           i.waiting_since, i.assignee, i.unseen, i.to_service_id AS title_service_id, i.unit_name,
           CASE WHEN i.of_us THEN :ground ELSE 'referral' END AS ground,
           CASE WHEN i.of_us AND i.sends THEN 1 ELSE 0 END + CASE WHEN i.receives THEN 2 ELSE 0 END
               AS sides,
-- with: worklist_sort
    FROM (
        SELECT r.*, u.name AS unit_name, r.register = ANY (:registers) AS of_us,
-- with: referral_sends
               AS sends,
-- with: referral_receives
               AS receives
        FROM mine m CROSS JOIN own o CROSS JOIN LATERAL (
            SELECT t.id, coalesce(t.names ->> :language, t.names ->> 'fi') AS name FROM unit t
            WHERE t.area = :area AND t.id = ANY (m.units)) u
        CROSS JOIN LATERAL unnest(CASE WHEN :wanted_lists::text[] && ARRAY['referrals']
                                       THEN ARRAY[true, false] ELSE ARRAY[true] END) AS n(nobodys)
        CROSS JOIN LATERAL (
            SELECT l.* FROM (
                (
-- with: referral_came_in
-- with: referral_late
                ) UNION ALL (
-- with: referral_came_in
-- with: referral_in_turn
                )) l
            LIMIT :limit_plus_one) r) i
-- with: worklist_order
    LIMIT :limit_plus_one)
SELECT p.resource, p.id, p.client_id, p.state, p.kind, p.urgency, p.due_on, p.waiting_since, p.assignee,
       p.unseen, p.ground, p.sides, p.overdue, p.sort_due, p.sort_next,
-- with: worklist_client_status
       , coalesce(
-- with: worklist_service_name
       , p.unit_name) AS title
FROM page p
-- with: worklist_order

-- Of what is the caller's: the same lists.
-- name: worklist_page_referrals_assigned
WITH
-- with: worklist_units
,
chosen AS (
-- with: referral_assigned
),
-- with: referral_items
,
-- with: worklist_page

-- Of what went out: the lists `asked` and `follow_ups`.
-- name: worklist_page_referrals_out
WITH
-- with: worklist_units
,
-- with: worklist_here
,
-- with: referral_wants
,
found AS (
-- with: referral_found_out
),
-- with: referral_chosen
,
-- with: referral_items
,
-- with: worklist_page

-- Of both: the list `overdue`.
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
               AND coalesce(r.assignee, r.to_sub, '')
                   = coalesce(:wanted_mine, r.assignee, r.to_sub, '') AS incoming,
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
           CASE WHEN s.client_id IS NOT NULL AND NOT s.register = ANY (:registers) THEN 0
                ELSE CASE WHEN s.asked_by = :sub OR s.asked_unit = :unit THEN 1 ELSE 0 END
                         + CASE WHEN s.to_sub = :sub OR s.receiver_unit = :unit THEN 2 ELSE 0 END
                END AS sides,
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

-- The open contacts `r` of an index, from where the page begins.
-- part: contact_in_turn
AND r.area = :area AND r.status = 'open' AND r.register = ANY (:registers)
AND ((CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), r.occurred_at, r.id)
    > ((SELECT turn FROM here), (SELECT turn_at FROM here), (SELECT turn_id FROM here))
ORDER BY (CASE r.urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), r.occurred_at,
         r.id
LIMIT :limit_plus_one;

-- Contacts that are not closed: of the units, by the caller, or, for those who act for others, of none.
-- Indexes contact_in_turn and contact_in_turn_by.
-- part: worklist_contacts
WITH
-- with: worklist_units
,
-- with: worklist_here
,
found AS (
    SELECT x.* FROM mine m CROSS JOIN LATERAL unnest(m.units) AS u(id) CROSS JOIN LATERAL (
        SELECT r.* FROM contact r
        WHERE r.unit_id = u.id
-- with: contact_in_turn
        ) x
    WHERE :wanted_mine::text IS NULL
    UNION ALL
    SELECT x.* FROM own o CROSS JOIN LATERAL (
        SELECT r.* FROM contact r
        WHERE r.unit_id IS NULL AND r.recorded_by <> :sub
-- with: contact_in_turn
        ) x
    WHERE o.here AND o.free AND :wanted_mine::text IS NULL
    UNION ALL
    SELECT x.* FROM mine m CROSS JOIN own o CROSS JOIN LATERAL (
        SELECT r.* FROM contact r
        WHERE r.recorded_by = :sub
          AND CASE WHEN :wanted_mine::text IS NULL
                   THEN o.here AND NOT coalesce(r.unit_id = ANY (m.units), false)
                   ELSE o.here OR coalesce(r.unit_id = ANY (m.units), false) END
-- with: contact_in_turn
        ) x),
items AS (
    SELECT 'contact' AS resource, r.id, r.client_id, r.status AS state,
           r.urgency, NULL::date AS due_on, r.occurred_at AS waiting_since,
           NULL::uuid AS title_service_id,
           r.unit_id AS title_unit_id, :ground::text AS ground, 3 AS sides,
           ARRAY['contacts'] AS lists
    FROM found r);

-- name: worklist_page_contacts
-- with: worklist_contacts
,
-- with: worklist_page

-- name: worklist_count_contacts
-- with: worklist_contacts
-- with: worklist_counts

-- Assessments made in the units: those proposed that wait to be confirmed with the client, and those
-- confirmed that are to be looked at again within a month, which wait since that month began; by where
-- clients stand in a register, so that none is there that a later one has replaced, and none of a client
-- who has moved away or died. Who sees one of the other register on a ground may not confirm it. Indexes
-- client_standing_to_confirm and client_standing_to_review.
-- part: worklist_assessments
WITH
-- with: worklist_units
,
-- with: worklist_here
,
codes AS (
    SELECT ARRAY(SELECT u.code FROM unit u
                 WHERE u.area = :area AND u.id = ANY ((SELECT units FROM mine)::uuid[])) AS codes),
items AS (
    SELECT 'assessment' AS resource, x.assessment_id AS id, x.client_id, x.status AS state,
           NULL::text AS urgency, x.review_due AS due_on,
           (x.review_due - (:review_until::date - :today::date))::timestamp
               AT TIME ZONE 'Europe/Helsinki' AS waiting_since,
           NULL::uuid AS title_service_id, NULL::uuid AS title_unit_id, x.ground, 3 AS sides,
           NULL::text[] AS duties, ARRAY['reviews'] AS lists
    FROM codes c CROSS JOIN LATERAL unnest(c.codes) AS u(code) CROSS JOIN LATERAL (
        SELECT s.* FROM (
            SELECT r.*,
-- with: ground_if_visible
                   AS ground
            FROM client_standing r
            WHERE r.area = :area AND r.unit = u.code AND r.status = 'confirmed' AND r.scope <> 'both'
              AND r.review_due >= (SELECT review_from FROM here)
              AND r.review_due <= (SELECT review_to FROM here)
              AND (r.review_due, r.assessment_id)
                  > ((SELECT review_due FROM here), (SELECT id FROM here))) s
        WHERE s.ground IS NOT NULL
          AND (SELECT a.assessed_by FROM assessment a
               WHERE a.area = :area AND a.id = s.assessment_id AND :wanted_mine::text IS NOT NULL)
              IS NOT DISTINCT FROM :wanted_mine
        ORDER BY s.review_due, s.assessment_id
        LIMIT :limit_plus_one) x
    WHERE :wanted_lists::text[] && ARRAY['reviews']
    UNION ALL
    SELECT 'assessment', x.proposal_id, x.client_id, 'proposed', NULL, NULL, x.proposal_at, NULL, NULL,
           x.ground, CASE WHEN x.register = ANY (:registers) THEN 3 ELSE 0 END,
           ARRAY['confirmation_missing'], ARRAY['duties']
    FROM codes c CROSS JOIN LATERAL unnest(c.codes) AS u(code) CROSS JOIN LATERAL (
        SELECT s.* FROM (
            SELECT r.*,
-- with: ground_if_visible
                   AS ground
            FROM client_standing r
            WHERE r.area = :area AND r.proposal_unit = u.code AND r.proposal_id IS NOT NULL
              AND r.scope <> 'both'
              AND (r.proposal_at, r.proposal_id)
                  > ((SELECT last_at FROM here), (SELECT last_id FROM here))) s
        WHERE s.ground IS NOT NULL
          AND (SELECT a.assessed_by FROM assessment a
               WHERE a.area = :area AND a.id = s.proposal_id AND :wanted_mine::text IS NOT NULL)
              IS NOT DISTINCT FROM :wanted_mine
        ORDER BY s.proposal_at, s.proposal_id
        LIMIT :limit_plus_one) x
    WHERE :wanted_lists::text[] && ARRAY['duties']);

-- name: worklist_page_assessments
-- with: worklist_assessments
,
-- with: worklist_page

-- name: worklist_count_assessments
-- with: worklist_assessments
-- with: worklist_counts

-- What is not there today of what the segment of a client who stands as `r` asks for: a contact person,
-- an own team, a plan (that the caller may see). Which segments of which models ask for what, the models
-- say: `wanting_persons` and `wanting_teams` hold "<model id> <segment>". A subselect each, by key, which
-- no plan turns into a pass over all teams.
-- part: standing_missing
array_remove(ARRAY[
    CASE WHEN r.model_id::text || ' ' || r.segment = ANY (:wanting_persons) AND (
                  SELECT true FROM care_team_member m
                  WHERE m.area = :area AND m.client_id = r.client_id AND m.role = 'contact_person'
                    AND m.is_named AND m.valid_from <= :today
                    AND coalesce(m.valid_to, 'infinity') >= :today
                  LIMIT 1) IS NULL
         THEN 'contact_person_missing' END,
    CASE WHEN r.model_id::text || ' ' || r.segment = ANY (:wanting_teams) AND (
                  SELECT true FROM care_team t
                  WHERE t.area = :area AND t.client_id = r.client_id
                    AND (t.unit_id IS NOT NULL OR t.template IS NOT NULL)) IS NULL
         THEN 'own_team_missing' END,
    CASE WHEN r.model_id::text || ' ' || r.segment = ANY (:wanting_persons) AND (
                  SELECT true FROM plan p
                  WHERE p.area = :area AND p.client_id = r.client_id
                    AND (p.register = ANY (:registers) OR p.kind = 'joint')
                  LIMIT 1) IS NULL
         THEN 'plan_missing' END], NULL);

-- Clients whose segment asks for what is not there, by where they stand in a register of the caller's:
-- those whom the units assessed; of a caller's own, those in whose team they are today. `lacks` leaves out
-- whoever has everything. Indexes client_standing_lacking, care_team_member_of_person; primary keys of
-- client_standing, care_team and care_team_member, unique key of plan.
-- part: worklist_segments
WITH
-- with: worklist_units
,
-- with: worklist_here
,
codes AS (
    SELECT ARRAY(SELECT u.code FROM unit u
                 WHERE u.area = :area AND u.id = ANY ((SELECT units FROM mine)::uuid[])) AS codes),
missing AS (
    SELECT x.* FROM codes c CROSS JOIN LATERAL unnest(c.codes) AS u(code) CROSS JOIN LATERAL (
        SELECT s.* FROM (
            SELECT r.assessment_id, r.client_id, r.settled_at,
-- with: standing_missing
                   AS duties
            FROM client_standing r
            WHERE r.area = :area AND r.unit = u.code AND r.lacks AND r.scope <> 'both'
              AND r.register = ANY (:registers)
              AND (r.settled_at, r.assessment_id)
                  > ((SELECT last_at FROM here), (SELECT last_id FROM here))) s
        WHERE s.duties <> '{}'
        ORDER BY s.settled_at, s.assessment_id
        LIMIT :limit_plus_one) x
    WHERE :wanted_mine::text IS NULL
    UNION ALL
    SELECT r.assessment_id, r.client_id, r.settled_at,
-- with: standing_missing
    FROM (SELECT DISTINCT m.client_id FROM care_team_member m
          WHERE m.area = :area AND m.sub = :wanted_mine AND m.is_named AND m.valid_from <= :today
            AND coalesce(m.valid_to, 'infinity') >= :today) t
    CROSS JOIN LATERAL (
        SELECT * FROM client_standing o
        WHERE o.area = :area AND o.client_id = t.client_id AND o.scope <> 'both' AND o.lacks
          AND o.register = ANY (:registers)
        LIMIT 2 -- REGISTERS_MAX
    ) r),
items AS (
    SELECT 'client_segment' AS resource, f.assessment_id AS id, f.client_id, 'incomplete' AS state,
           NULL::text AS urgency, NULL::date AS due_on,
           f.settled_at AS waiting_since,
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

-- A plan `r` that the caller may see, and the ground; none of a client who has moved away or died.
-- part: plan_waiting
SELECT r.*, CASE WHEN r.kind = 'joint' AND NOT r.register = ANY (:registers) THEN 'joint_plan' ELSE
-- with: ground_if_visible
            END AS ground
FROM plan r
WHERE r.area = :area AND r.updated_unit = u.code
  AND r.updated_by = coalesce(:wanted_mine, r.updated_by)
  AND (SELECT c.status FROM client c WHERE c.area = :area AND c.id = r.client_id) = 'active';

-- Plans last written in the units that are to be looked at again within a month, waiting since that
-- month began, and joint ones to which the client has not agreed, for which there is no day. Indexes
-- plan_to_review and plan_to_agree.
-- part: worklist_plans
WITH
-- with: worklist_units
,
-- with: worklist_here
,
codes AS (
    SELECT ARRAY(SELECT u.code FROM unit u
                 WHERE u.area = :area AND u.id = ANY ((SELECT units FROM mine)::uuid[])) AS codes),
found AS (
    SELECT x.*, true AS to_review
    FROM codes c CROSS JOIN LATERAL unnest(c.codes) AS u(code) CROSS JOIN LATERAL (
        SELECT s.* FROM (
-- with: plan_waiting
  AND r.review_on >= (SELECT review_from FROM here) AND r.review_on <= (SELECT review_to FROM here)
  AND (r.review_on, r.id) > ((SELECT review_due FROM here), (SELECT id FROM here))) s
        WHERE s.ground IS NOT NULL
        ORDER BY s.review_on, s.id
        LIMIT :limit_plus_one) x
    WHERE :wanted_lists::text[] && ARRAY['reviews']
    UNION ALL
    SELECT x.*, false
    FROM codes c CROSS JOIN LATERAL unnest(c.codes) AS u(code) CROSS JOIN LATERAL (
        SELECT s.* FROM (
-- with: plan_waiting
  AND r.kind = 'joint' AND NOT r.client_agrees
  AND (r.updated_at, r.id) > ((SELECT last_at FROM here), (SELECT last_id FROM here))) s
        WHERE s.ground IS NOT NULL
        ORDER BY s.updated_at, s.id
        LIMIT :limit_plus_one) x
    WHERE :wanted_lists::text[] && ARRAY['duties']),
items AS (
    SELECT 'plan' AS resource, f.id, f.client_id, f.kind AS state, NULL::text AS urgency,
           CASE WHEN f.to_review THEN f.review_on END AS due_on,
           CASE WHEN f.to_review THEN (f.review_on - (:review_until::date - :today::date))::timestamp
                                          AT TIME ZONE 'Europe/Helsinki'
                ELSE f.updated_at END AS waiting_since,
           NULL::uuid AS title_service_id, NULL::uuid AS title_unit_id, f.ground, 3 AS sides,
           CASE WHEN f.kind = 'joint' AND NOT f.client_agrees
                THEN ARRAY['agreement_missing'] END AS duties,
           ARRAY[CASE WHEN f.to_review THEN 'reviews' ELSE 'duties' END] AS lists
    FROM found f);

-- name: worklist_page_plans
-- with: worklist_plans
,
-- with: worklist_page

-- name: worklist_count_plans
-- with: worklist_plans
-- with: worklist_counts

-- Cases of the units' consultation meetings that have no outcome yet, due on the day of the meeting,
-- and those of which it is to be asked what became of them. They lead to no client. In whose hand one is,
-- the case itself says so too: who brought it, who leads the meeting, who arranges meetings. Indexes
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
           s.unit_id AS title_unit_id,
           CASE WHEN :arranges OR s.brought_by = :sub OR EXISTS (
                    SELECT FROM meeting_occurrence o
                    WHERE o.area = :area AND o.meeting_id = s.meeting_id AND o.on_date = s.on_date
                      AND (o.chair_sub = :sub OR o.secretary_sub = :sub))
                THEN 3 ELSE 0 END AS sides, s.meeting_id,
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

-- The open candidates `r` of screenings of an index, from where the page begins: by rank, which stands in
-- the place of urgency.
-- part: candidate_in_turn
AND r.area = :area AND r.state = 'open' AND r.register = ANY (:registers)
AND (r.rank, r.found_at, r.id)
    > ((SELECT turn FROM here), (SELECT turn_at FROM here), (SELECT turn_id FROM here))
ORDER BY r.rank, r.found_at, r.id
LIMIT :limit_plus_one;

-- Candidates that nobody has looked at: of the units, or, for those who act for others, of none. They
-- lead to no client and are nobody's own. Index candidate_waiting.
-- part: worklist_candidates
WITH
-- with: worklist_units
,
-- with: worklist_here
,
found AS (
    SELECT x.* FROM mine m CROSS JOIN LATERAL unnest(m.units) AS u(id) CROSS JOIN LATERAL (
        SELECT r.* FROM candidate r
        WHERE r.unit_id = u.id
-- with: candidate_in_turn
        ) x
    WHERE :wanted_mine::text IS NULL
    UNION ALL
    SELECT x.* FROM own o CROSS JOIN LATERAL (
        SELECT r.* FROM candidate r
        WHERE r.unit_id IS NULL
-- with: candidate_in_turn
        ) x
    WHERE o.here AND o.free AND :wanted_mine::text IS NULL),
items AS (
    SELECT 'candidate' AS resource, r.id, NULL::uuid AS client_id, r.state, r.screening_id, r.rank,
           NULL::date AS due_on, r.found_at AS waiting_since, NULL::text AS ground, 3 AS sides,
           ARRAY['risks'] AS lists
    FROM found r);

-- name: worklist_page_candidates
-- with: worklist_candidates
SELECT i.resource, i.id, i.client_id, i.state, i.waiting_since, i.ground, i.sides, i.lists,
       false AS overdue, 1000000::bigint AS sort_due, i.rank AS sort_next,
       (SELECT s.name FROM screening s WHERE s.area = :area AND s.id = i.screening_id) AS title
FROM items i
WHERE NOT coalesce(:wanted_overdue::boolean, false) AND i.lists && :wanted_lists
-- with: worklist_order
LIMIT :limit_plus_one;

-- name: worklist_count_candidates
-- with: worklist_candidates
-- with: worklist_counts
