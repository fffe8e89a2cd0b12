"""Tasks: what to do next, for whom and when; and after how many days of silence one is made by itself."""

from peewee import SQL, CompositeKey, DateTimeField, IntegerField, Model, TextField, UUIDField


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Task(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField(null=True)
    title = TextField()
    due_at = DateTimeField()
    owner_id = UUIDField(null=True)
    repeat = TextField()
    begins_at = DateTimeField()
    rule = TextField()
    made_at = DateTimeField()
    made_by = UUIDField(null=True)
    outcome = TextField()
    closed_at = DateTimeField(null=True)
    closed_by = UUIDField(null=True)
    told_at = DateTimeField(null=True)
    last_step = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "task"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "lead_id"), False),)
        constraints = [
            _belongs_to("lead", "lead_id"),
            *(_belongs_to("member", column) for column in ("owner_id", "made_by", "closed_by")),
        ]


Task.add_index(Task.index(Task.tenant, Task.due_at, Task.id, where=Task.closed_at.is_null()))
Task.add_index(Task.index(Task.tenant, Task.owner_id, Task.due_at, where=Task.closed_at.is_null()))


def up(migrator, db):
    migrator.migrate(migrator.add_column("tenant", "silent_days", IntegerField(null=True)))
    with db.bind_ctx([Task]):
        Task.create_table(safe=False)
