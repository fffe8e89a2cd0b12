"""The two lines of the first screen: is it working, and is it worth it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from peewee import fn

from filon.foundation.voice import Voice
from filon.intake.models import Submission
from filon.leads.models import Lead
from filon.tenants.models import Site

# What has come through the door and become, or joined, a prospect.
KEPT = ("recorded", "joined")


@dataclass(frozen=True)
class Arrivals:
    """Requests since Monday: how many came, how many are prospects, how many a person should look at."""

    received: int
    recorded: int
    to_check: int


@dataclass(frozen=True)
class Month:
    """Requests since the first of the month, and how many of this month's prospects are customers."""

    requests: int
    customers: int


def this_week(voice: Voice) -> Arrivals:
    today = voice.today()
    monday = _midnight(voice, days_ago=today.weekday())
    by_answer = dict(
        Submission.select(Submission.answer, fn.COUNT(Submission.id))
        .where(Submission.received_at >= monday)
        .group_by(Submission.answer)
        .tuples()
    )
    recorded = sum(by_answer.get(answer, 0) for answer in KEPT)
    received = sum(by_answer.values())
    return Arrivals(received, recorded, received - recorded)


def this_month(voice: Voice) -> Month:
    first = _midnight(voice, days_ago=voice.today().day - 1)
    requests = (
        Submission.select().where((Submission.received_at >= first) & Submission.answer.in_(KEPT)).count()
    )
    customers = Lead.kept().where((Lead.created_at >= first) & (Lead.status == "won")).count()
    return Month(requests, customers)


def site_in_trouble() -> Site | None:
    """A connected site that holds requests back, and says so."""
    for site in Site.select().where(Site.paired_at.is_null(False) & Site.revoked_at.is_null()):
        if site.attention or site.waiting:
            return site
    return None


def _midnight(voice: Voice, *, days_ago: int) -> datetime:
    day = voice.today() - timedelta(days=days_ago)
    return datetime.combine(day, time(), tzinfo=voice.timezone)
