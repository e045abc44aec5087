-- Whoever was let into a record sees it, and all that hangs on it, as if their role held its compartment. Being kept
-- out is stronger. Letting in is for those who see the record; whoever works on their own cases alone is let into what
-- they open.

GRANT SELECT ON portal.record_admission TO portal_gate;
GRANT SELECT (created_by) ON portal.record TO portal_gate;

GRANT CREATE ON SCHEMA ctx TO portal_gate;
SET ROLE portal_gate;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE FUNCTION ctx.let_in() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(a.record_id), '{}') FROM portal.record_admission a
    WHERE a.tenant_id = (SELECT ctx.tenant()) AND a.user_id = (SELECT ctx.user_id())
$$;

CREATE FUNCTION ctx.opened_as_own_case(wanted_record uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ctx.holds_power('own_cases') AND EXISTS (SELECT FROM portal.record r
        WHERE r.tenant_id = ctx.tenant() AND r.id = wanted_record AND r.created_by = ctx.user_id())
$$;

-- A policy asks whatever login it protects a table from.
GRANT EXECUTE ON FUNCTION ctx.let_in()
    TO portal_app, portal_job, portal_platform, portal_exchange, portal_sealer, portal_searcher, portal_owner;
GRANT EXECUTE ON FUNCTION ctx.opened_as_own_case(uuid) TO portal_app, portal_job, portal_owner;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA ctx FROM portal_gate;

ALTER TABLE portal.record_admission ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal.record_admission FORCE ROW LEVEL SECURITY;
CREATE POLICY record_admission_read ON portal.record_admission FOR SELECT USING (
    tenant_id = (SELECT ctx.tenant()) AND record_id <> ALL ((SELECT ctx.excluded())::uuid[])
    AND (compartment = ANY ((SELECT ctx.compartments())::text[]) OR user_id = (SELECT ctx.user_id())));
CREATE POLICY record_admission_add ON portal.record_admission FOR INSERT WITH CHECK (
    tenant_id = (SELECT ctx.tenant()) AND record_id <> ALL ((SELECT ctx.excluded())::uuid[])
    AND (compartment = ANY ((SELECT ctx.compartments())::text[])
         OR (user_id = (SELECT ctx.user_id()) AND ctx.opened_as_own_case(record_id))));
CREATE POLICY record_admission_remove ON portal.record_admission FOR DELETE USING (
    tenant_id = (SELECT ctx.tenant()) AND compartment = ANY ((SELECT ctx.compartments())::text[])
    AND record_id <> ALL ((SELECT ctx.excluded())::uuid[]));
CREATE POLICY record_admission_gate ON portal.record_admission FOR SELECT TO portal_gate USING (true);
GRANT SELECT, INSERT, DELETE ON portal.record_admission TO portal_app, portal_job;

-- Every policy that asks for a record's compartment and for who is kept out of it.
DO $$
DECLARE
    one record;
    held text := '(compartment = ANY (( SELECT ctx.compartments() AS compartments)::text[]))';
    either text;
BEGIN
    FOR one IN
        SELECT p.polname, c.oid::regclass AS named, pg_get_expr(p.polqual, p.polrelid) AS qual,
            EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'record_id') AS is_child
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE p.polqual IS NOT NULL AND c.oid <> 'portal.record_admission'::regclass
          AND pg_get_expr(p.polqual, p.polrelid) LIKE '%ctx.excluded()%'
          AND strpos(pg_get_expr(p.polqual, p.polrelid), held) > 0
    LOOP
        either := format('(%s OR (%s = ANY ((SELECT ctx.let_in())::uuid[])))',
            held, CASE WHEN one.is_child THEN 'record_id' ELSE 'id' END);
        EXECUTE format('ALTER POLICY %I ON %s USING (%s)', one.polname, one.named, replace(one.qual, held, either));
    END LOOP;
END $$;

-- Finding by words applies the policy's conditions itself.
GRANT CREATE ON SCHEMA search TO portal_searcher;
SET ROLE portal_searcher;
CREATE OR REPLACE FUNCTION search.find(wanted text, kinds text[], in_status text, at_site uuid, first_day date,
    last_day date, after_day date, after_id uuid, most integer)
RETURNS TABLE (record_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    me uuid := ctx.tenant();
    seen text[] := ctx.compartments();
    let_in uuid[] := ctx.let_in();
    kept_out uuid[] := ctx.excluded();
    asked tsquery := quote_literal(search.lexeme_of(me))::tsquery;
BEGIN
    IF me IS NULL THEN
        RETURN;
    END IF;
    IF wanted IS NOT NULL THEN
        asked := asked && wanted::tsquery;
    END IF;
    RETURN QUERY SELECT e.record_id FROM portal.search_entry e
     WHERE e.tenant_id = me AND (e.compartment = ANY (seen) OR e.record_id = ANY (let_in))
       AND e.record_id <> ALL (kept_out)
       AND e.kind = ANY (kinds) AND (wanted IS NULL OR e.words @@ asked)
       AND (in_status IS NULL OR e.status = in_status) AND (at_site IS NULL OR e.site_id = at_site)
       AND (first_day IS NULL OR e.opened_on >= first_day) AND (last_day IS NULL OR e.opened_on <= last_day)
       AND (after_id IS NULL OR (e.opened_on, e.record_id) < (after_day, after_id))
     ORDER BY e.opened_on DESC, e.record_id DESC LIMIT least(most, 1000);
END $$;
RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA search FROM portal_searcher;
