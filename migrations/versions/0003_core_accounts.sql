-- Accounts and sessions live where no run-time role may look: each function below answers one question.
-- A password reaches the database only as an Argon2id hash, a session or invitation token only as its SHA-256.

CREATE TABLE auth.account (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL,
    email_key text NOT NULL UNIQUE,
    name text NOT NULL,
    password_hash text NOT NULL,
    second_factor bytea,
    second_factor_step bigint NOT NULL DEFAULT 0,
    recovery_codes text[] NOT NULL DEFAULT '{}',
    is_operator boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz
);

CREATE TABLE auth.session (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES auth.account ON DELETE CASCADE,
    device text NOT NULL,
    second_factor_due boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    idle_until timestamptz NOT NULL,
    absolute_until timestamptz NOT NULL
);
CREATE INDEX session_account ON auth.session (account_id);

CREATE TABLE auth.invitation (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    token_hash bytea NOT NULL UNIQUE,
    purpose text NOT NULL CHECK (purpose IN ('join', 'new_password')),
    tenant_id uuid REFERENCES portal.tenant ON DELETE CASCADE,
    email text NOT NULL,
    email_key text NOT NULL,
    name text NOT NULL,
    roles text[] NOT NULL,
    invited_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz
);

-- Written by `portal db upgrade` from what the code declares.
CREATE TABLE auth.role (
    key text PRIMARY KEY,
    compartments text[] NOT NULL,
    powers text[] NOT NULL
);

-- Unlogged: counters may be forgotten in a crash, nothing else may.
CREATE UNLOGGED TABLE auth.throttle (
    key text PRIMARY KEY,
    hits integer NOT NULL,
    expires_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.account, auth.session, auth.invitation, auth.throttle TO portal_gate;
GRANT SELECT ON auth.role TO portal_gate;

GRANT CREATE ON SCHEMA auth, ctx TO portal_gate;
SET ROLE portal_gate;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE FUNCTION auth.live_session(session_token text) RETURNS auth.session
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s FROM auth.session s JOIN auth.account a ON a.id = s.account_id AND a.disabled_at IS NULL
    WHERE s.token_hash = sha256(convert_to(session_token, 'UTF8'))
      AND s.idle_until > now() AND s.absolute_until > now()
$$;

-- The only way to act for a tenant. NULL whatever the reason: no session, no membership, no such tenant.
CREATE FUNCTION ctx.begin(session_token text, wanted_slug text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    acting record;
    allowed record;
    excluded uuid[];
BEGIN
    PERFORM set_config('portal.ctx', '', true);
    SELECT a.id AS user_id, m.name, m.email, m.roles, s.last_seen_at < now() - interval '1 minute' AS touch_due,
           t.id AS tenant_id, t.slug, t.name AS tenant_name, t.kind, t.nation, t.authority_code
      INTO acting
      FROM auth.session s
      JOIN auth.account a ON a.id = s.account_id AND a.disabled_at IS NULL
      JOIN portal.membership m ON m.user_id = a.id AND m.ended_on IS NULL
      JOIN portal.tenant t ON t.id = m.tenant_id AND t.suspended_on IS NULL AND t.slug = wanted_slug
     WHERE s.token_hash = sha256(convert_to(session_token, 'UTF8'))
       AND s.idle_until > now() AND s.absolute_until > now() AND NOT s.second_factor_due;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(array_agg(DISTINCT c), '{}') AS compartments, coalesce(array_agg(DISTINCT p), '{}') AS powers
      INTO allowed
      FROM auth.role r LEFT JOIN unnest(r.compartments) c ON true LEFT JOIN unnest(r.powers) p ON true
     WHERE r.key = ANY (acting.roles);
    allowed.compartments := array_remove(allowed.compartments, NULL);
    allowed.powers := array_remove(allowed.powers, NULL);
    SELECT coalesce(array_agg(e.record_id), '{}') INTO excluded
      FROM portal.record_exclusion e WHERE e.tenant_id = acting.tenant_id AND e.user_id = acting.user_id;
    PERFORM ctx.hold(acting.user_id, acting.tenant_id, allowed.compartments, excluded, allowed.powers);
    RETURN jsonb_build_object(
        'user_id', acting.user_id, 'name', acting.name, 'email', acting.email, 'roles', acting.roles,
        'compartments', allowed.compartments, 'touch_due', acting.touch_due,
        'tenant', jsonb_build_object('id', acting.tenant_id, 'slug', acting.slug, 'name', acting.tenant_name,
            'kind', acting.kind, 'nation', acting.nation, 'authority_code', acting.authority_code),
        'plugins', (SELECT coalesce(jsonb_agg(p.plugin), '[]') FROM portal.tenant_plugin p
            WHERE p.tenant_id = acting.tenant_id AND p.offered AND p.switched_on));
END $$;

CREATE FUNCTION ctx.begin_operator(session_token text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    operator record;
BEGIN
    PERFORM set_config('portal.ctx', '', true);
    SELECT a.id, a.name, a.email, s.last_seen_at < now() - interval '1 minute' AS touch_due INTO operator
      FROM auth.live_session(session_token) s JOIN auth.account a ON a.id = s.account_id
     WHERE a.is_operator AND NOT s.second_factor_due;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM ctx.hold(operator.id, NULL, '{}', '{}', '{operator}');
    RETURN jsonb_build_object('user_id', operator.id, 'name', operator.name, 'email', operator.email,
        'touch_due', operator.touch_due);
END $$;

-- Sign-in ---------------------------------------------------------------------------------------------------------

CREATE FUNCTION auth.credentials(wanted text)
RETURNS TABLE (account_id uuid, password_hash text, second_factor bytea, second_factor_step bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT id, password_hash, second_factor, second_factor_step FROM auth.account
    WHERE email_key = wanted AND disabled_at IS NULL
$$;

CREATE FUNCTION auth.open_session(for_account uuid, hash bytea, device text, factor_due boolean, idle_minutes integer,
    absolute_minutes integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM auth.session WHERE account_id = for_account AND (idle_until < now() OR absolute_until < now());
    INSERT INTO auth.session (token_hash, account_id, device, second_factor_due, idle_until, absolute_until)
    VALUES (hash, for_account, left(device, 80), factor_due, now() + make_interval(mins => idle_minutes),
        now() + make_interval(mins => absolute_minutes));
$$;

CREATE FUNCTION auth.identify(session_token text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object(
        'user_id', a.id, 'name', a.name, 'email', a.email, 'is_operator', a.is_operator,
        'second_factor_due', s.second_factor_due, 'has_second_factor', a.second_factor IS NOT NULL,
        'sessions', (SELECT count(*) FROM auth.session o
            WHERE o.account_id = a.id AND o.idle_until > now() AND o.absolute_until > now()),
        'tenants', (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', t.slug, 'name', t.name, 'kind', t.kind)
                ORDER BY t.name), '[]')
            FROM portal.membership m JOIN portal.tenant t ON t.id = m.tenant_id AND t.suspended_on IS NULL
            WHERE m.user_id = a.id AND m.ended_on IS NULL))
    FROM auth.live_session(session_token) s JOIN auth.account a ON a.id = s.account_id
$$;

CREATE FUNCTION auth.touch(session_token text, idle_minutes integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE auth.session SET last_seen_at = now(), idle_until = now() + make_interval(mins => idle_minutes)
    WHERE token_hash = sha256(convert_to(session_token, 'UTF8')) AND idle_until > now() AND absolute_until > now()
$$;

CREATE FUNCTION auth.close_session(session_token text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM auth.session WHERE token_hash = sha256(convert_to(session_token, 'UTF8'))
$$;

CREATE FUNCTION auth.close_all_sessions(session_token text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM auth.session WHERE account_id = (SELECT (auth.live_session(session_token)).account_id)
$$;

CREATE FUNCTION auth.sealed_second_factor(session_token text)
RETURNS TABLE (account_id uuid, password_hash text, second_factor bytea, second_factor_step bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.id, a.password_hash, a.second_factor, a.second_factor_step
    FROM auth.account a WHERE a.id = (SELECT (auth.live_session(session_token)).account_id)
$$;

-- True once per step of an authenticator app, so a code seen over a shoulder cannot be used again.
CREATE FUNCTION auth.pass_second_factor(session_token text, step bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held auth.session := auth.live_session(session_token);
BEGIN
    UPDATE auth.account SET second_factor_step = step WHERE id = held.account_id AND second_factor_step < step;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE auth.session SET second_factor_due = false WHERE token_hash = held.token_hash;
    RETURN true;
END $$;

CREATE FUNCTION auth.use_recovery_code(session_token text, code_hash text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held auth.session := auth.live_session(session_token);
BEGIN
    UPDATE auth.account SET recovery_codes = array_remove(recovery_codes, code_hash)
    WHERE id = held.account_id AND code_hash = ANY (recovery_codes);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE auth.session SET second_factor_due = false WHERE token_hash = held.token_hash;
    RETURN true;
END $$;

CREATE FUNCTION auth.set_second_factor(session_token text, sealed bytea, codes text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE auth.account SET second_factor = sealed, second_factor_step = 0, recovery_codes = codes
    WHERE id = (SELECT (s).account_id FROM auth.live_session(session_token) s WHERE NOT (s).second_factor_due)
$$;

-- A new password ends every other session.
CREATE FUNCTION auth.set_password(session_token text, new_hash text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held auth.session := auth.live_session(session_token);
BEGIN
    UPDATE auth.account SET password_hash = new_hash WHERE id = held.account_id AND NOT held.second_factor_due;
    DELETE FROM auth.session WHERE account_id = held.account_id AND token_hash <> held.token_hash;
END $$;

CREATE FUNCTION auth.refresh_hash(for_account uuid, old_hash text, new_hash text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE auth.account SET password_hash = new_hash WHERE id = for_account AND password_hash = old_hash
$$;

CREATE FUNCTION auth.count_attempt(counter text, seconds integer, amount integer)
RETURNS TABLE (hits integer, expires_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO auth.throttle AS t (key, hits, expires_at)
    VALUES (counter, amount, clock_timestamp() + make_interval(secs => seconds))
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN t.expires_at <= clock_timestamp() THEN amount ELSE t.hits + amount END,
        expires_at = CASE WHEN t.expires_at <= clock_timestamp()
            THEN clock_timestamp() + make_interval(secs => seconds) ELSE t.expires_at END
    RETURNING t.hits, t.expires_at
$$;

CREATE FUNCTION auth.read_attempts(counter text) RETURNS TABLE (hits integer, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.hits, t.expires_at FROM auth.throttle t WHERE t.key = counter AND t.expires_at > clock_timestamp()
$$;

CREATE FUNCTION auth.forget_attempts(counter text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM auth.throttle WHERE key = counter OR expires_at < clock_timestamp() - interval '1 day'
$$;

-- Invitations -----------------------------------------------------------------------------------------------------

CREATE FUNCTION auth.open_invitation(hash bytea) RETURNS auth.invitation
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT i FROM auth.invitation i
    WHERE i.token_hash = hash AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
$$;

CREATE FUNCTION auth.read_invitation(token text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('purpose', i.purpose, 'email', i.email, 'name', i.name, 'roles', i.roles,
        'tenant', (SELECT t.name FROM portal.tenant t WHERE t.id = i.tenant_id),
        'has_account', EXISTS (SELECT 1 FROM auth.account a WHERE a.email_key = i.email_key))
    FROM auth.open_invitation(sha256(convert_to(token, 'UTF8'))) i WHERE i.id IS NOT NULL
$$;

-- An administrator of one organisation must not hold the key to somebody's other organisations, neither when the link
-- is made nor when it is used. A link without an organisation was made on the server itself.
CREATE FUNCTION auth.may_renew_password(for_tenant uuid, member uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT for_tenant IS NULL OR (
        EXISTS (SELECT 1 FROM portal.membership m
            WHERE m.tenant_id = for_tenant AND m.user_id = member AND m.ended_on IS NULL)
        AND NOT EXISTS (SELECT 1 FROM portal.membership o
            WHERE o.user_id = member AND o.tenant_id <> for_tenant AND o.ended_on IS NULL)
        AND NOT EXISTS (SELECT 1 FROM auth.account a WHERE a.id = member AND a.is_operator))
$$;

-- A new account, or a new password for an old one; a known address joins only by signing in (auth.join_with_session).
CREATE FUNCTION auth.accept_invitation(token text, full_name text, new_hash text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked auth.invitation;  -- a name of its own: a variable called like the table is ambiguous in the UPDATE below
    found_id uuid;
BEGIN
    SELECT * INTO asked FROM auth.invitation i WHERE i.token_hash = sha256(convert_to(token, 'UTF8'))
       AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now() FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT a.id INTO found_id FROM auth.account a WHERE a.email_key = asked.email_key;
    IF asked.purpose = 'new_password' THEN
        IF NOT auth.may_renew_password(asked.tenant_id, found_id) THEN
            RETURN false;
        END IF;
        UPDATE auth.account SET password_hash = new_hash WHERE id = found_id;
        DELETE FROM auth.session WHERE account_id = found_id;
    ELSIF found_id IS NOT NULL THEN
        RETURN false;
    ELSE
        INSERT INTO auth.account (email, email_key, name, password_hash)
        VALUES (asked.email, asked.email_key, full_name, new_hash) RETURNING id INTO found_id;
        PERFORM auth.join_tenant(asked, found_id, full_name);
    END IF;
    UPDATE auth.invitation SET used_at = now() WHERE id = asked.id;
    RETURN true;
END $$;

CREATE FUNCTION auth.join_with_session(token text, session_token text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked auth.invitation;
    known record;
BEGIN
    SELECT * INTO asked FROM auth.invitation i WHERE i.token_hash = sha256(convert_to(token, 'UTF8'))
       AND i.purpose = 'join' AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now() FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT a.id, a.name INTO known FROM auth.live_session(session_token) s JOIN auth.account a ON a.id = s.account_id
     WHERE a.email_key = asked.email_key AND NOT s.second_factor_due;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM auth.join_tenant(asked, known.id, known.name);
    UPDATE auth.invitation SET used_at = now() WHERE id = asked.id;
    RETURN true;
END $$;

CREATE FUNCTION auth.join_tenant(invitation auth.invitation, for_account uuid, full_name text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO portal.membership (tenant_id, user_id, name, email, roles, started_on)
    VALUES (invitation.tenant_id, for_account, full_name, invitation.email, invitation.roles, ctx.today())
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET roles = excluded.roles, ended_on = NULL
        -- Somebody who belongs already keeps their roles: nobody raises their own by an invitation to themselves.
        WHERE membership.ended_on IS NOT NULL
$$;

-- For the acting tenant's administrators -------------------------------------------------------------------------------

CREATE FUNCTION auth.require_power(power text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT ctx.holds_power(power) THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION auth.require_known_roles(wanted text[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF cardinality(wanted) = 0 OR NOT wanted <@ (SELECT array_agg(key) FROM auth.role) THEN
        RAISE EXCEPTION 'unknown role' USING ERRCODE = 'check_violation';
    END IF;
END $$;

-- NULL when the address belongs to a member already; otherwise the same whether or not it has an account.
CREATE FUNCTION auth.invite(address text, address_key text, full_name text, wanted_roles text[], hash bytea,
    hours integer) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    PERFORM auth.require_power('manage_members');
    PERFORM auth.require_known_roles(wanted_roles);
    IF EXISTS (SELECT 1 FROM portal.membership m JOIN auth.account a ON a.id = m.user_id
            WHERE m.tenant_id = ctx.tenant() AND m.ended_on IS NULL AND a.email_key = address_key) THEN
        RETURN NULL;
    END IF;
    UPDATE auth.invitation SET revoked_at = now()
     WHERE tenant_id = ctx.tenant() AND email_key = address_key AND used_at IS NULL AND revoked_at IS NULL;
    INSERT INTO auth.invitation (token_hash, purpose, tenant_id, email, email_key, name, roles, invited_by, expires_at)
    VALUES (hash, 'join', ctx.tenant(), address, address_key, full_name, wanted_roles, ctx.user_id(),
        now() + make_interval(hours => hours)) RETURNING id INTO made;
    RETURN made;
END $$;

CREATE FUNCTION auth.invite_new_password(member uuid, hash bytea, hours integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    address text;
BEGIN
    PERFORM auth.require_power('manage_members');
    INSERT INTO auth.invitation (token_hash, purpose, tenant_id, email, email_key, name, roles, invited_by, expires_at)
    SELECT hash, 'new_password', ctx.tenant(), a.email, a.email_key, a.name, m.roles, ctx.user_id(),
        now() + make_interval(hours => hours)
      FROM portal.membership m JOIN auth.account a ON a.id = m.user_id
     WHERE m.tenant_id = ctx.tenant() AND m.user_id = member AND m.user_id <> ctx.user_id()
       AND auth.may_renew_password(m.tenant_id, m.user_id)
    RETURNING email INTO address;
    RETURN address;
END $$;

CREATE FUNCTION auth.pending_invitations()
RETURNS TABLE (id uuid, email text, name text, roles text[], expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT i.id, i.email, i.name, i.roles, i.expires_at FROM auth.invitation i
    WHERE i.tenant_id = ctx.tenant() AND ctx.holds_power('manage_members') AND i.purpose = 'join'
      AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
    ORDER BY i.created_at
$$;

CREATE FUNCTION auth.revoke_invitation(wanted uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM auth.require_power('manage_members');
    UPDATE auth.invitation SET revoked_at = now()
     WHERE id = wanted AND tenant_id = ctx.tenant() AND used_at IS NULL AND revoked_at IS NULL;
    RETURN FOUND;
END $$;

CREATE FUNCTION auth.set_member_roles(member uuid, wanted_roles text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM auth.require_power('manage_members');
    PERFORM auth.require_known_roles(wanted_roles);
    UPDATE portal.membership SET roles = wanted_roles
     WHERE tenant_id = ctx.tenant() AND user_id = member AND user_id <> ctx.user_id() AND ended_on IS NULL;
    RETURN FOUND;
END $$;

CREATE FUNCTION auth.end_membership(member uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM auth.require_power('manage_members');
    UPDATE portal.membership SET ended_on = ctx.today()
     WHERE tenant_id = ctx.tenant() AND user_id = member AND user_id <> ctx.user_id() AND ended_on IS NULL;
    RETURN FOUND;
END $$;

-- For the operator: the first administrator of a new organisation. Once somebody has belonged to it, never again: the
-- operator must have no way into an organisation that holds records.
CREATE FUNCTION auth.invite_first_administrator(tenant uuid, address text, address_key text, full_name text,
    wanted_roles text[], hash bytea, hours integer) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    PERFORM auth.require_power('operator');
    PERFORM auth.require_known_roles(wanted_roles);
    IF EXISTS (SELECT 1 FROM portal.membership m WHERE m.tenant_id = tenant) THEN
        RETURN NULL;
    END IF;
    UPDATE auth.invitation SET revoked_at = now()
     WHERE tenant_id = tenant AND used_at IS NULL AND revoked_at IS NULL;
    INSERT INTO auth.invitation (token_hash, purpose, tenant_id, email, email_key, name, roles, invited_by, expires_at)
    VALUES (hash, 'join', tenant, address, address_key, full_name, wanted_roles, ctx.user_id(),
        now() + make_interval(hours => hours)) RETURNING id INTO made;
    RETURN made;
END $$;

GRANT EXECUTE ON FUNCTION ctx.begin(text, text) TO portal_app, portal_job;
GRANT EXECUTE ON FUNCTION ctx.begin_operator(text) TO portal_platform;
GRANT EXECUTE ON FUNCTION auth.credentials(text), auth.open_session(uuid, bytea, text, boolean, integer, integer),
    auth.identify(text), auth.touch(text, integer), auth.close_session(text), auth.close_all_sessions(text),
    auth.sealed_second_factor(text), auth.pass_second_factor(text, bigint), auth.use_recovery_code(text, text),
    auth.set_second_factor(text, bytea, text[]), auth.set_password(text, text), auth.refresh_hash(uuid, text, text),
    auth.count_attempt(text, integer, integer), auth.read_attempts(text), auth.forget_attempts(text),
    auth.read_invitation(text), auth.accept_invitation(text, text, text), auth.join_with_session(text, text)
    TO portal_auth;
GRANT EXECUTE ON FUNCTION auth.invite(text, text, text, text[], bytea, integer),
    auth.invite_new_password(uuid, bytea, integer), auth.pending_invitations(), auth.revoke_invitation(uuid),
    auth.set_member_roles(uuid, text[]), auth.end_membership(uuid) TO portal_app;
GRANT EXECUTE ON FUNCTION auth.invite_first_administrator(uuid, text, text, text, text[], bytea, integer)
    TO portal_platform;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA auth, ctx FROM portal_gate;
