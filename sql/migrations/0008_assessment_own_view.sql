-- Made by the client alone, from their own answers: it tells where the client stands only while no
-- professional has proposed anything.
ALTER TABLE assessment ADD COLUMN own_view boolean NOT NULL DEFAULT false;
