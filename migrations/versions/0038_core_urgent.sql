-- In an emergency somebody who lacks a compartment opens one record of it, with a reason, for this transaction alone.
-- Their power names the compartment; their reference names the record; every other record of the compartment stays as
-- hidden as it was. The row that says who, when and why is written before anything is shown. NULL whatever the reason:
-- no such reference, another organisation's, no power, or the person is kept out of it.

GRANT SELECT (tenant_id, id, reference, compartment) ON portal.record TO portal_gate;
CREATE POLICY record_gate ON portal.record FOR SELECT TO portal_gate USING (true);
GRANT INSERT ON portal.urgent_reading TO portal_gate;

GRANT CREATE ON SCHEMA ctx TO portal_gate;
SET ROLE portal_gate;

CREATE FUNCTION ctx.open_urgently(wanted_reference text, why text) RETURNS uuid
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
REVOKE ALL ON FUNCTION ctx.open_urgently(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx.open_urgently(text, text) TO portal_app;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA ctx FROM portal_gate;
