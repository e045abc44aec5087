-- Advice asked about nobody: what its lists of codes say is all there is. Nobody can be put to it, and no words, by
-- whichever way they come; a row of the lead's compartment alone is looked at, so nothing else pays for it.
CREATE FUNCTION portal.refuse_about_nobody() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM portal.pipot_consultation c
                WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.record_id) THEN
        RAISE EXCEPTION 'advice asked about nobody takes no words and no people' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION portal.refuse_about_nobody() FROM PUBLIC;

CREATE TRIGGER about_nobody BEFORE INSERT OR UPDATE OF record_id ON portal.record_person
    FOR EACH ROW WHEN (NEW.compartment = 'pipot') EXECUTE FUNCTION portal.refuse_about_nobody();
CREATE TRIGGER about_nobody BEFORE INSERT OR UPDATE OF record_id ON portal.record_note
    FOR EACH ROW WHEN (NEW.compartment = 'pipot') EXECUTE FUNCTION portal.refuse_about_nobody();
CREATE TRIGGER about_nobody BEFORE INSERT OR UPDATE OF record_id ON portal.document_link
    FOR EACH ROW WHEN (NEW.compartment = 'pipot') EXECUTE FUNCTION portal.refuse_about_nobody();
CREATE TRIGGER about_nobody BEFORE INSERT OR UPDATE OF record_id ON portal.improvement_action
    FOR EACH ROW WHEN (NEW.compartment = 'pipot') EXECUTE FUNCTION portal.refuse_about_nobody();
CREATE TRIGGER about_nobody BEFORE INSERT OR UPDATE OF record_id ON portal.letter
    FOR EACH ROW WHEN (NEW.compartment = 'pipot') EXECUTE FUNCTION portal.refuse_about_nobody();

-- Nor does its title say who: it is always the same, until it is erased.
ALTER TABLE portal.record ADD CONSTRAINT ck_record_about_nobody CHECK (
    kind <> 'pipot_consultation' OR title = 'Advice asked, nobody named' OR erased_on IS NOT NULL) NOT VALID;
ALTER TABLE portal.record VALIDATE CONSTRAINT ck_record_about_nobody;
