-- A link has a row on each side. Who stands behind a proposal is known to these functions alone: proposing to an
-- organisation that does not exist looks exactly like proposing to one that has not answered yet.

CREATE TABLE exchange.link_pair (
    link_key uuid PRIMARY KEY,
    from_tenant uuid NOT NULL REFERENCES portal.tenant ON DELETE CASCADE,
    to_tenant uuid NOT NULL REFERENCES portal.tenant ON DELETE CASCADE
);
GRANT SELECT, INSERT ON exchange.link_pair TO portal_exchange;
GRANT USAGE ON SCHEMA exchange TO portal_app, portal_job, portal_exchange;

GRANT CREATE ON SCHEMA exchange TO portal_exchange;
SET ROLE portal_exchange;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE FUNCTION exchange.suits(link_kind text, part text, tenant_kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN link_kind = 'commissions' AND part = 'from' THEN tenant_kind = 'commissioner'
        WHEN link_kind = 'commissions' THEN tenant_kind IN ('provider', 'advocacy')
        WHEN link_kind = 'hosts' AND part = 'from' THEN tenant_kind = 'commissioner'
        WHEN link_kind = 'hosts' THEN tenant_kind = 'provider'
        WHEN link_kind = 'advocates_for' AND part = 'from' THEN tenant_kind = 'advocacy'
        WHEN link_kind = 'advocates_for' THEN tenant_kind IN ('provider', 'commissioner')
        ELSE false END
$$;

CREATE FUNCTION exchange.require_power(power text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT ctx.holds_power(power) THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION exchange.propose_link(link_kind text, part text, slug_of_peer text, carries jsonb)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    key uuid := gen_random_uuid();
    made uuid := gen_random_uuid();
    ours record;
    peer record;
BEGIN
    PERFORM exchange.require_power('manage_links');
    SELECT t.id, t.slug, t.name, t.kind INTO STRICT ours FROM portal.tenant t WHERE t.id = ctx.tenant();
    IF NOT exchange.suits(link_kind, part, ours.kind) THEN
        RAISE EXCEPTION 'this kind of link is not for this organisation' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO portal.link (tenant_id, id, link_key, kind, our_part, peer_slug, peer_name, status, proposed_by_us,
        proposed_on, standing)
    VALUES (ours.id, made, key, link_kind, part, slug_of_peer, '', 'proposed', true, ctx.today(), carries);
    SELECT t.id, t.kind INTO peer FROM portal.tenant t
     WHERE t.slug = slug_of_peer AND t.suspended_on IS NULL AND t.id <> ours.id;
    IF FOUND AND exchange.suits(link_kind, CASE part WHEN 'from' THEN 'to' ELSE 'from' END, peer.kind) THEN
        INSERT INTO exchange.link_pair VALUES (key, CASE part WHEN 'from' THEN ours.id ELSE peer.id END,
            CASE part WHEN 'from' THEN peer.id ELSE ours.id END);
        INSERT INTO portal.link (tenant_id, id, link_key, kind, our_part, peer_slug, peer_name, status,
            proposed_by_us, proposed_on, standing)
        VALUES (peer.id, gen_random_uuid(), key, link_kind, CASE part WHEN 'from' THEN 'to' ELSE 'from' END,
            ours.slug, ours.name, 'proposed', false, ctx.today(), carries);
    END IF;
    RETURN made;
END $$;

-- Both sides change together, the sides' rows locked in one order.
CREATE FUNCTION exchange.answer_link(link_id uuid, agree boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ours record;
BEGIN
    PERFORM exchange.require_power('manage_links');
    SELECT l.*, t.name AS own_name INTO ours FROM portal.link l JOIN portal.tenant t ON t.id = l.tenant_id
     WHERE l.tenant_id = ctx.tenant() AND l.id = link_id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM 1 FROM portal.link WHERE link_key = ours.link_key ORDER BY tenant_id FOR UPDATE;
    UPDATE portal.link SET
        status = CASE WHEN agree THEN 'agreed' ELSE 'declined' END,
        agreed_on = CASE WHEN agree THEN ctx.today() END,
        peer_name = CASE WHEN tenant_id = ours.tenant_id OR NOT agree THEN peer_name ELSE ours.own_name END
     WHERE link_key = ours.link_key AND status = 'proposed'
       AND EXISTS (SELECT 1 FROM portal.link o WHERE o.tenant_id = ours.tenant_id AND o.id = ours.id
            AND o.status = 'proposed' AND NOT o.proposed_by_us);
    RETURN FOUND;
END $$;

CREATE FUNCTION exchange.end_link(link_id uuid, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    key uuid;
BEGIN
    PERFORM exchange.require_power('manage_links');
    SELECT l.link_key INTO key FROM portal.link l
     WHERE l.tenant_id = ctx.tenant() AND l.id = link_id AND l.status IN ('proposed', 'agreed');
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM 1 FROM portal.link WHERE link_key = key ORDER BY tenant_id FOR UPDATE;
    UPDATE portal.link SET status = 'ended', ended_on = ctx.today(), end_reason = reason WHERE link_key = key;
    RETURN FOUND;
END $$;

GRANT EXECUTE ON FUNCTION exchange.propose_link(text, text, text, jsonb), exchange.answer_link(uuid, boolean),
    exchange.end_link(uuid, text) TO portal_app;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA exchange FROM portal_exchange;
