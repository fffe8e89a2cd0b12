"""Who is away, to whom requests are given in turn, when one is passed on, and whether an answer came in time."""

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


class Absence(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    member_id = UUIDField()
    first_on = DateField()
    last_on = DateField()
    removed_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "absence"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "member_id"), False), (("tenant", "last_on"), False))
        constraints = [_belongs_to("member", "member_id")]


class Rule(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    name = TextField()
    position = IntegerField()
    source = TextField()
    campaign = TextField()
    area = TextField()
    form = TextField()
    is_archived = BooleanField()

    class Meta:
        legacy_table_names = False
        table_name = "assignment_rule"
        primary_key = CompositeKey("tenant", "id")


class Share(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    rule_id = UUIDField()
    member_id = UUIDField()
    turn = IntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "assignment_share"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "rule_id", "member_id"), True), (("tenant", "member_id"), False))
        constraints = [_belongs_to("assignment_rule", "rule_id"), _belongs_to("member", "member_id")]


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("tenant", "escalate_after", IntegerField(null=True)),
        migrator.add_column(
            "tenant", "escalation_passes", BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
        ),
        migrator.add_column("lead", "escalated_for", DateTimeField(null=True)),
        migrator.add_column("lead", "answered_in_time", BooleanField(null=True)),
    )
    with db.bind_ctx([Absence, Rule, Share]):
        for table in (Absence, Rule, Share):
            table.create_table(safe=False)
