"""Mails about minutes: to the lead, who is asked whether that is what was agreed; and what they answer, to the team."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.errors import Conflict
from filon.foundation.i18n import _, speaking
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.foundation.voice import Voice
from filon.interactions import mails
from filon.interactions.mails import is_sendable
from filon.interactions.minutes import Minutes
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.notifications.actions import queue_mail
from filon.notifications.looks import look_here
from filon.notifications.mails import Mail, write_mail
from filon.tenants.models import Member, Tenant

from .minutes import Subject, subject_of, summary_of
from .own_minutes import address_of


def send(subject: Subject, service: str) -> Any:
    """Mail decisions and next steps to the lead, once as they are; `service` is the settings' `address`.

    Returns the mail in the timeline; one that was refused is sent again. Raises Conflict for a draft, for minutes that
    have neither, and for a lead without an address; TooMany as any mail.
    """
    access.require("agent")
    mails.check_address(subject.lead)
    with transaction():
        # Twice the same button: the second one waits, and finds it sent.
        locked(Lead.select(Lead.id).where(Lead.id == subject.lead.id)).first()
        minutes = subject.minutes
        if minutes is None or minutes.is_draft:
            raise Conflict(_("Enregistrez le compte rendu avant de l’envoyer."))
        whole = summary_of(minutes)
        if not (whole["decided"] or whole["steps"]):
            raise Conflict(_("Écrivez une décision ou une étape : c’est ce que le mail contient."))
        if whole == _said_last(minutes):
            return _send_again(subject.lead, minutes)
        link = f"{address_of(minutes, service)}?lang={subject.language}"
        mail, told = (_mail(subject, whole, each) for each in (link, ""))
        written = mails.send_letter(subject.lead, mail, told.text.strip())
        values = {
            **{"sent": {**whole, "version": minutes.version}, "sent_at": clock.now(), "mail_id": written.id},
            **{"answer": "", "answered_at": None},
        }
        Minutes.update(**values).where(Minutes.id == minutes.id).execute()
    return written


def letter_of(minutes: Any) -> Any:
    """The Notification of the mail that went last; None before, and once it is not kept any more."""
    mail = Interaction.find(minutes.mail_id) if minutes.mail_id else None
    return mails.letters_of([mail]).get(mail.id) if mail is not None else None


def tell_the_answer(event: Event, settings: Settings) -> None:
    """Mail what the lead has answered to who sent them the minutes, else to whoever follows the lead."""
    answer = Interaction.find(UUID(event.payload["answer"]))
    minutes = Minutes.find(UUID(event.payload["minutes"]))
    subject = subject_of(minutes) if minutes is not None and answer is not None else None
    if subject is None or Tenant.current().removed_at:
        return
    lead, business = subject.lead, Tenant.current()
    sent = Interaction.find(minutes.mail_id)
    member = _told(sent.member_id if sent is not None else None, lead)
    if member is None:
        return
    voice = Voice(business.zone, business.region, business.currency)
    with speaking(member.language):
        said = {
            "name": lead.name or _("Prospect n° %(number)s", number=lead.number),
            "when": voice.date_and_time(subject.happened_at),
            "is_call": subject.call is not None,
            "text": answer.text,
        }
    mail = write_mail(
        "minutes_answer",
        member.language,
        look=look_here(),
        business=business.name,
        step=answer.details["step"],
        link=f"{settings.address}/app/prospects/{lead.number}",
        **said,
    )
    queue_mail(mail, cause=answer.id, member=member.id, address=member.email, about=lead.id)


def _said_last(minutes: Any) -> dict[str, Any]:
    return {name: value for name, value in minutes.sent.items() if name != "version"}


def _send_again(lead: Any, minutes: Any) -> Any:
    written, letter = Interaction.find(minutes.mail_id), letter_of(minutes)
    if letter is not None and letter.failed_at is not None:
        mails.send_again(lead, written)
    return written


def _mail(subject: Subject, whole: dict[str, Any], link: str) -> Mail:
    business, language = Tenant.current(), subject.language
    voice = Voice(business.zone, business.region, business.currency)
    with speaking(language):
        steps = [{**one, "day": _day(one, voice)} for one in whole["steps"]]
        when = voice.date_and_time(subject.happened_at)
    said = {"decided": whole["decided"], "steps": steps, "when": when, "is_call": subject.call is not None}
    mail = write_mail("minutes", language, look=look_here(), business=business.name, link=link, **said)
    return Mail(mail.kind, mail.subject, mail.text, mail.html, reply_to=mails.own_address())


def _day(step: dict[str, Any], voice: Voice) -> str:
    return voice.calendar_day(date.fromisoformat(step["due_on"])) if step["due_on"] else ""


def _told(sender: UUID | None, lead: Any) -> Any:
    """The first of both who can be written to and sees the lead."""
    ids = [id for id in (sender, lead.owner_id) if id is not None]
    working = {one.id: one for one in Member.working().where(Member.id.in_(ids))} if ids else {}
    for id in ids:
        one = working.get(id)
        if one and one.email and is_sendable(one.email) and not one.is_invited and one.sees(lead.owner_id):
            return one
    return None
