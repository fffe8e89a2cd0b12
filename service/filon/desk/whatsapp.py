"""The messages that a team keeps ready, filled in for one prospect: to put into a mail, and as WhatsApp's addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from filon.foundation.web import identity
from filon.notifications.snippets import all_snippets, filled


def ready_for(phone: str, texts: list[tuple[UUID, str, str]]) -> list[tuple[str, str]]:
    """[(title, address)]: https://wa.me/<number>?text=…, as WhatsApp's help on "click to chat" describes it.

    `texts` are as from texts_for(). The phone is E.164; the address has it without the plus sign.
    """
    number = phone.lstrip("+")
    return [(title, f"https://wa.me/{number}?text={quote(text, safe='')}") for _id, title, text in texts]


def texts_for(lead: Any) -> list[tuple[UUID, str, str]]:
    """[(id, title, text)] of all that is kept ready."""
    who = identity()
    known = {
        "first_name": lead.first_name,
        "name": f"{lead.first_name} {lead.last_name}".strip(),
        "me": who.name,
        "business": who.business,
    }
    return [(one.id, one.title, filled(one.text, **known)) for one in all_snippets()]
