"""When a country changes its clocks: what was agreed on the wall stays, and the moment moves with it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from filon.appointments.actions import announce, members_of
from filon.appointments.holding import hold
from filon.appointments.models import OPEN, Appointment
from filon.appointments.taking import Taken, free, put
from filon.appointments.wall import first_at, read_wall, wall_of
from filon.foundation import clock
from filon.foundation.transactions import savepoint, transaction


def follow_clock_changes() -> list[tuple[Any, str]]:
    """Let appointments to come begin when the clocks show what was agreed, by the rules that are known now.

    Returns those that moved, each with when it began before. Where somebody else has the time by now both stand, the
    moved one without taking anybody's time, and `appointment.clashed` says so: people have to decide.
    """
    with transaction():
        to_come = Appointment.select().where(
            Appointment.status.in_(OPEN) & (Appointment.starts_at > clock.now())
        )
        shifted = [one for one in to_come if wall_of(one.starts_at, ZoneInfo(one.zone)) != one.wall]
        if not shifted:
            return []
        members = {one.id: members_of(one) for one in shifted}
        hold({member for each in members.values() for member in each})
        # All of them first: one may move to where another is until that moves too.
        for one in shifted:
            free(one)
        moved = []
        for one in shifted:
            was, wall = one.starts_at.isoformat(), one.wall
            starts_at = first_at(read_wall(wall), ZoneInfo(one.zone))
            try:
                with savepoint():
                    put(one, starts_at, one.minutes, members[one.id])
                announce(one, "moved", was=was)
            except Taken:
                put(one, starts_at, one.minutes, members[one.id], takes_time=False)
                announce(one, "clashed", was=was)
            moved.append((one, was))
    return moved
