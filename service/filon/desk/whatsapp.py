"""The messages that a team keeps ready, filled in for one prospect, as addresses that open WhatsApp."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from filon.foundation.web import identity
from filon.notifications.snippets import Snippet, filled


def ready_for(lead: Any) -> list[tuple[str, str]]:
    """[(title, address)]: https://wa.me/<number>?text=…, as WhatsApp's help on "click to chat" describes it.

    The lead's phone is E.164; the address has it without the plus sign.
    """
    who, number = identity(), lead.phone.lstrip("+")
    known = {
        "first_name": lead.first_name,
        "name": f"{lead.first_name} {lead.last_name}".strip(),
        "me": who.name,
        "business": who.business,
    }
    return [
        (one.title, f"https://wa.me/{number}?text={quote(filled(one.text, **known), safe='')}")
        for one in Snippet.kept()
    ]
