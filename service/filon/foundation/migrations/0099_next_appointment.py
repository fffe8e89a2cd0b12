"""When the next task and the next appointment of a lead are: the sooner of both is its next action."""

from peewee import SqliteDatabase


def up(migrator, db):
    moment = "DATETIME" if isinstance(db, SqliteDatabase) else "TIMESTAMP"
    for name in ("next_task_at", "next_appointment_at"):
        db.execute_sql(f"ALTER TABLE lead ADD COLUMN {name} {moment}")
    db.execute_sql("UPDATE lead SET next_task_at = next_action_at WHERE next_action_at IS NOT NULL")
