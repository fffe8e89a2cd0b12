"""Calendars of a CalDAV server are found, read page by page and written, as a real server keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import caldav
import icalendar
import pytest

from filon.integrations.caldav import CalDav
from filon.integrations.calendars import (
    Entry,
    Forgotten,
    Known,
    Missing,
    Overtaken,
)
from tests.parts.radicale import PASSWORD, Radicale
from tests.parts.xandikos import Xandikos

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOVED = "BEGIN:VEVENT\nUID:appt-1@filon\nDTSTAMP:20261101T090000Z\nDTSTART:20261202T090000Z\nEND:VEVENT"
WINDOW = (AT - timedelta(days=30), AT + timedelta(days=365))


@pytest.fixture(scope="module", params=[Radicale, Xandikos])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with request.param(tmp_path_factory.mktemp("calendars")) as running:
        yield running


@pytest.fixture
def calendar(server: Radicale) -> str:
    """An empty calendar of Alice's."""
    return server.add_calendar(f"joinery-{uuid4().hex[:8]}")


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


def test_an_entry_is_made_once_whoever_changed_it_since(
    alice: CalDav, server: Radicale, calendar: str
) -> None:
    first = alice.create(calendar, _entry())
    assert alice.create(calendar, _entry(title="Other")) == replace(first, was_there=True)
    server.put(
        first.id,
        MOVED,
    )
    again = alice.create(calendar, _entry())
    assert (again.id, again.etag != first.etag) == (first.id, True)
    assert alice.read(calendar, again.id, WINDOW).starts_at == AT + timedelta(days=1)


def test_an_entry_that_its_owner_moved_to_another_address_is_found_there(
    alice: CalDav, server: Radicale, calendar: str
) -> None:
    server.put(
        f"{calendar}moved%20here.ics",
        MOVED,
    )
    assert alice.create(calendar, _entry()).id == f"{calendar}moved%20here.ics"


def test_what_others_have_changed_is_not_written_over(alice: CalDav, server: Radicale, calendar: str) -> None:
    written = alice.create(calendar, _entry())
    server.put(
        written.id,
        MOVED,
    )
    with pytest.raises(Overtaken):
        alice.update(calendar, written.id, written.etag, _entry())
    with pytest.raises(Overtaken):
        alice.delete(calendar, written.id, written.etag)
    assert alice.read(calendar, written.id, WINDOW).starts_at == AT + timedelta(days=1)


def test_what_is_gone_is_missing_and_need_not_be_deleted(
    alice: CalDav, server: Radicale, calendar: str
) -> None:
    written = alice.create(calendar, _entry())
    server.remove(written.id)
    with pytest.raises(Missing):
        alice.update(calendar, written.id, written.etag, _entry())
    with pytest.raises(Missing):
        alice.read(calendar, written.id, WINDOW)
    alice.delete(calendar, written.id, written.etag)


def test_a_calendar_that_is_gone_is_missing(alice: CalDav, calendar: str) -> None:
    nowhere = calendar.replace("joinery", "nowhere")
    with pytest.raises(Missing):
        list(alice.changes(nowhere, "", WINDOW))
    with pytest.raises(Missing):
        alice.create(nowhere, _entry())


def test_what_its_owner_added_to_an_entry_stays(alice: CalDav, server: Radicale, calendar: str) -> None:
    written = alice.create(calendar, _entry(details="Ancien", place="Rabat"))
    ours = server.text(written.id)
    alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT"
    server.replace(written.id, ours.replace("END:VEVENT", f"CATEGORIES:Chantier\r\n{alarm}"))
    now = alice.read(calendar, written.id, WINDOW)
    alice.update(
        calendar,
        now.id,
        now.etag,
        _entry(sequence=1, title="Neuf", starts_at=AT + HOUR, ends_at=AT + 2 * HOUR),
    )
    text = server.text(written.id)
    for line in (
        "CATEGORIES:Chantier",
        "TRIGGER:-PT15M",
        "SUMMARY:Neuf",
        "SEQUENCE:1",
        "DTSTART:20261201T100000Z",
    ):
        assert line in text
    for old in ("Ancien", "Rabat", "SUMMARY:Devis", "METHOD"):
        assert old not in text


def test_many_changes_come_page_by_page(alice: CalDav, server: Radicale, calendar: str) -> None:
    event = (
        "BEGIN:VEVENT\nUID:{}\nDTSTAMP:20261101T090000Z\nDTSTART:20261203T090000Z\nDURATION:PT1H\nEND:VEVENT"
    )
    for number in range(120):
        server.put(f"{calendar}{number}.ics", event.format(number))
    server.put(f"{calendar}old.ics", event.format("old").replace("2026", "2020"))
    server.put(
        f"{calendar}ours.ics", event.format("week").replace("DURATION", "RRULE:FREQ=WEEKLY;COUNT=3\nDURATION")
    )
    pages = list(alice.changes(calendar, "", WINDOW))
    assert [len(page.known) for page in pages] == [50, 50, 21]
    assert [bool(page.token) for page in pages] == [False, False, True]
    known = {one.uid: one for page in pages for one in page.known}
    assert known.keys() == {*map(str, range(120)), "week"}
    assert len(known["week"].busy) == 3
    for number in range(60):
        server.remove(f"{calendar}{number}.ics")
    server.put(f"{calendar}100.ics", event.format("100").replace("DURATION", "TRANSP:TRANSPARENT\nDURATION"))
    server.put(f"{calendar}new.ics", event.format("new").replace("2026", "2031"))
    changed, gone, token = _all(alice, calendar, pages[-1].token)
    assert changed.keys() == {"100", "new"}
    assert (changed["100"].busy, changed["new"].busy) == ((), ())
    assert gone == {f"{calendar}{number}.ics" for number in range(60)}
    assert _all(alice, calendar, token)[:2] == ({}, set())


def test_tasks_in_a_calendar_are_no_events(alice: CalDav, server: Radicale, calendar: str) -> None:
    token = _all(alice, calendar)[2]
    server.put(
        f"{calendar}task.ics", "BEGIN:VTODO\nUID:task\nDTSTAMP:20261101T090000Z\nSUMMARY:Buy oak\nEND:VTODO"
    )
    assert _all(alice, calendar, token)[:2] == ({}, set())


@pytest.mark.parametrize("token", ["sync:http://radicale.org/ns/sync/0", "ctag:before", "nonsense"])
def test_an_unknown_token_is_forgotten(alice: CalDav, calendar: str, token: str) -> None:
    with pytest.raises(Forgotten):
        list(alice.changes(calendar, token, WINDOW))


def test_another_client_reads_what_we_write(alice: CalDav, server: Radicale, calendar: str) -> None:
    alice.create(
        calendar,
        _entry(
            details="Étage 2 ; sonner, puis monter",
            place="12 rue des Chênes",
            link="https://filon.example/p/1042",
            is_tentative=True,
            sequence=3,
        ),
    )
    with caldav.DAVClient(server.address, username="alice", password=PASSWORD) as client:
        [event] = client.calendar(url=calendar).search(event=True, start=AT, end=AT + HOUR)
    read = event.icalendar_component
    assert (str(read["summary"]), str(read["description"])) == (
        "Devis avec Zoé",
        "Étage 2 ; sonner, puis monter",
    )
    assert (str(read["location"]), str(read["url"])) == ("12 rue des Chênes", "https://filon.example/p/1042")
    assert (read.start, read.end) == (AT, AT + HOUR)
    assert (read["sequence"], read["status"], read["transp"]) == (3, "TENTATIVE", "OPAQUE")
    assert event.icalendar_instance["prodid"] == "-//Filon//Appointments//FR"
    assert "method" not in event.icalendar_instance


def test_we_read_what_another_client_writes(alice: CalDav, server: Radicale, calendar: str) -> None:
    weekly = icalendar.Event()
    weekly.add("uid", "weekly")
    weekly.add("dtstart", datetime(2026, 12, 7, 10, tzinfo=ZoneInfo("Europe/Paris")))
    weekly.add("dtstamp", AT)
    weekly.add("duration", HOUR)
    weekly.add("rrule", {"FREQ": "WEEKLY", "COUNT": 2})
    around = icalendar.Calendar.new(subcomponents=[weekly])
    around.add_missing_timezones()
    with caldav.DAVClient(server.address, username="alice", password=PASSWORD) as client:
        event = client.calendar(url=calendar).save_event(around.to_ical().decode())
        known, _gone, token = _all(alice, calendar)
        read = known["weekly"]
        assert read.busy == tuple((at, at + HOUR) for at in (AT + timedelta(days=6), AT + timedelta(days=13)))
        event.delete()
    assert _all(alice, calendar, token)[1] == {read.id}
