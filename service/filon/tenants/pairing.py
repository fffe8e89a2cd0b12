"""Pairing: a connection code becomes a site's secret, once; a lost answer can be had again for ten minutes."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from filon.foundation import clock
from filon.foundation.errors import Gone, Invalid
from filon.foundation.i18n import _
from filon.foundation.secrets import digest
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.tenants import doorplates, site_secrets
from filon.tenants.actions import is_address
from filon.tenants.models import PairingCode, Session, Site, Tenant

REPEATABLE = timedelta(minutes=10)
FIRST_SILENCE = timedelta(hours=2)


@dataclass(frozen=True)
class Paired:
    site: UUID
    secret: str
    business: str


@dataclass(frozen=True)
class _Plugin:
    """What the plugin says of itself and its site."""

    nonce: str
    home_url: str
    rest_url: str
    version: str
    wordpress: str
    php: str
    admin_url: str


class _Lost(Exception):
    """Another call used the code up in the meantime."""


def pair(
    *,
    token: str,
    nonce: str,
    home_url: str,
    rest_url: str,
    version: str,
    wordpress: str,
    php: str,
    admin_url: str = "",
) -> Paired:
    """Give the site its secret. Raises Gone for a code that is used, old or unknown; Invalid for a wrong address."""
    about = _Plugin(nonce, home_url.rstrip("/"), rest_url, version, wordpress, php, admin_url)
    try:
        return _pair(token, about)
    except _Lost:
        # The same code at the same moment: whoever was first may have been this very plugin, which then hears it again.
        return _pair(token, about)


def _pair(token: str, plugin: _Plugin) -> Paired:
    hashed = digest(token)
    tenants = doorplates.tenants_behind("pairing", hashed)
    if not tenants:
        raise _used_or_old()
    with acting_for(tenants[0]), transaction():
        code = PairingCode.get_or_none(PairingCode.digest == hashed)
        if code is None:
            raise _used_or_old()
        site = Site.get_by_id(code.site_id)
        if site.revoked_at is not None:
            raise _used_or_old()
        if code.used_at is not None:
            return _again(code, site, plugin.nonce)
        if code.expires_at < clock.now():
            raise _used_or_old()
        _check_addresses(site, plugin)
        secret = site_secrets.new_secret(site)
        Site.update(
            secret=site.secret,
            next_secret=None,
            home_url=plugin.home_url,
            rest_url=plugin.rest_url,
            admin_url=plugin.admin_url or plugin.home_url,
            plugin_version=plugin.version,
            wordpress_version=plugin.wordpress,
            php_version=plugin.php,
            paired_at=clock.now(),
            seen_at=clock.now(),
            expected_at=clock.now() + FIRST_SILENCE,
        ).where(Site.id == site.id).execute()
        # The condition decides between two plugins that paste the same code at the same moment.
        won = (
            PairingCode.update(used_at=clock.now(), nonce=plugin.nonce)
            .where((PairingCode.id == code.id) & PairingCode.used_at.is_null())
            .execute()
        )
        if not won:
            raise _Lost
        # Pairing anew is how a site that was taken over is taken back: nobody stays signed in from before.
        Session.delete().where(Session.site_id == site.id).execute()
        return Paired(site.id, secret, Tenant.current().name)


def _again(code: Any, site: Any, nonce: str) -> Paired:
    is_same = hmac.compare_digest(code.nonce.encode(), nonce.encode())
    if not is_same or code.used_at + REPEATABLE < clock.now() or site.secret is None:
        raise _used_or_old()
    return Paired(site.id, site_secrets.secret_of(site), Tenant.current().name)


def _used_or_old() -> Gone:
    return Gone(
        _(
            "Ce code de connexion a déjà servi, a plus de sept jours, ou n’est pas complet."
            " Demandez-en un autre à votre agence."
        ),
        code="pairing_code_over",
    )


def _check_addresses(site: Any, plugin: _Plugin) -> None:
    addresses = {"home_url": plugin.home_url, "rest_url": plugin.rest_url, "admin_url": plugin.admin_url}
    for name, url in addresses.items():
        if url and not is_address(url):
            raise _wrong(name, _("L’adresse du site doit commencer par https://"))
    expected, given, rest = (_host(url) for url in (site.home_url, plugin.home_url, plugin.rest_url))
    if given != expected:
        sentence = _(
            "Ce code est pour %(expected)s, et ce site est %(given)s.", expected=expected, given=given
        )
        raise _wrong("home_url", sentence)
    if rest != given:
        raise _wrong("rest_url", _("L’adresse REST de ce site est sur un autre serveur que le site."))


def _wrong(name: str, sentence: str) -> Invalid:
    # As detail too: that is what the plugin shows.
    return Invalid({name: [sentence]}, sentence)


def _host(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}:{parts.port}" if parts.port else host
