"""Who works here, as most pages about a prospect ask."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation.prepared import Asked, Prepared, slot
from filon.tenants.models import Member

_team = Prepared(Member.working)
_names = Prepared(
    lambda: Member.select(Member.id, Member.name).where(Member.removed_at.is_null()).order_by(Member.name)
)
_one = Prepared(lambda: Member.select().where(Member.id == slot("id", Member.id)))


def ask_for_team() -> Asked:
    """Those who work here now, or are invited to, by name: read later."""
    return _team.ask()


def names() -> dict[UUID, str]:
    """Id → name of those who work here now, by name."""
    return {member.id: member.name for member in _names.all()}


def ask_names_ahead() -> None:
    """Send what names() asks, see Prepared.ahead()."""
    _names.ahead()


def ask_mate_ahead(id: UUID) -> None:
    """Send what mate() asks of this one, see Prepared.ahead()."""
    _one.ahead(id=id)


def mate(id: UUID) -> Any:
    """The member with this id, or None: also who works here no more."""
    return _one.first(id=id)
