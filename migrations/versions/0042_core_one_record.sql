-- The row that lets somebody in is checked against its record at the end of the transaction; until then it may say
-- anything, so what counts is a row that names the record's own compartment. A record opened in an emergency stands
-- among the powers of the context and is seen as if one were let into it: the compartment is never held, so neither its
-- other rows nor a record added meanwhile are seen, and the exchange lets nothing out.

GRANT SELECT (xmin) ON portal.record TO portal_gate;
GRANT DELETE ON portal.record_admission TO portal_gate;
CREATE POLICY record_admission_gate_remove ON portal.record_admission FOR DELETE TO portal_gate USING (true);

GRANT CREATE ON SCHEMA auth, ctx TO portal_gate;
SET ROLE portal_gate;

CREATE OR REPLACE FUNCTION ctx.let_in() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(
        SELECT r.id FROM portal.record_admission a
          JOIN portal.record r ON (r.tenant_id, r.id, r.compartment) = (a.tenant_id, a.record_id, a.compartment)
         WHERE a.tenant_id = (SELECT ctx.tenant()) AND a.user_id = (SELECT ctx.user_id())
        UNION ALL
        SELECT substr(power, length('opened:') + 1)::uuid FROM unnest(string_to_array(ctx.part(5), ',')) power
         WHERE starts_with(power, 'opened:'))
$$;

-- In the transaction that opens the case and in no later one: whoever is put out of it does not come back by themselves.
CREATE OR REPLACE FUNCTION ctx.opened_as_own_case(wanted_record uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine bigint := pg_current_xact_id()::text::bigint;
    written bigint;
    later bigint;
BEGIN
    SELECT r.xmin::text::bigint INTO written FROM portal.record r
     WHERE r.tenant_id = ctx.tenant() AND r.id = wanted_record AND r.created_by = ctx.user_id();
    -- A row keeps the low half of the number of who wrote it; savepoints have numbers of their own, above ours.
    later := (written - mine % 4294967296 + 4294967296) % 4294967296;
    IF later IS NULL OR later >= 2147483648 THEN
        RETURN false;
    END IF;
    RETURN ctx.holds_power('own_cases') AND pg_xact_status((mine + later)::text::xid8) = 'in progress';
END $$;

CREATE OR REPLACE FUNCTION ctx.open_urgently(wanted_reference text, why text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted record;
    powers text[] := string_to_array(ctx.part(5), ',');
BEGIN
    IF ctx.user_id() IS NULL OR ctx.tenant() IS NULL OR coalesce(btrim(why), '') = ''
       OR EXISTS (SELECT FROM unnest(powers) power WHERE starts_with(power, 'opened:')) THEN
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
    PERFORM ctx.hold(ctx.user_id(), ctx.tenant(), ctx.compartments(), ctx.excluded(), powers || ('opened:' || wanted.id));
    RETURN wanted.id;
END $$;

-- As before; and whoever comes back later is let in anew or not at all.
CREATE OR REPLACE FUNCTION auth.end_membership(member uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM auth.require_power('manage_members');
    UPDATE portal.membership SET ended_on = ctx.today()
     WHERE tenant_id = ctx.tenant() AND user_id = member AND user_id <> ctx.user_id() AND ended_on IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM portal.record_admission WHERE tenant_id = ctx.tenant() AND user_id = member;
    RETURN true;
END $$;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA auth, ctx FROM portal_gate;

-- What a link carries goes out when a record changes, whoever changed it: somebody let in as well, who needs a power for
-- everything else. What was opened in an emergency is nobody's to tell.
GRANT CREATE ON SCHEMA exchange TO portal_exchange;
SET ROLE portal_exchange;

CREATE OR REPLACE FUNCTION exchange.own_room(wanted uuid) RETURNS portal.room
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held portal.room;
BEGIN
    SELECT r.* INTO held FROM portal.room r
      JOIN portal.link l ON l.tenant_id = r.tenant_id AND l.id = r.link_id AND l.status = 'agreed'
     WHERE r.tenant_id = ctx.tenant() AND r.id = wanted
       AND (r.compartment = ANY (ctx.compartments())
            OR (r.record_id = ANY (ctx.let_in()) AND NOT ctx.holds_power('opened:' || r.record_id)))
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
     WHERE r.tenant_id = ctx.tenant() AND r.id = wanted_record
       AND (r.compartment = ANY (ctx.compartments())
            OR (r.id = ANY (ctx.let_in()) AND NOT ctx.holds_power('opened:' || r.id)))
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
