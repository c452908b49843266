-- What clients and staff say afterwards.
-- writes: feedback

-- One answer; a link's id is its answer's id, so that the same link twice is a conflict.
-- name: feedback_insert
INSERT INTO feedback (area, id, on_day, who, about, unit_id, channel, language, answers, text)
VALUES (:area, :id, :today, :who, :about, :unit_id, :channel, :language, :answers, :text);

-- name: feedback_unit_select
SELECT id AS unit_id FROM unit WHERE area = :area AND id = :unit_id;
