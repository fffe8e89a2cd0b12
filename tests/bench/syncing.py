"""Ten thousand events of a member's Google calendar read the first time, and fifty changes after it."""

from __future__ import annotations

import resource
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from filon.appointments.account_looks import look_soon
from filon.appointments.calendar_accounts import Opened, add_account
from filon.appointments.elsewhere import CalendarAccount, OutsideCalendar
from filon.appointments.times import BusyTime
from filon.foundation.access import Actor
from filon.integrations.calendars import Remote
from filon.integrations.oauth import GOOGLE
from tests.parts.service import Filon, PairedSite
from tests.standins.google_calendar import GoogleStandIn

EVENTS, CHANGES = 10_000, 50
_HALF_AN_HOUR = timedelta(minutes=30)


def measure_sync(site: PairedSite, member: UUID, google: GoogleStandIn) -> dict[str, Any]:
    """Requests and seconds of both, and by how many MB the process grew while it read everything.

    The service knows `google` by FILON_GOOGLE. An event it did not read, or reads twice, stops the bench.
    """
    service = site.filon
    service.work()  # what has followed the bookings before is no part of it
    (calendar,) = google.store.calendars.values()
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    # Within the 400 days that are read: three in two hours.
    ids = [_event(google, calendar, first + number * _HALF_AN_HOUR * 1.5) for number in range(EVENTS)]
    access = google.oauth.permit(google.alice.mail, *GOOGLE.needed)
    secret = {"access": access, "refresh": access, "until": int(time.time()) + 3000}
    with service.inside(site.tenant, Actor("owner", member, "Alice")):
        account = add_account(
            member,
            Opened("google", "", google.alice.mail, secret, (Remote(calendar.id, "Perso", is_main=True),)),
        )
    before = _peak_mb()
    first_time = _look(service, google)
    grown = _peak_mb() - before
    _check(site, account.id, EVENTS)
    for id in ids[: CHANGES // 2]:
        google.store.remove(calendar, id)
    for number in range(CHANGES // 2):
        _event(google, calendar, first + timedelta(days=350, hours=number))
    with service.inside(site.tenant):
        look_soon(CalendarAccount.find(account.id))
    changes = _look(service, google)
    _check(site, account.id, EVENTS)
    service.close()
    return {
        "sync_requests": first_time[0],
        "sync_seconds": first_time[1],
        "sync_grown_mb": round(grown, 1),
        "sync_change_requests": changes[0],
        "sync_change_seconds": changes[1],
    }


def _event(google: GoogleStandIn, calendar: Any, at: datetime) -> str:
    made = google.store.add(calendar, at.isoformat(), (at + _HALF_AN_HOUR).isoformat())
    return str(made["id"])


def _look(service: Filon, google: GoogleStandIn) -> tuple[int, float]:
    asked, began = len(google.calls), time.perf_counter()
    service.work()
    return len(google.calls) - asked, round(time.perf_counter() - began, 2)


def _check(site: PairedSite, account: UUID, count: int) -> None:
    with site.filon.inside(site.tenant, write=False):
        mine = OutsideCalendar.select(OutsideCalendar.id).where(OutsideCalendar.account_id == account)
        found = BusyTime.select().where(BusyTime.calendar_id.in_(mine)).count()
        problem = CalendarAccount.find(account).problem
    if problem or found != count:
        raise SystemExit(f"booking: {found} busy times of {count} events; {problem}")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
