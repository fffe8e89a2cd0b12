"""Finding leads: what each is searched by and sorted by, and an index for every order that the list has."""

from peewee import SQL, BigIntegerField, CompositeKey, Model, SqliteDatabase, TextField, UUIDField

from filon.foundation.folding import phone_spellings, search_terms, sort_key, words_of

BATCH = 500


class LeadSearch(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    place = BigIntegerField()
    text = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "lead_search"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "place"), True),)
        constraints = [SQL('FOREIGN KEY ("tenant_id", "id") REFERENCES "lead" ("tenant_id", "id")')]


# Trigrams of any script, whose case and accents are folded already; newest first is the order of rowids.
ON_SQLITE = [
    "CREATE VIRTUAL TABLE lead_found USING fts5(text, content='lead_search', content_rowid='place', "
    "tokenize='trigram case_sensitive 1', columnsize=0)",
    "CREATE TRIGGER lead_search_added AFTER INSERT ON lead_search BEGIN "
    "INSERT INTO lead_found (rowid, text) VALUES (new.place, new.text); END",
    "CREATE TRIGGER lead_search_removed AFTER DELETE ON lead_search BEGIN "
    "INSERT INTO lead_found (lead_found, rowid, text) VALUES ('delete', old.place, old.text); END",
    "CREATE TRIGGER lead_search_changed AFTER UPDATE OF text ON lead_search WHEN old.text <> new.text BEGIN "
    "INSERT INTO lead_found (lead_found, rowid, text) VALUES ('delete', old.place, old.text); "
    "INSERT INTO lead_found (rowid, text) VALUES (new.place, new.text); END",
]

# Under row security no index serves LIKE, so one function looks past it. It runs as the tables' owner and keeps to the
# tenant that the transaction's setting names: nobody can hand it another. It looks through the newest rows first, and
# further while what is looked for is common enough to be met soon; the rest it finds by its trigrams, which costs by
# how many have them. Percent signs are doubled for the driver.
ON_POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX lead_search_trigrams ON lead_search USING gin (text gin_trgm_ops) "
    "WITH (gin_pending_list_limit = 256)",
    """
    CREATE FUNCTION find_leads(terms text[], newest bigint, most integer) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        here CONSTANT uuid := nullif(current_setting('filon.tenant', true), '')::uuid;
        common CONSTANT integer := 8;
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
        FOREACH looked_at IN ARRAY ARRAY[3000, 24000] LOOP
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
            EXIT WHEN given < common;
        END LOOP;
        RETURN QUERY EXECUTE
            'SELECT place FROM (SELECT place FROM public.lead_search WHERE tenant_id = $1 AND place <= $2'
            || conditions || ' OFFSET 0) AS older ORDER BY place DESC LIMIT $3'
            USING here, newest, most - given;
    END $$
    """,
    "REVOKE ALL ON FUNCTION find_leads(text[], bigint, integer) FROM PUBLIC",
]

NAME_KEY = {True: "TEXT NOT NULL DEFAULT ''", False: "TEXT COLLATE \"C\" NOT NULL DEFAULT ''"}
NO_LONGER = ("tenant_id", "status", "number")
ORDERS = [
    ("tenant_id", "created_at", "number"),
    ("tenant_id", "name_key", "number"),
    ("tenant_id", "status", "created_at", "number"),
    ("tenant_id", "source", "status", "name_key", "number"),
]
# Few leads have one: nothing is written for those that have none.
ORDERS_OF_FEW = [("owner_id", "created_at", "number"), ("amount", "number"), ("trashed_at", "number")]


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    db.execute_sql(f"ALTER TABLE lead ADD COLUMN name_key {NAME_KEY[on_sqlite]}")
    LeadSearch._meta.without_rowid = on_sqlite
    with db.bind_ctx([LeadSearch]):
        LeadSearch.create_table(safe=False)
        _index_what_is_there(db, "?" if on_sqlite else "%s")
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        db.execute_sql(statement)
    if on_sqlite:
        db.execute_sql("INSERT INTO lead_found (lead_found) VALUES ('rebuild')")
    db.execute_sql(f"DROP INDEX lead_{'_'.join(NO_LONGER)}")
    for columns in ORDERS:
        db.execute_sql(f"CREATE INDEX lead_{'_'.join(columns)} ON lead ({', '.join(columns)})")
    for columns in ORDERS_OF_FEW:
        db.execute_sql(
            f"CREATE INDEX lead_tenant_id_{'_'.join(columns)} ON lead (tenant_id, {', '.join(columns)}) "
            f"WHERE {columns[0]} IS NOT NULL"
        )


def _index_what_is_there(db, mark):
    """As leads.search.text_of() and leads.models.name_of() had it when this was written."""
    rows = db.execute_sql(
        "SELECT lead.tenant_id, lead.id, tenant.number, lead.number, first_name, last_name, company, email, phone, "
        "phone_typed FROM lead JOIN tenant ON tenant.tenant_id = lead.tenant_id AND tenant.id = lead.tenant_id"
    )
    writing = db.connection().cursor()
    while batch := rows.fetchmany(BATCH):
        keys, texts = [], []
        for tenant, id, business, number, first, last, company, email, phone, typed in batch:
            words = words_of(f"{first} {last} {company} {email or ''} {number}")
            words += phone_spellings(phone) if phone else search_terms(typed or "")
            text = "".join("  " + word for word in dict.fromkeys(words))
            texts.append((tenant, id, business * 2**32 + number, text))
            keys.append((sort_key(f"{first} {last}".strip() or company or email or phone or ""), tenant, id))
        writing.executemany(f"INSERT INTO lead_search VALUES ({', '.join([mark] * 4)})", texts)  # noqa: S608  # marks
        writing.executemany(
            f"UPDATE lead SET name_key = {mark} WHERE tenant_id = {mark} AND id = {mark}",  # noqa: S608  # marks
            keys,
        )
