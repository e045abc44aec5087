-- A role may hold a compartment for its dates alone (`general:dates`). Every policy asks for the whole compartment and so
-- shows it nothing, but those of the few tables in which no word of a case stands.
CREATE FUNCTION ctx.dated() RETURNS text[]
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
    SELECT ARRAY(SELECT pg_catalog.split_part(c, ':', 1) FROM pg_catalog.unnest(ctx.compartments()) c) $$;
REVOKE EXECUTE ON FUNCTION ctx.dated() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx.dated() TO portal_app, portal_job, portal_platform, portal_gate, portal_exchange,
    portal_sealer, portal_searcher, portal_importer, portal_owner;

DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT p.polname, p.polrelid::regclass AS named, pg_get_expr(p.polqual, p.polrelid) AS qual
          FROM pg_policy p
         WHERE p.polname IN ('record_read', 'trail_entry_read', 'retention_hold_read', 'retention_hold_change',
            'retention_item_read', 'retention_item_change', 'retention_item_remove', 'retention_date_read',
            'retention_date_change', 'retention_date_remove')
    LOOP
        EXECUTE format('ALTER POLICY %I ON %s USING (%s)', one.polname, one.named,
            replace(one.qual, '( SELECT ctx.compartments() AS compartments)', '( SELECT ctx.dated() AS dated)'));
    END LOOP;
END $$;
