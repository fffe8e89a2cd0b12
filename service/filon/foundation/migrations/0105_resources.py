"""Rooms and vehicles that appointments take; and the same net below as for members: one of them at a time."""

from peewee import SQL, BooleanField, CompositeKey, DateTimeField, Model, SqliteDatabase, TextField, UUIDField


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Resource(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    name = TextField()
    is_archived = BooleanField()

    class Meta:
        legacy_table_names = False
        table_name = "appointment_resource"
        primary_key = CompositeKey("tenant", "id")


class Need(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    kind_id = UUIDField()
    resource_id = UUIDField()

    class Meta:
        legacy_table_names = False
        table_name = "appointment_need"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "kind_id", "resource_id"), True),)
        constraints = [
            _belongs_to("appointment_kind", "kind_id"),
            _belongs_to("appointment_resource", "resource_id"),
        ]


class Use(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    appointment_id = UUIDField()
    resource_id = UUIDField()
    busy_from = DateTimeField(null=True)
    busy_until = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "appointment_use"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "appointment_id"), True),)
        constraints = [
            _belongs_to("appointment", "appointment_id"),
            _belongs_to("appointment_resource", "resource_id"),
            SQL(
                "CHECK ((busy_from IS NULL AND busy_until IS NULL) "
                "OR (busy_from IS NOT NULL AND busy_until IS NOT NULL AND busy_from < busy_until))"
            ),
        ]


for name, columns in (
    ("use_busy", (Use.resource_id, Use.busy_until, Use.busy_from)),
    ("use_busy_all", (Use.busy_until, Use.busy_from, Use.resource_id, Use.appointment_id)),
):
    Use.add_index(Use.index(Use.tenant, *columns, where=Use.busy_until.is_null(False), name=name))


# The triggers need no order of their own: on SQLite one writes at a time.
DOUBLE = """
    CREATE TRIGGER use_{name} BEFORE {when} ON appointment_use
    WHEN new.busy_until IS NOT NULL AND EXISTS (
        SELECT 1 FROM appointment_use AS other
        WHERE other.tenant_id = new.tenant_id AND other.resource_id = new.resource_id
        AND other.busy_until > new.busy_from AND other.busy_from < new.busy_until AND other.id <> new.id
    ) BEGIN SELECT RAISE(ABORT, 'a resource would be taken twice'); END
"""
ON_SQLITE = [
    DOUBLE.format(name="added", when="INSERT"),
    DOUBLE.format(name="changed", when="UPDATE OF tenant_id, resource_id, busy_from, busy_until"),
]
ON_POSTGRESQL = [
    "ALTER TABLE appointment_use ADD CONSTRAINT use_no_double EXCLUDE USING gist "
    "(tenant_id WITH =, resource_id WITH =, tsrange(busy_from, busy_until) WITH &&) "
    "WHERE (busy_until IS NOT NULL)",
]


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    with db.bind_ctx([Resource, Need, Use]):
        for table in (Resource, Need, Use):
            table.create_table(safe=False)
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        db.execute_sql(statement)
    boolean = "INTEGER" if on_sqlite else "BOOLEAN"
    db.execute_sql(f"ALTER TABLE appointment_kind ADD COLUMN needs_resource {boolean} NOT NULL DEFAULT false")
