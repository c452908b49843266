INSERT INTO care_team (area, client_id, version, updated_at, updated_by)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, now(), 'x');
INSERT INTO care_team_version (area, client_id, version, at, by, document)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, now(), 'x', '{"members":[]}');
INSERT INTO care_team_member (area, client_id, id, role, single_holder, sub, valid_from, is_named)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090', 'word',
        false, 'word', '2026-01-01', true);
