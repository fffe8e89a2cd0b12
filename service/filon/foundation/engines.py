"""What SQLite's and PostgreSQL's engine have in common: the gate before each statement, connections by kind, roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, Literal
from uuid import UUID

from peewee import _ConnectionLocal

Role = Literal["app", "operator", "owner"]
role_in_use: ContextVar[Role] = ContextVar("role_in_use", default="app")
# Told by foundation.tenancy; here because what is prepared depends on both.
tenant_in_use: ContextVar[UUID | None] = ContextVar("tenant_in_use", default=None)
# Told by foundation.transactions: what a reader's transaction has asked before anybody needed it, by the prepared
# query's plan: for whom, with which values, and the question. None where nothing is to be gained, or where what is read
# may be written meanwhile.
sent_ahead: ContextVar[dict[Any, Any] | None] = ContextVar("sent_ahead", default=None)

# foundation.transactions puts its check here; without one no statement runs.
Gate = Callable[[Any, str, Sequence[object]], None]


class Ungated(RuntimeError):
    """A statement came before foundation.transactions was imported: nothing may run unchecked."""


class Gated:
    """What both engines have: no statement runs that the gate did not let through."""

    gate: Gate | None = None

    def execute_sql(self, sql: str, params: Sequence[object] | None = None) -> Any:
        self._pass_gate(sql, params or ())
        return super().execute_sql(sql, params)  # type: ignore[misc]

    def _pass_gate(self, sql: str, params: Sequence[object]) -> None:
        if self.gate is None:
            raise Ungated(sql)
        self.gate(self, sql, params)


class States:
    """peewee keeps one connection a thread; we keep one a thread and kind: a role, or reader and writer."""

    def __init__(self, kinds: Sequence[str], kind_now: Callable[[], str]) -> None:
        object.__setattr__(self, "_states", {kind: _ConnectionLocal() for kind in kinds})
        object.__setattr__(self, "_kind_now", kind_now)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._states[self._kind_now()], name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._states[self._kind_now()], name, value)
