"""Minutes of appointments and calls, with what comes next by whom and until when."""

from peewee import (
    SQL,
    BooleanField,
    CompositeKey,
    DateField,
    DateTimeField,
    IntegerField,
    Model,
    TextField,
    UUIDField,
)


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Minutes(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField()
    appointment_id = UUIDField(null=True)
    call_id = UUIDField(null=True)
    said = TextField()
    decided = TextField()
    version = IntegerField()
    written_at = DateTimeField()
    member_name = TextField()
    moment_id = UUIDField(null=True)
    sent = TextField()
    sent_at = DateTimeField(null=True)
    mail_id = UUIDField(null=True)
    answer = TextField()
    answered_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "minutes"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "appointment_id"), True),
            (("tenant", "call_id"), True),
            (("tenant", "moment_id"), True),
            (("tenant", "mail_id"), True),
            (("tenant", "lead_id"), False),
        )
        constraints = [
            _belongs_to("lead", "lead_id"),
            _belongs_to("appointment", "appointment_id"),
            *(_belongs_to("interaction", column) for column in ("call_id", "moment_id", "mail_id")),
            SQL("CHECK ((appointment_id IS NULL) <> (call_id IS NULL))"),
        ]


class Step(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField()
    minutes_id = UUIDField()
    position = IntegerField()
    what = TextField()
    by_lead = BooleanField()
    member_id = UUIDField(null=True)
    due_on = DateField(null=True)
    margin = IntegerField()
    task_id = UUIDField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "minutes_step"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "minutes_id"), False),
            (("tenant", "lead_id"), False),
            (("tenant", "task_id"), True),
        )
        constraints = [
            _belongs_to("lead", "lead_id"),
            _belongs_to("minutes", "minutes_id"),
            _belongs_to("member", "member_id"),
            _belongs_to("task", "task_id"),
        ]


def up(migrator, db):
    with db.bind_ctx([Minutes, Step]):
        for table in (Minutes, Step):
            table.create_table(safe=False)
