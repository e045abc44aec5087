-- A request says for whom a job acts. The queue's own row holds nothing but the request's id, so whoever could forge
-- a queue row would still act for nobody.

CREATE TABLE jobs.request (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES portal.tenant ON DELETE CASCADE,
    kind text NOT NULL,
    arguments jsonb NOT NULL,
    acting_user uuid,
    compartments text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    finished_at timestamptz,
    outcome text
);
CREATE INDEX request_open ON jobs.request (due_at) WHERE finished_at IS NULL;
CREATE INDEX request_failed ON jobs.request (finished_at) WHERE outcome = 'failed';

GRANT USAGE ON SCHEMA jobs TO portal_app, portal_job, portal_gate, portal_exchange, portal_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs.request TO portal_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs.procrastinate_jobs, jobs.procrastinate_events,
    jobs.procrastinate_periodic_defers, jobs.procrastinate_workers TO portal_gate, portal_job;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO portal_gate, portal_job;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO portal_gate, portal_job;

GRANT CREATE ON SCHEMA jobs, ctx TO portal_gate;
SET ROLE portal_gate;

CREATE FUNCTION jobs.queue_request(for_tenant uuid, wanted text, details jsonb, for_user uuid, seen text[],
    run_at timestamptz, lock_name text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jobs, pg_catalog, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    INSERT INTO jobs.request (tenant_id, kind, arguments, acting_user, compartments, due_at)
    VALUES (for_tenant, wanted, details, for_user, seen, coalesce(run_at, now())) RETURNING id INTO made;
    PERFORM jobs.procrastinate_defer_jobs_v1(ARRAY[ROW('portal', 'portal.run_request', 0,
        for_tenant || ':' || coalesce(lock_name, made::text), NULL, jsonb_build_object('request', made), run_at
        )::jobs.procrastinate_job_to_defer_v1]);
    RETURN made;
END $$;

CREATE FUNCTION jobs.enqueue(wanted text, details jsonb, run_at timestamptz, lock_name text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF ctx.tenant() IS NULL THEN
        RAISE EXCEPTION 'no tenant' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN jobs.queue_request(ctx.tenant(), wanted, details, ctx.user_id(), ctx.compartments(), run_at, lock_name);
END $$;

-- The worker becomes whoever queued the request, with that person's roles of today; a request of the exchange acts
-- for the receiving tenant itself. NULL when the request is unknown or already done.
CREATE FUNCTION ctx.begin_job(request_id uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    request record;
    member record;
    allowed text[];
    excluded uuid[];
BEGIN
    PERFORM set_config('portal.ctx', '', true);
    SELECT r.*, t.slug, t.name AS tenant_name, t.kind AS tenant_kind, t.nation, t.authority_code INTO request
      FROM jobs.request r JOIN portal.tenant t ON t.id = r.tenant_id AND t.suspended_on IS NULL
     WHERE r.id = request_id AND r.finished_at IS NULL FOR UPDATE OF r;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT m.user_id, m.name, m.email, m.roles INTO member FROM portal.membership m
     WHERE m.tenant_id = request.tenant_id AND m.user_id = request.acting_user AND m.ended_on IS NULL;
    IF request.acting_user IS NULL THEN
        allowed := request.compartments;
    ELSE
        SELECT coalesce(array_agg(DISTINCT c), '{}') INTO allowed
          FROM auth.role r, unnest(r.compartments) c WHERE r.key = ANY (member.roles);
    END IF;
    -- Whoever is kept out of a case is kept out of it in their jobs too.
    SELECT coalesce(array_agg(e.record_id), '{}') INTO excluded
      FROM portal.record_exclusion e WHERE e.tenant_id = request.tenant_id AND e.user_id = member.user_id;
    PERFORM ctx.hold(member.user_id, request.tenant_id, allowed, excluded, '{}');
    RETURN jsonb_build_object(
        'user_id', member.user_id, 'name', coalesce(member.name, 'The portal'), 'email', coalesce(member.email, ''),
        'roles', coalesce(member.roles, '{}'), 'compartments', allowed, 'touch_due', false,
        'kind', request.kind, 'arguments', request.arguments,
        'tenant', jsonb_build_object('id', request.tenant_id, 'slug', request.slug, 'name', request.tenant_name,
            'kind', request.tenant_kind, 'nation', request.nation, 'authority_code', request.authority_code),
        'plugins', (SELECT coalesce(jsonb_agg(p.plugin), '[]') FROM portal.tenant_plugin p
            WHERE p.tenant_id = request.tenant_id AND p.offered AND p.switched_on));
END $$;

-- In the transaction of the work itself, so that the effect and its mark stand or fall together.
CREATE FUNCTION jobs.finish_request(request_id uuid, result text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE jobs.request SET finished_at = now(), outcome = result WHERE id = request_id
$$;

-- After the transaction of the work was rolled back. The last try ends the request: the queue does not come back to it.
CREATE FUNCTION jobs.note_try(request_id uuid, reason text, is_last boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE jobs.request SET attempts = attempts + 1, last_error = reason,
        finished_at = CASE WHEN is_last THEN now() END, outcome = CASE WHEN is_last THEN 'failed' END
    WHERE id = request_id AND finished_at IS NULL
$$;

-- The oldest is one that nobody has tried yet: one that is tried again and again does not hold the others up.
CREATE FUNCTION jobs.health() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('waiting', count(*),
        'oldest_seconds', coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE attempts = 0))::integer, 0),
        'failed', (SELECT count(*) FROM jobs.request WHERE outcome = 'failed' AND finished_at > now() - interval '7 days'))
    FROM jobs.request WHERE finished_at IS NULL AND due_at <= now()
$$;

CREATE FUNCTION jobs.forget_old() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM jobs.request WHERE finished_at < now() - interval '30 days';
$$;

GRANT EXECUTE ON FUNCTION jobs.enqueue(text, jsonb, timestamptz, text) TO portal_app, portal_job;
GRANT EXECUTE ON FUNCTION jobs.queue_request(uuid, text, jsonb, uuid, text[], timestamptz, text) TO portal_exchange;
GRANT EXECUTE ON FUNCTION ctx.begin_job(uuid), jobs.finish_request(uuid, text),
    jobs.note_try(uuid, text, boolean), jobs.forget_old() TO portal_job;
GRANT EXECUTE ON FUNCTION jobs.health() TO portal_app, portal_platform, portal_job;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA jobs, ctx FROM portal_gate;
