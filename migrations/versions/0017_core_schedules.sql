-- A slot is a row, so that it takes effect once whoever asks for it, however often, and whatever died in between: the
-- row, the request it made and the entry in the queue are one transaction; the effect and the request's end another.

CREATE TABLE jobs.schedule_slot (
    tenant_id uuid NOT NULL REFERENCES portal.tenant ON DELETE CASCADE,
    key text NOT NULL,
    slot timestamptz NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, key, slot)
);

GRANT SELECT, INSERT, DELETE ON jobs.schedule_slot TO portal_gate;
GRANT CREATE ON SCHEMA jobs TO portal_gate;
SET ROLE portal_gate;

-- Queues the slot for every organisation that has not had it; how many there were. The request acts for one
-- organisation as nobody, with every compartment a role may hold. A slot older than one already taken is passed over,
-- also when the clock went back; but not for a slot more than a day ahead, which a clock gone wrong has left behind.
CREATE FUNCTION jobs.queue_slot(wanted text, for_slot timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    seen text[] := (SELECT array_agg(DISTINCT c ORDER BY c) FROM auth.role r, unnest(r.compartments) c);
    one uuid;
    queued integer := 0;
BEGIN
    IF for_slot > ctx.now() THEN
        RAISE EXCEPTION 'the slot has not come' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR one IN
        SELECT t.id FROM portal.tenant t
         WHERE t.suspended_on IS NULL AND NOT EXISTS (SELECT FROM jobs.schedule_slot s
            WHERE s.tenant_id = t.id AND s.key = wanted AND s.slot >= for_slot
              AND (s.slot = for_slot OR s.slot <= ctx.now() + interval '1 day'))
         ORDER BY t.id
    LOOP
        INSERT INTO jobs.schedule_slot (tenant_id, key, slot) VALUES (one, wanted, for_slot) ON CONFLICT DO NOTHING;
        IF FOUND THEN
            PERFORM jobs.queue_request(one, 'schedules.run', jsonb_build_object('key', wanted, 'slot', for_slot),
                NULL, coalesce(seen, '{}'), NULL, NULL);
            -- By number, not by age: a clock gone wrong must not make a slot of today forgotten.
            DELETE FROM jobs.schedule_slot s WHERE s.tenant_id = one AND s.key = wanted
               AND s.slot < (SELECT n.slot FROM jobs.schedule_slot n WHERE n.tenant_id = one AND n.key = wanted
                    ORDER BY n.slot DESC OFFSET 100 LIMIT 1);
            queued := queued + 1;
        END IF;
    END LOOP;
    RETURN queued;
END $$;

-- Mails nobody is about to send: those written while no mail server was set. How many were queued again.
CREATE FUNCTION jobs.queue_waiting_mails() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mail record;
    queued integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('jobs.queue_waiting_mails'));
    FOR mail IN
        SELECT m.tenant_id, m.id FROM portal.outbox_mail m
          JOIN portal.tenant t ON t.id = m.tenant_id AND t.suspended_on IS NULL
         WHERE m.status = 'waiting' AND NOT EXISTS (SELECT FROM jobs.request r
            WHERE r.finished_at IS NULL AND r.kind = 'notifications.send_mail' AND r.arguments->>'mail' = m.id::text)
         ORDER BY m.created_at LIMIT 1000
    LOOP
        PERFORM jobs.queue_request(mail.tenant_id, 'notifications.send_mail', jsonb_build_object('mail', mail.id),
            NULL, '{}', NULL, NULL);
        queued := queued + 1;
    END LOOP;
    RETURN queued;
END $$;

-- For the organisation's administrator: what became of its mails, never what they say.
CREATE FUNCTION jobs.mails_to_watch()
RETURNS TABLE (id uuid, template text, to_address text, status text, attempts integer, last_error text,
    created_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM auth.require_power('watch_mails');
    RETURN QUERY SELECT m.id, m.template, m.to_address, m.status, m.attempts, m.last_error, m.created_at
      FROM portal.outbox_mail m
     WHERE m.tenant_id = ctx.tenant() AND m.status IN ('waiting', 'failed')
     ORDER BY m.status, m.created_at DESC, m.id LIMIT 200;
END $$;

-- The acting organisation's own jobs: how many are due and not done, how long the oldest nobody has tried yet has
-- waited, how many failed.
CREATE FUNCTION jobs.health_of_tenant() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object(
        'waiting', count(*) FILTER (WHERE finished_at IS NULL),
        'oldest_seconds', coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE finished_at IS NULL AND attempts = 0))::integer, 0),
        'failed', count(*) FILTER (WHERE finished_at IS NOT NULL))
    FROM jobs.request
    WHERE tenant_id = ctx.tenant()
      AND ((finished_at IS NULL AND due_at <= now()) OR (outcome = 'failed' AND finished_at > now() - interval '7 days'))
$$;

-- For the operator: counts over all organisations.
CREATE FUNCTION jobs.mail_health() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('waiting', count(*) FILTER (WHERE status = 'waiting'),
        'failed', count(*) FILTER (WHERE status = 'failed'))
    FROM portal.outbox_mail WHERE status IN ('waiting', 'failed')
$$;

GRANT EXECUTE ON FUNCTION jobs.queue_slot(text, timestamptz), jobs.queue_waiting_mails() TO portal_job;
GRANT EXECUTE ON FUNCTION jobs.mails_to_watch(), jobs.health_of_tenant() TO portal_app;
GRANT EXECUTE ON FUNCTION jobs.mail_health() TO portal_platform;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA jobs FROM portal_gate;
