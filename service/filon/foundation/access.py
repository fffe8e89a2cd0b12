"""Who acts: the member's role and what they are limited to, or the system; asked by every model that is touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID

from filon.foundation.errors import Forbidden

# From least to most. `system` is the worker and the site's door: never a person.
ROLES = ("reader", "agent", "manager", "owner", "system")

# What a key can be allowed → the least role that takes. A route names its scope beside its role.
SCOPES = {
    "leads:read": "reader",
    "leads:write": "agent",
    "imports:write": "manager",
    "mails:write": "agent",
    "appointments:read": "reader",
    "appointments:write": "agent",
}


@dataclass(frozen=True)
class Actor:
    """`member` is None for the system and for people who have no account.

    Whoever is limited to `only_own` sees of a business's leads those that are theirs, and those that are nobody's.
    """

    role: str
    member: UUID | None = None
    name: str = ""
    only_own: bool = False


SYSTEM = Actor("system")
_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


def actor() -> Actor:
    """Who acts now; nobody at all is Forbidden, so that a forgotten check fails closed."""
    current = _actor.get()
    if current is None:
        raise Forbidden("Nobody is acting here")
    return current


@contextmanager
def acting_as(who: Actor) -> Iterator[None]:
    token = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(token)


def limited_to() -> UUID | None:
    """The member whose own leads are all that the one acting may see; None when there is no such limit."""
    current = actor()
    return current.member if current.only_own else None


@contextmanager
def seeing_all() -> Iterator[None]:
    """Look past the limit to one's own leads: for what they are never shown, or what hangs on a lead they see."""
    with acting_as(replace(actor(), only_own=False)):
        yield


def role_of(scopes: Iterable[str]) -> str:
    """The least role that all these scopes need: what a key with them acts as."""
    return max((SCOPES[scope] for scope in scopes), key=ROLES.index)


def at_least(role: str) -> bool:
    """Whether the one acting has `role` or more."""
    return ROLES.index(actor().role) >= ROLES.index(role)


def require(role: str) -> None:
    """Raise Forbidden unless the one acting has `role` or more."""
    if not at_least(role):
        raise Forbidden()
