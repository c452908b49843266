-- An answer with personal data is kept sealed, as the data itself is; `body` is then NULL.
ALTER TABLE idempotency_key ADD COLUMN body_sealed bytea;
