INSERT INTO routing_rule (area, code, valid_from, points, created_at, created_by)
VALUES ('90', 'language', '2020-01-01', 1, now(), 'x');
