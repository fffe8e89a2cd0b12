"""Finding leads on PostgreSQL: what one in a few hundred has is met further down sooner than by its trigrams."""

from peewee import SqliteDatabase

# As in 0010, with a third stretch for what was met often in the first two: all that have it are too many to be
# fetched and put in order for a page of them. Percent signs are doubled for the driver.
FUNCTION = """
    CREATE OR REPLACE FUNCTION find_leads(terms text[], newest bigint, most integer) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        here CONSTANT uuid := nullif(current_setting('filon.tenant', true), '')::uuid;
        one_in CONSTANT integer := 375;
        patterns text[];
        conditions text;
        looked_at integer;
        found_now integer;
        given integer := 0;
    BEGIN
        SELECT array_agg('%%' || term || '%%'), string_agg(format(' AND text LIKE %%L', '%%' || term || '%%'), '')
        INTO patterns, conditions FROM unnest(terms) AS term;
        IF here IS NULL OR patterns IS NULL THEN
            RETURN;
        END IF;
        FOREACH looked_at IN ARRAY ARRAY[3000, 24000, 192000] LOOP
            RETURN QUERY
                SELECT newer.place FROM (
                    SELECT s.place, s.text FROM public.lead_search AS s
                    WHERE s.tenant_id = here AND s.place <= newest ORDER BY s.place DESC LIMIT looked_at
                ) AS newer
                WHERE newer.text LIKE ALL (patterns) ORDER BY newer.place DESC LIMIT most - given;
            GET DIAGNOSTICS found_now = ROW_COUNT;
            given := given + found_now;
            IF given >= most THEN
                RETURN;
            END IF;
            SELECT s.place INTO newest FROM public.lead_search AS s
            WHERE s.tenant_id = here AND s.place <= newest ORDER BY s.place DESC OFFSET looked_at LIMIT 1;
            IF newest IS NULL THEN
                RETURN;
            END IF;
            EXIT WHEN given < looked_at / one_in;
        END LOOP;
        RETURN QUERY EXECUTE
            'SELECT place FROM (SELECT place FROM public.lead_search WHERE tenant_id = $1 AND place <= $2'
            || conditions || ' OFFSET 0) AS older ORDER BY place DESC LIMIT $3'
            USING here, newest, most - given;
    END $$
"""


def up(migrator, db):
    if not isinstance(db, SqliteDatabase):
        db.execute_sql(FUNCTION)
