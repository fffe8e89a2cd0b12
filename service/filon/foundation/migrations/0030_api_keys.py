"""API keys: what lets a program use the API for a tenant."""

from peewee import SQL, CompositeKey, DateTimeField, Model, TextField, UUIDField


class ApiKey(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    name = TextField()
    digest = TextField()
    shown = TextField()
    scopes = TextField()
    created_by = TextField()
    site_id = UUIDField(null=True)
    created_at = DateTimeField()
    expires_at = DateTimeField(null=True)
    last_used_at = DateTimeField(null=True)
    revoked_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "api_key"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "digest"), True),)
        constraints = [SQL('FOREIGN KEY ("tenant_id", "site_id") REFERENCES "site" ("tenant_id", "id")')]


def up(migrator, db):
    with db.bind_ctx([ApiKey]):
        ApiKey.create_table(safe=False)
