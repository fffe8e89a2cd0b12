"""Whether whoever comes reads what a room or vehicle is called: a room's leads there, a van's is the team's own."""

from peewee import SQL, BooleanField


def up(migrator, db):
    said = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])
    migrator.migrate(migrator.add_column("appointment_resource", "is_named", said))
