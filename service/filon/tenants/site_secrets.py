"""A site's secret: sealed at rest, the keys derived from it, rotation with overlap."""

from __future__ import annotations

import base64
import os
from functools import lru_cache
from typing import Any

from filon.foundation.database import locked
from filon.foundation.secrets import Unsealable, keyring
from filon.foundation.signatures import SiteKeys
from filon.tenants.models import Site

SECRET_BYTES = 32
# How long the plugin keeps its old secret beside the new one, for calls of ours that are on their way.
OVERLAP_SECONDS = 86_400


def _context(site: Any) -> str:
    return f"site {site.tenant.hex} {site.id.hex}"


@lru_cache(maxsize=4096)
def _keys(sealed: str, context: str) -> SiteKeys:
    # Keyed by the sealed text: a rotated or revoked secret is another key, so nothing stale is served.
    return SiteKeys.of(keyring().unseal(sealed, context=context))


def keys_in_force(site: Any) -> list[SiteKeys]:
    """The site's keys, the current ones first; during a rotation two of them.

    Neither lapses by time: a quiet site may first sign with its new secret after days, and one that never got the
    answer signs with the old. The first use of the new one ends the old.
    """
    return [_keys(one, _context(site)) for one in (site.secret, site.next_secret) if one]


def new_secret(site: Any) -> str:
    """Give the site a first secret; returns it as base64url, sealed into the row (not saved here)."""
    plain = os.urandom(SECRET_BYTES)
    site.secret = keyring().seal(plain, context=_context(site))
    return _text(plain)


def secret_of(site: Any) -> str:
    """The current secret as base64url: only for repeating a lost pairing answer."""
    return _text(keyring().unseal(site.secret, context=_context(site)))


def next_secret(site: Any) -> str:
    """The secret to change to: the same one until it is first used, so that a lost answer harms nothing."""
    if site.next_secret is None:
        plain = os.urandom(SECRET_BYTES)
        sealed = keyring().seal(plain, context=_context(site))
        # The condition decides between two calls at once; the loser gives what the winner made.
        Site.update(next_secret=sealed).where((Site.id == site.id) & Site.next_secret.is_null()).execute()
        site = Site.get_by_id(site.id)
    return _text(keyring().unseal(site.next_secret, context=_context(site)))


def promote_next_secret(site: Any) -> None:
    """The site has signed with its new secret: the old one is dead from now on."""
    Site.update(secret=site.next_secret, next_secret=None, rotation_wanted=False).where(
        (Site.id == site.id) & (Site.next_secret == site.next_secret)
    ).execute()
    site.rotation_wanted = False  # or this call's own answer would ask once more


def reseal_all() -> int:
    """Seal the secrets of the tenant in context again with the newest key of FILON_KEYS; returns of how many sites."""
    sites = Site.select().where(Site.secret.is_null(False))
    # Alone with them: a rotation meanwhile would move a secret to where this has looked, and old keys are dropped next.
    return sum(_reseal(site) for site in locked(sites))


def _reseal(site: Any) -> bool:
    again = {
        column: keyring().seal(keyring().unseal(sealed, context=_context(site)), context=_context(site))
        for column in (Site.secret, Site.next_secret)
        if (sealed := getattr(site, column.name)) and keyring().is_old(sealed)
    }
    if again:
        Site.update(again).where(Site.id == site.id).execute()
    return bool(again)


def count_unopenable() -> int:
    """How many sites' secrets no configured key opens: these must be paired again. Of whoever is looked at."""
    return sum(
        not all(_opens(sealed, site) for sealed in (site.secret, site.next_secret) if sealed)
        for site in Site.select().where(Site.secret.is_null(False))
    )


def _opens(sealed: str, site: Any) -> bool:
    try:
        keyring().unseal(sealed, context=_context(site))
    except Unsealable:
        return False
    return True


def _text(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()
