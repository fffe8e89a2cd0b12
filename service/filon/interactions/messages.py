"""Messages among colleagues about a lead: who is named reads of it, and it is unread until they open the lead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from filon.foundation import access, clock, outbox
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.interactions.actions import LONGEST_NOTE, add
from filon.interactions.models import Mention
from filon.leads.contacts import clean
from filon.tenants.models import Member


def write_message(lead: Any, text: str, to: Iterable[UUID] = ()) -> Any:
    """A message that the team alone sees, for those in `to` and those whose name it says after an @.

    Raises Invalid when it is empty or too long, and when it is for somebody who may not see the lead. Ids of nobody who
    works here are as if they were not there.
    """
    text = clean(text).strip()
    if not text:
        raise Invalid({"message": [_("Écrivez votre message avant de l’envoyer.")]})
    if len(text) > LONGEST_NOTE:
        raise Invalid({"message": [_("C’est trop long : 20 000 signes au plus.")]})
    me, chosen = access.actor().member, set(to)
    with transaction():
        members = [member for member in Member.working() if member.id != me]
        said = _said(text, [member.name for member in members])
        named = [member for member in members if member.id in chosen or member.name in said]
        if blind := [member.name for member in named if not member.sees(lead.owner_id)]:
            raise Invalid(
                {"message": [_("%(name)s ne voit pas ce prospect : donnez-le-lui d’abord.", name=blind[0])]}
            )
        message = add(lead, "message", text=text, details={"to": [member.name for member in named]})
        for member in named:
            Mention.add(
                lead_id=lead.id, message_id=message.id, member_id=member.id, said_at=message.happened_at
            )
        if named:
            outbox.emit("message.written", message=message.id.hex)
    return message


def _said(text: str, names: list[str]) -> set[str]:
    """The names that the text says after an @: the longest whole one, else all that begin with that word."""
    said: set[str] = set()
    words = {name: name.casefold().split() for name in names}
    for after in text.casefold().split("@")[1:]:
        whole = [name for name in names if _begins(after, " ".join(words[name]))]
        longest = max(map(len, whole), default=0)
        said |= {name for name in whole if len(name) == longest}
        if not whole:
            said |= {name for name in names if _begins(after, "".join(words[name][:1]))}
    return said


def _begins(text: str, name: str) -> bool:
    return bool(name) and text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()


def note_read(lead_id: UUID, member: UUID) -> None:
    """The member has opened the lead: what names them there is unread no more."""
    with transaction():
        Mention.update(read_at=clock.now()).where(
            (Mention.lead_id == lead_id) & (Mention.member_id == member) & Mention.read_at.is_null()
        ).execute()
