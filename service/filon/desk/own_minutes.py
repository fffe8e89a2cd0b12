"""What the lead does with minutes that were mailed to them: they say that it is so, or what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.appointments.links import over
from filon.foundation import access, clock, outbox, signed_links
from filon.foundation.access import Actor
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid
from filon.foundation.i18n import _
from filon.foundation.secrets import Unsealable
from filon.foundation.transactions import transaction
from filon.interactions.minutes import Minutes, record_answer
from filon.interactions.models import Interaction
from filon.leads import actions as leads
from filon.leads.contacts import clean
from filon.leads.models import Lead

PATH = "/compte-rendu"
# As long as somebody may come back to what was agreed.
KEPT = timedelta(days=90)
LONGEST_ANSWER = 2_000
_CONTEXT = "the link of minutes"


def address_of(mail: UUID, service: str) -> str:
    """The whole address that stands in this mail; `service` is the settings' `address`."""
    return f"{service}{PATH}/{signed_links.naming(mail, _CONTEXT)}"


def read_token(token: str) -> tuple[UUID, UUID]:
    """(tenant, mail) that it names, whether they are still there or not. Raises Gone for any other text."""
    try:
        return signed_links.named(token, _CONTEXT)
    except Unsealable:
        raise over() from None


def own_minutes(mail: UUID) -> Any:
    """Those that were sent by this mail, as they were sent last.

    Raises Gone when they are no more, were sent long ago, or went to another address since: whoever has the old one may
    be a stranger, and reads nothing more.
    """
    letter = Interaction.find(mail)
    if letter is None or "minutes_id" not in letter.details:
        raise over()
    found = Minutes.find(UUID(letter.details["minutes_id"]))
    is_kept = found is not None and Lead.kept().where(Lead.id == found.lead_id).exists()
    if not is_kept or found.sent_at is None or found.sent_at + KEPT < clock.now():
        raise over()
    if letter.details["to"] != found.sent["to"]:
        raise over()
    return found


def confirm(mail: UUID, version: int) -> None:
    """It is as it was sent. Twice is no error; raises Conflict when something else was sent since."""
    with transaction(), _answering(mail, version) as minutes:
        if minutes.answer != "confirmed":
            _answer(minutes, "confirmed")


def dispute(mail: UUID, version: int, text: str) -> None:
    """Something is missing, or is not so; the lead waits for a word from then on. As confirm(); Invalid on `text`."""
    text = clean(text).replace("\r\n", "\n").strip()
    if not text:
        raise Invalid({"text": [_("Écrivez ce qui manque, ou ce qui est à corriger.")]})
    if len(text) > LONGEST_ANSWER:
        raise Invalid({"text": [_("C’est trop long : 2 000 signes au plus.")]})
    with transaction(), _answering(mail, version) as minutes:
        if _disputed_last(minutes) == text:
            return
        _answer(minutes, "disputed", text)
        lead = Lead.find(minutes.lead_id)
        if not lead.is_waiting and lead.status != "lost":
            leads.wait_again(lead, clock.now())


@contextmanager
def _answering(mail: UUID, version: int) -> Iterator[Any]:
    """The minutes, held, under the name of the lead: so it stands in the timeline."""
    found = own_minutes(mail)
    lead = locked(Lead.kept().where(Lead.id == found.lead_id)).first()
    if lead is None:
        raise over()
    minutes = own_minutes(mail)
    if minutes.sent["version"] != version:
        raise Conflict()
    with access.acting_as(Actor(access.SYSTEM.role, None, lead.name)):
        yield minutes


def _answer(minutes: Any, step: str, text: str = "") -> None:
    answer = record_answer(minutes, step, text)
    Minutes.update(answer=step, answered_at=clock.now()).where(Minutes.id == minutes.id).execute()
    outbox.emit("minutes.answered", answer=answer.id.hex, minutes=minutes.id.hex, lead=minutes.lead_id.hex)


def _disputed_last(minutes: Any) -> str:
    """What they found missing last, of what was sent last: twice the same button says it once."""
    if minutes.answer != "disputed":
        return ""
    answers = Interaction.of(minutes.lead_id, kind="minutes")
    return next(
        (
            str(one.text)
            for one in answers
            if one.details["step"] == "disputed" and one.details["minutes_id"] == minutes.id.hex
        ),
        "",
    )
