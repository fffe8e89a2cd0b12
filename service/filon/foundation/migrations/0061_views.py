"""The list narrowed and sorted by any field, and views of it that members keep."""

from peewee import SQL, BooleanField, CompositeKey, DateTimeField, IntegerField, Model, TextField, UUIDField


class View(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    owner_id = UUIDField()
    name = TextField()
    query = TextField()
    is_shared = BooleanField()
    position = IntegerField()
    deleted_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "view"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "position"), False),)
        constraints = [SQL('FOREIGN KEY ("tenant_id", "owner_id") REFERENCES "member" ("tenant_id", "id")')]


INDEXES = [
    'DROP INDEX "lead_tenant_id_created_at_number"',
    'CREATE INDEX "lead_looked_at" ON "lead" ("tenant_id", "created_at", "number", "name_key", "status", "source", '
    '"owner_id", "amount", "to_call_since", "next_action_at", "last_activity_at", "trashed_at")',
    'CREATE INDEX "lead_tenant_id_last_activity_at_number" ON "lead" ("tenant_id", "last_activity_at", "number")',
    'CREATE INDEX "lead_tenant_id_next_action_at_number" ON "lead" ("tenant_id", "next_action_at", "number") '
    'WHERE "next_action_at" IS NOT NULL',
]


def up(migrator, db):
    for statement in INDEXES:
        db.execute_sql(statement)
    with db.bind_ctx([View]):
        View.create_table(safe=False)
