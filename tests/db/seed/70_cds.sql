INSERT INTO token_use (area, token_hash, until) VALUES ('90', sha256('seed'), '2020-01-01');
INSERT INTO cds_feedback (area, card_id, outcome, on_day, issuer, register, reason)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'accepted', '2026-11-22', 'x', 'health', NULL);
