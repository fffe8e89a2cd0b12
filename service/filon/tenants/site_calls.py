"""Calls that a site signs: which site, is it really that site, and is it this call's first time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from filon.foundation import clock
from filon.foundation.errors import Conflict, Outdated, Unauthorized
from filon.foundation.i18n import _
from filon.foundation.limits import Flood
from filon.foundation.prepared import Asked, Prepared, slot
from filon.foundation.signatures import TOLERANCE_SECONDS, SiteKeys, is_signed
from filon.foundation.tenancy import here
from filon.tenants import site_secrets, used_once
from filon.tenants.doorplates import tenant_of_site
from filon.tenants.models import Site, Tenant
from filon.tenants.revoked import SiteRevoked

# The service answers plugins at least two minor versions old.
OLDEST_PLUGIN = (0, 1)
# What a site that empties a long queue sends at once, and then more than any form gets, but a part only of what the
# service can take from all. A call spends one, and one more for each further thing that it brings to be written.
_measures = Flood(burst=3000, per_second=100)
_SEEN_EVERY = timedelta(minutes=1)
# A plugin says how it is every hour while anybody visits its site.
_SHORTEST_HABIT = timedelta(hours=1)
_LONGEST_HABIT = timedelta(days=1)


@dataclass(frozen=True)
class SignedCall:
    """What a signed request says of itself: header values as sent, target with its query, raw body."""

    site: str
    id: str
    timestamp: str
    signature: str
    version: str
    waiting: str
    method: str
    target: str
    body: bytes


@dataclass(frozen=True)
class Caller:
    """The site behind a verified call. `keys` are those it signed with, `region` is its business's."""

    tenant: UUID
    region: str
    site: Any
    keys: SiteKeys
    call: SignedCall


# What a call is judged and noted by.
_VERIFIED = (
    Site.tenant,
    Site.id,
    Site.secret,
    Site.next_secret,
    Site.rotation_wanted,
    Site.revoked_at,
    Site.seen_at,
    Site.expected_at,
    Site.waiting,
    Site.plugin_version,
)
# The business's region rides along: the lead's way needs it, and each question is a trip on PostgreSQL.
_site = Prepared(
    lambda: Site.select(*_VERIFIED, Tenant.select(Tenant.region).alias("region")).where(
        Site.id == slot("id", Site.id)
    )
)


def tenant_of(call: SignedCall) -> UUID:
    """The tenant whose site the call names, whether or not it signed it. Raises as verify() does."""
    check_version(call.version)
    site = _site_id(call)
    tenant = tenant_of_site(site)
    if tenant is None:
        raise _not_signed()
    return tenant


def verify(call: SignedCall) -> Caller:
    """Who signed the call, in its tenant's context, before anything is written.

    Raises Unauthorized (unknown site, wrong signature, clock skew with the service's time), SiteRevoked,
    Outdated or TooMany. The answers for an unknown site and a wrong signature are the same.
    """
    timestamp = _timestamp(call.timestamp)
    site = _site.first(id=_site_id(call))
    if site is None:
        raise _not_signed()
    if site.revoked_at is not None:
        raise SiteRevoked()
    keys = _signing_keys(site, call, timestamp)
    # Only now: a stranger who names the site must not spend what is the site's.
    _measures.spend(site.id.hex)
    return Caller(here(), site.region, site, keys, call)


def spend_more(caller: Caller, amount: int) -> None:
    """Take from the site's measure what the call brings beyond one thing; raises TooMany."""
    _measures.spend(caller.site.id.hex, amount)


def _site_id(call: SignedCall) -> UUID:
    try:
        return UUID(call.site)
    except ValueError:
        raise _not_signed() from None


def _signing_keys(site: Any, call: SignedCall, timestamp: int) -> SiteKeys:
    in_force = site_secrets.keys_in_force(site)
    used = is_signed(
        call.signature,
        [keys.to_service for keys in in_force],
        id=call.id,
        timestamp=timestamp,
        method=call.method,
        target=call.target,
        body=call.body,
    )
    if used is None or not call.id or len(call.id) > 200:
        raise _not_signed()
    return next(keys for keys in in_force if keys.to_service == used)


def _timestamp(text: str) -> int:
    now = clock.unix()
    given = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    if abs(now - given) > TOLERANCE_SECONDS:
        raise Unauthorized(_("Les horloges du site et du service diffèrent"), code="clock_skew", now=now)
    return given


def check_version(version: str) -> None:
    """Raise Outdated for a plugin that is too old, or that says no version."""
    parts = version.split(".")
    numbers = tuple(_whole(part, -1) for part in parts[:2])
    if len(numbers) < 2 or min(numbers) < 0 or numbers < OLDEST_PLUGIN:
        raise Outdated(
            _(
                "Mettez l’extension Filon à jour : il faut la version %(version)s ou une plus récente."
                " Rien ne se perd en attendant.",
                version=".".join(map(str, OLDEST_PLUGIN)),
            )
        )


def _whole(text: str, otherwise: int) -> int:
    """A small whole number that a stranger wrote. For isdigit() alone ² is one, which int() can't read."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _not_signed() -> Unauthorized:
    return Unauthorized(_("La signature ne convient pas à ce que le site a envoyé"), code="signature")


@contextmanager
def begun(caller: Caller) -> Iterator[None]:
    """First thing in the call's own transaction: use its id up, note what it says of the site.

    Raises Conflict `replayed`, at the latest when the block ends, so that the question travels with those inside;
    the transaction is undone then. The plugin sends the same under a new id.
    """
    keep = timedelta(seconds=2 * TOLERANCE_SECONDS + 60)
    first_time = used_once.ask_to_use(f"call {caller.site.id.hex}", caller.call.id, keep=keep)
    if first_time.is_answered:
        _refuse_replayed(first_time)
    site = caller.site
    in_force = site_secrets.keys_in_force(site)
    if len(in_force) == 2 and caller.keys == in_force[1]:
        site_secrets.promote_next_secret(site)
    _note(site, caller.call)
    yield
    _refuse_replayed(first_time)


def _refuse_replayed(first_time: Asked) -> None:
    if not first_time.rows():
        raise Conflict(_("Cet envoi est déjà arrivé une fois"), code="replayed")


def _note(site: Any, call: SignedCall) -> None:
    waiting = _whole(call.waiting, 0)
    fresh = site.seen_at is not None and clock.now() - site.seen_at < _SEEN_EVERY
    # The row is written when something changed, not at each call: a busy site would fight over it.
    if fresh and waiting == site.waiting and call.version == site.plugin_version:
        return
    Site.update(
        seen_at=clock.now(),
        expected_at=_expected(site),
        waiting=waiting,
        plugin_version=call.version[:20],
    ).where(Site.id == site.id).execute()


def _expected(site: Any) -> datetime:
    """When the next call is due by this site's habit: twice its longest recent silence, forgotten slowly.

    A quiet site is not called every hour for ever, and a busy one's silence is noticed within two hours.
    """
    now = clock.now()
    if site.seen_at is None or site.expected_at is None:
        return now + _SHORTEST_HABIT * 2
    habit = max(now - site.seen_at, (site.expected_at - site.seen_at) / 2 * 0.98)
    return now + min(max(habit, _SHORTEST_HABIT), _LONGEST_HABIT) * 2
