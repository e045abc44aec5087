-- A second reader took no part: nobody who changed, decided or shared anything about the record, as the trail tells.
-- Their own reading does not make them one of those. It sees the rows the acting role sees, all of one tenant.

CREATE FUNCTION portal.second_reader_took_no_part() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM portal.trail_entry t
                WHERE t.tenant_id = NEW.tenant_id AND t.record_id = NEW.record_id AND t.actor_id = NEW.reader_id
                  AND t.act_class IN ('C', 'D') AND t.act <> 'notice.second_read') THEN
        RAISE EXCEPTION 'who took part is no second reader' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION portal.second_reader_took_no_part() FROM PUBLIC;

CREATE TRIGGER took_no_part BEFORE INSERT OR UPDATE OF reader_id, read_at ON portal.second_reading
    FOR EACH ROW EXECUTE FUNCTION portal.second_reader_took_no_part();
