"""Since when a form is silent against its own habit."""

from peewee import SqliteDatabase


def up(migrator, db):
    kind = "DATETIME" if isinstance(db, SqliteDatabase) else "TIMESTAMP"
    db.execute_sql(f"ALTER TABLE form_map ADD COLUMN silent_since {kind}")
