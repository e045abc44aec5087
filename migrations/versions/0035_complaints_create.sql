-- A page that one organisation opens to everybody: no person, no compartment, no power. Whoever visits may add records,
-- as every policy of records lets anybody of the organisation, and finds none. NULL whatever the reason: no such
-- organisation, a suspended one, or the plugin is not on.

GRANT CREATE ON SCHEMA ctx TO portal_gate;
SET ROLE portal_gate;

CREATE FUNCTION ctx.begin_visitor(wanted_slug text, wanted_plugin text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    visited record;
BEGIN
    PERFORM set_config('portal.ctx', '', true);
    SELECT t.id, t.slug, t.name, t.kind, t.nation, t.authority_code INTO visited
      FROM portal.tenant t
      JOIN portal.tenant_plugin p ON p.tenant_id = t.id AND p.plugin = wanted_plugin AND p.offered AND p.switched_on
     WHERE t.slug = wanted_slug AND t.suspended_on IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM ctx.hold(NULL, visited.id, '{}', '{}', '{}');
    RETURN jsonb_build_object(
        'user_id', NULL, 'name', '', 'email', '', 'roles', '[]'::jsonb, 'compartments', '[]'::jsonb,
        'touch_due', false,
        'tenant', jsonb_build_object('id', visited.id, 'slug', visited.slug, 'name', visited.name,
            'kind', visited.kind, 'nation', visited.nation, 'authority_code', visited.authority_code),
        'plugins', (SELECT coalesce(jsonb_agg(p.plugin), '[]') FROM portal.tenant_plugin p
            WHERE p.tenant_id = visited.id AND p.offered AND p.switched_on));
END $$;
REVOKE ALL ON FUNCTION ctx.begin_visitor(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ctx.begin_visitor(text, text) TO portal_app;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA ctx FROM portal_gate;
