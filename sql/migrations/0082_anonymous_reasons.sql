-- The history is never changed, and so holds no words of an anonymous consultation, which are to be
-- forgotten: why it was reopened is a message of its thread from now on. What stands there goes. The
-- owner writes over the areas for this once.
ALTER TABLE move NO FORCE ROW LEVEL SECURITY;
ALTER TABLE consultation NO FORCE ROW LEVEL SECURITY;
UPDATE move m SET reason = NULL
FROM consultation c
WHERE m.resource = 'consultation' AND m.area = c.area AND m.resource_id = c.id AND c.anonymous
  AND m.reason IS NOT NULL;
ALTER TABLE move FORCE ROW LEVEL SECURITY;
ALTER TABLE consultation FORCE ROW LEVEL SECURITY;
