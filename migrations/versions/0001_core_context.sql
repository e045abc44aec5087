-- Schemas, and the signed context that says for whom a transaction acts.
-- A context is a line of text in a setting local to the transaction, followed by a keyed hash over it, the backend's
-- process id and the moment the transaction began: forged, copied or replayed, it proves nothing and shows no row.
-- HMAC is written out over core sha256() because the embedded server has no pgcrypto (RFC 2104).

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE SCHEMA ctx;
CREATE SCHEMA auth;
CREATE SCHEMA directory;
CREATE SCHEMA exchange;
CREATE SCHEMA jobs;
GRANT USAGE ON SCHEMA ctx TO portal_app, portal_job, portal_platform, portal_gate, portal_exchange, portal_importer, portal_auth;
GRANT USAGE ON SCHEMA portal TO portal_app, portal_job, portal_platform, portal_gate, portal_exchange;
GRANT USAGE ON SCHEMA directory TO portal_app, portal_job, portal_platform, portal_gate, portal_exchange, portal_importer;
GRANT USAGE ON SCHEMA auth TO portal_app, portal_auth, portal_job, portal_platform, portal_gate;

CREATE TABLE ctx.signing_key (
    id integer PRIMARY KEY CHECK (id = 1),
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);

-- The clock of demonstrations and tests: empty in earnest, and only the owner can set it.
CREATE TABLE ctx.shifted_clock (
    id integer PRIMARY KEY CHECK (id = 1),
    behind interval NOT NULL
);

CREATE PROCEDURE ctx.renew_signing_key()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    key bytea := sha256(gen_random_uuid()::text::bytea || gen_random_uuid()::text::bytea)
              || sha256(gen_random_uuid()::text::bytea || gen_random_uuid()::text::bytea);
    inner_pad bytea := key;
    outer_pad bytea := key;
BEGIN
    FOR n IN 0..63 LOOP
        inner_pad := set_byte(inner_pad, n, get_byte(key, n) # 54);
        outer_pad := set_byte(outer_pad, n, get_byte(key, n) # 92);
    END LOOP;
    DELETE FROM ctx.signing_key;
    INSERT INTO ctx.signing_key VALUES (1, inner_pad, outer_pad);
END $$;

CALL ctx.renew_signing_key();

CREATE FUNCTION ctx.now() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT now() - coalesce((SELECT behind FROM ctx.shifted_clock WHERE id = 1), interval '0')
$$;

CREATE FUNCTION ctx.today() RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT (ctx.now() AT TIME ZONE 'Europe/London')::date
$$;

CREATE FUNCTION ctx.sign(message text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
        message || '|' || pg_backend_pid() || '|' || extract(epoch FROM transaction_timestamp())::text, 'UTF8'))), 'hex')
    FROM ctx.signing_key k WHERE k.id = 1
$$;

-- Fields: 1 user, 2 tenant, 3 compartments, 4 records the user is kept out of, 5 powers, 6 signature.
CREATE FUNCTION ctx.hold(user_id uuid, tenant_id uuid, compartments text[], excluded uuid[], powers text[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held text := concat_ws('|', coalesce(user_id::text, ''), coalesce(tenant_id::text, ''),
        array_to_string(compartments, ','), array_to_string(excluded, ','), array_to_string(powers, ','));
BEGIN
    PERFORM set_config('portal.ctx', held || '|' || ctx.sign(held), true);
END $$;

CREATE FUNCTION ctx.part(place integer) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held text := current_setting('portal.ctx', true);
    fields text[];
BEGIN
    IF held IS NULL OR held = '' THEN
        RETURN NULL;
    END IF;
    fields := string_to_array(held, '|');
    IF cardinality(fields) <> 6 OR ctx.sign(array_to_string(fields[1:5], '|')) IS DISTINCT FROM fields[6] THEN
        RETURN NULL;
    END IF;
    RETURN nullif(fields[place], '');
END $$;

CREATE FUNCTION ctx.user_id() RETURNS uuid
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$ SELECT ctx.part(1)::pg_catalog.uuid $$;
CREATE FUNCTION ctx.tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$ SELECT ctx.part(2)::pg_catalog.uuid $$;
CREATE FUNCTION ctx.compartments() RETURNS text[]
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
    SELECT coalesce(pg_catalog.string_to_array(ctx.part(3), ','), '{}'::pg_catalog.text[]) $$;
CREATE FUNCTION ctx.excluded() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
    SELECT coalesce(pg_catalog.string_to_array(ctx.part(4), ',')::pg_catalog.uuid[], '{}'::pg_catalog.uuid[]) $$;
CREATE FUNCTION ctx.holds_power(power text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
    SELECT coalesce(power OPERATOR(pg_catalog.=) ANY (pg_catalog.string_to_array(ctx.part(5), ',')), false) $$;

GRANT EXECUTE ON FUNCTION ctx.now(), ctx.today(), ctx.part(integer), ctx.user_id(), ctx.tenant(), ctx.compartments(),
    ctx.excluded(), ctx.holds_power(text)
    TO portal_app, portal_job, portal_platform, portal_gate, portal_exchange, portal_importer;
GRANT EXECUTE ON FUNCTION ctx.now() TO portal_auth;
GRANT EXECUTE ON FUNCTION ctx.hold(uuid, uuid, text[], uuid[], text[]) TO portal_gate;
