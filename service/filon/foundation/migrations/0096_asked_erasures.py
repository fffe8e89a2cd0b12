"""By which address a person asked to be erased, and when the managers were told of it."""

from peewee import SqliteDatabase


def up(migrator, db):
    kind = "DATETIME" if isinstance(db, SqliteDatabase) else "TIMESTAMP"
    db.execute_sql('ALTER TABLE "erasure_request" ADD COLUMN "email" TEXT NOT NULL DEFAULT \'\'')
    for name in ("told_at", "pressed_at"):
        db.execute_sql(f'ALTER TABLE "erasure_request" ADD COLUMN "{name}" {kind}')
