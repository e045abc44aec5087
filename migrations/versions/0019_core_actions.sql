-- A room about no record of ours: what is asked for concerns a site. Each is its own; nothing is found again by it.

GRANT CREATE ON SCHEMA exchange TO portal_exchange;
SET ROLE portal_exchange;

CREATE FUNCTION exchange.open_room_of_site(wanted_link uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    PERFORM exchange.require_power('speak');
    INSERT INTO portal.room (tenant_id, id, room_key, link_id, compartment, peer_name, opened_at)
    SELECT l.tenant_id, gen_random_uuid(), gen_random_uuid(), l.id, 'general', l.peer_name, ctx.now()
      FROM portal.link l
     WHERE l.tenant_id = ctx.tenant() AND l.id = wanted_link AND l.status = 'agreed'
       AND 'general' = ANY (ctx.compartments())
    RETURNING id INTO made;
    IF made IS NULL THEN
        RAISE EXCEPTION 'no such link' USING ERRCODE = 'no_data_found';
    END IF;
    RETURN made;
END $$;

GRANT EXECUTE ON FUNCTION exchange.open_room_of_site(uuid) TO portal_app;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA exchange FROM portal_exchange;
