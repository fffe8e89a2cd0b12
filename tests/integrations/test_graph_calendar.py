"""Microsoft's calendars as our client reads and writes them, at a stand-in that refuses what Microsoft would."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from filon.integrations.calendars import Known, Missing, NoCalendar, Overtaken, Remote, Unauthorised
from tests.integrations.outlook import DAY, HOUR, NINE, WINDOW, Outlook, Seen, entry, outlook

DAYS = timedelta(days=1)


@pytest.fixture
def alice() -> Iterator[Outlook]:
    """Her mailbox, and no request to it that Microsoft would not take."""
    with outlook() as hers:
        yield hers


@pytest.fixture
def seen(alice: Outlook) -> Seen:
    """Her usual calendar, not read yet."""
    return Seen(alice.account, alice.home)


def test_it_works(alice: Outlook, seen: Seen) -> None:
    details = {"details": "Bonjour", "link": "https://atlas.example/r/1", "place": "Rue Lecourbe"}
    made = alice.account.create(alice.home, entry(**details))
    (event,) = alice.mailbox.standing(alice.home)
    uid = event.words["iCalUId"]
    nine = Known(made.id, made.etag, uid, ((NINE, NINE + HOUR),), NINE, NINE + HOUR, entry().key)
    assert seen.read_on() == {made.id: nine}
    assert event.words["subject"] == "Nadia Amrani, devis"
    assert event.words["body"] == {"contentType": "text", "content": "Bonjour\n\nhttps://atlas.example/r/1"}
    assert event.words["location"]["displayName"] == "Rue Lecourbe"
    assert not {"attendees", "isReminderOn"} & set(event.words), "nobody is mailed, her reminders are as ever"
    later = alice.account.update(alice.home, made.id, made.etag, entry(ends_at=NINE + 2 * HOUR))
    assert seen.read_on()[made.id].busy == ((NINE, NINE + 2 * HOUR),)
    assert seen.known[made.id].etag == later.etag != made.etag
    alice.account.delete(alice.home, made.id, later.etag)
    assert seen.read_on() == {}


def test_ours_of_all_years_are_not_read_for_one_that_changes(alice: Outlook, seen: Seen) -> None:
    ours = [alice.account.create(alice.home, entry(key=f"{number:032x}")) for number in range(12)]
    keys = {made.id: f"{number:032x}" for number, made in enumerate(ours)}
    assert {one.id: one.mark for one in seen.read_on().values()} == keys
    alice.account.update(alice.home, ours[3].id, ours[3].etag, entry(ends_at=NINE + 2 * HOUR))
    hers = alice.mailbox.add(alice.home, NINE, NINE + HOUR)
    alice.graph.asked.clear()
    marks = {one.id: one.mark for one in seen.read_on().values()}
    assert marks == {**keys, hers.id(immutable=True): ""}
    assert not [one for one in alice.graph.asked if one.endswith("/events")]


def test_her_calendars(alice: Outlook) -> None:
    shared = alice.mailbox.add_calendar("Équipe", canEdit=False, hexColor="")
    assert alice.account.calendars() == [
        Remote(alice.home, "Calendrier", can_write=True, is_main=True),
        Remote(shared, "Équipe", can_write=False),
    ]
    for number in range(120):
        alice.mailbox.add_calendar(f"Salle {number}")
    assert len(alice.account.calendars()) == 122
    with pytest.raises(Unauthorised):
        alice.account.create(shared, entry())


@pytest.mark.parametrize(
    ("words", "is_busy"),
    [
        ({"showAs": "free"}, False),
        ({"showAs": "workingElsewhere"}, False),
        ({"showAs": "busy", "isCancelled": True}, False),
        ({"showAs": "busy"}, True),
        ({"showAs": "tentative"}, True),
        ({"showAs": "oof"}, True),
        ({"showAs": "unknown"}, True),
        ({"showAs": None}, True),
    ],
)
def test_what_takes_her_time(alice: Outlook, seen: Seen, words: dict[str, object], is_busy: bool) -> None:
    alice.mailbox.add(alice.home, NINE, NINE + HOUR, **words)
    (one,) = seen.read_on().values()
    assert one.busy == (((NINE, NINE + HOUR),) if is_busy else ())
    assert (one.starts_at, one.ends_at) == (NINE, NINE + HOUR), (
        "an event of ours that was set free is still there"
    )


def test_what_takes_no_time_is_not_busy(alice: Outlook, seen: Seen) -> None:
    alice.mailbox.add(alice.home, NINE, NINE)
    seen.read_on()
    assert seen.busy == []


@pytest.mark.parametrize(
    ("zone", "begins_at"),
    [
        ("Romance Standard Time", DAY + timedelta(days=2, hours=-1)),
        ("Europe/Paris", DAY + timedelta(days=2, hours=-1)),
        ("tzone://Microsoft/Custom", DAY + timedelta(days=2)),
    ],
)
def test_whole_days_are_those_of_where_she_entered_them(
    alice: Outlook, seen: Seen, zone: str, begins_at: datetime
) -> None:
    alice.mailbox.add_days(alice.home, date(2026, 12, 3), 2, zone, showAs="oof")
    seen.read_on()
    assert seen.busy == [(begins_at, begins_at + 2 * DAYS)]


@pytest.mark.parametrize("tells_all_parts", [True, False])
def test_a_series_is_one_event(alice: Outlook, seen: Seen, tells_all_parts: bool) -> None:
    alice.graph.tells_all_parts = tells_all_parts
    series = alice.mailbox.add_series(alice.home, NINE - 40 * DAYS, NINE + HOUR - 40 * DAYS, 120)
    (one,) = seen.read_on().values()
    inside = [(NINE + number * DAYS, NINE + HOUR + number * DAYS) for number in range(60)]
    assert list(one.busy) == inside
    assert seen.pages == 2, "its parts come on more than one page"
    assert (one.id, one.uid) == (series.id(immutable=True), series.words["iCalUId"])
    assert one.starts_at == NINE - 40 * DAYS

    alice.mailbox.remove(series.parts[41])
    alice.mailbox.change(series.parts[41], showAs="free")
    seen.read_on()
    assert seen.busy == [inside[0], *inside[3:]], "one part taken away, and one that is free"

    alice.mailbox.change(series, showAs="free")
    seen.read_on()
    assert seen.busy == []
    alice.mailbox.remove(series)
    assert seen.read_on() == {}


def test_a_series_of_whole_days(alice: Outlook, seen: Seen) -> None:
    words = {"isAllDay": True, "originalStartTimeZone": "Romance Standard Time"}
    alice.mailbox.add_series(alice.home, DAY + DAYS, DAY + 2 * DAYS, 2, **words)
    seen.read_on()
    assert seen.busy == [
        (DAY + DAYS - HOUR, DAY + 2 * DAYS - HOUR),
        (DAY + 2 * DAYS - HOUR, DAY + 3 * DAYS - HOUR),
    ]


def test_what_leaves_the_window_is_gone(alice: Outlook, seen: Seen) -> None:
    event = alice.mailbox.add(alice.home, NINE, NINE + HOUR)
    assert len(seen.read_on()) == 1
    alice.mailbox.add(alice.home, NINE + 100 * DAYS, NINE + 101 * DAYS)
    far = {"start": {"dateTime": "2027-06-01T09:00:00", "timeZone": "UTC"}}
    far["end"] = {"dateTime": "2027-06-01T10:00:00", "timeZone": "UTC"}
    alice.mailbox.change(event, **far)
    assert seen.read_on() == {}, "and what is made outside of it was never there"


def test_an_event_keeps_its_id_when_it_goes_to_another_calendar(alice: Outlook, seen: Seen) -> None:
    other = alice.mailbox.add_calendar("Chantiers")
    event = alice.mailbox.add(alice.home, NINE, NINE + HOUR)
    there = Seen(alice.account, other)
    (id,) = seen.read_on()
    assert there.read_on() == {}
    alice.mailbox.move(event, other)
    assert seen.read_on() == {}
    assert set(there.read_on()) == {id}


def test_one_event_as_it_is_now(alice: Outlook, seen: Seen) -> None:
    event = alice.mailbox.add(alice.home, NINE, NINE + HOUR)
    series = alice.mailbox.add_series(alice.home, NINE, NINE + HOUR, 70)
    known = seen.read_on()
    for one in known.values():
        assert alice.account.read(alice.home, one.id, WINDOW) == one
    part = series.parts[3].id(immutable=True)
    assert alice.account.read(alice.home, part, WINDOW).id == series.id(immutable=True), (
        "a part is read as its series"
    )
    alice.mailbox.remove(event)
    with pytest.raises(Missing):
        alice.account.read(alice.home, event.id(immutable=True), WINDOW)


def test_made_once(alice: Outlook) -> None:
    made = alice.account.create(alice.home, entry())
    assert alice.account.create(alice.home, entry()) == made
    other = alice.account.create(alice.home, entry(key="b2" * 16))
    assert other.id != made.id
    elsewhere = alice.mailbox.add_calendar("Chantiers")
    assert alice.account.create(elsewhere, entry()).id not in (made.id, other.id)


@pytest.mark.parametrize("is_named", [True, False])
def test_made_once_though_it_is_to_look_otherwise_by_now(alice: Outlook, is_named: bool) -> None:
    """Microsoft says which one it was, or does not: it is found by our mark."""
    alice.graph.names_the_first = is_named
    alice.account.create(alice.home, entry(key="c3" * 16))
    made = alice.account.create(alice.home, entry())
    again = alice.account.create(alice.home, entry(title="Nadia Amrani, pose"))
    assert again == replace(made, was_there=True)
    (event,) = [one for one in alice.mailbox.standing(alice.home) if one.etag == made.etag]
    assert event.words["subject"] == "Nadia Amrani, devis"
    alice.mailbox.remove(event)
    with pytest.raises(Missing):
        alice.account.create(alice.home, entry(title="Nadia Amrani, pose"))


def test_whoever_changes_it_first_is_not_overwritten(alice: Outlook) -> None:
    made = alice.account.create(alice.home, entry())
    (event,) = alice.mailbox.standing(alice.home)
    alice.mailbox.change(event, subject="Nadia, plutôt chez elle")
    with pytest.raises(Overtaken):
        alice.account.update(alice.home, made.id, made.etag, entry(title="Autre chose"))
    with pytest.raises(Overtaken):
        alice.account.delete(alice.home, made.id, made.etag)
    assert event.words["subject"] == "Nadia, plutôt chez elle"
    alice.mailbox.remove(event)
    with pytest.raises(Missing):
        alice.account.update(alice.home, made.id, made.etag, entry())
    alice.account.delete(alice.home, made.id, made.etag)


def test_an_event_that_she_made_a_whole_day_is_set_to_its_hour_again(alice: Outlook) -> None:
    made = alice.account.create(alice.home, entry(is_tentative=True))
    (event,) = alice.mailbox.standing(alice.home)
    assert event.words["showAs"] == "tentative"
    alice.mailbox.change(event, isAllDay=True)
    now = alice.account.read(alice.home, made.id, WINDOW)
    alice.account.update(alice.home, made.id, now.etag, entry())
    assert (event.words["isAllDay"], event.words["showAs"]) == (False, "busy")


def test_a_calendar_that_is_no_more(alice: Outlook) -> None:
    other = Seen(alice.account, alice.mailbox.add_calendar("Chantiers"))
    other.read_on()
    alice.mailbox.remove_calendar(other.calendar)
    with pytest.raises(Missing):
        other.read_on()
    with pytest.raises(Missing):
        alice.account.create(other.calendar, entry())
    with pytest.raises(Missing):
        Seen(alice.account, "AQMkAD999999=").read_on()


def test_a_mailbox_without_calendars(alice: Outlook) -> None:
    alice.graph.fail("GET", status=404, code="MailboxNotEnabledForRESTAPI")
    with pytest.raises(NoCalendar, match="MailboxNotEnabledForRESTAPI"):
        alice.account.calendars()


def test_ten_thousand_events_and_then_fifty_changes(alice: Outlook, seen: Seen) -> None:
    for number in range(10_000):
        begins_at = DAY + number * timedelta(minutes=5)
        alice.mailbox.add(alice.home, begins_at, begins_at + HOUR, subject="Réunion " * 20)
    changed = list(alice.mailbox.standing(alice.home))[::200]
    told = pages = 0
    for page in alice.account.changes(alice.home, "", WINDOW):
        told, pages = told + len(page.known), pages + 1
        seen.token = page.token
    assert (told, pages, len(alice.graph.asked)) == (10_000, 200, 201)
    assert _held() < 200, "no page is kept after the next one"
    for event in changed:
        alice.mailbox.change(event, showAs="free")
    assert len(seen.read_on()) == 50
    assert len(alice.graph.asked) == 203, "its changes, and which of all are ours"


def _held() -> int:
    """How many events are in memory, as we tell of them or as they were told to us."""
    gc.collect()
    return sum(
        isinstance(one, Known) or (isinstance(one, dict) and "@odata.etag" in one) for one in gc.get_objects()
    )
