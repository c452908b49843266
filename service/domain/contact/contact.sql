-- Contacts, with a client or without one.
-- writes: contact

-- A new contact; open until its outcome is told.
-- name: contact_insert
INSERT INTO contact (area, id, version, register, channel, status, client_id, group_kind,
                     group_participants, group_first_time, concern_by, need_classes, need_text,
                     urgency, language, unit_id, assessed_profession, assessed_minutes,
                     assessed_waited_minutes, assessed_first_time, assessed_interpreter,
                     occurred_at, recorded_at, recorded_by, recorded_unit, updated_at)
VALUES (:area, :id, 1, :register, :channel, 'open', :client_id, :group_kind, :group_participants,
        :group_first_time, :concern_by, :need_classes, :need_text, :urgency, :language, :unit_id,
        :assessed_profession, :assessed_minutes, :assessed_waited_minutes, :assessed_first_time,
        :assessed_interpreter, :occurred_at, :now, :sub, :unit, :now);

-- Tells the outcome of an open contact of the version that the caller has seen.
-- name: contact_update_closed
UPDATE contact
SET status = 'closed', version = version + 1, outcome_kind = :outcome_kind,
    outcome_service_id = :outcome_service_id, outcome_text = :outcome_text,
    outcome_referral_id = :outcome_referral_id,
    outcome_consultation_id = :outcome_consultation_id, outcome_at = :now, updated_at = :now
WHERE area = :area AND id = :id AND version = :version AND status = 'open';

-- What is read of a contact.
-- part: contact_columns
r.id, r.version, r.register, r.channel, r.status, r.client_id, r.group_kind, r.group_participants,
r.group_first_time, r.concern_by, r.need_classes, r.need_text, r.urgency, r.language, r.unit_id,
r.assessed_profession, r.assessed_minutes, r.assessed_waited_minutes, r.assessed_first_time,
r.assessed_interpreter, r.outcome_kind, r.outcome_service_id, r.outcome_text,
r.outcome_referral_id, r.outcome_consultation_id, r.outcome_at, r.occurred_at, r.recorded_at,
r.recorded_by AS recorded_by_sub, r.recorded_unit AS recorded_by_unit,
-- with: ground
AS ground;

-- A contact `r` that the caller may see: without a client, of a register open to them; else as every
-- record of a client.
-- part: contact_seen
(r.client_id IS NULL AND r.register = ANY (:registers)) OR (
-- with: visible
);

-- Was the matter solved at this contact? Not, where it went on elsewhere, or the same client came
-- again with the same class of need within the days of the setting; known only when they are over.
-- Contacts of the same register count: others are not to be guessed at. Index (area, client_id,
-- occurred_at, id).
-- part: contact_solved
CASE
    WHEN r.client_id IS NULL OR r.status = 'open' THEN NULL
    WHEN r.outcome_kind NOT IN ('solved', 'guided') THEN false
    WHEN EXISTS (
        SELECT FROM contact o
        WHERE o.area = :area AND o.client_id = r.client_id AND o.register = r.register
          AND o.id <> r.id AND o.occurred_at >= r.occurred_at
          AND o.occurred_at < r.occurred_at + make_interval(days => :settled_days::int)
          AND o.need_classes && r.need_classes) THEN false
    WHEN r.occurred_at + make_interval(days => :settled_days::int) <= :now::timestamptz THEN true
END AS solved_at_first_contact;

-- One contact that the caller may see, by primary key.
-- part: contact_found
FROM contact r
WHERE r.area = :area AND r.id = :id AND (
-- with: contact_seen
);

-- name: contact_select
SELECT
-- with: contact_columns
,
-- with: contact_solved
-- with: contact_found

-- Where it is shown.
-- name: contact_audit_read
-- with: audit_read
, r.client_id, 'contact', r.id,
-- with: ground
-- with: contact_found
ON CONFLICT DO NOTHING;

-- What a filter leaves, looked at in each row.
-- part: contact_wanted
r.area = :area AND r.channel = ANY (:wanted_channel) AND r.status = ANY (:statuses)
  AND r.occurred_at >= (SELECT coalesce(
      :wanted_from::date::timestamp AT TIME ZONE 'Europe/Helsinki', '-infinity'))
  AND r.occurred_at < (SELECT coalesce(
      (:wanted_to::date + 1)::timestamp AT TIME ZONE 'Europe/Helsinki', 'infinity'))
  AND (
-- with: contact_seen
);

-- Behind the last row shown.
-- part: contact_behind
(r.occurred_at, r.id) < (
    (SELECT coalesce(:after_1::timestamptz, 'infinity')),
    (SELECT coalesce(:after_2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')));

-- A client's, newest first; index (area, client_id, occurred_at, id).
-- name: contact_select_of_client
SELECT
-- with: contact_columns
FROM contact r
WHERE r.client_id = :wanted_client_id
  AND coalesce(r.unit_id = :wanted_unit_id, :wanted_unit_id::uuid IS NULL) AND
-- with: contact_wanted
  AND
-- with: contact_behind
ORDER BY r.occurred_at DESC, r.id DESC
LIMIT :limit_plus_one;

-- A unit's, newest first; index (area, unit_id, occurred_at, id).
-- name: contact_select_of_unit
SELECT
-- with: contact_columns
FROM contact r
WHERE r.unit_id = :wanted_unit_id AND
-- with: contact_wanted
  AND
-- with: contact_behind
ORDER BY r.occurred_at DESC, r.id DESC
LIMIT :limit_plus_one;

-- What a unit has still to close, newest first; index (area, unit_id, occurred_at, id) of open ones.
-- name: contact_select_open
SELECT
-- with: contact_columns
FROM contact r
WHERE r.unit_id = :wanted_unit_id AND r.status = 'open' AND
-- with: contact_wanted
  AND
-- with: contact_behind
ORDER BY r.occurred_at DESC, r.id DESC
LIMIT :limit_plus_one;

-- All, newest first; index (area, occurred_at, id).
-- name: contact_select_page
SELECT
-- with: contact_columns
FROM contact r
WHERE
-- with: contact_wanted
  AND
-- with: contact_behind
ORDER BY r.occurred_at DESC, r.id DESC
LIMIT :limit_plus_one;

-- How many a client has.
-- name: contact_count_of_client
SELECT count(*) AS count FROM contact r
WHERE r.client_id = :wanted_client_id
  AND coalesce(r.unit_id = :wanted_unit_id, :wanted_unit_id::uuid IS NULL) AND
-- with: contact_wanted
;

-- How many a unit has.
-- name: contact_count_of_unit
SELECT count(*) AS count FROM contact r WHERE r.unit_id = :wanted_unit_id AND
-- with: contact_wanted
;

-- How many there are.
-- name: contact_count_all
SELECT count(*) AS count FROM contact r WHERE
-- with: contact_wanted
;

-- Those of a client that go along with a merge, and those that go back. Index by client; primary key.
-- name: contact_move_all
UPDATE contact SET client_id = :to_id
WHERE area = :area AND client_id = :from_id
RETURNING id;

-- name: contact_move_back
UPDATE contact SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND id = ANY (:ids::uuid[])
RETURNING id;

-- Those written since a merge, the oldest first.
-- name: contact_select_since
SELECT id, recorded_at AS at FROM contact
WHERE area = :area AND client_id = :from_id AND recorded_at > :since
ORDER BY recorded_at, id
LIMIT 100; -- MERGE_SINCE_MAX
