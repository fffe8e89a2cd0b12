"""Mails that tell members what happened: somebody asked, or many did."""

from __future__ import annotations

from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any
from uuid import UUID

from filon.foundation import clock, outbox
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.i18n import _, speaking
from filon.foundation.outbox import Event
from filon.foundation.voice import Voice
from filon.interactions import assigned
from filon.leads.models import Lead
from filon.notifications.actions import forget_held, hold_back, queue_mail, take_held
from filon.notifications.looks import look_here
from filon.notifications.mails import write_mail
from filon.notifications.models import Notification
from filon.tenants.models import Member, Tenant

LONGEST_EXCERPT = 2_000
LONGEST_LINE = 120
# What a summary names; whoever has more asked goes to the list.
MOST_PEOPLE = 50
_AT_ONCE = 1_000
# A request every two minutes is more than anybody calls back. What comes beyond that is a campaign that took off, or
# a robot below the verdict of a flood; neither may bury a mailbox, so the rest of the hour is told in one mail.
MOST_REQUESTS_AN_HOUR = 30
# The clocks of two workers may differ a little: by then nothing is added to the hour that was.
AFTER_THE_HOUR = timedelta(minutes=1)


def announce_request(event: Event, settings: Settings) -> None:
    """Tell those who want to know that somebody asked, and whom a rule gave it to: who, what, since when, a link."""
    lead = Lead.find(UUID(event.payload["lead"]))
    if lead is None or lead.trashed_at is not None:
        return
    voice = _voice()
    given_to = assigned.given_to(lead)
    for member in _alone_with(_hearing(given_to)):
        if not member.sees(lead.owner_id) or _is_held_back(member, lead, event):
            continue
        with speaking(member.language):
            values = _about(lead, voice, _asked_at(event, lead))
        link = f"{settings.address}/app/prospects/{lead.number}"
        _tell(
            member,
            "request",
            event,
            about=lead.id,
            again=event.name == "lead.joined",
            yours=member.id == given_to,
            link=link,
            **values,
        )


def _hearing(owner: UUID | None) -> Any:
    """Those who want to hear of every request, and the one whose it is by a rule."""
    if owner is None:
        return Member.told()
    theirs = (Member.id == owner) & Member.joined_at.is_null(False)
    return Member.present().where((Member.told_of_requests | theirs) & Member.email.is_null(False))


def _is_held_back(member: Any, lead: Any, event: Event) -> bool:
    """Whether this hour's mails to the member are used up; then the request waits for the hour's summary."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    if not Notification.has_had(member.id, "request", MOST_REQUESTS_AN_HOUR, since=hour):
        return False
    if not member.told_of_requests:
        # Who only hears of their own has more than anybody calls back: the list says the rest.
        return True
    over = hour + timedelta(hours=1)
    if hold_back(
        "request",
        cause=event.id,
        member=member.id,
        address=member.email,
        until=over,
        about=lead.id,
        happened_at=_asked_at(event, lead),
    ):
        outbox.emit(
            "requests.held_back", due_at=over + AFTER_THE_HOUR, member=member.id.hex, over=over.isoformat()
        )
    return True


def sum_up_requests(event: Event, settings: Settings) -> None:
    """One mail for all requests of an hour that were not told of singly: who, what, since when, with links."""
    id, over = UUID(event.payload["member"]), datetime.fromisoformat(event.payload["over"])
    members = _alone_with(Member.told().where(Member.id == id))
    if not members:
        forget_held("request", member=id, until=over)
    for member in members:
        held = _in_sight(take_held("request", member=id, until=over), member)
        if not held:
            continue
        with speaking(member.language):
            told = _summary(held, _voice(), f"{settings.address}/app/prospects")
        link = f"{settings.address}/app/prospects?status=waiting"
        _tell(member, "requests", event, link=link, count=len(held), most=MOST_REQUESTS_AN_HOUR, **told)


def _in_sight(held: list[Any], member: Any) -> list[Any]:
    """Those about leads that the member may still see: one may have become a colleague's meanwhile."""
    if not member.is_limited:
        return held
    owners = dict(
        Lead.select(Lead.id, Lead.owner_id).where(Lead.id.in_([one.about_id for one in held])).tuples()
    )
    return [one for one in held if one.about_id in owners and member.sees(owners[one.about_id])]


def _summary(held: list[Any], voice: Voice, prospects: str) -> dict[str, Any]:
    """What a summary says of requests, the oldest first: one line for each person, and their period."""
    since: dict[UUID, datetime] = {}
    for request in held:
        since.setdefault(request.about_id, request.happened_at)
    ids = list(since)
    # Of a flood there may be more than a statement takes.
    people = {
        lead.id: lead
        for start in range(0, len(ids), _AT_ONCE)
        for lead in Lead.kept().where(Lead.id.in_(ids[start : start + _AT_ONCE]))
    }
    known = [id for id in ids if id in people]
    begun, ended = (voice.moment(request.happened_at) for request in (held[0], held[-1]))
    return {
        "when": begun if begun == ended else _("de %(begun)s à %(ended)s", begun=begun, ended=ended),
        "people": [
            _line(people[id], voice, since[id], f"{prospects}/{people[id].number}")
            for id in known[:MOST_PEOPLE]
        ],
        "more": len(known[MOST_PEOPLE:]),
    }


def _line(lead: Any, voice: Voice, since: datetime, link: str) -> dict[str, str]:
    phone = voice.phone(lead.phone) if lead.phone else lead.phone_typed or ""
    name = called(lead, phone)
    return {
        "name": name,
        "when": voice.moment(since),
        "phone": lead.phone or "",
        "phone_said": phone if phone != name else "",
        "asked": shorten(lead.message, LONGEST_LINE, placeholder="…"),
        "link": link,
    }


def _alone_with(members: Any) -> list[Any]:
    """The members, each counted for by one worker at a time."""
    return list(locked(members.order_by(Member.id)))


def _tell(member: Any, template: str, cause: Event, about: UUID | None = None, **values: Any) -> None:
    mail = write_mail(template, member.language, business=Tenant.current().name, look=look_here(), **values)
    queue_mail(mail, cause=cause.id, member=member.id, address=member.email, about=about)


def _voice() -> Voice:
    business = Tenant.current()
    return Voice(business.zone, business.region, business.currency)


def _asked_at(event: Event, lead: Any) -> datetime:
    """When this request was made: somebody who asks again may have been waiting for long."""
    said = event.payload.get("asked_at")
    return datetime.fromisoformat(said) if said else lead.to_call_since or lead.created_at


def _about(lead: Any, voice: Voice, asked_at: datetime) -> dict[str, Any]:
    phone_said = voice.phone(lead.phone) if lead.phone else lead.phone_typed or ""
    facts = [
        (_("Téléphone"), phone_said),
        (_("Mail"), lead.email or ""),
        (_("Entreprise"), lead.company),
        (_("Formulaire"), lead.source_detail),
    ]
    message = lead.message if len(lead.message) <= LONGEST_EXCERPT else lead.message[:LONGEST_EXCERPT] + "…"
    return {
        "name": called(lead, phone_said),
        "when": voice.moment(asked_at),
        "until": voice.moment(lead.answer_due_at)
        if lead.is_waiting and not lead.is_late(clock.now())
        else "",
        "facts": [(label, value) for label, value in facts if value],
        "message": message,
        "phone": lead.phone,
        "phone_said": phone_said,
    }


def called(lead: Any, phone_said: str) -> str:
    """What to call them, as a reader would say it: nobody is called by a number without spaces."""
    if lead.name and lead.name != lead.phone:
        return str(lead.name)
    return phone_said if lead.phone else _("Prospect n° %(number)s", number=lead.number)
