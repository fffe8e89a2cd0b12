"""What an erasure would take: the lead, those that were merged into it, and their lines, also those set aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from peewee import fn

from filon.housekeeping.actions import naming
from filon.housekeeping.own_lines import form_of
from filon.intake.models import Submission
from filon.leads.models import Lead
from filon.tenants.models import Site

MOST_SHOWN = 20
# A page is quick whatever robots have sent; the erasure itself looks through all of it.
MOST_LOOKED_THROUGH = 300
_SENT_AT = fn.COALESCE(Submission.submitted_at, Submission.received_at)


class StakedLine(NamedTuple):
    """`form` and `site` in words; `is_aside`: it became nobody's request, and names the person."""

    at: datetime
    form: str
    site: str
    is_aside: bool


class AtStake(NamedTuple):
    """`lines` are the newest, `more` how many there are besides; some may be empty since an earlier erasure.

    `looked_through` is of how many that were set aside, the newest, where there are more; else None.
    """

    leads: list[Any]
    lines: list[StakedLine]
    more: int
    looked_through: int | None


def at_stake(lead: Any) -> AtStake:
    """All of the lead's own lines, and what names the person among the newest that were set aside."""
    leads = _with_merged(lead)
    hosts = {site.id: urlsplit(site.home_url).hostname or site.home_url for site in Site.select()}
    own = Submission.lead_id.in_([each.id for each in leads])
    ids = Submission.select(Submission.id).where(own).order_by(_SENT_AT.desc()).limit(MOST_LOOKED_THROUGH)
    is_named = naming(leads, [id for (id,) in ids.tuples()])
    newest = Submission.select().where(own).order_by(_SENT_AT.desc()).limit(MOST_SHOWN)
    lines = [_staked(line, hosts) for line in newest]
    aside, are_more = [], False
    for place, line in enumerate(_set_aside(list(hosts))):
        are_more = place == MOST_LOOKED_THROUGH
        if not are_more and is_named(line):
            aside.append(_staked(line, hosts))
    shown = sorted([*lines, *aside], key=lambda line: line.at, reverse=True)[:MOST_SHOWN]
    more = Submission.select().where(own).count() + len(aside) - len(shown)
    return AtStake(leads, shown, more, MOST_LOOKED_THROUGH if are_more else None)


def _with_merged(lead: Any) -> list[Any]:
    return [lead, *(each for shell in Lead.shells_of(lead.id) for each in _with_merged(shell))]


def _set_aside(sites: list[UUID]) -> Iterator[Any]:
    """The newest, and one more to know that there are more."""
    # By what no index has in order: or SQLite would look through all that ever came for the newest.
    aside = Submission.select().where(
        Submission.site_id.in_(sites) & (Submission.answer == "quarantined") & Submission.lead_id.is_null()
    )
    found: Iterator[Any] = aside.order_by(_SENT_AT.desc()).limit(MOST_LOOKED_THROUGH + 1).iterator()
    return found


def _staked(line: Any, hosts: dict[UUID, str]) -> StakedLine:
    moment: datetime = line.submitted_at or line.received_at
    return StakedLine(moment, form_of(line), hosts[line.site_id], line.lead_id is None)
