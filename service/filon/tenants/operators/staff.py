"""The agency's staff: adding, removing, letting somebody enrol a second factor anew."""

from __future__ import annotations

from typing import Any

from filon.foundation import clock
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.operator import across_tenants
from filon.foundation.transactions import transaction
from filon.tenants.actions import check_email
from filon.tenants.operators import factor, sign_in
from filon.tenants.operators.models import Operator, RecoveryCode


def add(email: str, name: str) -> str:
    """Let somebody in, or in again; returns the code with which they enrol a second factor. Raises Invalid.

    It must not go by mail: a mailbox that others read would then be all that is needed.
    """
    address = check_email(email)
    if not address:
        raise Invalid({"email": ["Give an e-mail address"]})
    if not name.strip():
        raise Invalid({"name": ["Give the name by which clients know them"]})
    with across_tenants("add an operator"), transaction():
        operator = Operator.get_or_none(Operator.email == address)
        if operator is None:
            operator = Operator.create(email=address, name=name.strip())
        elif operator.removed_at is None:
            raise Invalid({"email": [f"{address} is an operator already"]})
        else:
            Operator.update(removed_at=None, name=name.strip()).where(Operator.id == operator.id).execute()
        return factor.new_enrolment(operator)


def everybody() -> list[Any]:
    """Those who may come in, by name."""
    with across_tenants("list operators"), transaction(write=False):
        return list(Operator.present().order_by(Operator.name))


def remove(email: str) -> None:
    """Take all access away at once. What they did stays written down."""
    with across_tenants("remove an operator"), transaction():
        operator = _the(email)
        _forget_factor(operator, removed_at=clock.now())


def reset_factor(email: str) -> str:
    """Let them enrol another phone, with the code that is returned; they are signed out. Raises NotFound."""
    with across_tenants("reset an operator's factor"), transaction():
        operator = _the(email)
        _forget_factor(operator)
        return factor.new_enrolment(operator)


def _forget_factor(operator: Any, **more: Any) -> None:
    Operator.update(enrolment=None, factor=None, enrolled_at=None, last_step=None, **more).where(
        Operator.id == operator.id
    ).execute()
    RecoveryCode.delete().where(RecoveryCode.operator_id == operator.id).execute()
    sign_in.end_all(operator.id)


def _the(email: str) -> Any:
    operator = Operator.get_or_none((Operator.email == check_email(email)) & Operator.removed_at.is_null())
    if operator is None:
        raise NotFound()
    return operator
