-- Tokens that are for one call, as used.
-- writes: token_use

-- Takes the token for this call. The second time it is a conflict, by the primary key: of two calls at once
-- one waits for the other here.
-- name: token_use_insert
INSERT INTO token_use (area, token_hash, until) VALUES (:area, :token_hash, :until);

-- Forgets some of those that nobody could use any more; served by token_use_until.
-- name: token_use_forget
DELETE FROM token_use
WHERE area = :area AND until <= (
    SELECT max(until) FROM (
        SELECT until FROM token_use
        WHERE area = :area AND until < :now::timestamptz - interval '30 seconds' -- TOKEN_SKEW_S
        ORDER BY until LIMIT 2000) AS oldest); -- TOKEN_USES_FORGOTTEN
