"""By what a mail is overtaken, and from when on it is of no use; indexes by which both and a lead's are found."""

from peewee import SqliteDatabase


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    for name, kind in (
        ("thread_id", "BLOB" if on_sqlite else "UUID"),
        ("turn", "INTEGER"),
        ("useless_from", "DATETIME" if on_sqlite else "TIMESTAMP"),
    ):
        db.execute_sql(f"ALTER TABLE notification ADD COLUMN {name} {kind}")
    for name, columns, where in (
        ("notification_about", '"tenant_id", "about_id"', '"about_id" IS NOT NULL'),
        ("notification_thread", '"tenant_id", "thread_id"', '"thread_id" IS NOT NULL AND "sent_at" IS NULL'),
    ):
        db.execute_sql(f'CREATE INDEX "{name}" ON "notification" ({columns}) WHERE {where}')
