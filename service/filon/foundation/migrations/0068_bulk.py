"""Bulk changes: what was done to many leads at once, and to which."""

from peewee import SQL, CompositeKey, DateTimeField, IntegerField, Model, TextField, UUIDField


def _of(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class BulkChange(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    kind = TextField()
    value = TextField()
    reason = TextField()
    member_id = UUIDField(null=True)
    member_name = TextField()
    happened_at = DateTimeField()
    changed = IntegerField()
    skipped = IntegerField()
    undone_at = DateTimeField(null=True)
    restored = IntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "bulk_change"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "happened_at"), False),)
        constraints = [_of("member", "member_id")]


class BulkChangeLead(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    bulk_id = UUIDField()
    lead_id = UUIDField()
    change_id = UUIDField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "bulk_change_lead"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "bulk_id", "lead_id"), True), (("tenant", "lead_id"), False))
        constraints = [_of("bulk_change", "bulk_id"), _of("lead", "lead_id"), _of("interaction", "change_id")]


def up(migrator, db):
    with db.bind_ctx([BulkChange, BulkChangeLead]):
        BulkChange.create_table(safe=False)
        BulkChangeLead.create_table(safe=False)
