"""Minutes as pages show them: with their steps, the reminders of these, and how they stand with the lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from filon.foundation import access
from filon.interactions.mails import can_be_written_to
from filon.interactions.minutes import Minutes, Step, says_the_same, summary

from .minutes import names_of, tasks_of


@dataclass(frozen=True)
class Shown:
    """Minutes and all that is said of them: `tasks` are the reminders of the steps, `names` who has these to do.

    `number` and `address` are the lead's, "" where no mail can go.
    """

    minutes: Any
    steps: list[Any]
    tasks: dict[UUID, Any]
    names: dict[UUID, str]
    number: int
    address: str

    @property
    def has_something(self) -> bool:
        """Whether there is anything in it to tell the lead."""
        return bool(self.minutes.decided or self.steps)

    @property
    def is_as_sent(self) -> bool:
        """Whether the last mail says what they say now, whoever got it."""
        return says_the_same(self.minutes.sent, summary(self.minutes, self.steps, self.names))

    @property
    def is_sent(self) -> bool:
        """Whether the lead was mailed what they say now, at the address there is now."""
        return self.is_as_sent and self.address in ("", self.minutes.sent["to"])


def shown(minutes: Any, lead: Any) -> Shown | None:
    """These with all that is said of them; None for none."""
    return _all([minutes], lead)[minutes.id] if minutes is not None else None


def ask_beside_ahead(moments: Iterable[Any]) -> None:
    """Send what beside() asks first, see Prepared.ahead()."""
    Minutes.ask_beside_ahead(_with_minutes(moments))


def _with_minutes(moments: Iterable[Any]) -> list[UUID]:
    return [each.id for each in moments if each.kind in ("minutes", "call")]


def beside(moments: Iterable[Any], lead: Any) -> dict[UUID, Shown]:
    """Those of the minutes and of the calls among these moments of the lead's timeline, by the moment."""
    found = Minutes.beside(_with_minutes(moments))
    all_shown = _all(list(found.values()), lead)
    return {moment: all_shown[one.id] for moment, one in found.items()}


def subjects_of(moments: Iterable[Any]) -> dict[str, dict[str, str]]:
    """{appointment} or {call}, the id of what the minutes are of that these moments tell of; by their own id as hex."""
    ids = {UUID(each.details["minutes_id"]) for each in moments if each.kind == "minutes"}
    return {
        one.id.hex: {"appointment": str(one.appointment_id)}
        if one.appointment_id
        else {"call": str(one.call_id)}
        for one in (Minutes.select().where(Minutes.id.in_(ids)) if ids else ())
    }


def _all(listed: list[Any], lead: Any) -> dict[UUID, Shown]:
    with access.seeing_all():  # what stands in minutes is seen with them
        steps = Step.of({one.id for one in listed})
    every = [step for some in steps.values() for step in some]
    tasks, names = tasks_of(every), names_of(every)
    address = lead.email if can_be_written_to(lead) else ""
    return {one.id: Shown(one, steps[one.id], tasks, names, lead.number, address) for one in listed}
