"""Mails to the members who take part in an appointment: what somebody else made of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from filon.desk.announcements import called
from filon.desk.meeting_mails import length, step_of, what_happened, when
from filon.desk.meeting_parties import Meeting, to_come
from filon.foundation.config import Settings
from filon.foundation.i18n import _, speaking
from filon.foundation.outbox import Event
from filon.foundation.voice import Voice
from filon.notifications.actions import queue_mail
from filon.notifications.looks import look_here
from filon.notifications.mails import write_mail
from filon.tenants.models import Member, Tenant

_TEMPLATE = "meeting_news"


def tell_the_team(event: Event, settings: Settings) -> None:
    """Mail those who take part, and who do no more, once for each time that it was changed; not who changed it."""
    meeting = to_come(event)
    if meeting is None:
        return
    told = event.payload
    did_it = UUID(told["by"]) if told.get("by") else None
    joined = [UUID(one) for one in told.get("joined", ())]
    left = [UUID(one) for one in told.get("left", ())]
    cause = uuid5(meeting.appointment.id, f"news {meeting.appointment.sequence}")
    step = _step(meeting, event)
    for member in meeting.members:
        if member.id != did_it:
            write_to(member, meeting, "booked" if member.id in joined else step, cause, event, settings)
    with_it = {member.id for member in meeting.members}
    for member in Member.present().where(Member.id.in_(left)) if left else ():
        if member.id != did_it and member.id not in with_it:
            write_to(member, meeting, "left", cause, event, settings)


def write_to(member: Any, meeting: Meeting, step: str, cause: UUID, event: Event, settings: Settings) -> None:
    """Queue the mail of this step, unless the member can't be written to.

    Whoever takes part, or did until then, has to meet them: they hear of it whosever the lead is.
    """
    one, lead, business = meeting.appointment, meeting.lead, Tenant.current()
    if not member.email or member.is_invited:
        return
    voice = Voice(business.zone, business.region, business.currency)
    phone = (voice.phone(lead.phone) if lead.phone else lead.phone_typed or "") if lead else ""
    was, why = (event.payload.get(name, "") if step == "moved" else "" for name in ("was", "reason"))
    with speaking(member.language):
        others = [each.name for each in meeting.members if each.id != member.id]
        facts = [
            (_("Objet"), meeting.title() if lead else ""),
            (_("Durée"), length(one.minutes)),
            (_("Où"), one.place),
            (_("Salle ou véhicule"), meeting.resource),
            (_("Mail"), lead.email or "" if lead else ""),
            (_("Équipe"), ", ".join(others)),
            (_("Invités"), ", ".join(guest.name for guest in meeting.guests)),
            (_("Prévu avant"), voice.date_and_time(datetime.fromisoformat(was)) if was else ""),
            (_("Raison"), one.reason if one.is_cancelled else why),
        ]
        said = {
            "name": called(lead, phone) if lead else meeting.title(),
            "when": when(voice, one),
            "place": one.place,
            "facts": [(label, value) for label, value in facts if value],
            "phone": lead.phone if lead else None,
            "phone_said": phone,
        }
    link = f"{settings.address}/app/calendrier"
    # No way to what they can't see any more: it is not theirs, or is with somebody in the trash.
    if (lead is None or lead.trashed_at is None) and (step != "left" or _still_sees(member, one, lead)):
        link = f"{link}/{one.id}"
    mail = write_mail(
        _TEMPLATE, member.language, look=look_here(), business=business.name, step=step, link=link, **said
    )
    queue_mail(
        mail,
        cause=cause,
        member=member.id,
        address=member.email,
        about=one.lead_id or one.id,
        turn=meeting.turn,
    )


def _still_sees(member: Any, one: Any, lead: Any) -> bool:
    """Whether somebody who takes part in it no more sees it: as Appointment.in_sight() says."""
    if lead is not None:
        return bool(member.sees(lead.owner_id))
    return not member.is_limited or one.made_by == member.id


def _step(meeting: Meeting, event: Event) -> str:
    if event.name in ("appointment.clashed", "appointment.confirmed"):
        return event.name.removeprefix("appointment.")
    # The team knows what it has proposed: it is news what became of it meanwhile.
    if meeting.appointment.awaits_lead and event.name in ("appointment.moved", "appointment.changed"):
        return what_happened(meeting.appointment, event)
    return step_of(meeting.appointment, event)
