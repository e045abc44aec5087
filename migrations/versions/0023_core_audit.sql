-- Sealing: entries are written free of one another, in the transactions of what they tell, and numbered afterwards.
-- What is numbered, hashed and signed is one transaction: whoever dies in between leaves nothing half sealed.

CREATE SCHEMA trail;
GRANT USAGE ON SCHEMA trail TO portal_app, portal_job, portal_sealer;
GRANT EXECUTE ON FUNCTION ctx.part(integer), ctx.tenant(), ctx.holds_power(text) TO portal_sealer;
GRANT CREATE ON SCHEMA trail TO portal_sealer;
SET ROLE portal_sealer;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- SHA-256(0x00 || header): the header as RFC 8785 writes it. Acts and classes are codes, so nothing needs escaping.
CREATE FUNCTION trail.leaf(act text, commitment bytea, act_class text, objects integer, seq integer, at timestamptz)
RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT pg_catalog.sha256('\x00'::bytea || pg_catalog.convert_to(
        '{"act":"' || act || '","c":"' || pg_catalog.encode(commitment, 'base64') || '","cls":"' || act_class
        || '","n":' || objects || ',"seq":' || seq || ',"ts":"'
        || pg_catalog.to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","v":1}', 'UTF8'))
$$;

-- The logs in which something waits, and whose last checkpoint is older than this.
CREATE FUNCTION trail.due(pause interval) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT DISTINCT e.tenant_id FROM portal.trail_entry e WHERE e.seq IS NULL
       AND NOT EXISTS (SELECT FROM portal.trail_checkpoint c
            WHERE c.tenant_id = e.tenant_id AND c.signed_at > now() - pause AND c.signed_at <= now())
$$;

-- Where the log's last checkpoint stands; one sealer at a time, until the end of the transaction.
CREATE FUNCTION trail.latest(log uuid) RETURNS TABLE (size integer, frontier bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('trail.' || log, 0));
    RETURN QUERY SELECT c.size, c.frontier FROM portal.trail_checkpoint c
        WHERE c.tenant_id = log ORDER BY c.size DESC LIMIT 1;
END $$;

-- Numbers what waits, oldest first, and answers with the leaves in order. An entry somebody just moves to another
-- compartment is left for the next time instead of waited for. Numbers go on from the last checkpoint, whatever stands in
-- the table: entries taken out by force leave a gap that is seen, and one put in by force stops the sealing.
CREATE FUNCTION trail.number(log uuid, most integer) RETURNS TABLE (seq integer, leaf bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    size integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('trail.' || log, 0));
    SELECT coalesce(max(c.size), 0) INTO size FROM portal.trail_checkpoint c WHERE c.tenant_id = log;
    RETURN QUERY
        WITH waiting AS MATERIALIZED (
            SELECT e.id, e.at FROM portal.trail_entry e WHERE e.tenant_id = log AND e.seq IS NULL
             ORDER BY e.at, e.id LIMIT most FOR UPDATE SKIP LOCKED
        ), numbered AS (
            SELECT w.id, (size + row_number() OVER (ORDER BY w.at, w.id) - 1)::integer AS number FROM waiting w
        ), sealed AS (
            UPDATE portal.trail_entry e SET seq = n.number,
                leaf = trail.leaf(e.act, e.commitment, e.act_class, e.objects, n.number, e.at)
              FROM numbered n WHERE e.tenant_id = log AND e.id = n.id RETURNING e.seq, e.leaf
        )
        SELECT s.seq, s.leaf FROM sealed s ORDER BY s.seq;
END $$;

CREATE FUNCTION trail.keep_checkpoint(log uuid, new_size integer, new_root bytea, new_frontier bytea, key bytea,
    signed text, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO portal.trail_checkpoint (tenant_id, size, signed_at, root, frontier, public_key, note)
    VALUES (log, new_size, at, new_root, new_frontier, key, signed)
$$;

-- Takes what the entries about a record say, and who acted, for good; their commitments stay. Erasures themselves
-- stay whole: they tell which payloads are missing by right.
CREATE FUNCTION trail.erase(erased_record uuid) RETURNS TABLE (commitment bytea, compartment text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF ctx.tenant() IS NULL OR NOT (session_user = 'portal_job' OR ctx.holds_power('erase')) THEN
        RAISE EXCEPTION 'may not erase' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY UPDATE portal.trail_entry e SET payload = NULL, salt = NULL, actor_id = NULL
        WHERE e.tenant_id = ctx.tenant() AND e.record_id = erased_record AND e.payload IS NOT NULL AND e.act_class <> 'E'
        RETURNING e.commitment, e.compartment;
END $$;

-- Every sealed leaf of the acting organisation, also of entries the person may not see: salted hashes that tell
-- nothing, without which a copy could not be checked.
CREATE FUNCTION trail.leaves() RETURNS TABLE (seq integer, leaf bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.seq, e.leaf FROM portal.trail_entry e WHERE e.tenant_id = ctx.tenant() AND e.seq IS NOT NULL
$$;

GRANT EXECUTE ON FUNCTION trail.due(interval), trail.latest(uuid), trail.number(uuid, integer),
    trail.keep_checkpoint(uuid, integer, bytea, bytea, bytea, text, timestamptz) TO portal_job;
GRANT EXECUTE ON FUNCTION trail.erase(uuid) TO portal_app, portal_job;
GRANT EXECUTE ON FUNCTION trail.leaves() TO portal_app;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA trail FROM portal_sealer;
