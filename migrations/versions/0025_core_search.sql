-- `@@` is not leakproof, so under row security PostgreSQL would never use the index of words: it would read every row of
-- the table. The words therefore stand where no login reads, and these functions ask for them; they filter by the signed
-- context themselves, by the same three conditions as the policy, and the caller joins what they answer to the records
-- under row security once more.

CREATE SCHEMA search;
GRANT USAGE ON SCHEMA search TO portal_app, portal_job, portal_searcher;
GRANT USAGE ON SCHEMA portal, ctx TO portal_searcher;
GRANT EXECUTE ON FUNCTION ctx.part(integer), ctx.tenant(), ctx.compartments(), ctx.excluded() TO portal_searcher;
GRANT SELECT, INSERT, UPDATE, DELETE ON portal.search_entry TO portal_searcher;
GRANT CREATE ON SCHEMA search TO portal_searcher;
SET ROLE portal_searcher;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- A lexeme of the tenant's own is in every vector: the index finds this tenant's rows alone, however common the word
-- is elsewhere.
CREATE FUNCTION search.lexeme_of(tenant uuid) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT ':' || tenant $$;

-- The newest records with these words (a tsquery; NULL asks for none in particular), from just after a place in the
-- list. The plan depends on how common the words are, so none is kept.
CREATE FUNCTION search.find(wanted text, kinds text[], in_status text, at_site uuid, first_day date,
    last_day date, after_day date, after_id uuid, most integer)
RETURNS TABLE (record_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    me uuid := ctx.tenant();
    seen text[] := ctx.compartments();
    kept_out uuid[] := ctx.excluded();
    asked tsquery := quote_literal(search.lexeme_of(me))::tsquery;
BEGIN
    IF me IS NULL THEN
        RETURN;
    END IF;
    IF wanted IS NOT NULL THEN
        asked := asked && wanted::tsquery;
    END IF;
    RETURN QUERY SELECT e.record_id FROM portal.search_entry e
     WHERE e.tenant_id = me AND e.compartment = ANY (seen) AND e.record_id <> ALL (kept_out)
       AND e.kind = ANY (kinds) AND (wanted IS NULL OR e.words @@ asked)
       AND (in_status IS NULL OR e.status = in_status) AND (at_site IS NULL OR e.site_id = at_site)
       AND (first_day IS NULL OR e.opened_on >= first_day) AND (last_day IS NULL OR e.opened_on <= last_day)
       AND (after_id IS NULL OR (e.opened_on, e.record_id) < (after_day, after_id))
     ORDER BY e.opened_on DESC, e.record_id DESC LIMIT least(most, 1000);
END $$;

-- What a record is found by from now on. Whoever may write a record may not be able to read it, so this is no plain
-- UPDATE; the foreign key sees to it that the record and its compartment are the acting tenant's.
CREATE FUNCTION search.put(wanted_record uuid, in_compartment text, of_kind text, in_status text,
    at_site uuid, opened date, at_places text, changed timestamptz, by_recipe text, lexemes text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me uuid := ctx.tenant();
BEGIN
    IF me IS NULL THEN
        RAISE EXCEPTION 'no tenant' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO portal.search_entry AS e (tenant_id, record_id, compartment, kind, status, site_id, opened_on, places,
        changed_at, made_by, words)
    VALUES (me, wanted_record, in_compartment, of_kind, in_status, at_site, opened, at_places, changed, by_recipe,
        array_to_tsvector(lexemes || search.lexeme_of(me)))
    ON CONFLICT (tenant_id, record_id) DO UPDATE SET compartment = excluded.compartment, kind = excluded.kind,
        status = excluded.status, site_id = excluded.site_id, opened_on = excluded.opened_on,
        places = excluded.places, changed_at = excluded.changed_at, made_by = excluded.made_by,
        words = excluded.words;
END $$;

-- Take a record out of the index: it is erased.
CREATE FUNCTION search.drop(wanted_record uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM portal.search_entry e WHERE e.tenant_id = ctx.tenant() AND e.record_id = wanted_record;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;

GRANT EXECUTE ON FUNCTION search.find(text, text[], text, uuid, date, date, date, uuid, integer),
    search.put(uuid, text, text, text, uuid, date, text, timestamptz, text, text[]),
    search.drop(uuid) TO portal_app, portal_job;

RESET ROLE;
SET ROLE portal_owner;
REVOKE CREATE ON SCHEMA search FROM portal_searcher;
