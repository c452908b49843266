-- What reminders and worklists ask for: a clock that is past its end, an answer waited for, a plan to
-- look at again. The segment that asks for what is not there stands in 10_assessment.sql.
INSERT INTO reminder (area, resource, resource_id, type, slot, told_at)
VALUES ('90', 'referral', '00000000-0000-7000-8000-000000000090', 'word', 'word', now());
INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, due_on)
VALUES ('90', 'referral', '00000000-0000-7000-8000-000000000090', 'late', 1, '2020-01-01', '2020-01-08');
UPDATE referral SET waiting_since = '2020-01-01';
UPDATE plan SET review_on = '2026-01-01', updated_unit = 'u';
