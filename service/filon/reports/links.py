"""The address of an export's file: signed, and good for as long as the file is kept."""

from __future__ import annotations

from typing import Any

from filon.foundation import signed_links


def link_to(export: Any) -> str:
    """What stands at the end of the address."""
    return signed_links.link_to(_what(export), export.expires_at)


def check(export: Any, link: str) -> None:
    """Raise NotFound for a link that is none of this export's, or whose time is over."""
    signed_links.check(_what(export), link)


def _what(export: Any) -> str:
    return f"export {export.id.hex}"
