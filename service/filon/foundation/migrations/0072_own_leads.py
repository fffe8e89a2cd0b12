"""Whether a member sees of all leads their own only, and those that are nobody's."""

from peewee import SqliteDatabase


def up(migrator, db):
    kind = "INTEGER" if isinstance(db, SqliteDatabase) else "BOOLEAN"
    db.execute_sql(f"ALTER TABLE member ADD COLUMN only_own {kind} NOT NULL DEFAULT FALSE")
