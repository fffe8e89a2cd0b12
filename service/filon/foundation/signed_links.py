"""Ends of addresses: a file's, signed until a moment; and those that name something to somebody who has no login.

Of the latter nothing is kept. What stands there is sealed with the service's keys and names the business and the thing,
so that no one can be guessed from another; each call makes another one, and all of them lead there.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from filon.foundation import clock
from filon.foundation.errors import NotFound
from filon.foundation.secrets import Unsealable, keyring
from filon.foundation.tenancy import here

_ID_BYTES = 16


def link_to(what: str, until: datetime) -> str:
    """What stands at the end of the address. It opens nothing without a session of somebody who may see the file."""
    return keyring().seal(str(int(until.timestamp())).encode(), context=_context(what)).rstrip("=")


def check(what: str, link: str) -> None:
    """Raise NotFound for a link that is none of this file's, or whose time is over."""
    name, _point, sealed = link.partition(".")
    whole = f"{name}.{sealed}{'=' * (-len(sealed) % 4)}"
    try:
        until = keyring().unseal(whole, context=_context(what))
    except Unsealable:
        raise NotFound() from None
    if int(until) < clock.unix():
        raise NotFound()


def naming(id: UUID, context: str) -> str:
    """What stands at the end of the address that names what has this id in the business in context."""
    return keyring().seal(here().bytes + id.bytes, context=context).rstrip("=")


def named(token: str, context: str) -> tuple[UUID, UUID]:
    """(tenant, id) that it names, whether they are still there or not. Raises Unsealable for any other text."""
    padding = "=" * (-len(token.partition(".")[2]) % 4)
    told = keyring().unseal(token + padding, context=context)
    return UUID(bytes=told[:_ID_BYTES]), UUID(bytes=told[_ID_BYTES:])


def _context(what: str) -> str:
    return f"{what} of {here().hex}"
