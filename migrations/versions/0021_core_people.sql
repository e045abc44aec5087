-- A person is seen by whoever sees one of the records they stand in. One who stands in none is seen by whoever holds
-- the compartment they were recorded in. Whether somebody stands in a record one may not see takes a look past one's
-- own rows, so the gate looks; its answer says no more than yes or no.

GRANT SELECT ON portal.record_person TO portal_gate;
CREATE POLICY record_person_gate ON portal.record_person FOR SELECT TO portal_gate USING (true);

GRANT CREATE ON SCHEMA ctx TO portal_gate;
SET ROLE portal_gate;

CREATE FUNCTION ctx.stands_in_a_record(person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM portal.record_person p WHERE p.tenant_id = ctx.tenant() AND p.person_id = person)
$$;
REVOKE ALL ON FUNCTION ctx.stands_in_a_record(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx.stands_in_a_record(uuid) TO portal_app, portal_job;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA ctx FROM portal_gate;

ALTER TABLE portal.person ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal.person FORCE ROW LEVEL SECURITY;
CREATE POLICY person_read ON portal.person FOR SELECT USING (
    tenant_id = (SELECT ctx.tenant())
    AND (EXISTS (SELECT FROM portal.record_person r WHERE r.tenant_id = person.tenant_id AND r.person_id = person.id)
         OR (compartment = ANY ((SELECT ctx.compartments())::text[]) AND NOT ctx.stands_in_a_record(id))));
CREATE POLICY person_add ON portal.person FOR INSERT WITH CHECK (tenant_id = (SELECT ctx.tenant()));
CREATE POLICY person_change ON portal.person FOR UPDATE USING (
    tenant_id = (SELECT ctx.tenant())
    AND (EXISTS (SELECT FROM portal.record_person r WHERE r.tenant_id = person.tenant_id AND r.person_id = person.id)
         OR (compartment = ANY ((SELECT ctx.compartments())::text[]) AND NOT ctx.stands_in_a_record(id))))
    WITH CHECK (tenant_id = (SELECT ctx.tenant()));
CREATE POLICY person_remove ON portal.person FOR DELETE USING (
    tenant_id = (SELECT ctx.tenant())
    AND (EXISTS (SELECT FROM portal.record_person r WHERE r.tenant_id = person.tenant_id AND r.person_id = person.id)
         OR (compartment = ANY ((SELECT ctx.compartments())::text[]) AND NOT ctx.stands_in_a_record(id))));
GRANT SELECT, INSERT, UPDATE, DELETE ON portal.person TO portal_app, portal_job;

ALTER TABLE portal.format_choice ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal.format_choice FORCE ROW LEVEL SECURITY;
CREATE POLICY format_choice_read ON portal.format_choice FOR SELECT USING (
    tenant_id = (SELECT ctx.tenant())
    AND EXISTS (SELECT FROM portal.person p WHERE p.tenant_id = format_choice.tenant_id AND p.id = format_choice.person_id));
CREATE POLICY format_choice_add ON portal.format_choice FOR INSERT WITH CHECK (tenant_id = (SELECT ctx.tenant()));
CREATE POLICY format_choice_remove ON portal.format_choice FOR DELETE USING (
    tenant_id = (SELECT ctx.tenant())
    AND EXISTS (SELECT FROM portal.person p WHERE p.tenant_id = format_choice.tenant_id AND p.id = format_choice.person_id));
GRANT SELECT, INSERT, DELETE ON portal.format_choice TO portal_app, portal_job;

-- What somebody typed and did not send is theirs alone, but the law counts it among what is held about a person. A job
-- that gathers for a subject access request may read it; no page can.
CREATE POLICY draft_gather ON portal.draft FOR SELECT TO portal_job USING (
    tenant_id = (SELECT ctx.tenant()) AND 'subject_access' = ANY ((SELECT ctx.compartments())::text[]));
