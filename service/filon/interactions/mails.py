"""Mails that members write to a lead: kept in the timeline as written, sent by the worker, and what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from typing import Any
from uuid import UUID

from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound, TooMany
from filon.foundation.i18n import _
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.interactions.actions import LONGEST_NOTE, add
from filon.interactions.models import Interaction
from filon.leads import actions as leads
from filon.leads.contacts import clean, one_line, read_email
from filon.leads.models import Lead
from filon.notifications import actions as notifications
from filon.notifications.mails import LETTER, Mail
from filon.notifications.models import Notification
from filon.tenants.models import Member, Tenant
from filon.tenants.team import mate

LONGEST_SUBJECT = 150
# Somebody who writes to more people an hour sends a campaign, and our server's name suffers for it.
MOST_AN_HOUR = 30
_HOUR = timedelta(hours=1)


def write_mail(lead: Any, subject: str, text: str, reply_to: str | None = None) -> Any:
    """Write to the lead in the business's name; answers go to `reply_to`, else to the member's own address.

    Raises Conflict for a lead without an address, Invalid on `subject`, `text` or `reply_to`, which must be a
    member's, and TooMany past MOST_AN_HOUR.
    """
    check_address(lead)
    subject, text = " ".join(clean(subject).split()), clean(text).replace("\r\n", "\n").strip()
    answers_to = own_address() if reply_to is None else _address_of_member(reply_to)
    errors = _wrong_words(subject, text)
    if not answers_to and reply_to is None:
        errors["reply_to"] = [
            _("Ajoutez votre adresse dans « Mon compte » : c’est là que la réponse arrive.")
        ]
    elif not answers_to:
        errors["reply_to"] = [_("Donnez l’adresse d’une personne de l’équipe.")]
    if errors:
        raise Invalid(errors)
    return send_letter(lead, Mail(LETTER, subject, text, reply_to=answers_to), text)


def send_letter(
    lead: Any, mail: Mail, told: str, *, id: UUID | None = None, more: dict[str, str] | None = None
) -> Any:
    """Send the lead, who can be written to, what a member has written; the timeline keeps it as `told`.

    `id` is what it has there, where the mail itself names it, and `more` what its details say besides. Raises TooMany
    past MOST_AN_HOUR.
    """
    who = access.actor()
    with transaction():
        # Of two who write at once under one name, each counts the other.
        locked(Tenant.select(Tenant.id)).first()
        if Notification.count_of(who.member, LETTER, since=clock.now() - _HOUR) >= MOST_AN_HOUR:
            raise TooMany(retry_after=int(_HOUR.total_seconds()))
        details = {"subject": mail.subject, "to": lead.email, "reply_to": mail.reply_to, **(more or {})}
        written = add(lead, "mail", text=told, details=details, id=id)
        mail = replace(mail, kind=LETTER, sender=one_line(Tenant.current().name))
        notifications.queue_mail(mail, cause=written.id, member=who.member, address=lead.email, about=lead.id)
    return written


def send_again(lead: Any, mail: Any) -> None:
    """Send what was refused once more, to the address that the lead has now. Raises Conflict when it can't be."""
    check_address(lead)
    access.require("agent")
    with transaction(), access.seeing_all():  # of a mail that they see
        letter = locked(Notification.select().where(Notification.cause_id == mail.id)).first()
        if letter is None or letter.failed_at is None:
            raise Conflict(_("Ce mail est déjà parti, ou va partir."))
        notifications.send_again(letter, lead.email)


def the_mail(lead: Any, id: UUID) -> Any:
    """The mail to the lead with this id; NotFound when there is none."""
    mail = Interaction.find(id)
    if mail is None or mail.lead_id != lead.id or mail.kind != "mail":
        raise NotFound()
    return mail


def letters_of(moments: list[Any]) -> dict[UUID, Any]:
    """The Notification of each mail among these moments, by the mail's id: whoever sees the one may see the other."""
    with access.seeing_all():
        return Notification.of_causes([each.id for each in moments if each.kind == "mail"])


def with_address(moments: list[Any]) -> list[Any]:
    """These moments, each mail `to` where it goes, or went: one that was refused may go to another address then."""
    letters = letters_of(moments)
    for each in moments:
        if letter := letters.get(each.id):
            each.details = {**each.details, "to": letter.address}
    return moments


def state_of(letter: Any) -> str:
    """What became of it: "waiting", "sent" or "refused"; None is one whose letter is not kept any more."""
    if letter is None:
        return "sent"
    if letter.failed_at:
        return "refused"
    return "sent" if letter.sent_at else "waiting"


def note_sent(event: Event, settings: Settings) -> None:
    """The lead has an answer: a mail server took it. Whoever asked again since then waits again all the same."""
    mail = Interaction.find(UUID(event.payload["mail"]))
    lead = locked(Lead.kept().where(Lead.id == mail.lead_id)).first() if mail else None
    if lead is not None:
        asked_since = lead.to_call_since is not None and lead.to_call_since > mail.happened_at
        leads.note_answered(lead, reached=not asked_since)


def check_address(lead: Any) -> None:
    """Raise Conflict unless the lead has one address, and one that a mail can name."""
    if not can_be_written_to(lead):
        raise Conflict(_("Il n’y a pas d’adresse où écrire : complétez d’abord la fiche."))


def can_be_written_to(lead: Any) -> bool:
    """Whether the lead has one address, and one that a mail can name."""
    return bool(lead.email and read_email(lead.email) == lead.email and is_sendable(lead.email))


def _wrong_words(subject: str, text: str) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not subject:
        errors["subject"] = [_("Donnez un objet : c’est ce qui se lit d’abord.")]
    elif len(subject) > LONGEST_SUBJECT:
        errors["subject"] = [_("C’est trop long : 150 signes au plus.")]
    if not text:
        errors["text"] = [_("Écrivez le mail avant de l’envoyer.")]
    elif len(text) > LONGEST_NOTE:
        errors["text"] = [_("C’est trop long : 20 000 signes au plus.")]
    return errors


def own_address() -> str:
    """Where answers to the one acting go; empty when they have no address of their own."""
    member = access.actor().member
    me = mate(member) if member else None
    return me.email if me is not None and me.email and is_sendable(me.email) else ""


def _address_of_member(address: str) -> str:
    member = Member.working().where(Member.email == address).first()
    return address if member is not None and is_sendable(address) else ""


def is_sendable(address: str) -> bool:
    """Whether a header can name it: letters without accents, and nothing that a header would read otherwise."""
    if not address.isascii() or not address.isprintable():
        return False
    try:
        return Address(addr_spec=address).addr_spec == address
    except (ValueError, IndexError, MessageError):
        return False
