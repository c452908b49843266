-- The two roles, and what the database itself allows them. Run by a superuser in the service's
-- database, before the first migration; again at any time without harm. Passwords, where the server
-- asks for them, are the installation's own: ALTER ROLE asiakkuus_app PASSWORD '...'.
--   asiakkuus_owner  owns the schema; runs migrations; the service never holds it
--   asiakkuus_app    the service: owns nothing, and has the grants that the migrations name
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'asiakkuus_owner') THEN
        CREATE ROLE asiakkuus_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'asiakkuus_app') THEN
        CREATE ROLE asiakkuus_app;
    END IF;
END $$;
ALTER ROLE asiakkuus_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE asiakkuus_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- PUBLIC may by default connect, make temporary tables and (before PostgreSQL 15) write to the
-- schema public: a temporary table could stand in front of a real one.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO asiakkuus_owner', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO asiakkuus_app', current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
