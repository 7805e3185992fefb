-- The site's own role: it owns the database and what is in it, and is no superuser. Whoever finds a way to run SQL
-- as the site reads no file of the server, starts no program and changes no setting with it.
-- For the superuser that made the database, in that database; as often as one likes. Extensions stay with whoever
-- made them: those used (unaccent, pg_trgm, btree_gist) are trusted, so that the owner of a database may make them.
SET client_min_messages = warning;
DO $$
DECLARE
    each record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'memoria_app') THEN
        CREATE ROLE memoria_app LOGIN;
    END IF;
    ALTER ROLE memoria_app NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    IF (SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()) <> 'memoria_app' THEN
        EXECUTE format('ALTER DATABASE %I OWNER TO memoria_app', current_database());
    END IF;
    -- A database from before this role. A sequence of a column goes with its table.
    FOR each IN
        SELECT c.oid::regclass AS name, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
            WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
            AND c.relowner <> 'memoria_app'::regrole
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
    LOOP
        EXECUTE format('ALTER %s %s OWNER TO memoria_app', each.kind, each.name);
    END LOOP;
    FOR each IN
        SELECT p.oid::regprocedure AS name
        FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> 'memoria_app'::regrole
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('ALTER ROUTINE %s OWNER TO memoria_app', each.name);
    END LOOP;
END
$$;
