"""Whether those who are met are told of an appointment by mail, and in which language."""

from peewee import SqliteDatabase


def up(migrator, db):
    truth = "INTEGER" if isinstance(db, SqliteDatabase) else "BOOLEAN"
    for name, kind in (
        ("language", "TEXT NOT NULL DEFAULT ''"),
        ("tells", f"{truth} NOT NULL DEFAULT FALSE"),
    ):
        db.execute_sql(f"ALTER TABLE appointment ADD COLUMN {name} {kind}")
