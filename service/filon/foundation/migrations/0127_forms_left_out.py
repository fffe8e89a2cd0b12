"""Which forms their site does not send, and since when one of those is sent again."""

from peewee import SqliteDatabase


def up(migrator, db):
    moment = "DATETIME" if isinstance(db, SqliteDatabase) else "TIMESTAMP"
    for name in ("left_out_at", "taken_in_at"):
        db.execute_sql(f"ALTER TABLE form_map ADD COLUMN {name} {moment}")
