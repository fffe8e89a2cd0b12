"""What is noted of each export for a year: who took what along, and how much of it."""

from peewee import SQL, CompositeKey, DateTimeField, IntegerField, Model, TextField, UUIDField


class ExportNote(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    member_id = UUIDField(null=True)
    member_name = TextField()
    format = TextField()
    query = TextField()
    rows = IntegerField()
    asked_at = DateTimeField()
    finished_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "export_note"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "asked_at"), False),)
        constraints = [SQL('FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member" ("tenant_id", "id")')]


def up(migrator, db):
    with db.bind_ctx([ExportNote]):
        ExportNote.create_table(safe=False)
