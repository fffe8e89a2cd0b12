"""What an erasure would take: the lead, those that were merged into it, and their lines, also those set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from filon.housekeeping.actions import lines_of
from filon.housekeeping.own_lines import form_of
from filon.leads.models import Lead
from filon.tenants.models import Site

MOST_SHOWN = 20


class StakedLine(NamedTuple):
    """`form` and `site` in words; `is_aside`: it became nobody's request, and names the person."""

    at: datetime
    form: str
    site: str
    is_aside: bool


class AtStake(NamedTuple):
    """`lines` are the newest, `more` how many there are besides; some may be empty since an earlier erasure."""

    leads: list[Any]
    lines: list[StakedLine]
    more: int


def at_stake(lead: Any) -> AtStake:
    """Looks through all that was set aside, as the erasure itself does."""
    leads = _with_merged(lead)
    lines = {(line.site_id, line.id): line for each in leads for line in lines_of(each)}
    newest = sorted(lines.values(), key=_sent_at, reverse=True)
    hosts = {site.id: urlsplit(site.home_url).hostname or site.home_url for site in Site.select()}
    shown = [
        StakedLine(_sent_at(line), form_of(line), hosts[line.site_id], line.lead_id is None)
        for line in newest[:MOST_SHOWN]
    ]
    return AtStake(leads, shown, len(newest) - len(shown))


def _with_merged(lead: Any) -> list[Any]:
    return [lead, *(each for shell in Lead.shells_of(lead.id) for each in _with_merged(shell))]


def _sent_at(line: Any) -> datetime:
    moment: datetime = line.submitted_at or line.received_at
    return moment
