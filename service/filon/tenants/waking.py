"""Waking a site whose queue may be asleep: rows were waiting at its last call, or it is silent for long."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import filon
from filon.foundation import clock, ids
from filon.foundation.config import Settings
from filon.foundation.database import database
from filon.foundation.operator import across_tenants
from filon.foundation.signatures import sign
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.integrations import guarded
from filon.tenants import site_secrets
from filon.tenants.models import Site

MOST_AT_A_TIME = 50
AT_ONCE = 8
BETWEEN_WAKES = timedelta(seconds=30)
BETWEEN_WAKES_OF_SILENT = timedelta(hours=1)


def wake_waiting_sites(settings: Settings) -> int:
    """Ask every site that should be woken to deliver; returns how many answered. Network: no transaction is open.

    Several at a time: one that hangs must not keep the others asleep.
    """
    now = clock.now()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="wake") as pool:
        return sum(pool.map(lambda site: _wake(site, settings, now), _to_wake(now)))


def _to_wake(now: datetime) -> list[Any]:
    with across_tenants("find sites to wake"), transaction(write=False):
        connected = Site.select().where(
            Site.paired_at.is_null(False) & Site.revoked_at.is_null() & (Site.rest_url != "")
        )
        waiting = (Site.waiting > 0) & (Site.woken_at.is_null() | (Site.woken_at < now - BETWEEN_WAKES))
        silent = (Site.expected_at < now) & (
            Site.woken_at.is_null() | (Site.woken_at < now - BETWEEN_WAKES_OF_SILENT)
        )
        longest_asleep = Site.woken_at.asc(nulls="FIRST")
        return list(connected.where(waiting | silent).order_by(longest_asleep).limit(MOST_AT_A_TIME))


def _wake(site: Any, settings: Settings, now: datetime) -> bool:
    try:
        with acting_for(site.tenant), transaction():
            Site.update(woken_at=now).where(Site.id == site.id).execute()
    finally:
        database.obj.close()  # this thread's own: the pool ends with the round
    url = flush_url(site.rest_url)
    target = url.partition("://")[2].partition("/")[2]
    body, id, timestamp = b"{}", f"msg_{ids.new_id()}", int(time.time())
    signatures = [
        sign(keys.to_site, id=id, timestamp=timestamp, method="POST", target=f"/{target}", body=body)
        for keys in site_secrets.keys_in_force(site)
    ]
    headers = {
        "Content-Type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
        "Filon-Site": str(site.id),
        "Filon-Version": filon.__version__,
    }
    try:
        answer = guarded.post(url, body=body, headers=headers, allow_private=settings.allow_private_hosts)
    except (guarded.Refused, guarded.NoAnswer):
        return False
    return answer.status == 200


def flush_url(rest_url: str) -> str:
    """Address of the site's flush route, with pretty permalinks or with ?rest_route=."""
    return rest_url.rstrip("/") + "/filon/v1/flush"
