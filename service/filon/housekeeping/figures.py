"""How the whole installation is: counts over all clients, disks, and how long ago a worker and a backup were seen.

Read inside across_tenants() and a transaction, which the caller opens.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from peewee import fn

from filon.foundation import clock, storage
from filon.foundation.config import Settings
from filon.foundation.database import database
from filon.foundation.last_seen import seen_ago
from filon.foundation.outbox import Event
from filon.intake.models import TESTED, FormMap, Submission
from filon.notifications.mails import TO_OUTSIDERS
from filon.notifications.models import Notification
from filon.tenants.ledgers import Ledger
from filon.tenants.models import Site, Tenant

# A site that is expected by its habit is woken every hour; when that does not help for so long, somebody must look.
SILENT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """`leads` counts all that were ever recorded; `requests`, `sent` and `refused` those of the last 24 hours.

    `silent` are sites from which nothing is heard, `gaps` those that have captured what did not come, `deaf` those with
    form plugins that no longer tell them of what is sent. `failed_tests` has each form, with its site, that did not
    pass the last night's test.

    `waiting` counts events that are due, `oldest` is how long the longest of them waits. `disks` maps a folder to the
    bytes that are free and those that there are.
    """

    clients: int
    leads: int
    requests: int
    sent: int
    refused: int
    waiting: int
    dead: int
    oldest: timedelta
    worker: timedelta | None
    backup: timedelta | None
    silent: list[Any]
    gaps: list[Any]
    deaf: list[Any]
    silent_forms: list[tuple[Any, list[Any]]]
    failed_tests: list[tuple[Any, Any]]
    database_bytes: int
    disks: dict[str, tuple[int, int]]


def read_figures(settings: Settings) -> Figures:
    """The figures of this moment."""
    now = clock.now()
    clients = {tenant.id: tenant.number for tenant in Tenant.select(Tenant.id, Tenant.number)}
    connected = _connected_sites(clients)
    silent = [site for site in connected if site.expected_at and site.expected_at < now - SILENT_AFTER]
    yesterday = now - timedelta(days=1)
    due = Event.select().where(Event.dead_at.is_null() & (Event.due_at <= now))
    oldest = due.order_by(Event.due_at).first()
    recent = Notification.select().where(Notification.created_at > yesterday)
    return Figures(
        clients=Tenant.select().where(Tenant.removed_at.is_null()).count(),
        leads=Tenant.select(fn.SUM(Tenant.last_lead_number)).scalar() or 0,
        requests=Submission.select()
        .where((Submission.received_at > yesterday) & (Submission.answer != TESTED))
        .count(),
        sent=recent.where(Notification.sent_at.is_null(False) & Notification.held_until.is_null()).count(),
        # Whom we write to may have mistyped their own address; the team sees it beside the lead.
        refused=recent.where(
            Notification.failed_at.is_null(False) & Notification.kind.not_in(TO_OUTSIDERS)
        ).count(),
        waiting=due.count(),
        dead=Event.select().where(Event.dead_at.is_null(False)).count(),
        oldest=max(timedelta(), now - oldest.due_at) if oldest else timedelta(),
        worker=seen_ago("worker"),
        backup=seen_ago("backup"),
        silent=silent,
        gaps=_sites_with_gaps(connected),
        deaf=_deaf_sites(connected),
        silent_forms=_silent_forms([site for site in connected if site not in silent]),
        failed_tests=_failed_tests([site for site in connected if site not in silent]),
        database_bytes=_database_bytes(settings),
        disks=_disks(settings),
    )


def _connected_sites(clients: dict[Any, int]) -> list[Any]:
    """Sites that are connected, with `client` for the client's number."""
    sites = list(Site.select().where(Site.paired_at.is_null(False) & Site.revoked_at.is_null()))
    for site in sites:
        site.client = clients.get(site.tenant)
    return sites


def _sites_with_gaps(sites: list[Any]) -> list[Any]:
    """Those that have requests which did not come, with `gaps` for how many."""
    gaps = {row.id: row.gaps for row in Ledger.select().where(Ledger.gaps > 0)}
    for site in sites:
        site.gaps = gaps.get(site.id, 0)
    return [site for site in sites if site.gaps]


def _deaf_sites(sites: list[Any]) -> list[Any]:
    """Those with form plugins that no longer tell them of what is sent, with their names in `deaf`."""
    deaf = {row.id: row.deaf for row in Ledger.select()}
    for site in sites:
        site.deaf = deaf.get(site.id, [])
    return [site for site in sites if site.deaf]


def _silent_forms(sites: list[Any]) -> list[tuple[Any, list[Any]]]:
    """Each of these sites with its forms that are silent against their habit, the longest silent first."""
    forms = FormMap.select().where(FormMap.silent_since.is_null(False)).order_by(FormMap.silent_since)
    by_site: dict[UUID, list[Any]] = defaultdict(list)
    for form in forms:
        by_site[form.site_id].append(form)
    return [(site, by_site[site.id]) for site in sites if site.id in by_site]


def _failed_tests(sites: list[Any]) -> list[tuple[Any, Any]]:
    by_id = {site.id: site for site in sites}
    tested = FormMap.select().where(FormMap.test_since.is_null(False)).order_by(FormMap.test_since)
    return [(by_id[form.site_id], form) for form in tested if form.site_id in by_id and form.test_fault]


def _database_bytes(settings: Settings) -> int:
    if settings.engine == "postgresql":
        (size,) = database.execute_sql("SELECT pg_database_size(current_database())").fetchone()
        return int(size)
    path = settings.database.removeprefix("sqlite:///")
    return sum(file.stat().st_size for file in (Path(path), Path(f"{path}-wal")) if file.exists())


def _disks(settings: Settings) -> dict[str, tuple[int, int]]:
    """Each folder that we write to. PostgreSQL's own disk is its server's to watch."""
    folders = [storage.folder()]
    if settings.engine == "sqlite":
        folders.append(Path(settings.database.removeprefix("sqlite:///")).parent)
    found = {}
    for folder in folders:
        existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        usage = shutil.disk_usage(existing)
        found[str(folder)] = (usage.free, usage.total)
    return found
