"""Messages among colleagues, as HTML: writing one, and those that name the reader, the unread first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Place, back_to, page
from filon.foundation import access
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.interactions import messages
from filon.interactions.models import Interaction, Mention
from filon.leads.models import Lead, the_lead

from .pages import lead_page

SHOWN = 50
# The navigation says 99+ of more.
_COUNTED = 100


def _unread() -> int | None:
    member = access.actor().member
    return Mention.unread_count(member, _COUNTED) if member else None


def _ask_unread_ahead() -> None:
    if member := access.actor().member:
        Mention.ask_unread_ahead(member, _COUNTED)


pages = Pages(
    "messages",
    __name__,
    place=Place(
        "messages.show",
        lambda: _("Messages"),
        "chat",
        _unread,
        lambda: _("à lire"),
        ahead=_ask_unread_ahead,
    ),
)


@pages.post("/prospects/<int(max=2147483647):number>/messages")
def write(number: int) -> Response:
    lead = the_lead(number)
    try:
        messages.write_message(lead, request.form.get("message", ""), _ids(request.form.getlist("to")))
    except Invalid as error:
        typed = {**request.form.to_dict(), "to": " ".join(request.form.getlist("to"))}
        return lead_page(lead, 422, kind="at", typed=typed, wrong=error.errors)
    return back_to("desk.show_lead", number=number)


@pages.get("/messages")
def show() -> Response:
    """What names the reader: all that is unread up to SHOWN, then what they have read last."""
    member = access.actor().member
    unread = list(Mention.of(member, SHOWN, unread=True)) if member else []
    read = list(Mention.of(member, SHOWN, unread=False)) if member else []
    ids = [mention.message_id for mention in unread + read]
    said = {one.id: one for one in Interaction.select().where(Interaction.id.in_(ids))} if ids else {}
    about = {mention.lead_id for mention in unread + read}
    leads = {lead.id: lead for lead in Lead.kept().where(Lead.id.in_(list(about)))} if about else {}
    return page("desk/messages.html", mentions=[*unread, *read], said=said, leads=leads)


def _ids(given: list[str]) -> list[UUID]:
    found: list[Any] = []
    for text in given:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
