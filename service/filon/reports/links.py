"""The address of an export's file: signed, and good for as long as the file is kept."""

from __future__ import annotations

from typing import Any

from filon.foundation import clock
from filon.foundation.errors import NotFound
from filon.foundation.secrets import Unsealable, keyring
from filon.foundation.tenancy import here


def link_to(export: Any) -> str:
    """What stands at the end of the address. It opens nothing without the session of who asked for the export."""
    until = str(int(export.expires_at.timestamp()))
    return keyring().seal(until.encode(), context=_context(export)).rstrip("=")


def check(export: Any, link: str) -> None:
    """Raise NotFound for a link that is none of this export's, or whose time is over."""
    name, _point, sealed = link.partition(".")
    whole = f"{name}.{sealed}{'=' * (-len(sealed) % 4)}"
    try:
        until = keyring().unseal(whole, context=_context(export))
    except Unsealable:
        raise NotFound() from None
    if int(until) < clock.unix():
        raise NotFound()


def _context(export: Any) -> str:
    return f"export {here().hex} {export.id.hex}"
