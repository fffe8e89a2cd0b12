"""The agency's staff: adding, removing, letting somebody enrol a second factor anew."""

from __future__ import annotations

from typing import Any

from filon.foundation import clock
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.operator import across_tenants
from filon.foundation.transactions import transaction
from filon.tenants.actions import check_email
from filon.tenants.operators.models import Operator, OperatorLink, OperatorSession, RecoveryCode


def add(email: str, name: str) -> None:
    """Let somebody in, or in again; they enrol a second factor when they first sign in. Raises Invalid."""
    address = check_email(email)
    if not address:
        raise Invalid({"email": ["Give an e-mail address"]})
    if not name.strip():
        raise Invalid({"name": ["Give the name by which clients know them"]})
    with across_tenants("add an operator"), transaction():
        known = Operator.get_or_none(Operator.email == address)
        if known is None:
            Operator.create(email=address, name=name.strip())
            return
        if known.removed_at is None:
            raise Invalid({"email": [f"{address} is an operator already"]})
        Operator.update(removed_at=None, name=name.strip()).where(Operator.id == known.id).execute()


def everybody() -> list[Any]:
    """Those who may come in, by name."""
    with across_tenants("list operators"), transaction(write=False):
        return list(Operator.present().order_by(Operator.name))


def remove(email: str) -> None:
    """Take all access away at once. What they did stays written down."""
    with across_tenants("remove an operator"), transaction():
        operator = _the(email)
        _forget_factor(operator, removed_at=clock.now())


def reset_factor(email: str) -> None:
    """Let them enrol another phone at the next sign-in; they are signed out. Raises NotFound."""
    with across_tenants("reset an operator's factor"), transaction():
        _forget_factor(_the(email))


def _forget_factor(operator: Any, **more: Any) -> None:
    Operator.update(factor=None, enrolled_at=None, last_step=None, **more).where(
        Operator.id == operator.id
    ).execute()
    for table in (OperatorSession, OperatorLink, RecoveryCode):
        table.delete().where(table.operator_id == operator.id).execute()


def _the(email: str) -> Any:
    operator = Operator.get_or_none((Operator.email == check_email(email)) & Operator.removed_at.is_null())
    if operator is None:
        raise NotFound()
    return operator
