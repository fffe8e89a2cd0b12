"""A member's appointments for their own calendar elsewhere (RFC 5545), read again and again at a secret address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request

from filon.appointments.invitations import event_of, new_calendar, place_of
from filon.appointments.models import Appointment, Kind, Participant
from filon.appointments.plans import LONGEST_MINUTES
from filon.appointments.resources import Use
from filon.desk import meetings
from filon.desk.announcements import called
from filon.foundation import access, clock
from filon.foundation.errors import NotFound
from filon.foundation.i18n import _, speaking
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.foundation.voice import Voice
from filon.foundation.web import client_address, settings, view
from filon.tenants import feeds, team
from filon.tenants.models import Tenant

KEPT = timedelta(days=30)
# Two months of eight a working day, the nearest first: calendars come back every quarter of an hour.
MOST = 500
_REFRESH = timedelta(minutes=15)

pages = Blueprint("calendar_feed", __name__)


@dataclass(frozen=True)
class Entry:
    """An appointment as the member's calendar shows it."""

    appointment: Any
    summary: str
    details: str
    place: str
    link: str


def show_feed(token: str) -> Response:
    """The calendar of whoever has made this address, as they may see it now; 304 while it is as the caller knows it."""
    found = feeds.whose(token, caller=client_address())
    if found is None:
        raise NotFound()
    tenant, member = found
    who = access.Actor(member.role, member.id, member.name, member.is_limited)
    with acting_for(tenant, who), speaking(member.language), transaction(write=False):
        name, zone = f"{Tenant.current().name} · {member.name}", Tenant.current().zone
        entries = entries_of(_listed(member), member, settings().address)
    answer = Response(content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    etag = _etag(name, zone, entries)
    answer.set_etag(etag)
    # Most readings find nothing new: what takes long is the writing.
    if not request.if_none_match.contains_weak(etag):
        answer.data = write_feed(name, zone, entries)
    answer.make_conditional(request)
    return answer


pages.add_url_rule("/agenda/<token>.ics", view_func=view(show_feed, public=True))


def entries_of(listed: list[Any], member: Any, address: str) -> list[Entry]:
    """These appointments, in which the member takes part, as they may see them; our own `address` is in their links."""
    business = Tenant.current()
    voice = Voice(business.zone, business.region, business.currency)
    leads, kinds, names = meetings.leads_of(listed), Kind.by_id(), team.names()
    taking_part = Participant.of([one.id for one in listed])
    ids = [one.id for one in listed]
    resources, said = Use.names_of(ids), Use.names_said(ids)
    entries = []
    for one in listed:
        kind, lead = kinds.get(one.kind_id), leads.get(one.lead_id)
        title = one.title or (kind.name if kind else "") or _("Rendez-vous")
        phone = (voice.phone(lead.phone) if lead.phone else lead.phone_typed or "") if lead else ""
        link = f"{address}/app/calendrier/{one.id}"
        others = [
            names.get(each.member_id, each.name)
            for each in taking_part[one.id]
            if each.member_id != member.id
        ]
        resource = resources.get(one.id, "")
        place = place_of(one, said.get(one.id, ""))
        car = resource if one.place_kind != "office" or one.id not in said else ""
        details = [phone, lead.email if lead else "", ", ".join(filter(None, others)), car, link]
        summary = f"{called(lead, phone)} · {title}" if lead else title
        entries.append(Entry(one, summary, "\n".join(filter(None, details)), place, link))
    return entries


def _listed(member: Any) -> list[Any]:
    """From a month ago on; of more than are shown those that are next, and then those that were last."""
    now, mine = clock.now(), Appointment.id.in_(Participant.with_member(member.id))
    # How long one takes at most stands in the condition too: its index knows when one begins, not when it ends.
    earliest = now - KEPT - timedelta(minutes=LONGEST_MINUTES)
    begun = (Appointment.starts_at <= now) & (Appointment.starts_at >= earliest)
    coming = list(Appointment.kept().where(mine & (Appointment.starts_at > now)).limit(MOST))
    past = Appointment.kept().where(mine & begun & (Appointment.ends_at > now - KEPT))
    last = past.order_by(Appointment.starts_at.desc(), Appointment.id.desc()).limit(MOST - len(coming))
    return [*reversed(list(last)), *coming]


def _etag(name: str, zone: str, entries: list[Entry]) -> str:
    """The same while write_feed() would write the same but for its stamp, which is no change."""
    said = [
        (entry.appointment.id, entry.appointment.sequence, entry.appointment.status)
        + (entry.appointment.starts_at, entry.appointment.ends_at, entry.place)
        + (entry.summary, entry.details)
        for entry in entries
    ]
    return hashlib.sha256(repr((name, zone, said)).encode()).hexdigest()[:32]


def write_feed(name: str, zone: str, entries: list[Entry]) -> bytes:
    """A VCALENDAR of these under a name; what was cancelled says so."""
    calendar = new_calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for each in entries:
        event = event_of(each.appointment, each.summary, each.details, each.place, each.link)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
