"""The ledger: what comparing each site's days with ours found, and an index to read those days by."""

from peewee import SQL, CompositeKey, DateField, DateTimeField, IntegerField, Model, UUIDField


class Ledger(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    compared_at = DateTimeField()
    from_on = DateField()
    until_on = DateField()
    recorded = IntegerField()
    joined = IntegerField()
    quarantined = IntegerField()
    gaps = IntegerField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "ledger"
        primary_key = CompositeKey("tenant", "id")
        constraints = [SQL('FOREIGN KEY ("tenant_id", "id") REFERENCES "site" ("tenant_id", "id")')]


def up(migrator, db):
    with db.bind_ctx([Ledger]):
        Ledger.create_table(safe=False)
    db.execute_sql(
        'CREATE INDEX "submission_tenant_id_site_id_submitted_at" '
        'ON "submission" ("tenant_id", "site_id", "submitted_at")'
    )
