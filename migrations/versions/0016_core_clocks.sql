-- A day off moves clocks that the person who enters it may not read. So the job that counts them again acts for the
-- organisation itself, and nothing but that job can be queued here.

GRANT CREATE ON SCHEMA jobs TO portal_gate;
SET ROLE portal_gate;

CREATE FUNCTION jobs.queue_recount(for_tenant uuid, details jsonb) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT jobs.queue_request(for_tenant, 'deadlines.recount', details, NULL,
        (SELECT coalesce(array_agg(DISTINCT c), '{}') FROM auth.role r, unnest(r.compartments) c), NULL, 'recount')
$$;

-- The acting organisation's own clocks: one of its closure days was added or taken away.
CREATE FUNCTION jobs.recount_here(details jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF ctx.tenant() IS NULL THEN
        RAISE EXCEPTION 'no tenant' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN jobs.queue_recount(ctx.tenant(), details);
END $$;

-- Everybody's, one job for each organisation: the operator added a bank holiday or took one away. Answers how many.
CREATE FUNCTION jobs.recount_everywhere(details jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    queued integer;
BEGIN
    IF NOT ctx.holds_power('operator') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(jobs.queue_recount(t.id, details)) INTO queued FROM portal.tenant t WHERE t.suspended_on IS NULL;
    RETURN queued;
END $$;

GRANT EXECUTE ON FUNCTION jobs.recount_here(jsonb) TO portal_app;
GRANT EXECUTE ON FUNCTION jobs.recount_everywhere(jsonb) TO portal_platform;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA jobs FROM portal_gate;
