"""Imports: files that people bring, what became of them, and what undoing needs."""

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CompositeKey,
    DateTimeField,
    IntegerField,
    Model,
    TextField,
    UUIDField,
)


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Import(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    member_id = UUIDField(null=True)
    member_name = TextField()
    language = TextField()
    name = TextField()
    file = TextField(null=True)
    state = TextField()
    failure = TextField()
    profile = TextField()
    choices = TextField()
    counts = TextField()
    total = IntegerField()
    rows = IntegerField()
    place = BigIntegerField()
    base = IntegerField(null=True)
    keeps_numbers = BooleanField()
    created_at = DateTimeField()
    finished_at = DateTimeField(null=True)
    expires_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "import"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "created_at"), False),)
        constraints = [_belongs_to("member", "member_id")]


class ImportBatch(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    import_id = UUIDField()
    numbers = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "import_batch"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "import_id"), False),)
        constraints = [_belongs_to("import", "import_id")]


class ImportChange(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    import_id = UUIDField()
    lead_id = UUIDField()
    before = TextField()
    after = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "import_change"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "import_id"), False), (("tenant", "lead_id"), False))
        constraints = [_belongs_to("import", "import_id"), _belongs_to("lead", "lead_id")]


class ImportMap(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    heads = TextField()
    targets = TextField()
    used_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "import_map"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "heads"), True),)


def up(migrator, db):
    for table in (Import, ImportBatch, ImportChange, ImportMap):
        with db.bind_ctx([table]):
            table.create_table(safe=False)
