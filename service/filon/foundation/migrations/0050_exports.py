"""Exports: files that are made of the list."""

from peewee import SQL, CompositeKey, DateTimeField, IntegerField, Model, TextField, UUIDField


class Export(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    member_id = UUIDField(null=True)
    language = TextField()
    format = TextField()
    query = TextField()
    state = TextField()
    failure = TextField()
    rows = IntegerField()
    total = IntegerField(null=True)
    name = TextField()
    created_at = DateTimeField()
    finished_at = DateTimeField(null=True)
    expires_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "export"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "created_at"), False),)
        constraints = [SQL('FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member" ("tenant_id", "id")')]


def up(migrator, db):
    with db.bind_ctx([Export]):
        Export.create_table(safe=False)
