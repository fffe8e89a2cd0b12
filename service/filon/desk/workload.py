"""Who has what and who answers when: the figures of each member, and of what is nobody's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median_low
from typing import Any
from uuid import UUID

from peewee import Select, fn

from filon.desk.first_answers import time_taken
from filon.foundation import clock
from filon.foundation.database import database
from filon.interactions.models import Interaction
from filon.leads.counting import MOST_COUNTED
from filon.leads.models import Lead
from filon.tasks.models import Task
from filon.tenants.absences import Absence, last_days, today
from filon.tenants.answering import Promise, promise_here
from filon.tenants.models import Member

WEEK = timedelta(days=7)
# A median of more is no other.
_MOST_ANSWERS = 5_000


@dataclass
class Load:
    """How many prospects are new or open, wait for a call, and longer than promised; how many reminders are due.

    Prospects are counted to MOST_COUNTED: one more says that there are more.
    """

    open: int = 0
    to_call: int = 0
    late: int = 0
    tasks: int = 0


@dataclass(frozen=True)
class Answers:
    """First answers of one week: how many, the median of the working time until then, percent in time."""

    count: int
    median: timedelta
    in_time: int


@dataclass
class Mate:
    """One member, or nobody (`member` is None). `answers` are those of this week and of the last, None without any.

    `away_until` is set while they are away, `absences` are those that are not over.
    """

    member: Any
    load: Load
    answers: tuple[Answers | None, Answers | None] = (None, None)
    away_until: date | None = None
    absences: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Team:
    """The members, first who leaves most waiting; what is nobody's; and the answers of all together."""

    mates: list[Mate]
    nobody: Mate
    answers: tuple[Answers | None, Answers | None]


def the_team() -> Team:
    """Everybody who works here or is invited."""
    now, promise = clock.now(), promise_here()
    members = list(Member.present().order_by(Member.name, Member.id))
    loads = _loads([None, *(member.id for member in members)], now)
    answers = _answers(promise, now)
    absences = list(Absence.not_over(today()))
    away = last_days(absences, today())
    mates = [
        Mate(
            member,
            loads[member.id],
            _weeks(answers, member.id),
            away.get(member.id),
            [one for one in absences if one.member_id == member.id],
        )
        for member in members
    ]
    # Who reads and has nothing has no place among those who call.
    mates = [mate for mate in mates if mate.member.role != "reader" or mate.load != Load()]
    mates.sort(key=lambda mate: (-mate.load.late, -mate.load.to_call))
    everybody = [_sum_up([made for found in week.values() for made in found]) for week in answers]
    return Team(mates, Mate(None, loads[None]), (everybody[0], everybody[1]))


def _loads(owners: list[UUID | None], now: datetime) -> dict[UUID | None, Load]:
    due = Task.open().select(Task.owner_id, fn.COUNT(Task.id)).where(Task.due_at <= now)
    tasks = dict(due.group_by(Task.owner_id).order_by().tuples())
    loads = {}
    for owner in owners:
        # The tenant stands in every index, so none of these reads a lead.
        theirs = (
            Lead.kept()
            .select(Lead.tenant)
            .where(Lead.owner_id.is_null() if owner is None else Lead.owner_id == owner)
        )
        waiting = theirs.where(Lead.to_call_since.is_null(False))
        loads[owner] = Load(
            open=_count(theirs.where(Lead.status.in_(("new", "open")))),
            to_call=_count(waiting),
            late=_count(waiting.where(Lead.answer_due_at < now)),
            tasks=tasks.get(owner, 0),
        )
    return loads


def _count(leads: Any) -> int:
    some = leads.limit(MOST_COUNTED + 1).alias("some")
    [(number,)] = Select((some,), (fn.COUNT(some.c.tenant_id),)).bind(database).tuples()
    return int(number)


# How long it took, and whether it was in time.
_Answer = tuple[timedelta, bool]


def _answers(promise: Promise, now: datetime) -> list[dict[UUID | None, list[_Answer]]]:
    """This week's first answers and last week's, by whoever called."""
    here = now.astimezone(promise.working.zone)
    monday = datetime.combine(here.date() - timedelta(days=here.weekday()), time(), here.tzinfo)
    before = datetime.combine(monday.date() - WEEK, time(), here.tzinfo)
    weeks: list[dict[UUID | None, list[_Answer]]] = [defaultdict(list), defaultdict(list)]
    # Whoever was answered then has been active since.
    answered = (Lead.last_activity_at >= before) & (Lead.first_answered_at >= before)
    columns = (Lead.id, Lead.created_at, Lead.first_answered_at, Lead.answered_in_time)
    found = Lead.kept().select(*columns).where(answered).order_by(Lead.last_activity_at.desc())
    leads = list(found.limit(_MOST_ANSWERS))
    callers = _callers(before)
    for lead in leads:
        if lead.id not in callers:
            continue
        took = time_taken(promise, lead)
        in_time = took <= promise.within if lead.answered_in_time is None else lead.answered_in_time
        weeks[lead.first_answered_at < monday][callers[lead.id]].append((took, in_time))
    return weeks


def _callers(since: datetime) -> dict[UUID, UUID | None]:
    """Who first called those who had asked, of all called since then; whom a member added asked nothing."""
    answered = Lead.select(Lead.id).where(
        (Lead.last_activity_at >= since) & (Lead.first_answered_at >= since)
    )
    theirs = Interaction.lead_id.in_(answered)
    asked = Interaction.select(Interaction.lead_id).where(theirs & (Interaction.kind == "request"))
    asking = {lead for (lead,) in asked.distinct().tuples()}
    calls = Interaction.select(Interaction.lead_id, Interaction.member_id).where(
        theirs & (Interaction.kind == "call") & (Interaction.happened_at >= since)
    )
    callers: dict[UUID, UUID | None] = {}
    for lead, member in calls.order_by(Interaction.happened_at, Interaction.id).tuples():
        if lead in asking:
            callers.setdefault(lead, member)
    return callers


def _weeks(
    answers: list[dict[UUID | None, list[_Answer]]], member: UUID
) -> tuple[Answers | None, Answers | None]:
    this, last = (_sum_up(week.get(member, [])) for week in answers)
    return this, last


def _sum_up(made: list[_Answer]) -> Answers | None:
    if not made:
        return None
    took = median_low(length for length, _in_time in made)
    return Answers(len(made), took, round(100 * sum(in_time for _length, in_time in made) / len(made)))
