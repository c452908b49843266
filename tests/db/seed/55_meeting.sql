INSERT INTO consultation_meeting (area, id, unit_id, name_fi, name_sv, name_en, minutes_per_case,
                                  required_services, calendar_changed_at, created_at, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090', 'x',
        'x', 'x', 8, '{00000000-0000-7000-8000-000000000090}', now(), now(), now());
INSERT INTO meeting_rule (area, meeting_id, number, rule, starts_on, starts_minute,
                          duration_minutes, on_holiday, except_on)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, 'FREQ=WEEKLY', '2026-11-22', 540, 60,
        'skip', '{}');
INSERT INTO meeting_occurrence (area, meeting_id, on_date, id, version, state, held_on,
                                starts_minute, duration_minutes, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '2026-11-22',
        '00000000-0000-7000-8000-000000000090', 1, 'scheduled', '2026-11-22', 540, 60, now());
INSERT INTO meeting_case (area, id, version, meeting_id, on_date, state, title, question,
                          service_needs, brought_at, follow_up_on)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, '00000000-0000-7000-8000-000000000090',
        '2026-11-22', 'discussed', 'x', 'x', '{}', now(), '2026-11-22');
INSERT INTO meeting_topic (area, id, version, meeting_id, on_date, state, kind, title, brought_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, '00000000-0000-7000-8000-000000000090',
        '2026-11-22', 'open', 'phenomenon', 'x', now());
INSERT INTO meeting_attendance (area, meeting_id, on_date, service_id, person, present,
                                recorded_by, recorded_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '2026-11-22',
        '00000000-0000-7000-8000-000000000090', 'word', true, 'x', now());
INSERT INTO meeting_sign_up (area, meeting_id, on_date, sub, coming, signed_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '2026-11-22', 'tester', true, now());
INSERT INTO meeting_theme (area, meeting_id, month, theme)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '2026-11', 'x');
