-- A document or a person is seen by what it is put to, so whoever puts it to something lends their own sight of it: they
-- must have that sight, or have written it down in this very transaction, as somebody does who reports into what they
-- cannot read. And nobody changes what they do not see, or it could be turned into something they do.

GRANT SELECT (tenant_id, id, xmin) ON portal.person, portal.document TO portal_gate;
CREATE POLICY person_gate ON portal.person FOR SELECT TO portal_gate USING (true);
CREATE POLICY document_gate ON portal.document FOR SELECT TO portal_gate USING (true);
GRANT SELECT (tenant_id, id, record_id, compartment, owner_id), UPDATE (owner_id)
    ON portal.improvement_action TO portal_gate;
CREATE POLICY improvement_action_gate ON portal.improvement_action TO portal_gate USING (true) WITH CHECK (true);

GRANT CREATE ON SCHEMA auth, ctx TO portal_gate;
SET ROLE portal_gate;

-- A row keeps the low half of the number of who wrote it; savepoints have numbers of their own, above ours. What another
-- transaction is still writing is seen by nobody, so a row that is seen and in progress is of this one.
CREATE FUNCTION ctx.is_being_written(written xid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine bigint := pg_current_xact_id()::text::bigint;
    later bigint := (written::text::bigint - mine % 4294967296 + 4294967296) % 4294967296;
BEGIN
    IF later IS NULL OR later >= 2147483648 THEN
        RETURN false;
    END IF;
    RETURN pg_xact_status((mine + later)::text::xid8) = 'in progress';
END $$;

CREATE OR REPLACE FUNCTION ctx.opened_as_own_case(wanted_record uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ctx.holds_power('own_cases') AND EXISTS (SELECT FROM portal.record r
        WHERE r.tenant_id = ctx.tenant() AND r.id = wanted_record AND r.created_by = ctx.user_id()
          AND ctx.is_being_written(r.xmin))
$$;

CREATE FUNCTION ctx.is_writing_person(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM portal.person p
        WHERE p.tenant_id = ctx.tenant() AND p.id = wanted AND ctx.is_being_written(p.xmin))
$$;

CREATE FUNCTION ctx.is_writing_document(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM portal.document d
        WHERE d.tenant_id = ctx.tenant() AND d.id = wanted AND ctx.is_being_written(d.xmin))
$$;

-- Whoever had an action because they saw its record has it no longer once they do not see that. Somebody outside, who was
-- given an action without seeing its record, keeps it.
CREATE FUNCTION auth.shows(held_roles text[], wanted text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM auth.role r WHERE r.key = ANY (held_roles) AND wanted = ANY (r.compartments))
$$;

CREATE FUNCTION auth.is_let_in(of_tenant uuid, member uuid, wanted_record uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM portal.record_admission d
        WHERE d.tenant_id = of_tenant AND d.user_id = member AND d.record_id = wanted_record)
$$;

CREATE FUNCTION auth.take_actions_from_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE portal.improvement_action a SET owner_id = NULL
     WHERE a.tenant_id = NEW.tenant_id AND a.owner_id = NEW.user_id
       AND (NEW.ended_on IS NOT NULL
            OR (auth.shows(OLD.roles, a.compartment) AND NOT auth.shows(NEW.roles, a.compartment)
                AND NOT auth.is_let_in(a.tenant_id, a.owner_id, a.record_id)));
    RETURN NULL;
END $$;

CREATE FUNCTION auth.take_actions_from_put_out() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE portal.improvement_action a SET owner_id = NULL
     WHERE a.tenant_id = OLD.tenant_id AND a.owner_id = OLD.user_id AND a.record_id = OLD.record_id
       AND NOT EXISTS (SELECT FROM portal.membership m WHERE m.tenant_id = OLD.tenant_id AND m.user_id = OLD.user_id
            AND m.ended_on IS NULL AND auth.shows(m.roles, a.compartment));
    RETURN NULL;
END $$;

CREATE FUNCTION auth.take_restricted_action() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM portal.membership m WHERE m.tenant_id = NEW.tenant_id AND m.user_id = NEW.owner_id
            AND auth.shows(m.roles, OLD.compartment) AND NOT auth.shows(m.roles, NEW.compartment))
       AND NOT auth.is_let_in(NEW.tenant_id, NEW.owner_id, NEW.record_id) THEN
        NEW.owner_id := NULL;
    END IF;
    RETURN NEW;
END $$;

GRANT EXECUTE ON FUNCTION ctx.is_writing_person(uuid), ctx.is_writing_document(uuid) TO portal_app, portal_job, portal_owner;
GRANT EXECUTE ON FUNCTION auth.take_actions_from_member(), auth.take_actions_from_put_out(), auth.take_restricted_action()
    TO portal_owner;
RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA auth, ctx FROM portal_gate;

CREATE TRIGGER take_actions AFTER UPDATE OF roles, ended_on ON portal.membership
    FOR EACH ROW EXECUTE FUNCTION auth.take_actions_from_member();
CREATE TRIGGER take_actions AFTER DELETE ON portal.record_admission
    FOR EACH ROW EXECUTE FUNCTION auth.take_actions_from_put_out();
CREATE TRIGGER take_restricted BEFORE UPDATE OF compartment ON portal.improvement_action
    FOR EACH ROW WHEN (OLD.compartment <> NEW.compartment) EXECUTE FUNCTION auth.take_restricted_action();

-- Asked by policies. As whoever acts, and apart from the statement: a policy that looked itself would look into the table
-- it protects.
CREATE FUNCTION ctx.sees_person(wanted uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM portal.person p WHERE p.tenant_id = ctx.tenant() AND p.id = wanted);
END $$;
CREATE FUNCTION ctx.sees_document(wanted uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM portal.document d WHERE d.tenant_id = ctx.tenant() AND d.id = wanted);
END $$;
REVOKE EXECUTE ON FUNCTION ctx.sees_person(uuid), ctx.sees_document(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx.sees_person(uuid), ctx.sees_document(uuid) TO portal_app, portal_job;

ALTER POLICY record_person_add ON portal.record_person WITH CHECK (
    tenant_id = (SELECT ctx.tenant()) AND (ctx.sees_person(person_id) OR ctx.is_writing_person(person_id)));

ALTER POLICY document_link_add ON portal.document_link WITH CHECK (
    tenant_id = (SELECT ctx.tenant()) AND (ctx.sees_document(document_id) OR ctx.is_writing_document(document_id)));
ALTER POLICY document_version_add ON portal.document_version WITH CHECK (
    tenant_id = (SELECT ctx.tenant()) AND (ctx.sees_document(document_id) OR ctx.is_writing_document(document_id)));

-- An order that reads no column asks for no right to read: these said "any row of ours".
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT w.polname, w.polrelid::regclass AS named, pg_get_expr(r.polqual, r.polrelid) AS qual
          FROM pg_policy w JOIN pg_policy r ON r.polrelid = w.polrelid AND r.polcmd = 'r'
              AND r.polname IN ('document_read', 'document_version_read', 'document_link_read')
         WHERE w.polrelid IN ('portal.document'::regclass, 'portal.document_version'::regclass,
                'portal.document_link'::regclass)
           AND w.polcmd IN ('w', 'd')
    LOOP
        EXECUTE format('ALTER POLICY %I ON %s USING (%s)', one.polname, one.named, one.qual);
    END LOOP;
END $$;
-- The portal's own work erases what is put to nothing.
CREATE POLICY document_sweep_away ON portal.document FOR DELETE TO portal_job
    USING (tenant_id = (SELECT ctx.tenant()) AND (SELECT ctx.user_id()) IS NULL);
