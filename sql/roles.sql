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

-- Large objects stand outside of every table, policy and backup of one: nobody but a superuser makes
-- any here.
REVOKE EXECUTE ON FUNCTION pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid),
    pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;

-- By default every role may connect to every database of the cluster. The cluster's own two are
-- closed; others belong to somebody else, so they are named only.
DO $$
DECLARE
    other name;
BEGIN
    FOR other IN SELECT datname FROM pg_database WHERE datname IN ('postgres', 'template1') LOOP
        EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', other);
    END LOOP;
    FOR other IN
        SELECT datname FROM pg_database
        WHERE datallowconn AND datname <> current_database() AND (datacl IS NULL OR EXISTS (
            SELECT FROM aclexplode(datacl) WHERE grantee = 0 AND privilege_type = 'CONNECT'))
    LOOP
        RAISE WARNING 'every role may connect to the database "%", asiakkuus_app too: REVOKE CONNECT ON DATABASE "%" FROM PUBLIC, or give Asiakkuus a cluster of its own',
            other, other;
    END LOOP;
END $$;
