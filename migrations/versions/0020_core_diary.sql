-- A feed shows one person's dates in one organisation to whoever holds its token, until that person takes it back.
-- The token reaches the database only as its SHA-256.

CREATE TABLE auth.feed (
    tenant_id uuid NOT NULL REFERENCES portal.tenant ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES auth.account ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.feed TO portal_gate;

GRANT CREATE ON SCHEMA auth, ctx TO portal_gate;
SET ROLE portal_gate;

-- As `ctx.begin`, with a feed's token in place of a session's: the rights its owner has at this moment, no powers, and
-- a transaction that cannot write. NULL whatever the reason: no such feed, no membership, a suspended organisation.
CREATE FUNCTION ctx.begin_feed(feed_token text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    acting record;
    allowed text[];
    excluded uuid[];
BEGIN
    PERFORM set_config('portal.ctx', '', true);
    SET LOCAL transaction_read_only = on;
    SELECT a.id AS user_id, m.name, m.email, m.roles,
           t.id AS tenant_id, t.slug, t.name AS tenant_name, t.kind, t.nation, t.authority_code
      INTO acting
      FROM auth.feed f
      JOIN auth.account a ON a.id = f.account_id AND a.disabled_at IS NULL
      JOIN portal.membership m ON m.tenant_id = f.tenant_id AND m.user_id = a.id AND m.ended_on IS NULL
      JOIN portal.tenant t ON t.id = f.tenant_id AND t.suspended_on IS NULL
     WHERE f.token_hash = sha256(convert_to(feed_token, 'UTF8'));
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(array_agg(DISTINCT c), '{}') INTO allowed
      FROM auth.role r, unnest(r.compartments) c WHERE r.key = ANY (acting.roles);
    SELECT coalesce(array_agg(e.record_id), '{}') INTO excluded
      FROM portal.record_exclusion e WHERE e.tenant_id = acting.tenant_id AND e.user_id = acting.user_id;
    PERFORM ctx.hold(acting.user_id, acting.tenant_id, allowed, excluded, '{}');
    RETURN jsonb_build_object(
        'user_id', acting.user_id, 'name', acting.name, 'email', acting.email, 'roles', acting.roles,
        'compartments', allowed, 'touch_due', false,
        'tenant', jsonb_build_object('id', acting.tenant_id, 'slug', acting.slug, 'name', acting.tenant_name,
            'kind', acting.kind, 'nation', acting.nation, 'authority_code', acting.authority_code),
        'plugins', (SELECT coalesce(jsonb_agg(p.plugin), '[]') FROM portal.tenant_plugin p
            WHERE p.tenant_id = acting.tenant_id AND p.offered AND p.switched_on));
END $$;

-- A new feed takes the place of the old one, whose token then opens nothing.
CREATE FUNCTION auth.renew_feed(hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF ctx.tenant() IS NULL OR ctx.user_id() IS NULL THEN
        RAISE EXCEPTION 'nobody acts' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO auth.feed (tenant_id, account_id, token_hash, made_at)
    VALUES (ctx.tenant(), ctx.user_id(), hash, ctx.now())
    ON CONFLICT (tenant_id, account_id) DO UPDATE SET token_hash = excluded.token_hash, made_at = excluded.made_at;
END $$;

CREATE FUNCTION auth.revoke_feed() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM auth.feed WHERE tenant_id = ctx.tenant() AND account_id = ctx.user_id();
    RETURN FOUND;
END $$;

CREATE FUNCTION auth.feed_made_at() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT made_at FROM auth.feed WHERE tenant_id = ctx.tenant() AND account_id = ctx.user_id()
$$;

-- Who is kept out of which case, for the system alone: it must not remind people of cases they are kept out of. A
-- person's own work, in a page or in a job, learns nothing here.
CREATE FUNCTION auth.kept_out() RETURNS TABLE (record_id uuid, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.record_id, e.user_id FROM portal.record_exclusion e
    WHERE e.tenant_id = ctx.tenant() AND ctx.user_id() IS NULL
$$;

GRANT EXECUTE ON FUNCTION ctx.begin_feed(text), auth.renew_feed(bytea), auth.revoke_feed(), auth.feed_made_at()
    TO portal_app;
GRANT EXECUTE ON FUNCTION auth.kept_out() TO portal_job;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA auth, ctx FROM portal_gate;
