"""Google calls when a calendar changes: at once, twice or in another order, until the watch ends or is stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, Response, request

from filon.integrations.calendars import Later, Missing, Unauthorised
from filon.integrations.google_calendar import GoogleCalendar, NotWatched
from tests.integrations.google_account import MAIL, client
from tests.parts.processes import until
from tests.standins.google_calendar import GoogleStandIn
from tests.standins.google_store import Calendar
from tests.standins.serving import Served


class Heard:
    """What was called at `address`: the headers of each."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.headers: list[dict[str, str]] = []
        self.lock = threading.Lock()

    def wait_for(self, count: int) -> list[tuple[str, str]]:
        """State and number of each, once there are so many."""
        until(lambda: len(self.headers) >= count, f"{count} notices, not {self.headers}", 10)
        return [(one["X-Goog-Resource-State"], one["X-Goog-Message-Number"]) for one in self.headers]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """An address of ours that Google calls."""
    app = Flask(__name__)

    def hear() -> Response:
        assert request.get_data() == b""
        heard.headers.append(dict(request.headers))
        return Response(status=204)

    app.add_url_rule("/notices", view_func=hear, methods=["POST"])
    with Served(app) as served:
        heard = Heard(f"{served.url}/notices")
        yield heard


@pytest.fixture
def alices(google: GoogleStandIn) -> GoogleCalendar:
    """Alice's account, with what only Google has."""
    return client(google)


def in_days(days: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)


def test_it_works(google: GoogleStandIn, calendar: Calendar, alices: GoogleCalendar, heard: Heard) -> None:
    wanted = in_days(7)
    resource, expires_at = alices.watch(MAIL, "channel-1", "a token of ours", heard.address, wanted)
    assert expires_at == wanted
    google.store.add(calendar, "2026-12-03T09:00:00+01:00", "2026-12-03T10:00:00+01:00")
    assert heard.wait_for(2) == [("sync", "1"), ("exists", "2")]
    told = heard.headers[1]
    assert told["X-Goog-Channel-Id"] == "channel-1"
    assert told["X-Goog-Channel-Token"] == "a token of ours"
    assert told["X-Goog-Resource-Id"] == resource

    alices.stop("channel-1", resource)
    google.store.add(calendar, "2026-12-04T09:00:00+01:00", "2026-12-04T10:00:00+01:00")
    alices.watch(MAIL, "channel-2", "another", heard.address, wanted)
    heard.wait_for(3)
    assert [one["X-Goog-Channel-Id"] for one in heard.headers] == ["channel-1", "channel-1", "channel-2"]
    alices.stop("channel-1", resource)


def test_notices_come_twice_and_in_another_order(
    google: GoogleStandIn, calendar: Calendar, alices: GoogleCalendar, heard: Heard
) -> None:
    google.pushes.held = True
    alices.watch(MAIL, "channel-1", "", heard.address, in_days(7))
    google.store.fill(calendar, datetime(2026, 12, 1, tzinfo=UTC), 2)
    assert heard.headers == []
    google.pushes.send([*reversed(google.pushes.waiting), google.pushes.waiting[0]])
    assert heard.wait_for(4) == [("exists", "3"), ("exists", "2"), ("sync", "1"), ("sync", "1")]
    assert "X-Goog-Channel-Token" not in heard.headers[0]


def test_google_may_end_it_earlier_than_asked(alices: GoogleCalendar, heard: Heard) -> None:
    _resource, expires_at = alices.watch(MAIL, "channel-1", "", heard.address, in_days(400))
    assert in_days(29) < expires_at < in_days(31)


def test_an_end_that_is_past_calls_no_more(
    google: GoogleStandIn, calendar: Calendar, alices: GoogleCalendar, heard: Heard
) -> None:
    alices.watch(MAIL, "channel-1", "", heard.address, in_days(7))
    google.pushes.channels["channel-1"].expires_ms = 0
    google.store.fill(calendar, datetime(2026, 12, 1, tzinfo=UTC), 3)
    alices.watch(MAIL, "channel-2", "", heard.address, in_days(7))
    assert heard.wait_for(2) == [("sync", "1"), ("sync", "1")]


def test_what_google_does_not_watch_is_to_be_asked(
    google: GoogleStandIn, alices: GoogleCalendar, heard: Heard
) -> None:
    holidays = "fr.french#holiday@group.v.calendar.google.com"
    google.store.calendar(google.alice, holidays, "Fériés", "reader")
    with pytest.raises(NotWatched, match="pushNotSupported"):
        alices.watch(holidays, "channel-1", "", heard.address, in_days(7))
    with pytest.raises(NotWatched, match="NotHttps"):
        alices.watch(MAIL, "channel-1", "", "http://filon.example/", in_days(7))
    # A 401 that is about the address, not about us.
    google.refuse(401, "push.webhookUrlUnauthorized", domain="global")
    with pytest.raises(NotWatched):
        alices.watch(MAIL, "channel-1", "", heard.address, in_days(7))


def test_a_watch_is_refused_as_everything_else(
    google: GoogleStandIn, alices: GoogleCalendar, heard: Heard
) -> None:
    with pytest.raises(Missing):
        alices.watch("gone@group.calendar.google.com", "channel-1", "", heard.address, in_days(7))
    google.refuse(429, "rateLimitExceeded")
    with pytest.raises(Later):
        alices.watch(MAIL, "channel-1", "", heard.address, in_days(7))
    google.oauth.end_access()
    with pytest.raises(Unauthorised):
        alices.watch(MAIL, "channel-1", "", heard.address, in_days(7))
    with pytest.raises(Unauthorised):
        alices.stop("channel-1", "resource")
