"""Mails about minutes: to the lead, who is asked whether that is what was agreed; and what they answer, to the team."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from filon.appointments.actions import members_of
from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, NotFound
from filon.foundation.i18n import _, speaking
from filon.foundation.ids import new_id
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.foundation.voice import Voice
from filon.interactions import mails
from filon.interactions.mails import is_sendable
from filon.interactions.minutes import Minutes, says_the_same
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

    Returns the mail in the timeline; one that was refused is sent again, and to another address it is another mail.
    Raises Conflict for a draft, for minutes that have neither, for a lead without an address, and where nobody of the
    team has one for the answer; TooMany as any mail.
    """
    access.require("agent")
    with access.seeing_all(), transaction():  # as for writing them
        # Twice the same button: the second one waits, and finds it sent.
        lead = locked(Lead.kept().where(Lead.id == subject.lead.id)).first()
        if lead is None:
            raise NotFound()
        mails.check_address(lead)
        minutes = subject.minutes
        if minutes is None or minutes.is_draft:
            raise Conflict(_("Enregistrez le compte rendu avant de l’envoyer."))
        whole = summary_of(minutes)
        if not (whole["decided"] or whole["steps"]):
            raise Conflict(_("Écrivez une décision ou une étape : c’est ce que le mail contient."))
        if says_the_same(minutes.sent, whole) and minutes.sent["to"] == lead.email:
            return _send_again(lead, minutes)
        id, answers_to = new_id(), _answers_to(lead)
        link = f"{address_of(id, service)}?lang={subject.language}"
        mail, told = (_mail(subject, whole, each, answers_to) for each in (link, ""))
        written = mails.send_letter(lead, mail, told.text.strip(), id=id, more={"minutes_id": minutes.id.hex})
        values = {
            "sent": {**whole, "version": minutes.version, "to": lead.email},
            **{"sent_at": clock.now(), "mail_id": written.id, "answer": "", "answered_at": None},
        }
        Minutes.update(**values).where(Minutes.id == minutes.id).execute()
    return written


def letter_of(minutes: Any) -> Any:
    """The Notification of the mail that went last; None before, and once it is not kept any more."""
    mail = Interaction.find(minutes.mail_id) if minutes.mail_id else None
    return mails.letters_of([mail]).get(mail.id) if mail is not None else None


def tell_the_answer(event: Event, settings: Settings) -> None:
    """Mail what the lead has answered to who sent the minutes, else to who follows the lead, else to an owner."""
    answer = Interaction.find(UUID(event.payload["answer"]))
    minutes = Minutes.find(UUID(event.payload["minutes"]))
    subject = subject_of(minutes) if minutes is not None and answer is not None else None
    if subject is None or Tenant.current().removed_at:
        return
    lead, business = subject.lead, Tenant.current()
    sent = Interaction.find(minutes.mail_id)
    met = members_of(subject.appointment) if subject.appointment is not None else ()
    member = _reached(lead, sent.member_id if sent is not None else None, met)
    if member is None:
        return
    where = f"prospects/{lead.number}"
    if not member.sees(lead.owner_id):
        where = f"calendrier/{subject.appointment.id}"
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
        link=f"{settings.address}/app/{where}",
        **said,
    )
    queue_mail(mail, cause=answer.id, member=member.id, address=member.email, about=lead.id)


def _send_again(lead: Any, minutes: Any) -> Any:
    written, letter = Interaction.find(minutes.mail_id), letter_of(minutes)
    if letter is not None and letter.failed_at is not None:
        mails.send_again(lead, written)
    return written


def _mail(subject: Subject, whole: dict[str, Any], link: str, answers_to: str) -> Mail:
    business, language = Tenant.current(), subject.language
    voice = Voice(business.zone, business.region, business.currency)
    with speaking(language):
        steps = [{**one, "day": _day(one, voice)} for one in whole["steps"]]
        when = voice.date_and_time(subject.happened_at)
    said = {"decided": whole["decided"], "steps": steps, "when": when, "is_call": subject.call is not None}
    mail = write_mail("minutes", language, look=look_here(), business=business.name, link=link, **said)
    return Mail(mail.kind, mail.subject, mail.text, mail.html, reply_to=answers_to)


def _day(step: dict[str, Any], voice: Voice) -> str:
    return voice.calendar_day(date.fromisoformat(step["due_on"])) if step["due_on"] else ""


def _answers_to(lead: Any) -> str:
    """Where the lead's reply goes: a program, and who has no address, have somebody who reads it for them."""
    address = mails.own_address()
    if not address:
        member = _reached(lead)
        if member is None:
            raise Conflict(_("Ajoutez votre adresse dans « Mon compte » : c’est là que la réponse arrive."))
        address = str(member.email)
    return address


def _reached(lead: Any, sender: UUID | None = None, met: Collection[UUID] = ()) -> Any:
    """Who hears of the lead's answer: the sender, who follows the lead, or an owner of the business.

    The first of these who can be written to, and sees the lead or is among those whom it `met`; None for nobody.
    """
    working = {
        one.id: one
        for one in Member.working()
        if one.email and is_sendable(one.email) and not one.is_invited
        if one.sees(lead.owner_id) or one.id in met
    }
    owners = [id for id, one in working.items() if one.role == "owner"]
    return next((working[id] for id in (sender, lead.owner_id, *owners) if id in working), None)
