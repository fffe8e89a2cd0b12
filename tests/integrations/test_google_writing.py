"""What we write into Google Calendar stands there once, and what its owner does with it there is respected."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from filon.integrations.calendars import Account, Known, Later, Missing, Overtaken
from tests.integrations.google_account import ENTRY, MAIL, WINDOW
from tests.standins.google_calendar import GoogleStandIn
from tests.standins.google_store import Calendar


def test_it_works(google: GoogleStandIn, calendar: Calendar, account: Account) -> None:
    written = account.create(MAIL, ENTRY)
    there = calendar.events[written.id]
    assert there["summary"] == ENTRY.title
    assert there["description"] == "Devis &amp; pose\n\nhttps://filon.example/rendez-vous/1"
    assert there["location"] == ENTRY.place
    assert datetime.fromisoformat(there["start"]["dateTime"]) == ENTRY.starts_at
    assert there["start"]["timeZone"] == "Africa/Casablanca"
    assert there["status"] == "confirmed"
    assert there["extendedProperties"] == {"private": {"filon": ENTRY.key}}

    later = replace(ENTRY, ends_at=ENTRY.ends_at + timedelta(hours=1), is_tentative=True)
    changed = account.update(MAIL, written.id, written.etag, later)
    assert changed.id == written.id
    assert calendar.events[written.id]["status"] == "tentative"
    assert account.read(MAIL, written.id, WINDOW) == Known(
        id=written.id,
        etag=changed.etag,
        uid=f"{written.id}@google.com",
        busy=((later.starts_at, later.ends_at),),
        starts_at=later.starts_at,
        ends_at=later.ends_at,
        mark=ENTRY.key,
    )

    account.delete(MAIL, written.id, changed.etag)
    assert calendar.events[written.id]["status"] == "cancelled"
    assert {
        call.query["sendUpdates"]
        for call in google.calls
        if call.method.endswith(("insert", "patch", "delete"))
    } == {"none"}


def test_the_same_is_never_made_twice(google: GoogleStandIn, calendar: Calendar, account: Account) -> None:
    # Made, and the answer lost on its way.
    google.faults.cut_short()
    with pytest.raises(Later):
        account.create(MAIL, ENTRY)
    google.store.change(calendar, next(iter(calendar.events)), summary="Renommé")
    again = account.create(MAIL, replace(ENTRY, title="Autre"))
    assert list(calendar.events) == [again.id]
    assert calendar.events[again.id]["summary"] == "Renommé"
    assert calendar.events[again.id]["etag"] == again.etag


def test_one_that_was_deleted_is_brought_back(
    google: GoogleStandIn, calendar: Calendar, account: Account
) -> None:
    first = account.create(MAIL, ENTRY)
    google.store.remove(calendar, first.id)
    again = account.create(MAIL, replace(ENTRY, title="De nouveau"))
    assert again.id == first.id
    assert (calendar.events[again.id]["status"], calendar.events[again.id]["summary"]) == (
        "confirmed",
        "De nouveau",
    )


def test_one_that_google_does_not_bring_back_is_made_under_another_name(
    google: GoogleStandIn, calendar: Calendar, account: Account
) -> None:
    first = account.create(MAIL, ENTRY)
    google.store.remove(calendar, first.id)
    google.events.keeps_deleted.add(first.id)
    second = account.create(MAIL, ENTRY)
    assert second.id != first.id
    assert account.create(MAIL, ENTRY) == replace(second, was_there=True)
    assert len(calendar.events) == 2


def test_what_its_owner_added_stays(google: GoogleStandIn, calendar: Calendar, account: Account) -> None:
    written = account.create(MAIL, ENTRY)
    guests = [{"email": "bob@example.com", "responseStatus": "accepted"}]
    theirs = google.store.change(
        calendar,
        written.id,
        colorId="11",
        transparency="transparent",
        attendees=guests,
        reminders={"useDefault": False},
        start={"date": "2026-12-08"},
        end={"date": "2026-12-09"},
    )
    account.update(MAIL, written.id, theirs["etag"], ENTRY)
    there = calendar.events[written.id]
    assert there["transparency"] == "transparent"
    assert (there["colorId"], there["attendees"], there["reminders"]) == ("11", guests, {"useDefault": False})
    assert there["start"] == {"dateTime": "2026-12-08T09:00:00+00:00", "timeZone": "Africa/Casablanca"}


def test_what_was_changed_there_is_not_overwritten(
    google: GoogleStandIn, calendar: Calendar, account: Account
) -> None:
    written = account.create(MAIL, ENTRY)
    google.store.change(calendar, written.id, summary="À moi")
    with pytest.raises(Overtaken):
        account.update(MAIL, written.id, written.etag, ENTRY)
    with pytest.raises(Overtaken):
        account.delete(MAIL, written.id, written.etag)
    assert calendar.events[written.id]["summary"] == "À moi"


def test_what_was_deleted_there_is_missing(
    google: GoogleStandIn, calendar: Calendar, account: Account
) -> None:
    written = account.create(MAIL, ENTRY)
    google.store.remove(calendar, written.id)
    with pytest.raises(Missing):
        account.update(MAIL, written.id, written.etag, ENTRY)
    with pytest.raises(Missing):
        account.read(MAIL, written.id, WINDOW)
    account.delete(MAIL, written.id, written.etag)
    account.delete(MAIL, "filon00000", written.etag)
    # Google may look at the etag before it sees that there is nothing any more.
    google.refuse(412, "conditionNotMet")
    account.delete(MAIL, written.id, written.etag)


def test_one_that_google_does_not_show_yet_is_asked_for_again(
    google: GoogleStandIn, account: Account
) -> None:
    google.refuse(409, "duplicate")
    with pytest.raises(Later):
        account.create(MAIL, ENTRY)


def test_a_key_in_capitals_is_the_same(account: Account) -> None:
    first = account.create(MAIL, ENTRY)
    assert account.create(MAIL, replace(ENTRY, key=ENTRY.key.upper())) == replace(first, was_there=True)
