"""Operators, their sessions, links and codes, and what they did: tables of no tenant, seen only across tenants."""

from __future__ import annotations

from typing import Any

from peewee import IntegerField, TextField

from filon.foundation import clock
from filon.foundation.database import Table
from filon.foundation.engines import role_in_use
from filon.foundation.errors import Forbidden
from filon.foundation.fields import IdField, UtcField
from filon.foundation.ids import new_id


class OnlyOperators:
    """A table that nobody reads or writes in a tenant's name: say `with across_tenants(…):` around it.

    On PostgreSQL the app's role may not touch it at all (foundation.row_security).
    """

    only_operators = True

    @classmethod
    def _check(cls) -> None:
        if role_in_use.get() == "app":
            raise Forbidden()

    @classmethod
    def select(cls, *fields: Any) -> Any:
        cls._check()
        return super().select(*fields)  # type: ignore[misc]  # peewee's Model comes after this

    @classmethod
    def insert(cls, __data: Any = None, **insert: Any) -> Any:
        cls._check()
        return super().insert(__data, **insert)  # type: ignore[misc]  # as above

    @classmethod
    def update(cls, __data: Any = None, **update: Any) -> Any:
        cls._check()
        return super().update(__data, **update)  # type: ignore[misc]  # as above

    @classmethod
    def delete(cls) -> Any:
        cls._check()
        return super().delete()  # type: ignore[misc]  # as above


class Operator(OnlyOperators, Table):
    """One of the agency's staff. `factor` is the sealed secret of their codes, there from `enrolled_at` on.

    `enrolment` is the sealed code that whoever let them in gave them; it is used up by enrolling.
    `last_step` is the thirty seconds of the last code that was accepted: none of it or before counts again.
    """

    id = IdField(primary_key=True, default=new_id)
    email = TextField(unique=True)
    name = TextField()
    enrolment = TextField(null=True)
    factor = TextField(null=True)
    enrolled_at = UtcField(null=True)
    last_step = IntegerField(null=True)
    created_at = UtcField(default=clock.now)
    removed_at = UtcField(null=True)

    class Meta:
        table_name = "operator"

    @classmethod
    def present(cls) -> Any:
        """All who may come in."""
        return cls.select().where(cls.removed_at.is_null())


class OperatorSession(OnlyOperators, Table):
    """An operator who pressed the link's button; signed in once the second factor was shown (`confirmed_at`).

    `factor` is the sealed secret that is offered to whoever has none: this session's alone, until it enrols.
    """

    digest = TextField(primary_key=True)
    operator_id = IdField(index=True)
    factor = TextField(null=True)
    created_at = UtcField(default=clock.now)
    confirmed_at = UtcField(null=True)
    expires_at = UtcField()

    class Meta:
        table_name = "operator_session"


class OperatorLink(OnlyOperators, Table):
    """A single-use sign-in link."""

    digest = TextField(primary_key=True)
    operator_id = IdField(index=True)
    expires_at = UtcField()
    used_at = UtcField(null=True)

    class Meta:
        table_name = "operator_link"


class RecoveryCode(OnlyOperators, Table):
    """A code for the day on which the phone is lost; each counts once."""

    digest = TextField(primary_key=True)
    operator_id = IdField(index=True)
    used_at = UtcField(null=True)

    class Meta:
        table_name = "operator_recovery_code"


class Deed(OnlyOperators, Table):
    """What an operator did: signed in, enrolled, looked at a client. Only ever added to."""

    id = IdField(primary_key=True, default=new_id)
    operator_id = IdField()
    operator_name = TextField()
    what = TextField()
    client = IntegerField(null=True)
    happened_at = UtcField(default=clock.now, index=True)

    class Meta:
        table_name = "operator_deed"

    @classmethod
    def update(cls, __data: Any = None, **update: Any) -> Any:
        raise Forbidden()

    @classmethod
    def delete(cls) -> Any:
        raise Forbidden()
