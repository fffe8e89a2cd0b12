"""Mails to those who run the business: somebody asks to be erased; and a week before they must have answered, again.

A mail stays where it is when the person is gone: it says neither their name nor their address.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from filon.foundation import clock, outbox
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.i18n import speaking
from filon.foundation.outbox import Event
from filon.foundation.voice import Voice
from filon.housekeeping.erasing import decide_before, pressing_at
from filon.leads import erasure_requests
from filon.leads.models import Lead
from filon.notifications.actions import queue_mail
from filon.notifications.looks import look_here
from filon.notifications.mails import write_mail
from filon.notifications.models import Notification
from filon.tenants.models import LIMITED_ROLES, Member, Site, Tenant

# A site may be in others' hands: past so many the rest of the hour is told in one mail.
MOST_AN_HOUR = 5
AFTER_THE_HOUR = timedelta(minutes=1)
# Where nobody is there to be told, so long until it is looked again.
A_DAY = timedelta(days=1)


def tell_managers(event: Event, settings: Settings) -> None:
    """Tell whoever decides of all that they were not told of yet, in one mail."""
    readers = _readers()
    if not readers:
        if erasure_requests.untold():
            _tell_later(event, clock.now() + A_DAY)
        return
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    if any(Notification.has_had(one.id, "erasure", MOST_AN_HOUR, since=hour) for one in readers):
        outbox.emit("erasure.asked", due_at=hour + timedelta(hours=1) + AFTER_THE_HOUR)
        return
    _tell(readers, erasure_requests.take_untold(), event, settings, is_again=False)


def press_managers(event: Event, settings: Settings) -> None:
    """Tell them once more of what they have not decided, in one mail, when a week is left."""
    readers = _readers()  # locked before what is asked, as where they are first told
    now, zone = clock.now(), Tenant.current().zone
    if readers:
        pressing = erasure_requests.take_pressing(lambda one: pressing_at(one.asked_at, zone) <= now)
        _tell(readers, pressing, event, settings, is_again=True)
    # The zone may be another than the one by which these events were set.
    if left := [pressing_at(one.asked_at, zone) for one in erasure_requests.unpressed()]:
        _tell_later(event, min(left) if min(left) > now else now + A_DAY)


def _readers() -> list[Any]:
    """Those who run the business and read mails; each is counted for by one worker at a time."""
    if Tenant.current().removed_at is not None:
        return []
    # The owner whom the agency has named hears of requests before they first come in, too.
    is_theirs = Member.joined_at.is_null(False) | Member.told_of_requests
    runs_it = Member.role.not_in(LIMITED_ROLES) & Member.email.is_null(False) & is_theirs
    return list(locked(Member.present().where(runs_it).order_by(Member.id)))


def _tell_later(event: Event, moment: datetime) -> None:
    """Look again then, unless another event of the same name does: everybody who asks leaves one."""
    if Tenant.current().removed_at is not None:
        return
    is_same = (Event.name == event.name) & (Event.id != event.id) & Event.dead_at.is_null()
    if not Event.select(Event.id).where(is_same & (Event.due_at <= moment)).exists():
        outbox.emit(event.name, due_at=moment)


def _tell(readers: list[Any], asked: list[Any], event: Event, settings: Settings, *, is_again: bool) -> None:
    leads = {lead.id: lead for lead in Lead.select().where(Lead.id.in_([one.lead_id for one in asked]))}
    asked = [one for one in asked if one.lead_id in leads]
    if not asked:
        return
    business, first = Tenant.current(), asked[0]
    voice = Voice(business.zone, business.region, business.currency)
    home_url = Site.get_by_id(first.site_id).home_url
    alone = leads[first.lead_id] if len(asked) == 1 else None
    page = f"{alone.number}/person" if alone else "erasures"
    for member in readers:
        with speaking(member.language):
            day = voice.calendar_day(decide_before(first.asked_at, business.zone))
        mail = write_mail(
            "erasure",
            member.language,
            look=look_here(),
            business=business.name,
            count=len(asked),
            number=alone.number if alone else None,
            site=(urlsplit(home_url).hostname or home_url) if alone else "",
            day=day,
            is_again=is_again,
            link=f"{settings.address}/app/prospects/{page}",
        )
        about = alone.id if alone else None
        queue_mail(mail, cause=event.id, member=member.id, address=member.email, about=about)
