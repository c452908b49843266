-- Cells have one more dimension, the indicator's own: a language, a class of need, or a rule of time
-- limits; '' where it has none.
ALTER TABLE kpi_cell ADD COLUMN topic text NOT NULL DEFAULT '';
ALTER TABLE kpi_cell ALTER COLUMN topic DROP DEFAULT;
ALTER TABLE kpi_cell DROP CONSTRAINT kpi_cell_pkey;
ALTER TABLE kpi_cell
    ADD PRIMARY KEY (area, cells, on_day, unit, segment, service, age_group, topic, slot);
ALTER TABLE kpi_figure DROP CONSTRAINT kpi_figure_axis_check;
ALTER TABLE kpi_figure ADD CONSTRAINT kpi_figure_axis_check CHECK (
    axis IN ('none', 'segment', 'service', 'age_group', 'language', 'need_class', 'rule'));

-- Serve the cells of a month: questions asked, meetings held, versions of plans, matters ended.
CREATE INDEX consultation_in_time ON consultation (area, asked_at, id) WHERE asked_at IS NOT NULL;
CREATE INDEX meeting_occurrence_held ON meeting_occurrence (area, held_on) WHERE held_on IS NOT NULL;
CREATE INDEX plan_version_in_time ON plan_version (area, at) WHERE at IS NOT NULL;
CREATE INDEX referral_closed ON referral (area, closed_on) WHERE closed_on IS NOT NULL;
-- Serves clocks that run out; an event does not tell of it.
CREATE INDEX deadline_running ON deadline (area, due_on) WHERE met_on IS NULL AND ended_on IS NULL;
-- Serves the meeting that an event names.
CREATE UNIQUE INDEX meeting_occurrence_of_id ON meeting_occurrence (area, id) WHERE id IS NOT NULL;
