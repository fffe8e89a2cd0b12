"""Having Google and Microsoft tell us of changes, and keeping that alive; without it they are asked as before."""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import Any

from filon.appointments import pushes
from filon.appointments.pushes import CalendarPush
from filon.foundation import clock
from filon.foundation.config import Settings
from filon.foundation.ids import new_id, new_token
from filon.foundation.transactions import transaction
from filon.integrations import calendars
from filon.integrations.google_calendar import GoogleCalendar, NotWatched
from filon.integrations.graph_calendar import GraphCalendar

# Google's channels can't be renewed, and end after a week whatever one asks for. Microsoft's end after 4,230 minutes at
# most (learn.microsoft.com/graph/api/resources/subscription); both are seen to when half of that is over.
GOOGLE_LASTS, MICROSOFT_LASTS = timedelta(days=7), timedelta(minutes=4200)

log = logging.getLogger(__name__)


def watch(account: Any, there: calendars.Account, used: Collection[Any], settings: Settings) -> None:
    """Be told of what changes in these calendars of an account. Whatever fails here leaves asking as it was."""
    address = f"{settings.address}/appels/agendas/{account.provider}"
    if not (address.startswith("https://") or settings.allow_private_hosts):
        return  # neither calls anything else
    with transaction(write=False):
        known = CalendarPush.of(account.id)
    try:
        if isinstance(there, GoogleCalendar):
            _watch_google(account, there, used, known, address)
        elif isinstance(there, GraphCalendar):
            _watch_microsoft(account, there, known, address)
    # Unauthorised too: who lets us read may not let us be told.
    except (
        calendars.Unauthorised,
        calendars.Later,
        calendars.Missing,
        calendars.NoCalendar,
        NotWatched,
    ) as error:
        log.info("not told of changes: %s", type(error).__name__, extra={"provider": account.provider})


def stop(there: calendars.Account, known: Collection[Any]) -> None:
    """Be told no more."""
    for push in known:
        if isinstance(there, GoogleCalendar):
            there.stop(push["outside_id"], push["resource"])
        elif isinstance(there, GraphCalendar):
            there.unsubscribe(push["outside_id"])


def _watch_google(
    account: Any, there: GoogleCalendar, used: Collection[Any], known: list[Any], address: str
) -> None:
    ids = {one.outside_id for one in used}
    fresh = {one.about for one in known if _lasts(one, GOOGLE_LASTS)}
    for calendar in ids - fresh:
        channel, secret = str(new_id()), new_token()
        with suppress(NotWatched):
            # Until both are there something may be told twice, and nothing never.
            resource, ends_at = there.watch(calendar, channel, secret, address, clock.now() + GOOGLE_LASTS)
            pushes.keep(account, calendar, channel, resource, secret, ends_at)
    over = [one for one in known if one.about not in ids or one.about not in fresh]
    for push in over:
        with suppress(calendars.Later):
            there.stop(push.outside_id, push.resource)
    pushes.forget(over)


def _watch_microsoft(account: Any, there: GraphCalendar, known: list[Any], address: str) -> None:
    until = clock.now() + MICROSOFT_LASTS
    for push in known:
        if _lasts(push, MICROSOFT_LASTS):
            return
        with suppress(calendars.Missing):
            pushes.prolong(push, there.renew(push.outside_id, until))
            return
    pushes.forget(known)
    secret = new_token()
    id, ends_at = there.subscribe(address, secret, until)
    pushes.keep(account, "", id, "", secret, ends_at)


def _lasts(push: Any, whole: timedelta) -> bool:
    return bool(push.ends_at > clock.now() + whole / 2)
