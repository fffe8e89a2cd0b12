"""The two lines of the first screen: is it working, and is it worth it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

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
    answers = [answer for (answer,) in _since(monday).tuples()]
    recorded = sum(answer in KEPT for answer in answers)
    return Arrivals(len(answers), recorded, len(answers) - recorded)


def this_month(voice: Voice) -> Month:
    first = _midnight(voice, days_ago=voice.today().day - 1)
    customers = Lead.kept().where((Lead.created_at >= first) & (Lead.status == "won")).count()
    return Month(_since(first).where(Submission.answer.in_(KEPT)).count(), customers)


def site_in_trouble() -> Site | None:
    """A connected site that holds requests back, and says so."""
    for site in Site.select().where(Site.paired_at.is_null(False) & Site.revoked_at.is_null()):
        if site.attention or site.waiting:
            return site
    return None


def _since(moment: datetime) -> Submission:
    return Submission.select(Submission.answer).where(Submission.received_at >= moment)


def _midnight(voice: Voice, *, days_ago: int) -> datetime:
    day = voice.today() - timedelta(days=days_ago)
    return datetime.combine(day, time(), tzinfo=voice.timezone)
