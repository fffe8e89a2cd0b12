"""Whether a business has put its first steps away."""

from peewee import SqliteDatabase


def up(migrator, db):
    boolean = "INTEGER" if isinstance(db, SqliteDatabase) else "BOOLEAN"
    db.execute_sql(f"ALTER TABLE tenant ADD COLUMN first_steps_put_away {boolean} NOT NULL DEFAULT false")
    # Whoever has prospects by now has found the way.
    db.execute_sql("UPDATE tenant SET first_steps_put_away = true WHERE last_lead_number > 0")
