-- Grounds for reading across the boundary of the registers.
-- writes: consent

-- name: consent_insert
INSERT INTO consent (area, id, client_id, version, status, kind, from_register, to_register, purpose,
                     resources, legal_basis, overrides_refusal, given_by, form, valid_from, valid_to,
                     recorded_at, recorded_by, recorded_unit)
VALUES (:area, :id, :client_id, 1, 'recorded', :kind, :from_register, :to_register, :purpose,
        :resources, :legal_basis, :overrides_refusal, :given_by, :form, :valid_from, :valid_to,
        :now, :sub, :unit);

-- The grounds of a client, the latest first. Index (area, client_id, recorded_at, id).
-- name: consent_select_list
SELECT id, client_id, version, status, kind, from_register, to_register, purpose, resources,
       legal_basis, given_by, form, valid_from, valid_to, recorded_at,
       recorded_by AS recorded_by_sub, recorded_unit AS recorded_by_unit, withdrawn_at
FROM consent
WHERE area = :area AND client_id = :client_id
ORDER BY recorded_at DESC, id DESC
LIMIT 200; -- CONSENTS_MAX

-- One of them, by primary key.
-- name: consent_select
SELECT id, client_id, version, status, kind, from_register, to_register, purpose, resources,
       legal_basis, given_by, form, valid_from, valid_to, recorded_at,
       recorded_by AS recorded_by_sub, recorded_unit AS recorded_by_unit, withdrawn_at
FROM consent
WHERE area = :area AND id = :id AND client_id = :client_id;

-- The same where only its id is known; a client's own token finds that client's alone.
-- name: consent_select_one
SELECT id, client_id, version, status, kind, from_register, to_register, purpose, resources,
       legal_basis, given_by, form, valid_from, valid_to, recorded_at,
       recorded_by AS recorded_by_sub, recorded_unit AS recorded_by_unit, withdrawn_at
FROM consent
WHERE area = :area AND id = :id AND client_id = coalesce(:own_client_id, client_id);

-- name: consent_update_withdrawn
UPDATE consent
SET status = 'withdrawn', version = version + 1, withdrawn_at = :now
WHERE area = :area AND id = :id AND version = :version AND status = 'recorded';

-- Those of a client that go along with a merge, and those that go back. Index by client; primary key.
-- name: consent_move_all
UPDATE consent SET client_id = :to_id
WHERE area = :area AND client_id = :from_id
RETURNING id;

-- name: consent_move_back
UPDATE consent SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND id = ANY (:ids::uuid[])
RETURNING id;

-- Those written since a merge, the oldest first.
-- name: consent_select_since
SELECT id, recorded_at AS at FROM consent
WHERE area = :area AND client_id = :from_id AND recorded_at > :since
ORDER BY recorded_at, id
LIMIT 100; -- MERGE_SINCE_MAX
