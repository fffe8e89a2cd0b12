"""Which events of a calendar elsewhere can't be understood, in whole or in part."""

from peewee import SQL, CompositeKey, DateTimeField, Model, TextField, UUIDField


class UnreadEvent(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    calendar_id = UUIDField()
    outside_id = TextField()
    starts_at = DateTimeField(null=True)
    seen_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "unread_event"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "calendar_id", "outside_id"), True),)
        constraints = [
            SQL('FOREIGN KEY ("tenant_id", "calendar_id") REFERENCES "outside_calendar" ("tenant_id", "id")')
        ]


def up(migrator, db):
    with db.bind_ctx([UnreadEvent]):
        UnreadEvent.create_table(safe=False)
