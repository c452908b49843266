-- An area's own rules of time limits.
-- writes: deadline_rule

-- Every version of the area's own rules, in a fixed order. Index (area, code, valid_from, age_min).
-- name: deadline_rule_select
SELECT id, code, valid_from, valid_to, basis, counting, amount, age_min, age_max, starts,
       stops, last_day, reopens, name_fi, name_sv, name_en,
       source
FROM deadline_rule
WHERE area = :area
ORDER BY code, valid_from, age_min
LIMIT 1000; -- DEADLINE_RULES_MAX

-- A version more.
-- name: deadline_rule_insert
INSERT INTO deadline_rule (area, id, code, valid_from, valid_to, basis, counting, amount, age_min,
                           age_max, starts, stops, last_day, reopens, name_fi, name_sv, name_en,
                           source, created_at, created_by)
VALUES (:area, :id, :code, :valid_from, :valid_to, :basis, :counting, :amount, :age_min, :age_max,
        :starts, :stops, :last_day, :reopens, :name_fi, :name_sv,
        :name_en, :source, :now, :sub);
