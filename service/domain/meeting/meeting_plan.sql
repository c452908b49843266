-- Year plans of series of meetings.
-- writes: meeting_theme

-- The version of a plan, by primary key.
-- name: meeting_plan_select_version
SELECT plan_version FROM consultation_meeting WHERE area = :area AND id = :id;

-- The year plan, month by month; by primary key.
-- name: meeting_theme_select
SELECT month, theme FROM meeting_theme
WHERE area = :area AND meeting_id = :id AND theme IS NOT NULL
ORDER BY month
LIMIT 12; -- MEETING_THEMES_MAX

-- Takes every theme out of a plan.
-- name: meeting_theme_clear
UPDATE meeting_theme SET theme = NULL
WHERE area = :area AND meeting_id = :id AND theme IS NOT NULL;

-- The themes of a plan.
-- name: meeting_theme_insert
INSERT INTO meeting_theme (area, meeting_id, month, theme)
SELECT t.area, :id, t.month, t.theme
FROM unnest(:each_area::text[], :each_month::text[], :each_theme::text[]) AS t(area, month, theme)
ON CONFLICT (area, meeting_id, month) DO UPDATE SET theme = excluded.theme;
