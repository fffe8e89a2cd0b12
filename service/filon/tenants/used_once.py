"""Names that count once: request ids, tokens. The database's key decides who was first."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

from filon.foundation import clock
from filon.foundation.prepared import Asked, Prepared, slot
from filon.foundation.tenancy import TENANT
from filon.tenants.models import UsedOnce

_use = Prepared(
    lambda: (
        UsedOnce.insert(
            tenant=TENANT, id=slot("id", UsedOnce.id), expires_at=slot("until", UsedOnce.expires_at)
        )
        .on_conflict(conflict_target=[UsedOnce.tenant, UsedOnce.id], action="NOTHING")
        .returning(UsedOnce.id)
    )
)


def use(kind: str, name: str, *, keep: timedelta) -> bool:
    """Use a name up, inside the surrounding transaction; False when it was used before."""
    return bool(ask_to_use(kind, name, keep=keep).rows())


def ask_to_use(kind: str, name: str, *, keep: timedelta) -> Asked:
    """As use(), answered later: no rows when the name was used before. What follows must then be undone."""
    id = UUID(bytes=hashlib.sha256(f"{kind}\n{name}".encode()).digest()[:16])
    return _use.ask(id=id, until=clock.now() + keep)


def forget_expired() -> int:
    """Delete this tenant's names that can't be replayed any more; returns how many."""
    deleted: int = UsedOnce.delete().where(UsedOnce.expires_at < clock.now()).execute()
    return deleted
