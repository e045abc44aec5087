-- The only door between tenants. Each function re-checks who acts, takes the room's lock so that versions and messages
-- keep one order, and writes both sides' rows; it returns only what the caller may know.

GRANT CREATE ON SCHEMA exchange TO portal_exchange;
SET ROLE portal_exchange;

-- Our side of a room, if the acting role may see it and its link is live.
CREATE FUNCTION exchange.own_room(wanted uuid) RETURNS portal.room
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

-- The other side's room of the same key, made when the first thing reaches it.
CREATE FUNCTION exchange.peer_side(key uuid, in_compartment text) RETURNS portal.room
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held portal.room;
    ours record;
    theirs record;
BEGIN
    SELECT * INTO held FROM portal.room r WHERE r.room_key = key AND r.tenant_id <> ctx.tenant();
    IF FOUND THEN
        RETURN held;
    END IF;
    SELECT r.id, l.link_key, t.name AS own_name INTO ours FROM portal.room r
      JOIN portal.link l ON l.tenant_id = r.tenant_id AND l.id = r.link_id
      JOIN portal.tenant t ON t.id = r.tenant_id
     WHERE r.room_key = key AND r.tenant_id = ctx.tenant();
    SELECT l.tenant_id, l.id INTO STRICT theirs FROM portal.link l
     WHERE l.link_key = ours.link_key AND l.tenant_id <> ctx.tenant() AND l.status = 'agreed';
    INSERT INTO portal.room (tenant_id, id, room_key, link_id, compartment, peer_name, opened_at)
    VALUES (theirs.tenant_id, gen_random_uuid(), key, theirs.id, in_compartment, ours.own_name, ctx.now())
    RETURNING * INTO held;
    RETURN held;
END $$;

-- 1. A room about one of our records with one linked organisation; the same one again if it is there.
CREATE FUNCTION exchange.open_room(wanted_link uuid, wanted_record uuid) RETURNS uuid
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

-- 2. Send the next version of a view: our evidence, their copy of the same bytes, and a job that makes it their record.
CREATE FUNCTION exchange.disclose(wanted_room uuid, record_kind text, view_key text, their_compartment text,
    fields jsonb, bytes text, digest text, why text, basis text, consent_given text, second uuid, standing boolean)
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
        manifest, snapshot, sha256, purpose, lawful_basis, received_at, state)
    VALUES (theirs.tenant_id, copy, theirs.id, theirs.record_id, theirs.compartment, theirs.peer_name, record_kind,
        view_key, next_version, fields, bytes, digest, why, basis, ctx.now(), 'current');
    PERFORM jobs.queue_request(theirs.tenant_id, 'exchange.receive', jsonb_build_object('receipt', copy), NULL,
        ARRAY[theirs.compartment], NULL, 'room:' || theirs.id);
    RETURN made;
END $$;

-- 3. Say something about the subject; both sides keep it, the other side's job starts or stops its clocks.
CREATE FUNCTION exchange.message(wanted_room uuid, wanted_type text, words text, answers uuid, version integer,
    answer_wanted_by date, role_of_author text, content jsonb DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ours portal.room := exchange.own_room(wanted_room);
    theirs portal.room := exchange.peer_side(ours.room_key, ours.compartment);
    key uuid := gen_random_uuid();
    made uuid := gen_random_uuid();
    copy uuid := gen_random_uuid();
BEGIN
    PERFORM exchange.require_power(CASE wanted_type WHEN 'acknowledge' THEN 'open' ELSE 'speak' END);
    INSERT INTO portal.message (tenant_id, id, room_id, record_id, compartment, message_key, direction, type, body,
        answers_key, about_version, author_id, author_role, sent_at, answer_by, payload)
    VALUES (ours.tenant_id, made, ours.id, ours.record_id, ours.compartment, key, 'sent', wanted_type, words, answers,
            version, ctx.user_id(), role_of_author, ctx.now(), answer_wanted_by, content),
        (theirs.tenant_id, copy, theirs.id, theirs.record_id, theirs.compartment, key, 'received', wanted_type, words,
            answers, version, NULL, role_of_author, ctx.now(), answer_wanted_by, content);
    UPDATE portal.message SET answered_at = ctx.now()
     WHERE message_key = answers AND answered_at IS NULL
       AND room_id IN (ours.id, theirs.id) AND tenant_id IN (ours.tenant_id, theirs.tenant_id);
    PERFORM jobs.queue_request(theirs.tenant_id, 'exchange.hear', jsonb_build_object('message', copy), NULL,
        ARRAY[theirs.compartment], NULL, 'room:' || theirs.id);
    RETURN made;
END $$;

-- 4. Take a disclosure back. Unopened it is recalled: the copy goes. Opened it is withdrawn: the copy is marked and kept.
CREATE FUNCTION exchange.withdraw(wanted_disclosure uuid, reason text, only_recall boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held portal.disclosure;
    ours portal.room;
    theirs portal.room;
    was_opened boolean;
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
    DELETE FROM portal.receipt
     WHERE tenant_id = theirs.tenant_id AND room_id = theirs.id AND view = held.view;
    PERFORM jobs.queue_request(theirs.tenant_id, 'exchange.recalled', jsonb_build_object('room', theirs.id), NULL, ARRAY[theirs.compartment], NULL,
        'room:' || theirs.id);
    RETURN 'recalled';
END $$;

-- 5. Open a receipt: the sender learns when, not by whom.
CREATE FUNCTION exchange.receipt(wanted uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held portal.receipt;
    key uuid;
BEGIN
    PERFORM exchange.require_power('open');
    SELECT c.* INTO held FROM portal.receipt c
     WHERE c.tenant_id = ctx.tenant() AND c.id = wanted AND c.compartment = ANY (ctx.compartments())
       AND (c.record_id IS NULL OR c.record_id <> ALL (ctx.excluded()));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such receipt' USING ERRCODE = 'no_data_found';
    END IF;
    SELECT r.room_key INTO STRICT key FROM portal.room r WHERE r.tenant_id = held.tenant_id AND r.id = held.room_id;
    PERFORM pg_advisory_xact_lock(hashtextextended(key::text, 0));
    UPDATE portal.receipt SET opened_at = ctx.now(), opened_by = ctx.user_id()
     WHERE tenant_id = held.tenant_id AND room_id = held.room_id AND view = held.view AND opened_at IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE portal.disclosure d SET opened_at = ctx.now()
      FROM portal.room r
     WHERE r.room_key = key AND r.tenant_id <> held.tenant_id AND d.tenant_id = r.tenant_id AND d.room_id = r.id
       AND d.view = held.view AND d.opened_at IS NULL AND d.state <> 'recalled';  -- nobody can open what is gone
    RETURN true;
END $$;

-- Within one tenant: a plugin came on, so what arrived while it was off becomes records now.
CREATE FUNCTION exchange.catch_up() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM jobs.queue_request(NEW.tenant_id, 'exchange.catch_up', '{}', NULL, ARRAY[held.compartment], NULL, NULL)
      FROM (SELECT DISTINCT c.compartment FROM portal.receipt c WHERE c.tenant_id = NEW.tenant_id) held;
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION exchange.catch_up() TO portal_owner;

GRANT EXECUTE ON FUNCTION exchange.open_room(uuid, uuid),
    exchange.disclose(uuid, text, text, text, jsonb, text, text, text, text, text, uuid, boolean),
    exchange.message(uuid, text, text, uuid, integer, date, text, jsonb), exchange.withdraw(uuid, text, boolean),
    exchange.receipt(uuid) TO portal_app;

RESET ROLE;
SET ROLE portal_owner;
CREATE TRIGGER catch_up AFTER UPDATE ON portal.tenant_plugin FOR EACH ROW
    WHEN (NEW.offered AND NEW.switched_on AND NOT (OLD.offered AND OLD.switched_on))
    EXECUTE FUNCTION exchange.catch_up();
REVOKE CREATE ON SCHEMA exchange FROM portal_exchange;
