-- What users of record systems did with cards.
-- writes: cds_feedback

-- What was told before is not told again; primary key (area, card_id, outcome).
-- name: cds_feedback_insert
INSERT INTO cds_feedback (area, card_id, outcome, on_day, issuer, register, reason)
SELECT t.area, t.card_id, :outcome, t.on_day, :issuer, :register, t.reason
FROM unnest(:each_area::text[], :each_card_id::uuid[], :each_on_day::date[], :each_reason::text[])
         AS t(area, card_id, on_day, reason)
ON CONFLICT DO NOTHING;
