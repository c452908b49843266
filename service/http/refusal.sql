-- Whose record it is that a caller was refused: asked without what they may see, as the access log
-- tells it to the client and not to the caller. A row for each kind in service/tables/records.def.
-- writes: nothing

-- name: refusal_client
SELECT id AS client_id FROM client WHERE area = :area AND id = :id;

-- Where a client is now that went into another. By primary key.
-- name: refusal_successor
SELECT merged_into AS client_id
FROM (SELECT merged_into FROM client WHERE area = :area AND id = :id LIMIT 1) c
WHERE merged_into IS NOT NULL;

-- name: refusal_assessment
SELECT client_id FROM assessment WHERE area = :area AND id = :id;

-- A contact may be without a name: then it is nobody's.
-- name: refusal_contact
SELECT client_id FROM contact WHERE area = :area AND id = :id;

-- name: refusal_referral
SELECT client_id FROM referral WHERE area = :area AND id = :id;

-- name: refusal_consent
SELECT client_id FROM consent WHERE area = :area AND id = :id;

-- Nobody's, where it is anonymous.
-- name: refusal_consultation
SELECT client_id FROM consultation WHERE area = :area AND id = :id;
