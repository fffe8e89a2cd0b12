"""Appointments: their kinds, who is met and when; and a net below: no two rows may take the same time of a member."""

from peewee import (
    SQL,
    BooleanField,
    CompositeKey,
    DateField,
    DateTimeField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
    UUIDField,
)


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Kind(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    name = TextField()
    position = IntegerField()
    minutes = IntegerField()
    before = IntegerField()
    after = IntegerField()
    notice = IntegerField()
    days_ahead = IntegerField()
    most_a_day = IntegerField(null=True)
    place_kind = TextField()
    place = TextField()
    colour = TextField(null=True)
    choice = TextField()
    is_archived = BooleanField()

    class Meta:
        legacy_table_names = False
        table_name = "appointment_kind"
        primary_key = CompositeKey("tenant", "id")


class Host(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    kind_id = UUIDField()
    member_id = UUIDField()
    position = IntegerField()
    turn = IntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "appointment_host"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "kind_id", "member_id"), True), (("tenant", "member_id"), False))
        constraints = [_belongs_to("appointment_kind", "kind_id"), _belongs_to("member", "member_id")]


class Appointment(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    kind_id = UUIDField(null=True)
    lead_id = UUIDField(null=True)
    title = TextField()
    wall = TextField()
    zone = TextField()
    minutes = IntegerField()
    before = IntegerField()
    after = IntegerField()
    starts_at = DateTimeField()
    ends_at = DateTimeField()
    place_kind = TextField()
    place = TextField()
    status = TextField()
    was = TextField()
    reason = TextField()
    sequence = IntegerField()
    made_at = DateTimeField()
    made_by = UUIDField(null=True)
    settled_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "appointment"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "starts_at", "id"), False),
            (("tenant", "lead_id", "starts_at"), False),
            (("tenant", "kind_id", "starts_at"), False),
        )
        constraints = [
            _belongs_to("appointment_kind", "kind_id"),
            _belongs_to("lead", "lead_id"),
            _belongs_to("member", "made_by"),
        ]


class Participant(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    appointment_id = UUIDField()
    member_id = UUIDField(null=True)
    name = TextField()
    email = TextField(null=True)
    phone = TextField(null=True)
    busy_from = DateTimeField(null=True)
    busy_until = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "appointment_participant"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "appointment_id", "member_id"), True),)
        constraints = [
            _belongs_to("appointment", "appointment_id"),
            _belongs_to("member", "member_id"),
            SQL(
                "CHECK ((busy_from IS NULL AND busy_until IS NULL) "
                "OR (member_id IS NOT NULL AND busy_from < busy_until))"
            ),
        ]


for name, columns, where in (
    (
        "participant_busy",
        (Participant.member_id, Participant.busy_until, Participant.busy_from),
        Participant.busy_until,
    ),
    (
        "participant_busy_team",
        (Participant.busy_until, Participant.busy_from, Participant.member_id, Participant.appointment_id),
        Participant.busy_until,
    ),
    ("participant_member", (Participant.member_id, Participant.appointment_id), Participant.member_id),
):
    Participant.add_index(
        Participant.index(Participant.tenant, *columns, where=where.is_null(False), name=name)
    )


class DayHours(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    member_id = UUIDField(null=True)
    day_on = DateField()
    spans = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "day_hours"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "day_on", "member_id"), True),)
        constraints = [_belongs_to("member", "member_id")]


class BusyTime(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    member_id = UUIDField()
    busy_from = DateTimeField()
    busy_until = DateTimeField()
    source = TextField()
    outside_id = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "busy_time"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "member_id", "source", "outside_id", "busy_from"), True),
            (("tenant", "busy_until", "busy_from", "member_id"), False),
            (("tenant", "member_id", "busy_until", "busy_from"), False),
        )
        constraints = [_belongs_to("member", "member_id")]


# The triggers need no order of their own: on SQLite one writes at a time.
DOUBLE = """
    CREATE TRIGGER participant_{name} BEFORE {when} ON appointment_participant
    WHEN new.busy_until IS NOT NULL AND EXISTS (
        SELECT 1 FROM appointment_participant AS other
        WHERE other.tenant_id = new.tenant_id AND other.member_id = new.member_id
        AND other.busy_until > new.busy_from AND other.busy_from < new.busy_until AND other.id <> new.id
    ) BEGIN SELECT RAISE(ABORT, 'a member would be met twice'); END
"""
ON_SQLITE = [
    DOUBLE.format(name="added", when="INSERT"),
    DOUBLE.format(name="changed", when="UPDATE OF tenant_id, member_id, busy_from, busy_until"),
]
# The extension comes with the server and is trusted, as pg_trgm: a database's owner may bring it in.
ON_POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE appointment_participant ADD CONSTRAINT participant_no_double EXCLUDE USING gist "
    "(tenant_id WITH =, member_id WITH =, tsrange(busy_from, busy_until) WITH &&) "
    "WHERE (busy_until IS NOT NULL)",
]


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    with db.bind_ctx([Kind, Host, Appointment, Participant, DayHours, BusyTime]):
        for table in (Kind, Host, Appointment, Participant, DayHours, BusyTime):
            table.create_table(safe=False)
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        db.execute_sql(statement)
    db.execute_sql("ALTER TABLE member ADD COLUMN hours TEXT")
