"""What a business makes its own: fields and their values, stages, tags, reasons, sources."""

from peewee import (
    SQL,
    BooleanField,
    CompositeKey,
    DateField,
    DecimalField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
    UUIDField,
)


def belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Field(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    key = TextField()
    label = TextField()
    kind = TextField()
    is_required = BooleanField()
    is_asked = BooleanField()
    default = TextField()
    seen_by = TextField()
    position = IntegerField()
    is_archived = BooleanField()

    class Meta:
        legacy_table_names = False
        table_name = "field"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "key"), True),)


class Label(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    kind = TextField()
    within = TextField()
    field_id = UUIDField(null=True)
    code = TextField()
    name = TextField()
    key = TextField()
    position = IntegerField()
    is_archived = BooleanField()
    merged_into_id = UUIDField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "label"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "kind", "within", "key"), True), (("tenant", "kind", "within", "code"), True))
        constraints = [belongs_to("field", "field_id"), belongs_to("label", "merged_into_id")]


class FieldValue(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField()
    number = IntegerField()
    field_id = UUIDField()
    place = IntegerField()
    text = TextField(null=True)
    key = TextField(null=True)
    amount = DecimalField(max_digits=18, decimal_places=4, null=True)
    day = DateField(null=True)
    truth = BooleanField(null=True)
    option_id = UUIDField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "field_value"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "lead_id", "field_id", "place"), True),
            (("tenant", "field_id", "number"), False),
        )
        constraints = [
            belongs_to("lead", "lead_id"),
            belongs_to("field", "field_id"),
            belongs_to("label", "option_id"),
        ]


class LeadTag(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField()
    number = IntegerField()
    tag_id = UUIDField()
    was_id = UUIDField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "lead_tag"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "lead_id", "tag_id"), True), (("tenant", "tag_id", "number"), False))
        constraints = [
            belongs_to("lead", "lead_id"),
            belongs_to("label", "tag_id"),
            belongs_to("label", "was_id"),
        ]


VALUES = ("key", "amount", "day", "truth", "option_id")
TO_STAGE = 'FOREIGN KEY ("tenant_id", "stage_id") REFERENCES "label" ("tenant_id", "id")'


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    models = [Field, Label, FieldValue, LeadTag]
    with db.bind_ctx(models):
        for model in models:
            model.create_table(safe=False)
    if not on_sqlite:
        # Sorted by their signs, as SQLite does, whatever the database's language.
        db.execute_sql('ALTER TABLE field_value ALTER COLUMN key TYPE TEXT COLLATE "C"')
    for column in VALUES:
        db.execute_sql(
            f"CREATE INDEX field_value_tenant_id_field_id_{column}_number ON field_value "
            f"(tenant_id, field_id, {column}, number) WHERE {column} IS NOT NULL"
        )
    db.execute_sql(f"ALTER TABLE lead ADD COLUMN stage_id {'BLOB' if on_sqlite else 'UUID'}")
    if on_sqlite:
        _add_key_on_sqlite(db)
    else:
        db.execute_sql(f"ALTER TABLE lead ADD {TO_STAGE}")
    db.execute_sql(
        "CREATE INDEX lead_tenant_id_stage_id_created_at_number ON lead (tenant_id, stage_id, created_at, number) "
        "WHERE stage_id IS NOT NULL"
    )


def _add_key_on_sqlite(db):
    """SQLite adds no foreign key to a table that is there, and all of `lead` and what points to it would be copied.

    No row changes by it, so the table's own text is written anew, as "Making Other Kinds Of Table Schema Changes" in
    SQLite's documentation of ALTER TABLE has it.
    """
    [(text,)] = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'lead'"
    ).fetchall()
    body, end, options = text.rpartition(")")
    [(version,)] = db.execute_sql("PRAGMA schema_version").fetchall()
    db.execute_sql("PRAGMA writable_schema = ON")
    db.execute_sql(
        "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'lead'",
        (f"{body}, {TO_STAGE}{end}{options}",),
    )
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")
