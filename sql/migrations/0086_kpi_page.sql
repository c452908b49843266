-- Serves the page of figures: every indicator's months of the area, or of one unit, in one range.
CREATE INDEX kpi_figure_of_page ON kpi_figure (area, unit, from_on, indicator)
    WHERE axis = 'none' AND bucket = 'month' AND key = '*';
