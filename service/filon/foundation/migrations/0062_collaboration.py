"""Files beside a lead, and an index for each kind of moment of its timeline."""

from peewee import SQL, CompositeKey, DateTimeField, IntegerField, Model, TextField, UUIDField


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Attachment(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField()
    interaction_id = UUIDField()
    name = TextField()
    type = TextField()
    size = IntegerField()
    sha256 = TextField()
    file = TextField()
    preview = TextField()
    removed_at = DateTimeField(null=True)
    removed_by = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "attachment"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "lead_id"), False),
            (("tenant", "interaction_id"), False),
            (("tenant", "removed_at"), False),
        )
        constraints = [_belongs_to("lead", "lead_id"), _belongs_to("interaction", "interaction_id")]


KIND = ("tenant_id", "lead_id", "kind", "happened_at")


def up(migrator, db):
    with db.bind_ctx([Attachment]):
        Attachment.create_table(safe=False)
    db.execute_sql(f"CREATE INDEX interaction_{'_'.join(KIND)} ON interaction ({', '.join(KIND)})")
