"""Which forms are tested each night, what their site said of the last try, and how it ended here."""

from peewee import SqliteDatabase


def up(migrator, db):
    moment = "DATETIME" if isinstance(db, SqliteDatabase) else "TIMESTAMP"
    for name, kind in (
        ("test_since", moment),
        ("test_tried_at", moment),
        ("test_outcome", "TEXT"),
        ("test_detail", "TEXT"),
        ("test_ended_at", moment),
        ("test_result", "TEXT"),
    ):
        db.execute_sql(f"ALTER TABLE form_map ADD COLUMN {name} {kind}")
