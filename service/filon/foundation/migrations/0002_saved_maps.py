"""Saved maps: what each form's fields are, as last seen and as people corrected it."""

from peewee import SQL, CompositeKey, DateTimeField, Model, TextField, UUIDField


class FormMap(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    site_id = UUIDField()
    source = TextField()
    form = TextField()
    title = TextField()
    fields = TextField()
    slots = TextField()
    seen_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "form_map"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "site_id", "source", "form"), True),)
        constraints = [SQL('FOREIGN KEY ("tenant_id", "site_id") REFERENCES "site" ("tenant_id", "id")')]


def up(migrator, db):
    with db.bind_ctx([FormMap]):
        FormMap.create_table(safe=False)
