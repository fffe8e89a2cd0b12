"""Nobody is met twice: of many at once exactly one wins, and past every action the database itself refuses."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from peewee import IntegrityError

from filon.appointments import actions
from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Plan
from filon.foundation.database import database
from filon.foundation.errors import Conflict
from filon.foundation.transactions import savepoint
from tests.appointments.calendar import Workshop

# Real time goes on in other threads: whatever day this is, it is to come.
DAY = datetime.now(UTC).date() + timedelta(days=30)
AT_ONCE = 12


def at_once(do: list[Any]) -> list[str]:
    """How each of these ended, begun together by a thread of its own: "done", or the code of its refusal."""
    begin = threading.Barrier(len(do))

    def run(one: Any) -> str:
        begin.wait()
        try:
            one()
        except Conflict as refused:
            return refused.code
        finally:
            database.obj.close()
        return "done"

    with ThreadPoolExecutor(len(do)) as pool:
        return list(pool.map(run, do))


def book(workshop: Workshop, when: str, members: tuple[UUID, ...] = (), kind: Any = None) -> Any:
    with workshop.inside():
        minutes = None if kind else 60
        return actions.book_appointment(Plan(workshop.at(f"{DAY} {when}"), kind, minutes, members))


def doubles(workshop: Workshop) -> int:
    """Pairs of rows that take the same time of a member."""
    with workshop.inside():
        taken = list(Participant.select().where(Participant.busy_from.is_null(False)))
    return sum(
        one.member_id == other.member_id
        and one.id < other.id
        and one.busy_from < other.busy_until
        and other.busy_from < one.busy_until
        for one in taken
        for other in taken
    )


def test_it_works(workshop: Workshop) -> None:
    kind = workshop.offer()
    ended = at_once([lambda: book(workshop, "10:00", kind=kind)] * AT_ONCE)
    assert Counter(ended) == {"done": 1, "slot_taken": AT_ONCE - 1}
    assert doubles(workshop) == 0


def test_teams_in_any_order_overlap_nowhere_and_nobody_waits_for_ever(workshop: Workshop) -> None:
    """Each wants two of three members at times that overlap: in whatever order they are named."""
    a, b, c = workshop.alice, *workshop.hire("Bob", "Nadia")
    pairs = [(a, b), (b, a), (b, c), (c, b), (c, a), (a, c)]
    whens = ["10:00", "10:30"]
    wanted = [lambda when=when, pair=pair: book(workshop, when, pair) for pair in pairs for when in whens]
    ended = Counter(at_once(wanted))
    assert set(ended) <= {"done", "slot_taken"}
    assert ended["done"] == 1, "any two of them share a member and half an hour"
    assert doubles(workshop) == 0


def test_moving_restoring_and_booking_for_the_same_time(workshop: Workshop) -> None:
    bob = workshop.hire("Bob")[0]
    waiting = [book(workshop, "08:00", (bob,)), book(workshop, "11:00", (bob,))]
    cancelled = book(workshop, "15:00", (bob,))
    with workshop.inside():
        actions.cancel_appointment(cancelled)
    there = workshop.at(f"{DAY} 15:00")

    def move(one: Any) -> Any:
        with workshop.inside():
            actions.move_appointment(one, there)

    def restore() -> Any:
        with workshop.inside():
            actions.restore_appointment(cancelled)

    wanted = [*(lambda one=one: move(one) for one in waiting), restore]
    ended = at_once([*wanted, *[lambda: book(workshop, "15:30", (bob,))] * 3])
    assert Counter(ended) == {"done": 1, "slot_taken": 5}
    assert doubles(workshop) == 0


def test_the_hosts_of_a_kind_take_one_each(workshop: Workshop) -> None:
    hosts = (workshop.alice, *workshop.hire("Bob", "Nadia"))
    kind = workshop.offer(*hosts)
    ended = at_once([lambda: book(workshop, "10:00", kind=kind)] * AT_ONCE)
    assert Counter(ended) == {"done": 3, "slot_taken": AT_ONCE - 3}
    with workshop.inside():
        assert Counter(one.member_id for one in Participant.select()) == dict.fromkeys(hosts, 1)


def test_past_every_action_the_database_refuses(workshop: Workshop) -> None:
    made, other = book(workshop, "10:00", (workshop.alice,)), book(workshop, "15:00", (workshop.alice,))
    half = timedelta(minutes=30)
    with workshop.inside():
        row = {
            "appointment_id": other.id,
            "member_id": workshop.alice,
            "busy_from": made.starts_at + half,
            "busy_until": made.ends_at + half,
        }
        theirs = Participant.appointment_id == other.id
        late = {"busy_from": made.starts_at - half, "busy_until": made.starts_at + half}
        backwards = {"busy_from": made.ends_at, "busy_until": made.starts_at}
        for attempt in (
            lambda: Participant.add(**row),
            lambda: Participant.insert(row | {"id": made.id}).execute(),
            lambda: Participant.update(late).where(theirs).execute(),
            lambda: Participant.update(backwards).where(theirs).execute(),
            lambda: Participant.update(member_id=None).where(theirs).execute(),
        ):
            with pytest.raises(IntegrityError), savepoint():
                attempt()
        after = {"busy_from": made.ends_at, "busy_until": made.ends_at + half}
        assert Participant.update(after).where(theirs).execute() == 1, "beside each other both have room"
        assert Appointment.select().count() == 2
    assert doubles(workshop) == 0
