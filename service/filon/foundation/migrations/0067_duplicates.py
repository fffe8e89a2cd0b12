"""Duplicates: pairs of leads that may be one person, and leads that were joined."""

from peewee import SQL, CompositeKey, DateTimeField, Model, TextField, UUIDField


def _of(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Suspicion(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField()
    other_id = UUIDField()
    found_at = DateTimeField()
    dismissed_at = DateTimeField(null=True)
    dismissed_by = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "suspicion"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "lead_id", "other_id"), True), (("tenant", "other_id"), False))
        constraints = [_of("lead", "lead_id"), _of("lead", "other_id")]


Suspicion.add_index(
    Suspicion.index(
        Suspicion.tenant, Suspicion.found_at, Suspicion.id, where=Suspicion.dismissed_at.is_null()
    )
)


class Merge(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    kept_id = UUIDField()
    gone_id = UUIDField()
    member_name = TextField()
    happened_at = DateTimeField()
    undone_at = DateTimeField(null=True)
    before = TextField()
    after = TextField()
    moved = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "lead_merge"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "kept_id"), False), (("tenant", "gone_id"), False))
        constraints = [_of("lead", "kept_id"), _of("lead", "gone_id")]


def up(migrator, db):
    migrator.migrate(migrator.add_column("lead", "merged_at", DateTimeField(null=True)))
    with db.bind_ctx([Suspicion, Merge]):
        Suspicion.create_table(safe=False)
        Merge.create_table(safe=False)
