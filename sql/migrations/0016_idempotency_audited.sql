-- Which record a kept answer tells of, and whose it is: who is given it again uses the record again,
-- and the access log says so. NULL in answers that tell of none, or are from before.
ALTER TABLE idempotency_key
    ADD COLUMN client_id uuid,
    ADD COLUMN resource text,
    ADD COLUMN resource_id uuid;
