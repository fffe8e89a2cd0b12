"""People who asked a site to be erased, until a manager has decided."""

from peewee import SQL, CompositeKey, DateTimeField, Model, UUIDField


def _of(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class ErasureRequest(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField()
    site_id = UUIDField()
    asked_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "erasure_request"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "lead_id"), False),)
        constraints = [_of("lead", "lead_id"), _of("site", "site_id")]


def up(migrator, db):
    with db.bind_ctx([ErasureRequest]):
        ErasureRequest.create_table(safe=False)
