"""Whoever may do or see less than before: each change of a role or limit says so here, for what follows it."""

from __future__ import annotations

from typing import Any

from filon.foundation import outbox
from filon.foundation.access import ROLES
from filon.tenants.models import Member


def tell_if_less(member: Any, *, role: str | None = None, only_own: bool | None = None) -> None:
    """Emit what the member, given as they were, loses by this role or limit: `member.lowered`, `member.limited`.

    A limit that a manager was given as an agent sleeps, and is felt again with the lower role.
    """
    now = Member(
        role=member.role if role is None else role,
        only_own=member.only_own if only_own is None else only_own,
    )
    if ROLES.index(now.role) < ROLES.index(member.role):
        outbox.emit("member.lowered", member=member.id.hex)
    if now.is_limited and not member.is_limited:
        outbox.emit("member.limited", member=member.id.hex)
