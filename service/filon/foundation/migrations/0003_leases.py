"""Leases: what one process at a time does, such as the schedule."""

from peewee import DateTimeField, Model, TextField


class Lease(Model):
    name = TextField(primary_key=True)
    holder = TextField()
    ends_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "lease"


def up(migrator, db):
    with db.bind_ctx([Lease]):
        Lease.create_table(safe=False)
