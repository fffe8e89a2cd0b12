"""One request, one job, one reaction: one transaction. Returning commits, raising rolls back.

with transaction():            opens at the first query, joins one that is already there
with transaction(together=True) on PostgreSQL, many statements in few trips
with transaction(write=False)  a reader: on SQLite it never queues among writers
with savepoint():              inside one: undone alone when it raises
with on_its_own():             must survive the rollback of what surrounds it: rate counts, used tokens
as_read(read, …)               what a reader asks for from several places, asked once
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

from peewee import PeeweeException

from filon.foundation import searching, tenancy
from filon.foundation.database import database, tables
from filon.foundation.engines import Gated, Role, role_in_use, sent_ahead
from filon.foundation.fields import id_value
from filon.foundation.guard import Guard

Read = TypeVar("Read")


class NoTransaction(RuntimeError):
    """A statement ran outside any transaction: say `with transaction():` around it."""


class TenantChanged(RuntimeError):
    """The tenant changed inside a transaction: end it first, then begin one for the other tenant."""


class AlreadyOpen(RuntimeError):
    """`on_its_own` was called after the surrounding transaction had begun: do it before the first query."""


class ReadOnly(RuntimeError):
    """A statement writes inside a reader's transaction: the view is a GET, or says write=False."""


class _Unit:
    """A transaction that opens at its first statement, so that validation and hashing come before it."""

    def __init__(self, *, write: bool, together: bool) -> None:
        self.write = write
        self.together = together
        self.engine: Any = None
        self.tenant: UUID | None = None
        self.role: Role = "app"
        self.notify = ""
        self.savepoints = 0
        self.as_read: dict[object, Any] = {}
        self._parameter: tuple[UUID | None, str | bytes | None] = (None, None)
        self._peewee: Any = None

    def as_parameter(self, tenant: UUID | None) -> str | bytes | None:
        """The tenant as a statement's parameters hold it; hardly ever another than the time before."""
        if tenant is not self._parameter[0]:
            self._parameter = (tenant, None if tenant is None else id_value(tenant))
        return self._parameter[1]

    def begin(self, engine: Any) -> None:
        self.tenant = tenancy.tenant_or_none()
        self.role = role_in_use.get()
        engine.open_transaction(write=self.write, tenant=self.tenant, together=self.together)
        self.engine = engine
        # peewee counts depth by this stack, so that its savepoints know they are inside a transaction.
        self._peewee = engine.transaction()
        engine.push_transaction(self._peewee)

    def end(self, *, commit: bool) -> None:
        if self.engine is None:
            return
        engine, self.engine = self.engine, None
        token = role_in_use.set(self.role)  # the connection that began it, whatever role is in use by now
        try:
            engine.pop_transaction()
            self._close(engine, commit)
        finally:
            engine.end_transaction(write=self.write)
            role_in_use.reset(token)

    def _close(self, engine: Any, commit: bool) -> None:
        if not self.write:  # nothing to keep
            engine.leave()
            return
        if not commit:
            engine.rollback()
            return
        try:
            if self.notify:
                engine.commit_and_notify(self.notify)
            else:
                engine.commit()
        except BaseException:
            engine.rollback()
            raise


_unit: ContextVar[_Unit | None] = ContextVar("unit", default=None)


@contextmanager
def transaction(*, write: bool = True, together: bool = False) -> Iterator[None]:
    """Open a transaction at the first statement, or join the one that is there.

    together=True: on PostgreSQL statements that bring no rows travel with the next whose answer is read. Failures come
    late, so catch them around a savepoint, which hears of all of its own.
    """
    outer = _unit.get()
    if outer is not None:
        if write and not outer.write:
            raise ReadOnly("A writing action was called inside a reader's transaction")
        yield
        return
    unit = _Unit(write=write, together=together)
    token, ahead = _unit.set(unit), sent_ahead.set({} if together and not write else None)
    try:
        yield
    except BaseException:
        unit.end(commit=False)
        raise
    else:
        unit.end(commit=True)
    finally:
        sent_ahead.reset(ahead)
        _unit.reset(token)


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of a transaction that is undone alone when it raises."""
    unit = _unit.get()
    if unit is None:
        raise NoTransaction("A savepoint needs a transaction around it")
    unit.savepoints += 1
    name = f"part_{unit.savepoints}"
    database.execute_sql(f"SAVEPOINT {name}")
    try:
        yield
        database.obj.settle()
    except BaseException:
        with suppress(PeeweeException):  # it was raised already
            database.obj.settle()
        database.execute_sql(f"ROLLBACK TO SAVEPOINT {name}")
        raise
    # Never released: the commit does that, and each statement is a trip on PostgreSQL.


@contextmanager
def look_first() -> Iterator[None]:
    """A read that decides whether there will be any writing, before the transaction around it begins.

    On SQLite it is a reader's transaction of its own, so that a forged request never takes the writers' turn. On
    PostgreSQL readers hold nobody up, and it joins.
    """
    if database.obj.name == "sqlite":
        with on_its_own(write=False):
            yield
    else:
        with transaction():
            yield


def notify_at_commit(channel: str) -> None:
    """Wake whoever listens on `channel` when the surrounding transaction commits."""
    unit = _unit.get()
    if unit is None:
        raise NoTransaction(f"Nothing to commit before a notice on {channel}")
    unit.notify = channel


@contextmanager
def on_its_own(*, write: bool = True, together: bool = False) -> Iterator[None]:
    """A transaction of its own that commits whatever becomes of the surrounding one."""
    outer = _unit.get()
    if outer is not None and outer.engine is not None:
        raise AlreadyOpen("The surrounding transaction has begun: count or use up before the first query")
    token = _unit.set(None)
    try:
        with transaction(write=write, together=together):
            yield
    finally:
        _unit.reset(token)


def as_read(read: Callable[..., Read], *arguments: Any) -> Read:
    """What `read` returns; one reader's transaction calls it once with these arguments, for nothing changes there.

    Who was handed it leaves it as it is: others are handed the same. A writer reads each time.
    """
    unit = _unit.get()
    if unit is None or unit.write:
        return read(*arguments)
    key = (read, *arguments)
    if key not in unit.as_read:
        unit.as_read[key] = read(*arguments)
    found: Read = unit.as_read[key]
    return found


def is_open() -> bool:
    """Whether a transaction has begun: nothing may speak to the network while it has."""
    unit = _unit.get()
    return unit is not None and unit.engine is not None


def inside() -> bool:
    """Whether there is a transaction to join, begun or not."""
    return _unit.get() is not None


_guards: dict[tuple[str, int], Guard] = {}


def _guard_of(engine: Any) -> Guard:
    key = (engine.name, len(tables))  # a room imported since brings tables that the guard must know
    if key not in _guards:
        tenant_tables = {t._meta.table_name: "tenant_id" for t in tables if _has_tenant(t)}
        known = {t._meta.table_name for t in tables if t is not tenancy.TenantModel}
        dialect: Any = "sqlite" if engine.name == "sqlite" else "postgres"
        _guards[key] = Guard(
            tenant_tables,
            dict.fromkeys(searching.search_tables, "rowid") if dialect == "sqlite" else None,
            dialect=dialect,
            known_tables=known,
            functions=searching.search_functions,
        )
    return _guards[key]


def _has_tenant(table: Any) -> bool:
    return issubclass(table, tenancy.TenantModel) and table is not tenancy.TenantModel


_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def _gate(engine: Any, sql: str, params: Sequence[object]) -> None:
    """Before every statement: a transaction is open, its tenant is the one in context, the guard agrees."""
    role, unit = role_in_use.get(), _unit.get()
    if role == "owner" and (unit is None or unit.engine is None):  # migrations and backup
        return
    if unit is None:
        raise NoTransaction("A statement outside any transaction: say `with transaction():` around it")
    tenant = tenancy.tenant_or_none()
    if role == "app":
        rowids = searching.known_rowids(tenant)
        _guard_of(engine).check(sql, params, unit.as_parameter(tenant), rowids)
    if not unit.write and sql.startswith(_WRITES):
        raise ReadOnly("A reader's transaction can't write")
    if unit.engine is None:
        unit.begin(engine)
    elif unit.tenant != tenant or unit.role != role:
        raise TenantChanged("The tenant changed inside a transaction: end it first")


Gated.gate = staticmethod(_gate)
