"""Members' calendars elsewhere, what of ours stands in them, and the times at which they say that nobody is free."""

from peewee import SQL, BooleanField, CompositeKey, DateTimeField, IntegerField, Model, TextField, UUIDField


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class CalendarAccount(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    member_id = UUIDField()
    provider = TextField()
    address = TextField()
    user = TextField()
    secret = TextField()
    made_at = DateTimeField()
    due_at = DateTimeField(null=True)
    held_until = DateTimeField(null=True)
    problem = TextField()
    failing_since = DateTimeField(null=True)
    failures = IntegerField()
    told_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "calendar_account"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "member_id", "id"), False), (("due_at",), False))
        constraints = [_belongs_to("member", "member_id")]


class OutsideCalendar(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    account_id = UUIDField()
    member_id = UUIDField()
    outside_id = TextField()
    name = TextField()
    can_write = BooleanField()
    is_read = BooleanField()
    is_written = BooleanField()
    token = TextField()
    read_until = DateTimeField(null=True)
    answered_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "outside_calendar"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "account_id", "outside_id"), True),
            (("tenant", "member_id", "is_read", "answered_at"), False),
        )
        constraints = [_belongs_to("calendar_account", "account_id"), _belongs_to("member", "member_id")]


class OutsideEvent(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    calendar_id = UUIDField()
    appointment_id = UUIDField()
    outside_id = TextField()
    etag = TextField()
    written = TextField()
    starts_at = DateTimeField()
    ends_at = DateTimeField()
    gone_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "outside_event"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "calendar_id", "appointment_id"), True),
            (("tenant", "calendar_id", "outside_id"), False),
            (("tenant", "appointment_id"), False),
        )
        constraints = [_belongs_to("outside_calendar", "calendar_id")]


class CalendarPush(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    account_id = UUIDField()
    about = TextField()
    outside_id = TextField()
    resource = TextField()
    secret_digest = TextField()
    ends_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "calendar_push"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "account_id"), False), (("tenant", "outside_id"), True))
        constraints = [_belongs_to("calendar_account", "account_id")]


class BusyTime(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    member_id = UUIDField()
    calendar_id = UUIDField()
    outside_id = TextField()
    busy_from = DateTimeField()
    busy_until = DateTimeField()
    seen_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "busy_time"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "calendar_id", "outside_id", "busy_from"), True),
            (("tenant", "busy_until", "busy_from", "member_id"), False),
            (("tenant", "member_id", "busy_until", "busy_from"), False),
        )
        constraints = [_belongs_to("member", "member_id"), _belongs_to("outside_calendar", "calendar_id")]


def up(migrator, db):
    tables = CalendarAccount, OutsideCalendar, OutsideEvent, CalendarPush, BusyTime
    # Nothing has written to it until now.
    db.execute_sql('DROP TABLE "busy_time"')
    with db.bind_ctx(tables):
        for table in tables:
            table.create_table(safe=False)
