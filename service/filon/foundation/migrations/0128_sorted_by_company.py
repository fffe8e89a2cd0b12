"""What leads are sorted by when the list is by company, and the index of that order."""

from peewee import SqliteDatabase

from filon.foundation.folding import sort_key

BATCH = 500


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    mark = "?" if on_sqlite else "%s"
    kind = "TEXT" if on_sqlite else 'TEXT COLLATE "C"'
    db.execute_sql(f"ALTER TABLE lead ADD COLUMN company_key {kind}")
    rows = db.execute_sql("SELECT tenant_id, id, company FROM lead WHERE company <> ''")
    writing = db.connection().cursor()
    while batch := rows.fetchmany(BATCH):
        writing.executemany(
            f"UPDATE lead SET company_key = {mark} WHERE tenant_id = {mark} AND id = {mark}",  # noqa: S608  # marks
            [(sort_key(company) or None, tenant, id) for tenant, id, company in batch],
        )
    db.execute_sql(
        "CREATE INDEX lead_tenant_id_company_key_number ON lead (tenant_id, company_key, number) "
        "WHERE company_key IS NOT NULL"
    )
