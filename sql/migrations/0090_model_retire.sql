-- A version of a model can be retired: it is kept for what was reckoned with it, and used for nothing
-- new.
GRANT UPDATE (status) ON model TO asiakkuus_app;
