-- A referral that names a consultation is of the same client; an anonymous consultation has none, so
-- that no referral can name it.
ALTER TABLE consultation ADD UNIQUE (area, id, client_id);
ALTER TABLE referral ADD FOREIGN KEY (area, consultation_id, client_id)
    REFERENCES consultation (area, id, client_id);
