"""Operators: the agency's staff, their sessions, links and codes, and what they did. Tables of no tenant."""

from peewee import DateTimeField, IntegerField, Model, TextField, UUIDField


class Operator(Model):
    id = UUIDField(primary_key=True)
    email = TextField(unique=True)
    name = TextField()
    factor = TextField(null=True)
    enrolled_at = DateTimeField(null=True)
    last_step = IntegerField(null=True)
    created_at = DateTimeField()
    removed_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "operator"


class OperatorSession(Model):
    digest = TextField(primary_key=True)
    operator_id = UUIDField(index=True)
    created_at = DateTimeField()
    confirmed_at = DateTimeField(null=True)
    expires_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "operator_session"


class OperatorLink(Model):
    digest = TextField(primary_key=True)
    operator_id = UUIDField(index=True)
    expires_at = DateTimeField()
    used_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "operator_link"


class OperatorRecoveryCode(Model):
    digest = TextField(primary_key=True)
    operator_id = UUIDField(index=True)
    used_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "operator_recovery_code"


class OperatorDeed(Model):
    id = UUIDField(primary_key=True)
    operator_id = UUIDField()
    operator_name = TextField()
    what = TextField()
    client = IntegerField(null=True)
    happened_at = DateTimeField(index=True)

    class Meta:
        legacy_table_names = False
        table_name = "operator_deed"


def up(migrator, db):
    tables = [Operator, OperatorSession, OperatorLink, OperatorRecoveryCode, OperatorDeed]
    with db.bind_ctx(tables):
        for table in tables:
            table.create_table(safe=False)
