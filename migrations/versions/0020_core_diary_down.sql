SET ROLE portal_gate;
DROP FUNCTION auth.kept_out();
DROP FUNCTION auth.feed_made_at();
DROP FUNCTION auth.revoke_feed();
DROP FUNCTION auth.renew_feed(bytea);
DROP FUNCTION ctx.begin_feed(text);
SET ROLE portal_owner;
DROP TABLE auth.feed;
