"""A member's appointments for their own calendar elsewhere (RFC 5545), read again and again at a secret address."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request

from filon.appointments.invitations import event_of, new_calendar
from filon.appointments.models import Appointment, Kind, Participant
from filon.desk import meetings
from filon.desk.announcements import called
from filon.foundation import access, clock
from filon.foundation.errors import NotFound
from filon.foundation.i18n import _, speaking
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.foundation.voice import Voice
from filon.foundation.web import client_address, settings, view
from filon.tenants import feeds
from filon.tenants.models import Member, Tenant

KEPT = timedelta(days=30)
# Five a day for a year: more than anybody's calendar shows.
MOST = 2_000
_REFRESH = timedelta(minutes=15)

pages = Blueprint("calendar_feed", __name__)


def show_feed(token: str) -> Response:
    """The calendar of whoever has made this address, as they may see it now; 304 while it is as the caller knows it."""
    found = feeds.whose(token, caller=client_address())
    if found is None:
        raise NotFound()
    tenant, member = found
    who = access.Actor(member.role, member.id, member.name, member.is_limited)
    with acting_for(tenant, who), speaking(member.language), transaction(write=False):
        calendar = write_feed(member)
    answer = Response(calendar, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    # Each reading has a stamp of its own, which is no change.
    lasting = b"\r\n".join(line for line in calendar.split(b"\r\n") if not line.startswith(b"DTSTAMP"))
    answer.set_etag(hashlib.sha256(lasting).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


pages.add_url_rule("/agenda/<token>.ics", view_func=view(show_feed, public=True))


def write_feed(member: Any) -> bytes:
    """A VCALENDAR of what the member takes part in, from a month ago on; what was cancelled says so."""
    business = Tenant.current()
    voice = Voice(business.zone, business.region, business.currency)
    calendar = new_calendar("PUBLISH")
    name = f"{business.name} · {member.name}"
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("x-wr-timezone", business.zone)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    mine = Appointment.id.in_(Participant.with_member(member.id))
    listed = list(Appointment.kept().where(mine & (Appointment.ends_at > clock.now() - KEPT)).limit(MOST))
    leads, kinds, names = meetings.leads_of(listed), Kind.by_id(), Member.names()
    taking_part = Participant.of([one.id for one in listed])
    for one in listed:
        kind, lead = kinds.get(one.kind_id), leads.get(one.lead_id)
        title = one.title or (kind.name if kind else "") or _("Rendez-vous")
        phone = (voice.phone(lead.phone) if lead.phone else lead.phone_typed or "") if lead else ""
        link = f"{settings().address}/app/calendrier/{one.id}"
        others = [
            names.get(each.member_id, each.name)
            for each in taking_part[one.id]
            if each.member_id != member.id
        ]
        details = [phone, lead.email if lead else "", ", ".join(filter(None, others)), link]
        summary = f"{called(lead, phone)} · {title}" if lead else title
        calendar.add_component(event_of(one, summary, "\n".join(filter(None, details)), one.place, link))
    return bytes(calendar.to_ical())
