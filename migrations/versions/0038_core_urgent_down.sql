SET ROLE portal_gate;
DROP FUNCTION ctx.open_urgently(text, text);
RESET ROLE;
SET ROLE portal_owner;
DROP POLICY record_gate ON portal.record;
REVOKE SELECT (tenant_id, id, reference, compartment) ON portal.record FROM portal_gate;
