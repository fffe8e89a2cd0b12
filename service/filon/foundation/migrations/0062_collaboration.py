"""Files beside a lead, revisions of notes, whom messages name, and an index for each kind of moment of its timeline."""

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


class NoteRevision(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField()
    note_id = UUIDField()
    number = IntegerField()
    text = TextField()
    written_at = DateTimeField()
    member_id = UUIDField(null=True)
    member_name = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "note_revision"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "note_id", "number"), True),
            (("tenant", "lead_id"), False),
        )
        constraints = [
            _belongs_to("lead", "lead_id"),
            _belongs_to("interaction", "note_id"),
            _belongs_to("member", "member_id"),
        ]


class Mention(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField()
    message_id = UUIDField()
    member_id = UUIDField()
    said_at = DateTimeField()
    read_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "mention"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "message_id", "member_id"), True),
            (("tenant", "member_id", "said_at"), False),
            (("tenant", "member_id", "read_at"), False),
            (("tenant", "lead_id"), False),
        )
        constraints = [
            _belongs_to("lead", "lead_id"),
            _belongs_to("interaction", "message_id"),
            _belongs_to("member", "member_id"),
        ]


KIND = ("tenant_id", "lead_id", "kind", "happened_at")


def up(migrator, db):
    for table in (Attachment, NoteRevision, Mention):
        with db.bind_ctx([table]):
            table.create_table(safe=False)
    db.execute_sql(f"CREATE INDEX interaction_{'_'.join(KIND)} ON interaction ({', '.join(KIND)})")
