"""Every write to tenants, sites and members: adding a client, removing it, revoking and rotating a site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import available_timezones

from peewee import fn

from filon.foundation import access, clock, ids, outbox
from filon.foundation.access import ROLES
from filon.foundation.config import LOOPBACK_HOSTS
from filon.foundation.database import locked
from filon.foundation.errors import Invalid
from filon.foundation.i18n import LANGUAGES
from filon.foundation.operator import across_tenants
from filon.foundation.secrets import digest
from filon.foundation.signatures import connection_code
from filon.foundation.tenancy import acting_for, here
from filon.foundation.transactions import transaction
from filon.tenants import doorplates, keys, lesser, sessions
from filon.tenants.key_models import ApiKey
from filon.tenants.models import STAFF_ROLES, Member, PairingCode, Session, Site, Tenant

CODE_LIFETIME = timedelta(days=7)
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?([/?#]\S*)?"
)
# RFC 5321, 4.5.3.1.3: 256 octets with the angle brackets.
_LONGEST_EMAIL = 254


@dataclass(frozen=True)
class NewClient:
    tenant: UUID
    number: int
    site: UUID
    code: str


def add_client(
    *,
    service: str,
    name: str,
    site_url: str,
    owner_email: str,
    region: str,
    currency: str,
    zone: str,
    language: str,
) -> NewClient:
    """A tenant with its first site, its owner, and the connection code to paste into WordPress.

    `service` is this service's public address. Raises Invalid with each wrong field named.
    """
    email = check_email(owner_email)
    _check_client(name, site_url, email, region, currency, zone, language)
    with across_tenants("number a new tenant"), transaction(write=False):
        number = (Tenant.select(fn.MAX(Tenant.number)).scalar() or 0) + 1
    tenant = ids.new_id()
    with acting_for(tenant), transaction():
        Tenant.create(
            id=tenant,
            number=number,
            name=name,
            region=region,
            currency=currency,
            zone=zone,
            language=language,
        )
        add_member(name=email.partition("@")[0], email=email, role="owner", language=language, told=True)
        site = add_site(site_url)
        code = new_connection_code(site, service)
    return NewClient(tenant, number, site.id, code)


@cache
def zones() -> set[str]:
    """Names of all time zones, read once: each reading looks into hundreds of files."""
    return available_timezones()


def _check_client(
    name: str, site_url: str, email: str, region: str, currency: str, zone: str, language: str
) -> None:
    errors: dict[str, list[str]] = {}
    if not name.strip():
        errors["name"] = ["Give the business a name"]
    if not is_address(site_url):
        errors["site"] = ["Give the site's address with https:// (http:// only on this machine)"]
    if not email:
        errors["owner"] = ["Give the owner's e-mail address"]
    if len(region) != 2 or not region.isupper():
        errors["region"] = ["Give a country code of two capitals, such as MA or FR"]
    if len(currency) != 3 or not currency.isupper():
        errors["currency"] = ["Give a currency code of three capitals, such as MAD or EUR"]
    if zone not in zones():
        errors["zone"] = ["Give a zone such as Africa/Casablanca or Europe/Paris"]
    if language not in LANGUAGES:
        errors["language"] = [f"Give one of {', '.join(LANGUAGES)}"]
    if errors:
        raise Invalid(errors)


def is_address(url: str) -> bool:
    """Whether a site may be reached there: https, or http on this very machine for trying out.

    Host and port must be plain: they go into the Content-Security-Policy of the site's frame, where a space or a
    semicolon would begin something else.
    """
    found = _ADDRESS.fullmatch(url)
    if found is not None and not _has_real_port(url):
        return False
    return found is not None and (found["scheme"] == "https" or found["host"].strip("[]") in LOOPBACK_HOSTS)


def is_same_place(one: str, other: str) -> bool:
    """Whether two addresses are one site's; going from http to https is no move."""
    one, other = (url.partition("://")[2].rstrip("/").lower() for url in (one, other))
    return one == other


def _has_real_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def check_email(address: str) -> str:
    """The address as it is compared: trimmed and lower case; empty when it is none."""
    address = address.strip().lower()
    local, at, host = address.rpartition("@")
    plain = address.isprintable() and " " not in address and len(address) <= _LONGEST_EMAIL
    return address if local and at and host and plain else ""


def add_member(*, name: str, email: str, role: str, language: str, told: bool = False) -> Any:
    """A member who signs in by e-mail."""
    if role not in STAFF_ROLES:
        raise Invalid({"role": [f"Give one of {', '.join(STAFF_ROLES)}"]})
    member = Member.create(name=name, email=email, role=role, language=language, told_of_requests=told)
    doorplates.put_up("email", email, here())
    return member


def add_site(home_url: str) -> Any:
    """A site that waits for its connection code."""
    site = Site.create(home_url=home_url.rstrip("/"))
    doorplates.put_up("site", site.id.hex, here())
    return site


def new_connection_code(site: Any, service: str) -> str:
    """A code that pairs this site once within seven days; earlier unused ones stop working.

    One that a member makes works for as long as they may make one.
    """
    _forget_codes(PairingCode.site_id == site.id)
    token = ids.new_token()
    PairingCode.create(
        site_id=site.id,
        digest=digest(token),
        expires_at=clock.now() + CODE_LIFETIME,
        made_by=access.actor().member,
    )
    doorplates.put_up("pairing", digest(token), here())
    return connection_code(service, token)


def forget_codes_of(member: UUID) -> None:
    """Whoever is trusted no more may have kept a connection code: those that were not used stop working."""
    _forget_codes(PairingCode.made_by == member)


def _forget_codes(which: Any) -> None:
    for old in PairingCode.select().where(which & PairingCode.used_at.is_null()):
        doorplates.take_down("pairing", old.digest, here())
        PairingCode.delete().where(PairingCode.id == old.id).execute()


def revoke_site(site: Any) -> None:
    """From this moment the site's signatures, tokens and sessions count no more. Its leads stay."""
    Site.update(revoked_at=clock.now(), secret=None, next_secret=None).where(Site.id == site.id).execute()
    Session.delete().where(Session.site_id == site.id).execute()
    keys.revoke_keys_made_at(site.id)


def ask_for_rotation(site: Any) -> None:
    """At its next call the site is told to change its secret."""
    Site.update(rotation_wanted=True).where(Site.id == site.id).execute()


def cap_roles(site: Any, role: str) -> None:
    """Bound what the site's users can be: who was more is that at once, and whoever was signed in signs in again."""
    Site.update(role_cap=role).where(Site.id == site.id).execute()
    above = (Member.site_id == site.id) & Member.role.in_(ROLES[ROLES.index(role) + 1 :])
    for member in locked(Member.select().where(above).order_by(Member.id)):
        lesser.tell_if_less(member, role=role)
        Member.update(role=role).where(Member.id == member.id).execute()
    Session.delete().where(Session.site_id == site.id).execute()
    if ROLES.index(role) < ROLES.index(ApiKey.writable_by):
        keys.revoke_keys_made_at(site.id)


def remove_client() -> None:
    """Close the tenant in context: its sites are revoked, nobody is or gets in. Its data stays."""
    for site in Site.select():
        revoke_site(site)
    for member in Member.select().where(Member.email.is_null(False)):
        doorplates.take_down("email", member.email, here())
    sessions.end_all()
    Tenant.update(removed_at=clock.now()).execute()
    outbox.emit("client.removed")
