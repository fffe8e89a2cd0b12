"""Google Calendar: what is busy there is read, all of it the first time, and later what has changed."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from filon.integrations.calendars import Account, Forgotten, Known
from filon.integrations.oauth import GOOGLE
from tests.integrations.google_account import ENTRY, MAIL, WINDOW, client, paris, read_all
from tests.standins.google_calendar import GoogleStandIn
from tests.standins.google_store import Calendar


def test_it_works(google: GoogleStandIn, calendar: Calendar, account: Account) -> None:
    dentist = google.store.add(calendar, "2026-12-03T09:00:00+01:00", "2026-12-03T10:30:00+01:00")
    known, gone, token = read_all(account)
    assert known == {
        dentist["id"]: Known(
            id=dentist["id"],
            etag=dentist["etag"],
            uid=f"{dentist['id']}@google.com",
            busy=((paris(3, 9), paris(3, 10, 30)),),
            starts_at=paris(3, 9),
            ends_at=paris(3, 10, 30),
        )
    }
    assert gone == set()

    written = account.create(MAIL, ENTRY)
    google.store.remove(calendar, dentist["id"])
    known, gone, _token = read_all(account, token)
    assert known[written.id].busy == ((ENTRY.starts_at, ENTRY.ends_at),)
    assert known[written.id].etag == written.etag
    assert gone == {dentist["id"]}


def test_calendars_are_listed_as_their_owner_sees_them(google: GoogleStandIn, account: Account) -> None:
    google.store.calendar(google.alice, "team@group.calendar.google.com", "Équipe", "writer")
    google.store.calendar(google.alice, "fr.french#holiday@group.v.calendar.google.com", "Fériés", "reader")
    google.alice.names["team@group.calendar.google.com"] = "L’atelier"
    google.store.calendar(google.alice, "boss@example.com", "Chef", "writerWithoutPrivateAccess")
    for number in range(249):
        google.store.calendar(
            google.alice, f"c{number}@group.calendar.google.com", f"N° {number}", "freeBusyReader"
        )
    found = account.calendars()
    assert [(one.name, one.can_write, one.is_main) for one in found[:5]] == [
        (MAIL, True, True),
        ("L’atelier", True, False),
        ("Fériés", False, False),
        ("Chef", True, False),
        ("N° 0", False, False),
    ]
    assert len(found) == 253


def test_no_title_place_or_address_leaves_google(
    google: GoogleStandIn, calendar: Calendar, account: Account
) -> None:
    google.store.add(
        calendar,
        "2026-12-03T09:00:00+01:00",
        "2026-12-03T10:00:00+01:00",
        summary="Oncologue",
        attendees=[{"email": "charlie@example.com"}, {"email": MAIL, "self": True}],
    )
    read_all(account)
    asked = google.calls[-1].query["fields"]
    assert google.calls[-1].query["maxAttendees"] == "1"
    for private in ("summary", "description", "location", "email", "displayName", "organizer", "*"):
        assert private not in asked


@pytest.mark.parametrize(
    ("more", "is_busy"),
    [
        ({}, True),
        ({"status": "tentative"}, True),
        ({"transparency": "transparent"}, False),
        ({"eventType": "outOfOffice"}, True),
        ({"eventType": "focusTime"}, True),
        ({"eventType": "workingLocation"}, False),
        ({"attendees": [{"email": MAIL, "self": True, "responseStatus": "declined"}]}, False),
        ({"attendees": [{"email": MAIL, "self": True, "responseStatus": "needsAction"}]}, True),
        ({"attendees": [{"email": "bob@example.com", "responseStatus": "declined"}]}, True),
        (
            {
                "attendees": [
                    {"email": "bob@example.com", "responseStatus": "accepted"},
                    {"email": MAIL, "self": True, "responseStatus": "declined"},
                ]
            },
            False,
        ),
    ],
)
def test_what_takes_its_owners_time(
    google: GoogleStandIn, calendar: Calendar, account: Account, more: dict[str, Any], is_busy: bool
) -> None:
    item = google.store.add(calendar, "2026-12-03T09:00:00+01:00", "2026-12-03T10:00:00+01:00", **more)
    known = read_all(account)[0][item["id"]]
    assert known.busy == (((paris(3, 9), paris(3, 10)),) if is_busy else ())
    assert (known.starts_at, known.ends_at) == (paris(3, 9), paris(3, 10))
    assert account.read(MAIL, item["id"], WINDOW) == known


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("Europe/Paris", "2026-12-03T23:00", "2026-12-05T23:00"),
        ("America/New_York", "2026-12-04T05:00", "2026-12-06T05:00"),
        ("Pacific/Auckland", "2026-12-03T11:00", "2026-12-05T11:00"),
    ],
)
def test_whole_days_are_those_of_their_calendar(
    google: GoogleStandIn, calendar: Calendar, account: Account, zone: str, begins: str, ends: str
) -> None:
    calendar.zone = zone
    item = google.store.add(calendar, "2026-12-04", "2026-12-06")
    span = (datetime.fromisoformat(f"{begins}+00:00"), datetime.fromisoformat(f"{ends}+00:00"))
    assert read_all(account)[0][item["id"]].busy == (span,)
    assert account.read(MAIL, item["id"], WINDOW).busy == (span,)


def test_each_of_a_series_comes_by_itself(
    google: GoogleStandIn, calendar: Calendar, account: Account
) -> None:
    first = datetime(2027, 2, 15, 9, tzinfo=ZoneInfo("Europe/Paris"))
    whole = google.store.series(calendar, first, hours=1, times=8, every_days=7)
    known, _gone, token = read_all(account)
    begins = [first.astimezone(UTC), first.astimezone(UTC) + timedelta(days=7)]
    # The window ends before the third.
    assert [one.busy for one in known.values()] == [((at, at + timedelta(hours=1)),) for at in begins]
    assert {(one.uid, one.mark) for one in known.values()} == {("", "")}, "what is repeated is its owner's"
    google.store.remove(calendar, whole["id"])
    assert read_all(account, token)[1] == set(known)


def test_one_that_its_owner_made_a_series_is_busy_each_time(
    google: GoogleStandIn, calendar: Calendar, account: Account
) -> None:
    first = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Paris"))
    whole = google.store.series(calendar, first, hours=1, times=3, every_days=7)
    known = account.read(MAIL, whole["id"], WINDOW)
    assert known.starts_at == first.astimezone(UTC)
    assert known.busy == ((paris(1, 9), paris(1, 10)), (paris(8, 9), paris(8, 10)))


def test_a_moment_takes_no_time(google: GoogleStandIn, calendar: Calendar, account: Account) -> None:
    item = google.store.add(calendar, "2026-12-03T09:00:00+01:00", "2026-12-03T09:00:00+01:00")
    known = read_all(account)[0][item["id"]]
    assert (known.busy, known.starts_at, known.ends_at) == ((), paris(3, 9), paris(3, 9))


def test_zones_are_read_as_they_come(google: GoogleStandIn, account: Account) -> None:
    """A time without an offset is in the zone beside it; a calendar's zone that nobody here knows is taken for UTC."""
    naive = {"dateTime": "2026-12-03T09:00:00", "timeZone": "Europe/Paris"}
    items = [
        {"id": "one", "start": naive, "end": {"dateTime": "2026-12-03T10:00:00Z"}},
        {"id": "two", "start": {"date": "2026-12-03"}, "end": {"date": "2026-12-04"}},
        {"id": "three"},
    ]
    google.faults.answer(200, {"timeZone": "Mars/Olympus", "items": items, "nextSyncToken": "x"})
    known = read_all(account)[0]
    assert known["one"].starts_at == paris(3, 9)
    assert known["two"].busy == ((datetime(2026, 12, 3, tzinfo=UTC), datetime(2026, 12, 4, tzinfo=UTC)),)
    assert (known["three"].busy, known["three"].starts_at) == ((), None)


def test_what_has_moved_out_of_the_window_is_told_as_it_is(
    google: GoogleStandIn, calendar: Calendar, account: Account
) -> None:
    item = google.store.add(calendar, "2026-12-03T09:00:00+01:00", "2026-12-03T10:00:00+01:00")
    outside = google.store.add(calendar, "2028-12-03T09:00:00+01:00", "2028-12-03T10:00:00+01:00")
    known, _gone, token = read_all(account)
    assert outside["id"] not in known
    later = {"start": {"dateTime": "2028-01-03T09:00:00Z"}, "end": {"dateTime": "2028-01-03T10:00:00Z"}}
    google.store.change(calendar, item["id"], **later)
    begins = datetime(2028, 1, 3, 9, tzinfo=UTC)
    assert read_all(account, token)[0][item["id"]].busy == ((begins, begins + timedelta(hours=1)),)


def test_what_changes_while_it_is_read_is_told_the_next_time(
    google: GoogleStandIn, calendar: Calendar, account: Account
) -> None:
    google.store.fill(calendar, WINDOW[0], 1500)
    pages = account.changes(MAIL, "", WINDOW)
    next(pages)
    late = google.store.add(calendar, "2026-12-03T09:00:00+01:00", "2026-12-03T10:00:00+01:00")
    *_between, last = pages
    assert late["id"] in read_all(account, last.token)[0]


def test_an_old_token_is_forgotten(google: GoogleStandIn, account: Account) -> None:
    token = read_all(account)[2]
    google.lists.forget()
    with pytest.raises(Forgotten):
        list(account.changes(MAIL, token, WINDOW))
    read_all(account)


def test_a_token_that_google_can_not_read_is_forgotten_too(google: GoogleStandIn, account: Account) -> None:
    token = read_all(account)[2]
    google.refuse(400, "invalid")
    with pytest.raises(Forgotten):
        list(account.changes(MAIL, token, WINDOW))


_READER = """
import resource, sys
from datetime import UTC, datetime
from filon.integrations.google_calendar import GoogleCalendar

account = GoogleCalendar(sys.argv[1], base=sys.argv[2], allow_private=True)
window = (datetime(2026, 12, 1, tzinfo=UTC), datetime(2028, 12, 1, tzinfo=UTC))
count, after_two = 0, 0
for number, page in enumerate(account.changes("alice@example.com", "", window), 1):
    count += len(page.known)
    if number == 2:
        after_two = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - after_two, page.token)
"""


def test_ten_thousand_events_are_read_a_page_at_a_time(google: GoogleStandIn, calendar: Calendar) -> None:
    """Eleven questions for all and fifty changes, and no more memory for ten pages than for two."""
    ids = google.store.fill(calendar, WINDOW[0], 10_000)
    command = [sys.executable, "-c", _READER, google.oauth.permit(MAIL, *GOOGLE.needed), google.base]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    count, growth, token = done.stdout.split()
    assert int(count) == 10_000
    assert int(growth) < 4096, "kilobytes"
    for id in ids[:40]:
        google.store.change(calendar, id, summary="Déplacé")
    for id in ids[-10:]:
        google.store.remove(calendar, id)
    known, gone, _token = read_all(client(google), token)
    assert (set(known), gone) == (set(ids[:40]), set(ids[-10:]))
    assert len(google.calls) == 11
