SET ROLE portal_gate;
DROP FUNCTION ctx.begin_visitor(text, text);
RESET ROLE;
SET ROLE portal_owner;
