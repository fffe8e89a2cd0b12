"""Booking online: the name at which a business's page stands, its phone there, and which kinds are offered on it."""

from peewee import SqliteDatabase


def up(migrator, db):
    boolean = "INTEGER" if isinstance(db, SqliteDatabase) else "BOOLEAN"
    for name in ("phone", "online_name"):
        db.execute_sql(f"ALTER TABLE tenant ADD COLUMN {name} TEXT")
    db.execute_sql(f"ALTER TABLE appointment_kind ADD COLUMN is_online {boolean} NOT NULL DEFAULT false")
