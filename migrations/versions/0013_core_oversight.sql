-- A provider organisation says which legal entity of the register it is; the commissioner at the other end of a live
-- link, or the operator, confirms. Only one organisation can be a provider.

GRANT CREATE ON SCHEMA exchange TO portal_exchange;
SET ROLE portal_exchange;

CREATE FUNCTION exchange.claim_provider(wanted uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid := gen_random_uuid();
BEGIN
    PERFORM exchange.require_power('claim');
    PERFORM 1 FROM portal.tenant t WHERE t.id = ctx.tenant() AND t.kind = 'provider';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only a provider can be a provider' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO portal.provider_claim (tenant_id, id, provider_id, status, claimed_at, claimed_by)
    VALUES (ctx.tenant(), made, wanted, 'claimed', ctx.now(), ctx.user_id());
    RETURN made;
END $$;

-- What the provider at the other end of one of our links claims to be.
CREATE FUNCTION exchange.claim_on_link(wanted_link uuid)
RETURNS TABLE (claim_id uuid, provider_id uuid, status text, claimed_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.id, c.provider_id, c.status, c.claimed_at
    FROM portal.link ours
    JOIN exchange.link_pair p ON p.link_key = ours.link_key AND p.from_tenant = ours.tenant_id
    JOIN portal.provider_claim c ON c.tenant_id = p.to_tenant
    WHERE ours.tenant_id = ctx.tenant() AND ours.id = wanted_link AND ours.kind = 'commissions'
      AND ours.our_part = 'from' AND ours.status = 'agreed'
    ORDER BY c.claimed_at
$$;

CREATE FUNCTION exchange.decide_claim_on_link(claim uuid, agree boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM exchange.require_power('confirm_claims');
    UPDATE portal.provider_claim c SET status = CASE WHEN agree THEN 'confirmed' ELSE 'refused' END,
        decided_at = ctx.now(), decided_by = t.name
      FROM portal.link ours
      JOIN exchange.link_pair p ON p.link_key = ours.link_key AND p.from_tenant = ours.tenant_id
      JOIN portal.tenant t ON t.id = ours.tenant_id
     WHERE c.id = claim AND c.status = 'claimed' AND c.tenant_id = p.to_tenant
       AND ours.tenant_id = ctx.tenant() AND ours.kind = 'commissions' AND ours.our_part = 'from'
       AND ours.status = 'agreed'
       AND NOT (agree AND EXISTS (SELECT 1 FROM portal.provider_claim o WHERE o.provider_id = c.provider_id
            AND o.status = 'confirmed'));
    RETURN FOUND;
END $$;

CREATE FUNCTION exchange.decide_claim_as_operator(claim uuid, agree boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT ctx.holds_power('operator') THEN
        RAISE EXCEPTION 'not permitted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE portal.provider_claim c SET status = CASE WHEN agree THEN 'confirmed' ELSE 'refused' END,
        decided_at = ctx.now(), decided_by = 'the operator'
     WHERE c.id = claim AND c.status = 'claimed'
       AND NOT (agree AND EXISTS (SELECT 1 FROM portal.provider_claim o WHERE o.provider_id = c.provider_id
            AND o.status = 'confirmed'));
    RETURN FOUND;
END $$;

GRANT EXECUTE ON FUNCTION exchange.claim_provider(uuid), exchange.claim_on_link(uuid),
    exchange.decide_claim_on_link(uuid, boolean) TO portal_app;
GRANT EXECUTE ON FUNCTION exchange.decide_claim_as_operator(uuid, boolean) TO portal_platform;

RESET ROLE;
SET ROLE portal_owner;
GRANT USAGE ON SCHEMA exchange TO portal_platform;
REVOKE CREATE ON SCHEMA exchange FROM portal_exchange;
