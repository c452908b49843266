-- Answers kept by Idempotency-Key.
-- writes: idempotency_key

-- Takes the key for this transaction and reads what is stored under it; served by the primary key.
-- A row committed between the reading and the lock is caught by the primary key when the answer is
-- stored.
-- name: idempotency_find
SELECT pg_try_advisory_xact_lock(hashtextextended(
           concat_ws(E'\n', :area::text, :sub::text, :operation::text, :key::text), 0)) AS taken,
       k.body_hash, k.status, k.content_type, k.etag, k.location, k.language, k.body,
       k.body_sealed, k.client_id, k.resource, k.resource_id
FROM (SELECT 1) AS one
LEFT JOIN idempotency_key AS k
    ON k.area = :area AND k.sub = :sub AND k.operation = :operation AND k.key = :key;

-- name: idempotency_insert
INSERT INTO idempotency_key
    (area, sub, operation, key, body_hash, status, content_type, etag, location, language, body,
     body_sealed, client_id, resource, resource_id, created_at)
VALUES (:area, :sub, :operation, :key, :body_hash, :status, :content_type, :etag, :location,
        :language, :body, :body_sealed, :client_id, :resource, :resource_id, :now);

-- Forgets some of what is older than two days; served by idempotency_key_age.
-- name: idempotency_forget
DELETE FROM idempotency_key
WHERE area = :area AND created_at <= (
    SELECT max(created_at) FROM (
        SELECT created_at FROM idempotency_key
        WHERE area = :area AND created_at < :now::timestamptz - interval '48 hours' -- IDEMPOTENCY_KEPT_HOURS
        ORDER BY created_at LIMIT 2000) AS oldest); -- IDEMPOTENCY_FORGET_ROWS
