"""Which of a business's own fields its visitors are asked for, by the kind of appointment that they book."""

from peewee import SQL, BooleanField, CompositeKey, Model, UUIDField


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Question(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    kind_id = UUIDField()
    field_id = UUIDField()
    is_required = BooleanField()

    class Meta:
        legacy_table_names = False
        table_name = "appointment_question"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "kind_id", "field_id"), True), (("tenant", "field_id"), False))
        constraints = [_belongs_to("appointment_kind", "kind_id"), _belongs_to("field", "field_id")]


def up(migrator, db):
    with db.bind_ctx([Question]):
        Question.create_table(safe=False)
