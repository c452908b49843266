-- Serve the worklists of what is missing, of plans, and of the cases of meetings.
CREATE INDEX assessment_of_segment ON assessment (area, assessed_unit, chosen_segment)
    WHERE status = 'confirmed';
CREATE INDEX plan_to_review ON plan (area, updated_unit, review_on) WHERE review_on IS NOT NULL;
CREATE INDEX plan_to_agree ON plan (area, updated_unit) WHERE kind = 'joint' AND NOT client_agrees;
CREATE INDEX meeting_case_open ON meeting_case (area, meeting_id) WHERE state = 'open';
