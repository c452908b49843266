-- The language of a kept answer: what is answered again has the headers of the first. NULL: kept
-- before this was known.
ALTER TABLE idempotency_key ADD COLUMN language text CHECK (language IN ('fi', 'sv', 'en'));
