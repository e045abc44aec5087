GRANT CREATE ON SCHEMA exchange TO portal_exchange;
SET ROLE portal_exchange;

CREATE OR REPLACE FUNCTION exchange.own_room(wanted uuid) RETURNS portal.room
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held portal.room;
BEGIN
    SELECT r.* INTO held FROM portal.room r
      JOIN portal.link l ON l.tenant_id = r.tenant_id AND l.id = r.link_id AND l.status = 'agreed'
     WHERE r.tenant_id = ctx.tenant() AND r.id = wanted AND r.compartment = ANY (ctx.compartments())
       AND (r.record_id IS NULL OR r.record_id <> ALL (ctx.excluded()));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such room' USING ERRCODE = 'no_data_found';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(held.room_key::text, 0));
    RETURN held;
END $$;

CREATE OR REPLACE FUNCTION exchange.open_room(wanted_link uuid, wanted_record uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    link record;
    subject record;
    made uuid;
BEGIN
    SELECT l.id, l.link_key, l.peer_name INTO link FROM portal.link l
     WHERE l.tenant_id = ctx.tenant() AND l.id = wanted_link AND l.status = 'agreed';
    SELECT r.id, r.compartment INTO subject FROM portal.record r
     WHERE r.tenant_id = ctx.tenant() AND r.id = wanted_record AND r.compartment = ANY (ctx.compartments())
       AND r.id <> ALL (ctx.excluded());
    IF link.id IS NULL OR subject.id IS NULL THEN
        RAISE EXCEPTION 'no such link or record' USING ERRCODE = 'no_data_found';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(link.link_key::text || subject.id::text, 0));
    SELECT r.id INTO made FROM portal.room r
     WHERE r.tenant_id = ctx.tenant() AND r.link_id = link.id AND r.record_id = subject.id;
    IF made IS NULL THEN
        INSERT INTO portal.room (tenant_id, id, room_key, link_id, record_id, compartment, peer_name, opened_at)
        VALUES (ctx.tenant(), gen_random_uuid(), gen_random_uuid(), link.id, subject.id, subject.compartment,
            link.peer_name, ctx.now()) RETURNING id INTO made;
    END IF;
    RETURN made;
END $$;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA exchange FROM portal_exchange;

GRANT CREATE ON SCHEMA auth, ctx TO portal_gate;
SET ROLE portal_gate;

CREATE OR REPLACE FUNCTION ctx.let_in() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(a.record_id), '{}') FROM portal.record_admission a
    WHERE a.tenant_id = (SELECT ctx.tenant()) AND a.user_id = (SELECT ctx.user_id())
$$;

CREATE OR REPLACE FUNCTION ctx.opened_as_own_case(wanted_record uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ctx.holds_power('own_cases') AND EXISTS (SELECT FROM portal.record r
        WHERE r.tenant_id = ctx.tenant() AND r.id = wanted_record AND r.created_by = ctx.user_id())
$$;

CREATE OR REPLACE FUNCTION ctx.open_urgently(wanted_reference text, why text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted record;
    others uuid[];
BEGIN
    IF ctx.user_id() IS NULL OR ctx.tenant() IS NULL OR coalesce(btrim(why), '') = '' THEN
        RETURN NULL;
    END IF;
    SELECT r.id, r.compartment INTO wanted
      FROM portal.record r
     WHERE r.tenant_id = ctx.tenant() AND r.reference = wanted_reference
       AND ctx.holds_power('open_urgently_' || r.compartment) AND r.id <> ALL (ctx.excluded());
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO portal.urgent_reading (tenant_id, id, record_id, compartment, reason, read_at, read_by)
        VALUES (ctx.tenant(), gen_random_uuid(), wanted.id, wanted.compartment, btrim(why), ctx.now(), ctx.user_id());
    IF wanted.compartment <> ALL (ctx.compartments()) THEN
        SELECT coalesce(array_agg(r.id), '{}') INTO others
          FROM portal.record r
         WHERE r.tenant_id = ctx.tenant() AND r.compartment = wanted.compartment AND r.id <> wanted.id;
        PERFORM ctx.hold(ctx.user_id(), ctx.tenant(), ctx.compartments() || wanted.compartment,
            ctx.excluded() || others, string_to_array(ctx.part(5), ','));
    END IF;
    RETURN wanted.id;
END $$;

CREATE OR REPLACE FUNCTION auth.end_membership(member uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM auth.require_power('manage_members');
    UPDATE portal.membership SET ended_on = ctx.today()
     WHERE tenant_id = ctx.tenant() AND user_id = member AND user_id <> ctx.user_id() AND ended_on IS NULL;
    RETURN FOUND;
END $$;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA auth, ctx FROM portal_gate;

DROP POLICY record_admission_gate_remove ON portal.record_admission;
REVOKE DELETE ON portal.record_admission FROM portal_gate;
REVOKE SELECT (xmin) ON portal.record FROM portal_gate;
