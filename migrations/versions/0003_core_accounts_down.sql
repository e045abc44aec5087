SET ROLE portal_gate;
DROP FUNCTION ctx.begin(text, text), ctx.begin_operator(text);
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
SET ROLE portal_owner;
DROP SCHEMA auth CASCADE;
CREATE SCHEMA auth;
GRANT USAGE ON SCHEMA auth TO portal_app, portal_auth, portal_job, portal_platform, portal_gate;
