"""The lines at the end of the first screen: is it working, and is it worth it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from peewee import fn

from filon.foundation import clock
from filon.foundation.voice import Voice
from filon.intake.actions import FLOOD
from filon.intake.models import FOLLOWED, TESTED, Submission
from filon.leads.models import Lead
from filon.tenants.models import Site

# What has come through the door and become, or joined, a prospect.
KEPT = ("recorded", "joined")
# No site is quiet for so long: the service wakes one that says nothing, well before.
SILENT_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class Arrivals:
    """Requests since Monday: how many are prospects, how many a person should look at; spam is neither."""

    recorded: int
    to_check: int
    spam: int


@dataclass(frozen=True)
class Month:
    """Requests since the first of the month, how many of its prospects are customers, whence most of them came.

    `source` is a code as on a lead; empty when it is the site alone, or when no one source stands out.
    """

    requests: int
    customers: int
    source: str


_GRAVEST_FIRST = ("parked", "silent", "flooded", "waiting")
KINDS = ("unlinked", "unpaired", *_GRAVEST_FIRST)
# Honest people may be among what a flood brought, so it is said for a while.
FLOOD_TOLD = timedelta(days=1)


@dataclass(frozen=True)
class Trouble:
    """Something is wrong with a site: `kind` is unlinked, unpaired (never linked), parked, silent, waiting or flooded.

    `count` is how many requests are held there, or were set aside since yesterday; `since` when it was last heard of.
    `site` is its host, and empty when the business has no other.
    """

    kind: str
    site: str = ""
    count: int = 0
    since: datetime | None = None


def this_week(voice: Voice) -> Arrivals:
    monday = _midnight(voice, days_ago=voice.today().weekday())
    counted = (
        Submission.select(Submission.answer, Submission.reason, fn.COUNT(Submission.id))
        .where((Submission.received_at >= monday) & (Submission.answer != TESTED))
        .group_by(Submission.answer, Submission.reason)
        .tuples()
    )
    recorded = to_check = spam = 0
    for answer, reason, number in counted:
        if answer in KEPT:
            recorded += number if reason != FOLLOWED else 0
        elif reason == "spam":
            spam += number
        else:
            to_check += number
    return Arrivals(recorded, to_check, spam)


def this_month(voice: Voice) -> Month:
    first = _midnight(voice, days_ago=voice.today().day - 1)
    requests = Submission.select().where((Submission.received_at >= first) & Submission.is_request()).count()
    new = Lead.created_at >= first
    customers = Lead.kept().where(new & (Lead.status == "won")).count()
    by_source = (
        Lead.kept()
        .select(Lead.source, fn.COUNT(Lead.id))
        .where(new)
        .group_by(Lead.source)
        .order_by(fn.COUNT(Lead.id).desc())
        .limit(2)
        .tuples()
    )
    return Month(requests, customers, _most(list(by_source)))


def troubles() -> list[Trouble]:
    """What is wrong with the connected sites, what needs a person first. Empty means that all is well."""
    connected = list(
        Site.select()
        .where(Site.paired_at.is_null(False) & Site.revoked_at.is_null())
        .order_by(Site.paired_at)
    )
    if not connected:
        was_there_one = Site.select().where(Site.paired_at.is_null(False)).exists()
        return [Trouble("unlinked" if was_there_one else "unpaired")]
    found = [trouble for site in connected for trouble in _of_site(site, named=len(connected) > 1)]
    if flooded := Submission.set_aside_since(clock.now() - FLOOD_TOLD, FLOOD):
        found.append(Trouble("flooded", count=flooded))
    return sorted(found, key=lambda trouble: _GRAVEST_FIRST.index(trouble.kind))


def _of_site(site: Any, *, named: bool) -> list[Trouble]:
    name = urlsplit(site.home_url).netloc if named else ""
    found = []
    if site.attention:
        found.append(Trouble("parked", name, count=site.attention))
    heard = site.seen_at or site.paired_at
    if clock.now() - heard >= SILENT_AFTER:
        # What it said two days ago to be waiting says nothing about now.
        found.append(Trouble("silent", name, since=heard))
    elif site.waiting:
        found.append(Trouble("waiting", name, count=site.waiting))
    return found


def _most(counted: list[tuple[str, int]]) -> str:
    """The source of most, unless it is the site itself or shares its place."""
    if not counted or (len(counted) > 1 and counted[0][1] == counted[1][1]):
        return ""
    return "" if counted[0][0] == "site" else counted[0][0]


def _midnight(voice: Voice, *, days_ago: int) -> datetime:
    day = voice.today() - timedelta(days=days_ago)
    return datetime.combine(day, time(), tzinfo=voice.timezone)
