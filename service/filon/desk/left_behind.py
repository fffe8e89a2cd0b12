"""Appointments to come with nobody of the team any more, as who took part was removed: named until handed to others."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from peewee import SQL, fn

from filon.appointments.models import Appointment, Kind, Participant
from filon.desk import meetings
from filon.desk.announcements import called
from filon.foundation import access
from filon.foundation.config import Settings
from filon.foundation.i18n import _, count, speaking
from filon.foundation.outbox import Event
from filon.foundation.voice import Voice
from filon.notifications.actions import queue_mail
from filon.notifications.looks import look_here
from filon.notifications.mails import write_mail
from filon.tenants import members
from filon.tenants.models import LIMITED_ROLES, Member, Tenant

# What a page and a mail name; the calendar has the rest.
MOST_NAMED = 10


def left_behind(most: int | None = None) -> list[Any]:
    """Those that the one acting sees, the first first; no more than `most`."""
    return list(_left_behind().limit(most))


def how_many(most: int | None = None) -> int:
    """How many there are; no more than `most` are counted."""
    return int(_left_behind().order_by().limit(most).count())


def ahead() -> dict[UUID, int]:
    """How many appointments to come each has alone of the team, whoever asks; those who have none are missing."""
    with access.seeing_all():
        to_come = Appointment.kept().select(Appointment.id).where(Appointment.to_come()).order_by()
        of_team = Participant.member_id.in_(Member.present().select(Member.id))
        alone = (
            Participant.select(Participant.appointment_id)
            .where(of_team & Participant.appointment_id.in_(to_come))
            .group_by(Participant.appointment_id)
            .having(fn.COUNT(Participant.id) == 1)
        )
        counted = Participant.select(Participant.member_id, fn.COUNT(Participant.id))
        theirs = counted.where(of_team & Participant.appointment_id.in_(alone))
        return dict(theirs.group_by(Participant.member_id).tuples())


def on_removal() -> dict[UUID, str]:
    """What the settings of the team say of each where they are removed: that these will have nobody any more."""
    return {
        member: count(
            "Cette personne a %(num)s rendez-vous à venir : il n’aura plus personne, et vous recevrez par mail de quoi "
            "le confier.",
            "Cette personne a %(num)s rendez-vous à venir : ils n’auront plus personne, et vous recevrez par mail de "
            "quoi les confier.",
            many,
        )
        for member, many in ahead().items()
    }


def tell_those_who_run_it(event: Event, settings: Settings) -> None:
    """One mail to each of them, with what a removed member has left to be handed over; nothing if they are back."""
    id = UUID(event.payload["member"])
    if members.find(id) is not None or Tenant.current().removed_at:
        return
    theirs = {row.appointment_id for row in Participant.with_member(id)}
    left = [one for one in left_behind() if one.id in theirs]
    if not left:
        return
    gone, runs_it = Member.find(id), Member.role.not_in(LIMITED_ROLES) & Member.joined_at.is_null(False)
    for member in Member.present().where(runs_it & Member.email.is_null(False)):
        with speaking(member.language):
            said = _said(left[:MOST_NAMED], settings)
        mail = write_mail(
            "left_behind",
            member.language,
            look=look_here(),
            business=Tenant.current().name,
            name=gone.name,
            count=len(left),
            more=len(left) - len(said),
            meetings=said,
            link=f"{settings.address}/app/calendrier",
        )
        queue_mail(
            mail, cause=uuid5(event.id, "left behind"), member=member.id, address=member.email, about=id
        )


def _left_behind() -> Any:
    with access.seeing_all():
        here = Member.present().select(Member.id)
        theirs = (Participant.appointment_id == Appointment.id) & Participant.member_id.in_(here)
        is_nobodys = ~fn.EXISTS(Participant.select(SQL("1")).where(theirs))
    return Appointment.kept().where(Appointment.to_come() & is_nobodys)


def _said(left: list[Any], settings: Settings) -> list[dict[str, str]]:
    """Each with whom, when and where it is handed over, in the language being spoken."""
    business = Tenant.current()
    voice = Voice(business.zone, business.region, business.currency)
    leads, kinds = meetings.leads_of(left), Kind.by_id()
    return [
        {
            "name": called(lead, voice.phone(lead.phone) if lead.phone else "")
            if (lead := leads.get(one.lead_id))
            else one.title or (kinds[one.kind_id].name if one.kind_id else _("Rendez-vous")),
            "when": voice.date_and_time(one.starts_at),
            "link": f"{settings.address}/app/calendrier/{one.id}",
        }
        for one in left
    ]
