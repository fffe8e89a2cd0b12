"""By which name other calendars know what we write elsewhere, and of which appointment another's calendar speaks."""

from peewee import SQL, TextField, UUIDField


def up(migrator, db):
    empty = [SQL("DEFAULT ''")]
    migrator.migrate(
        migrator.add_column("outside_event", "uid", TextField(default="", constraints=empty)),
        migrator.add_column("busy_time", "appointment_id", UUIDField(null=True)),
    )
    for table, column in (("outside_event", "uid"), ("busy_time", "appointment_id")):
        index = f"{table}_tenant_id_{column}"
        db.execute_sql(f'CREATE INDEX "{index}" ON "{table}" ("tenant_id", "{column}")')
    # Whose the events are is told only by reading them again.
    db.execute_sql('UPDATE "outside_calendar" SET "token" = \'\'')
