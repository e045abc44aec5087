DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT p.polname, p.polrelid::regclass AS named, pg_get_expr(p.polqual, p.polrelid) AS qual
          FROM pg_policy p
         WHERE p.polname IN ('record_read', 'trail_entry_read', 'retention_hold_read', 'retention_hold_change',
            'retention_item_read', 'retention_item_change', 'retention_item_remove', 'retention_date_read',
            'retention_date_change', 'retention_date_remove')
    LOOP
        EXECUTE format('ALTER POLICY %I ON %s USING (%s)', one.polname, one.named,
            replace(one.qual, '( SELECT ctx.dated() AS dated)', '( SELECT ctx.compartments() AS compartments)'));
    END LOOP;
END $$;

DROP FUNCTION ctx.dated();
