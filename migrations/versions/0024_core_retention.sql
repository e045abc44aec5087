-- Nobody's approval counts, and nothing is erased, while a hold lies on the record or on its provider. The portal's
-- own check comes first and says it in words; this one holds whoever writes. Both see what the acting role sees: a
-- hold on a record is in the record's compartment.
CREATE FUNCTION portal.refuse_while_held() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM portal.retention_hold h
                 JOIN portal.record r ON r.tenant_id = h.tenant_id AND r.id = NEW.record_id
                WHERE h.tenant_id = NEW.tenant_id AND h.released_at IS NULL
                  AND (h.record_id = r.id OR h.provider_id = r.provider_id)) THEN
        RAISE EXCEPTION 'this record is held' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION portal.refuse_while_held() FROM PUBLIC;

CREATE TRIGGER held BEFORE INSERT OR UPDATE OF status ON portal.retention_item
    FOR EACH ROW WHEN (NEW.status IN ('approved', 'erased')) EXECUTE FUNCTION portal.refuse_while_held();

GRANT SELECT, DELETE ON portal.draft TO portal_gate;
CREATE POLICY draft_gate ON portal.draft TO portal_gate USING (true) WITH CHECK (true);

GRANT CREATE ON SCHEMA jobs TO portal_gate;
SET ROLE portal_gate;

-- Who approves need not be able to read the record, so the job that erases acts for the organisation itself; nothing
-- but that job can be queued here.
CREATE FUNCTION jobs.erase_here(item uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF ctx.tenant() IS NULL THEN
        RAISE EXCEPTION 'no tenant' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN jobs.queue_request(ctx.tenant(), 'retention.erase', jsonb_build_object('item', item), NULL,
        (SELECT coalesce(array_agg(DISTINCT c), '{}') FROM auth.role r, unnest(r.compartments) c), NULL,
        'erase:' || item);
END $$;

-- A draft is its writer's alone; the worker may have those of an erased record forgotten, and reads none.
CREATE FUNCTION jobs.forget_drafts(about uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM portal.draft d WHERE d.tenant_id = ctx.tenant() AND position(about::text IN d.form) > 0;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;

GRANT EXECUTE ON FUNCTION jobs.erase_here(uuid) TO portal_app, portal_job;
GRANT EXECUTE ON FUNCTION jobs.forget_drafts(uuid) TO portal_job;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA jobs FROM portal_gate;

GRANT CREATE ON SCHEMA exchange TO portal_exchange;
SET ROLE portal_exchange;

-- The receiver's own rules say how long it keeps its copy. The sender's ledger learns until when, and on which day the
-- copy was erased; not why, and not by whom.
CREATE FUNCTION exchange.tell_kept(wanted_room uuid, until_day date, gone_day date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE portal.disclosure d SET held_until = until_day, gone_on = coalesce(d.gone_on, gone_day)
      FROM portal.room ours
      JOIN portal.link l ON l.tenant_id = ours.tenant_id AND l.id = ours.link_id AND l.status = 'agreed'
      JOIN portal.room theirs ON theirs.room_key = ours.room_key AND theirs.tenant_id <> ours.tenant_id
     WHERE ours.tenant_id = ctx.tenant() AND ours.id = wanted_room AND d.tenant_id = theirs.tenant_id
       AND d.room_id = theirs.id AND d.state <> 'recalled' AND d.gone_on IS NULL
       AND (d.held_until IS DISTINCT FROM until_day OR gone_day IS NOT NULL)
$$;

GRANT EXECUTE ON FUNCTION exchange.tell_kept(uuid, date, date) TO portal_job;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA exchange FROM portal_exchange;
