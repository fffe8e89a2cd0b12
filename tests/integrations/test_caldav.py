"""Calendars of a CalDAV server are found, read page by page and written, as a real server keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from filon.integrations.caldav import CalDav
from filon.integrations.calendars import Entry, Known
from tests.parts.radicale import PASSWORD, Radicale

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
WINDOW = (AT - timedelta(days=30), AT + timedelta(days=365))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with Radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def calendar(server: Radicale, request: pytest.FixtureRequest) -> str:
    """An empty calendar of Alice's own to each test."""
    return server.add_calendar(request.node.name.partition("[")[0].removeprefix("test_").replace("_", "-"))


@pytest.fixture
def alice(server: Radicale) -> CalDav:
    return CalDav(server.address, "alice", PASSWORD, zone="Europe/Paris", allow_private=True)


def _entry(**what: object) -> Entry:
    said = {
        "key": "0b" * 16,
        "uid": "appt-1@filon",
        "sequence": 0,
        "starts_at": AT,
        "ends_at": AT + HOUR,
        "zone": "Europe/Paris",
        "title": "Devis avec Zoé",
    }
    return Entry(**{**said, **what})  # type: ignore[arg-type]


def _all(account: CalDav, calendar: str, token: str = "") -> tuple[dict[str, Known], set[str], str]:
    """Everything that the pages tell: what is known by UID, what is gone, where to go on from."""
    known: dict[str, Known] = {}
    gone: set[str] = set()
    token_now = ""
    for page in account.changes(calendar, token, WINDOW):
        assert token_now == "", "the token is on the last page"
        known |= {one.uid: one for one in page.known}
        gone |= set(page.gone)
        token_now = page.token
    assert token_now
    return known, gone, token_now


def test_it_works(alice: CalDav, calendar: str) -> None:
    assert calendar in [one.id for one in alice.calendars()]
    written = alice.create(calendar, _entry())
    known, _gone, token = _all(alice, calendar)
    assert known == {
        "appt-1@filon": Known(written.id, written.etag, "appt-1@filon", ((AT, AT + HOUR),), AT, AT + HOUR)
    }
    moved = alice.update(
        calendar, written.id, written.etag, _entry(starts_at=AT + HOUR, ends_at=AT + 2 * HOUR)
    )
    known, _gone, token = _all(alice, calendar, token)
    assert known["appt-1@filon"].busy == ((AT + HOUR, AT + 2 * HOUR),)
    alice.delete(calendar, moved.id, moved.etag)
    known, gone, _token = _all(alice, calendar, token)
    assert (known, gone) == ({}, {written.id})
