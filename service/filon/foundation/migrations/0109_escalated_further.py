"""Of whoever still waits the next hear, too, and when."""

from peewee import DateTimeField


def up(migrator, db):
    migrator.migrate(migrator.add_column("lead", "escalate_at", DateTimeField(null=True)))
