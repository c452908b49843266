-- A county's directory out of the demo's: each unit five times, and services up to 2,000.
\set ON_ERROR_STOP on
SET search_path = asiakkuus;
SET session_replication_role = replica;
CREATE TEMP TABLE more_units AS
SELECT u.id AS old, gen_random_uuid() AS id, u.code || '-' || i AS code, u.sort_key || ' ' || i AS sort_key
FROM unit u CROSS JOIN generate_series(1, 4) i WHERE u.area = '90' AND u.source IS NULL;
INSERT INTO unit (area, id, code, names, kind, register, sort_key, terms, created_at, updated_at)
SELECT u.area, m.id, m.code, u.names, u.kind, u.register, m.sort_key, u.terms, now(), now()
FROM more_units m JOIN unit u ON u.area = '90' AND u.id = m.old;
INSERT INTO unit_term (area, unit_id, term, sort_key)
SELECT '90', m.id, t.term, m.sort_key FROM more_units m JOIN unit_term t ON t.area = '90' AND t.unit_id = m.old;
CREATE TEMP TABLE more_services AS
SELECT s.id AS old, gen_random_uuid() AS id, s.code || '-' || i AS code, s.sort_key || ' ' || i AS sort_key,
       (SELECT m.id FROM more_units m WHERE m.old = s.unit_id ORDER BY m.code OFFSET i % 4 LIMIT 1) AS unit_id
FROM service s CROSS JOIN generate_series(1, 39) i WHERE s.area = '90' AND s.source IS NULL;
INSERT INTO service (area, id, code, unit_id, names, sort_key, terms, descriptions, kind, register, needs,
                     segments, languages, municipalities, age_min, age_max, referral_kinds,
                     takes_referrals, self_referral, weight, channels, url, created_at, updated_at)
SELECT '90', m.id, m.code, coalesce(m.unit_id, s.unit_id), s.names, m.sort_key, s.terms, s.descriptions, s.kind,
       s.register, s.needs, s.segments, s.languages, s.municipalities, s.age_min, s.age_max,
       s.referral_kinds, s.takes_referrals, s.self_referral, s.weight, s.channels, s.url, now(), now()
FROM more_services m JOIN service s ON s.area = '90' AND s.id = m.old;
INSERT INTO service_term (area, service_id, term, sort_key)
SELECT '90', m.id, t.term, m.sort_key
FROM more_services m JOIN service_term t ON t.area = '90' AND t.service_id = m.old;
ANALYZE unit, unit_term, service, service_term;
