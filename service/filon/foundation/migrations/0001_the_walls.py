"""The walls: every table of the first release, its composite keys and indexes."""

from peewee import (
    SQL,
    BlobField,
    BooleanField,
    CompositeKey,
    DateTimeField,
    DecimalField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
    UUIDField,
)


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class Attempts(Model):
    key = TextField(primary_key=True)
    ends_at = IntegerField()
    count = IntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "attempts"


class Doorplate(Model):
    channel = TextField()
    outside_id = TextField()
    tenant_id = UUIDField()

    class Meta:
        legacy_table_names = False
        table_name = "doorplate"
        primary_key = CompositeKey("channel", "outside_id", "tenant_id")


class Tenant(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    number = IntegerField(unique=True)
    name = TextField()
    region = TextField()
    currency = TextField()
    zone = TextField()
    language = TextField()
    last_lead_number = IntegerField()
    created_at = DateTimeField()
    removed_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "tenant"
        primary_key = CompositeKey("tenant", "id")


class Site(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    home_url = TextField()
    rest_url = TextField()
    admin_url = TextField()
    secret = TextField(null=True)
    next_secret = TextField(null=True)
    rotation_wanted = BooleanField()
    role_cap = TextField()
    plugin_version = TextField()
    wordpress_version = TextField()
    php_version = TextField()
    waiting = IntegerField()
    attention = IntegerField()
    created_at = DateTimeField()
    paired_at = DateTimeField(null=True)
    seen_at = DateTimeField(null=True)
    expected_at = DateTimeField(null=True)
    woken_at = DateTimeField(null=True)
    revoked_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "site"
        primary_key = CompositeKey("tenant", "id")


class PairingCode(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    site_id = UUIDField()
    digest = TextField()
    expires_at = DateTimeField()
    used_at = DateTimeField(null=True)
    nonce = TextField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "pairing_code"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "digest"), True),)
        constraints = [_belongs_to("site", "site_id")]


class Member(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    name = TextField()
    email = TextField(null=True)
    site_id = UUIDField(null=True)
    wordpress_user = TextField(null=True)
    role = TextField()
    language = TextField()
    told_of_requests = BooleanField()
    created_at = DateTimeField()
    removed_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "member"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "email"), True),
            (("tenant", "site_id", "wordpress_user"), True),
        )
        constraints = [_belongs_to("site", "site_id")]


class MemberSession(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    member_id = UUIDField()
    site_id = UUIDField(null=True)
    digest = TextField()
    scheme = TextField()
    colour = TextField()
    created_at = DateTimeField()
    expires_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "member_session"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "digest"), True),)
        constraints = [_belongs_to("member", "member_id"), _belongs_to("site", "site_id")]


class UsedOnce(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    expires_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "used_once"
        primary_key = CompositeKey("tenant", "id")


class Link(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    purpose = TextField()
    member_id = UUIDField()
    session_id = UUIDField(null=True)
    digest = TextField()
    path = TextField()
    expires_at = DateTimeField()
    used_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "link"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "digest"), True),)
        constraints = [_belongs_to("member", "member_id")]


class Outbox(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    name = TextField()
    payload = TextField()
    happened_at = DateTimeField()
    due_at = DateTimeField()
    attempts = IntegerField()
    lease_until = DateTimeField(null=True)
    leased_by = TextField(null=True)
    dead_at = DateTimeField(null=True)
    last_error = TextField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "outbox"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("due_at",), False),)


class Lead(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    number = IntegerField()
    first_name = TextField()
    last_name = TextField()
    email = TextField(null=True)
    email_key = TextField(null=True)
    phone = TextField(null=True)
    phone_typed = TextField(null=True)
    company = TextField()
    status = TextField()
    lost_reason = TextField(null=True)
    source = TextField()
    source_detail = TextField()
    owner_id = UUIDField(null=True)
    amount = DecimalField(null=True, max_digits=14, decimal_places=2)
    currency = TextField()
    note = TextField()
    message = TextField()
    page = TextField()
    attribution = TextField()
    consent = TextField()
    unsure = TextField()
    duplicate_of_id = UUIDField(null=True)
    to_call_since = DateTimeField(null=True)
    next_action_at = DateTimeField(null=True)
    first_answered_at = DateTimeField(null=True)
    last_activity_at = DateTimeField()
    created_at = DateTimeField()
    trashed_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "lead"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "number"), True),
            (("tenant", "email_key"), False),
            (("tenant", "phone"), False),
            (("tenant", "status", "number"), False),
            (("tenant", "to_call_since"), False),
        )
        constraints = [_belongs_to("member", "owner_id"), _belongs_to("lead", "duplicate_of_id")]


class Interaction(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    lead_id = UUIDField()
    kind = TextField()
    happened_at = DateTimeField()
    member_id = UUIDField(null=True)
    member_name = TextField()
    text = TextField()
    details = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "interaction"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "lead_id", "happened_at"), False),)
        constraints = [_belongs_to("lead", "lead_id"), _belongs_to("member", "member_id")]


class Submission(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    site_id = UUIDField()
    sha256 = TextField()
    line = BlobField()
    answer = TextField()
    reason = TextField(null=True)
    detail = TextField(null=True)
    lead_id = UUIDField(null=True)
    lead_number = IntegerField(null=True)
    form = TextField()
    fingerprint = TextField(null=True)
    submitted_at = DateTimeField(null=True)
    received_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "submission"
        primary_key = CompositeKey("tenant", "site_id", "id")
        indexes = (
            (("tenant", "received_at"), False),
            (("tenant", "site_id", "fingerprint", "submitted_at"), False),
        )
        constraints = [_belongs_to("site", "site_id"), _belongs_to("lead", "lead_id")]


class Notification(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    cause_id = UUIDField()
    member_id = UUIDField(null=True)
    kind = TextField()
    channel = TextField()
    address = TextField()
    subject = TextField()
    body = TextField()
    created_at = DateTimeField()
    held_until = DateTimeField(null=True)
    attempts = IntegerField()
    sent_at = DateTimeField(null=True)
    failed_at = DateTimeField(null=True)
    last_error = TextField(null=True)
    about_id = UUIDField(null=True)
    happened_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "notification"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "cause_id", "address"), True),
            (("tenant", "member_id", "created_at"), False),
            (("tenant", "member_id", "held_until"), False),
        )
        constraints = [_belongs_to("member", "member_id")]


def up(migrator, db):
    # In this order: each table after those that its keys point to.
    tables = [
        Attempts,
        Doorplate,
        Tenant,
        Site,
        PairingCode,
        Member,
        MemberSession,
        UsedOnce,
        Link,
        Outbox,
        Lead,
        Interaction,
        Submission,
        Notification,
    ]
    # Small rows that come and go: on SQLite the key's own tree holds them, one tree less to write.
    for table in (UsedOnce, Outbox):
        table._meta.without_rowid = isinstance(db, SqliteDatabase)
    with db.bind_ctx(tables):
        for table in tables:
            table.create_table(safe=False)
