-- Evidence goes with a disclosure as bytes sealed for their receiver. `exchange.disclose` takes one argument more: where
-- the files lie that go along (`file`, `key` wrapped for the receiver, `sha256`, `size_bytes`, what the virus scanner said).

GRANT CREATE ON SCHEMA exchange TO portal_exchange;
SET ROLE portal_exchange;

-- For whom to seal what goes along: known to the room's own side while its link is live, and shown on no page.
CREATE FUNCTION exchange.receiver(wanted_room uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ours portal.room := exchange.own_room(wanted_room);
    found uuid;
BEGIN
    PERFORM exchange.require_power('disclose');
    SELECT theirs.tenant_id INTO STRICT found FROM portal.link l
      JOIN portal.link theirs ON theirs.link_key = l.link_key AND theirs.tenant_id <> l.tenant_id
       AND theirs.status = 'agreed'
     WHERE l.tenant_id = ours.tenant_id AND l.id = ours.link_id;
    RETURN found;
END $$;
GRANT EXECUTE ON FUNCTION exchange.receiver(uuid) TO portal_app;

DROP FUNCTION exchange.disclose(uuid, text, text, text, jsonb, text, text, text, text, text, uuid, boolean);
CREATE FUNCTION exchange.disclose(wanted_room uuid, record_kind text, view_key text, their_compartment text,
    fields jsonb, bytes text, digest text, why text, basis text, consent_given text, second uuid, standing boolean,
    enclosing jsonb)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ours portal.room := exchange.own_room(wanted_room);
    theirs portal.room;
    next_version integer;
    made uuid := gen_random_uuid();
    copy uuid := gen_random_uuid();
BEGIN
    -- What a link carries was agreed by both sides; everything else is the decision of somebody who may share.
    IF NOT (standing AND EXISTS (SELECT 1 FROM portal.link l, jsonb_array_elements(l.standing) carried
            WHERE l.tenant_id = ours.tenant_id AND l.id = ours.link_id AND l.our_part = 'to'
              AND carried ->> 'kind' = record_kind AND carried ->> 'view' = view_key)) THEN
        PERFORM exchange.require_power('disclose');
    END IF;
    IF encode(sha256(convert_to(bytes, 'UTF8')), 'hex') <> digest THEN
        RAISE EXCEPTION 'the bytes do not match their hash' USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(max(d.version), 0) + 1 INTO next_version FROM portal.disclosure d
     WHERE d.tenant_id = ours.tenant_id AND d.room_id = ours.id AND d.view = view_key;
    theirs := exchange.peer_side(ours.room_key, their_compartment);
    UPDATE portal.disclosure SET state = 'superseded', state_at = ctx.now()
     WHERE tenant_id = ours.tenant_id AND room_id = ours.id AND view = view_key AND state = 'current';
    UPDATE portal.receipt SET state = 'superseded', state_at = ctx.now()
     WHERE tenant_id = theirs.tenant_id AND room_id = theirs.id AND view = view_key AND state = 'current';
    INSERT INTO portal.disclosure (tenant_id, id, record_id, compartment, room_id, peer_name, view, version, manifest,
        snapshot, sha256, purpose, lawful_basis, consent, decided_by, second_person, is_standing, sent_at, state)
    VALUES (ours.tenant_id, made, ours.record_id, ours.compartment, ours.id, ours.peer_name, view_key, next_version,
        fields, bytes, digest, why, basis, consent_given, ctx.user_id(), second, standing, ctx.now(), 'current');
    INSERT INTO portal.receipt (tenant_id, id, room_id, record_id, compartment, peer_name, kind, view, version,
        manifest, snapshot, sha256, purpose, lawful_basis, received_at, state, enclosed)
    VALUES (theirs.tenant_id, copy, theirs.id, theirs.record_id, theirs.compartment, theirs.peer_name, record_kind,
        view_key, next_version, fields, bytes, digest, why, basis, ctx.now(), 'current',
        enclosing);
    INSERT INTO portal.stored_file (tenant_id, id, size_bytes, stored_at)
    SELECT theirs.tenant_id, (one ->> 'file')::uuid, (one ->> 'size_bytes')::bigint, ctx.now()
      FROM jsonb_array_elements(enclosing) one;
    PERFORM jobs.queue_request(theirs.tenant_id, 'exchange.receive', jsonb_build_object('receipt', copy), NULL,
        ARRAY[theirs.compartment], NULL, 'room:' || theirs.id);
    RETURN made;
END $$;
GRANT EXECUTE ON FUNCTION exchange.disclose(uuid, text, text, text, jsonb, text, text, text, text, text, uuid, boolean, jsonb)
    TO portal_app, portal_job;

-- As before; the job that takes a recalled copy away is told which files came with it.
CREATE OR REPLACE FUNCTION exchange.withdraw(wanted_disclosure uuid, reason text, only_recall boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held portal.disclosure;
    ours portal.room;
    theirs portal.room;
    was_opened boolean;
    sent_along jsonb;
BEGIN
    PERFORM exchange.require_power('disclose');
    SELECT d.* INTO held FROM portal.disclosure d
     WHERE d.tenant_id = ctx.tenant() AND d.id = wanted_disclosure AND d.state = 'current'
       AND d.compartment = ANY (ctx.compartments()) AND d.record_id <> ALL (ctx.excluded());
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such disclosure' USING ERRCODE = 'no_data_found';
    END IF;
    SELECT r.* INTO STRICT ours FROM portal.room r WHERE r.tenant_id = held.tenant_id AND r.id = held.room_id;
    PERFORM pg_advisory_xact_lock(hashtextextended(ours.room_key::text, 0));
    SELECT r.* INTO theirs FROM portal.room r WHERE r.room_key = ours.room_key AND r.tenant_id <> ours.tenant_id;
    PERFORM 1 FROM portal.receipt WHERE tenant_id = theirs.tenant_id AND room_id = theirs.id AND view = held.view
        FOR UPDATE;
    SELECT bool_or(opened_at IS NOT NULL) INTO was_opened FROM portal.receipt
     WHERE tenant_id = theirs.tenant_id AND room_id = theirs.id AND view = held.view;
    IF was_opened AND only_recall THEN
        RETURN 'opened';
    END IF;
    UPDATE portal.disclosure SET state = CASE WHEN was_opened THEN 'withdrawn' ELSE 'recalled' END,
        state_reason = reason, state_at = ctx.now()
     WHERE tenant_id = held.tenant_id AND room_id = held.room_id AND view = held.view
       AND state IN ('current', 'superseded') AND (was_opened IS NOT TRUE OR state = 'current');
    IF was_opened THEN
        UPDATE portal.receipt SET state = 'withdrawn', state_at = ctx.now()
         WHERE tenant_id = theirs.tenant_id AND room_id = theirs.id AND view = held.view AND state = 'current';
        PERFORM jobs.queue_request(theirs.tenant_id, 'exchange.withdrawn', jsonb_build_object('room', theirs.id), NULL,
            ARRAY[theirs.compartment], NULL, 'room:' || theirs.id);
        RETURN 'withdrawn';
    END IF;
    -- The record the copy became goes with it (its foreign key to the receipt cascades), unless another view holds it.
    UPDATE portal.record SET receipt_id = other.id
      FROM (SELECT c.id, c.record_id FROM portal.receipt c WHERE c.tenant_id = theirs.tenant_id
            AND c.room_id = theirs.id AND c.view <> held.view ORDER BY c.received_at DESC LIMIT 1) other
     WHERE portal.record.tenant_id = theirs.tenant_id AND portal.record.id = other.record_id;
    SELECT coalesce(jsonb_agg(one -> 'file'), '[]') INTO sent_along
      FROM portal.receipt c, jsonb_array_elements(coalesce(c.enclosed, '[]')) one
     WHERE c.tenant_id = theirs.tenant_id AND c.room_id = theirs.id AND c.view = held.view;
    DELETE FROM portal.receipt
     WHERE tenant_id = theirs.tenant_id AND room_id = theirs.id AND view = held.view;
    PERFORM jobs.queue_request(theirs.tenant_id, 'exchange.recalled', jsonb_build_object('room', theirs.id,
        'files', sent_along), NULL, ARRAY[theirs.compartment], NULL, 'room:' || theirs.id);
    RETURN 'recalled';
END $$;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA exchange FROM portal_exchange;

-- As before, and for a hold on somebody: every record that names them, by whichever of their entries.
CREATE OR REPLACE FUNCTION portal.refuse_while_held() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM portal.retention_hold h
                 JOIN portal.record r ON r.tenant_id = h.tenant_id AND r.id = NEW.record_id
                WHERE h.tenant_id = NEW.tenant_id AND h.released_at IS NULL
                  AND (h.record_id = r.id OR h.provider_id = r.provider_id OR EXISTS (
                    SELECT 1 FROM portal.record_person s
                      JOIN portal.person p ON p.tenant_id = s.tenant_id AND p.id = s.person_id
                     WHERE s.tenant_id = r.tenant_id AND s.record_id = r.id
                       AND h.person_id IN (p.id, p.merged_into)))) THEN
        RAISE EXCEPTION 'this record is held' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- While somebody is held, nobody forgets them; what a released hold said goes with them.
CREATE FUNCTION portal.keep_while_held() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM portal.retention_hold h
                WHERE h.tenant_id = OLD.tenant_id AND h.person_id = OLD.id AND h.released_at IS NULL) THEN
        RAISE EXCEPTION 'this person is held' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
END $$;
REVOKE ALL ON FUNCTION portal.keep_while_held() FROM PUBLIC;

CREATE TRIGGER held BEFORE DELETE ON portal.person FOR EACH ROW EXECUTE FUNCTION portal.keep_while_held();
