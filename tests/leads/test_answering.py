"""Until when those who wait are to be called: by the business's promise, in its opening hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.errors import Forbidden
from filon.housekeeping import merging, parting
from filon.interactions import actions as interactions
from filon.leads import actions
from filon.leads.models import Lead
from filon.tenants import business
from tests.parts.service import Filon, PairedSite, submission
from tests.tenants.programs import Program

OWNER, AGENT = Actor("owner", None, "Alice"), Actor("agent", None, "Bob")
ZONE = ZoneInfo("Africa/Casablanca")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


# A Friday, ten minutes before the workshop closes for the weekend.
FRIDAY = at("2026-05-15 17:50")


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with clock.standing_at(FRIDAY):
        yield


def set_up(site: PairedSite, what: Any) -> None:
    """Change a setting, and let the worker do what follows."""
    with site.filon.inside(site.tenant, OWNER):
        what()
    site.filon.work()


def open_on_weekdays(site: PairedSite, hours: str = "9h-18h") -> None:
    for day in range(5):
        set_up(site, lambda day=day: business.open_on(day, hours))


def ask(site: PairedSite, name: str = "Salma Bennani", phone: str = "0661234567") -> None:
    asked_at = clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    sent = submission({"name": name, "phone": phone}, submitted_at=asked_at)
    answer = site.deliver(sent, timestamp=clock.unix())
    assert answer.json["answers"][0]["answer"] in ("recorded", "joined"), answer.text


def lead(site: PairedSite, number: int = 1) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return Lead.select().where(Lead.number == number).get()


def test_it_works(alice: PairedSite) -> None:
    open_on_weekdays(alice)
    ask(alice)
    salma = lead(alice)
    assert salma.answer_due_at == at("2026-05-18 09:20"), "ten minutes on Friday, twenty on Monday"
    assert not salma.is_late(at("2026-05-17 12:00"))
    assert not salma.is_late(at("2026-05-18 09:20"))
    assert salma.is_late(at("2026-05-18 09:21"))


def test_without_hours_half_an_hour_is_half_an_hour(alice: PairedSite) -> None:
    ask(alice)
    assert lead(alice).answer_due_at == FRIDAY + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("minutes", "due"),
    [
        ("15", "2026-05-18 09:05"),
        ("240", "2026-05-18 12:50"),
        ("1440", "2026-05-18 17:50"),
    ],
)
def test_each_business_has_its_promise(
    alice: PairedSite, charlie: PairedSite, minutes: str, due: str
) -> None:
    open_on_weekdays(alice)
    set_up(alice, lambda: business.answer_within(minutes))
    ask(alice)
    ask(charlie)
    assert lead(alice).answer_due_at == at(due)
    assert lead(charlie).answer_due_at == FRIDAY + timedelta(minutes=30)


def test_who_asks_again_is_due_as_before_and_anew_once_they_were_called(alice: PairedSite) -> None:
    ask(alice)
    first = lead(alice).answer_due_at
    with clock.standing_at(FRIDAY + timedelta(hours=2)):
        ask(alice)
    assert lead(alice).answer_due_at == first
    with alice.filon.inside(alice.tenant, AGENT):
        actions.note_answered(lead(alice), reached=False)
        assert Lead.by_number(1).answer_due_at == first, "tried, not reached"
        actions.note_answered(Lead.by_number(1), reached=True)
    assert lead(alice).answer_due_at is None
    with clock.standing_at(FRIDAY + timedelta(hours=5)):
        ask(alice)
    assert lead(alice).answer_due_at == FRIDAY + timedelta(hours=5, minutes=30)


def test_a_change_of_status_that_is_taken_back(alice: PairedSite) -> None:
    ask(alice)
    due = lead(alice).answer_due_at
    with alice.filon.inside(alice.tenant, AGENT):
        change = interactions.change_status(Lead.by_number(1), "lost", "price")
    assert lead(alice).answer_due_at is None
    with alice.filon.inside(alice.tenant, AGENT):
        interactions.undo_change(Lead.by_number(1), change)
    assert lead(alice).answer_due_at == due


@pytest.mark.parametrize(
    ("change", "due"),
    [
        (lambda: business.answer_within("60"), "2026-05-18 09:50"),
        (lambda: business.open_on(4, "9h-20h"), "2026-05-15 18:20"),
        (lambda: business.move_to_zone("Europe/Paris"), "2026-05-18 08:30"),  # an hour ahead: closed already
        (lambda: business.close("2026-05-18", "2026-05-19"), "2026-05-20 09:20"),
    ],
)
def test_who_waits_is_due_by_what_is_promised_now(alice: PairedSite, change: Any, due: str) -> None:
    open_on_weekdays(alice)
    ask(alice)
    ask(alice, "Mehdi Alami", "0661000002")
    with alice.filon.inside(alice.tenant, AGENT):
        actions.note_answered(Lead.by_number(2), reached=True)
    set_up(alice, change)
    assert lead(alice).answer_due_at == at(due)
    assert lead(alice, 2).answer_due_at is None, "nobody waits"


def test_many_who_wait_are_counted_anew_one_part_after_another(alice: PairedSite) -> None:
    with alice.filon.inside(alice.tenant):
        # Many asked at the same moment, as after a site was cut off.
        rows = [
            {"number": 10 + n, "source": "site", "currency": "MAD", "to_call_since": FRIDAY}
            for n in range(1200)
        ]
        for start in range(0, len(rows), 300):
            Lead.insert_many(rows[start : start + 300]).execute()
    set_up(alice, lambda: business.answer_within("120"))
    with alice.filon.inside(alice.tenant, write=False):
        dues = [due for (due,) in Lead.select(Lead.answer_due_at).tuples()]
    assert (len(dues), set(dues)) == (1200, {FRIDAY + timedelta(hours=2)})


def test_what_lies_in_the_trash_comes_back_with_todays_promise(alice: PairedSite) -> None:
    ask(alice)
    with alice.filon.inside(alice.tenant):
        Lead.update(trashed_at=FRIDAY).execute()
    set_up(alice, lambda: business.answer_within("60"))
    assert lead(alice).answer_due_at == FRIDAY + timedelta(hours=1)


def test_two_who_become_one_and_are_parted(alice: PairedSite) -> None:
    ask(alice)
    with clock.standing_at(FRIDAY + timedelta(hours=1)):
        ask(alice, "Salma B", "0661000002")
    with alice.filon.inside(alice.tenant, AGENT):
        merge = merging.merge_leads(Lead.by_number(2), Lead.by_number(1), {})
    assert lead(alice, 2).answer_due_at == FRIDAY + timedelta(minutes=30), "since the first of both"
    assert lead(alice, 1).answer_due_at is None
    set_up(alice, lambda: business.answer_within("60"))
    with alice.filon.inside(alice.tenant, AGENT):
        parting.undo_merge(merge)
    assert lead(alice, 1).answer_due_at == FRIDAY + timedelta(hours=1)
    assert lead(alice, 2).answer_due_at == FRIDAY + timedelta(hours=2)


def test_programs_read_it(alice: PairedSite) -> None:
    ask(alice)
    program = Program(alice)
    read = program("GET", "/api/v1/leads/1").json
    assert datetime.fromisoformat(read["answer_due_at"]) == FRIDAY + timedelta(minutes=30)
    set_up(alice, lambda: business.answer_within("15"))
    again = program("GET", "/api/v1/leads/1").json
    assert datetime.fromisoformat(again["answer_due_at"]) == FRIDAY + timedelta(minutes=15)
    with alice.filon.inside(alice.tenant, AGENT):
        actions.note_answered(Lead.by_number(1), reached=True)
    assert program("GET", "/api/v1/leads/1").json["answer_due_at"] is None


def test_an_agent_promises_nothing(filon: Filon, alice: PairedSite) -> None:
    for change in (
        lambda: business.answer_within("15"),
        lambda: business.close("2026-05-18", "2026-05-19"),
    ):
        with pytest.raises(Forbidden), filon.inside(alice.tenant, AGENT):
            change()
