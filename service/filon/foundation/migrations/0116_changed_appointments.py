"""Appointments that the lead confirms, and what happened to those with nobody."""

from peewee import SQL, CompositeKey, DateTimeField, Model, SqliteDatabase, TextField, UUIDField


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Step(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    appointment_id = UUIDField()
    happened_at = DateTimeField()
    member_id = UUIDField(null=True)
    member_name = TextField()
    text = TextField()
    details = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "appointment_step"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "appointment_id", "happened_at"), False),)
        constraints = [_belongs_to("appointment", "appointment_id"), _belongs_to("member", "member_id")]


def up(migrator, db):
    truth = "INTEGER" if isinstance(db, SqliteDatabase) else "BOOLEAN"
    db.execute_sql(f"ALTER TABLE appointment ADD COLUMN lead_confirms {truth} NOT NULL DEFAULT FALSE")
    with db.bind_ctx([Step]):
        Step.create_table(safe=False)
