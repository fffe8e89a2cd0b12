"""The end of a file's address: signed, good until a moment, and for one file of one business only."""

from __future__ import annotations

from datetime import datetime

from filon.foundation import clock
from filon.foundation.errors import NotFound
from filon.foundation.secrets import Unsealable, keyring
from filon.foundation.tenancy import here


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


def _context(what: str) -> str:
    return f"{what} of {here().hex}"
