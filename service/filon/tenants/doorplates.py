"""Finding a tenant from outside: a site's id, a session's or a link's digest, an e-mail address."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from filon.foundation.tenancy import without_tenant
from filon.foundation.transactions import on_its_own
from filon.tenants.models import Doorplate


class NobodyHome(LookupError):
    """No tenant answers to this; raised so that the cache below does not remember it."""


def tenants_behind(channel: str, outside_id: str) -> list[UUID]:
    """The tenants behind a door, looked up before any of them is in context."""
    with without_tenant(), on_its_own(write=False, together=True):
        return Doorplate.tenants_behind(channel, outside_id)


@lru_cache(maxsize=4096)
def _only_tenant(channel: str, outside_id: str) -> UUID:
    found = tenants_behind(channel, outside_id)
    if not found:
        raise NobodyHome(channel)
    return found[0]


def tenant_of_site(site: UUID) -> UUID | None:
    """The tenant that a site belongs to. Never changes, so it is remembered; whether the site is revoked is not."""
    return _tenant_behind("site", site.hex)


def tenant_of_session(digest: str) -> UUID | None:
    """The tenant that a session was opened in. Never changes either; whether it is still open the session knows."""
    return _tenant_behind("session", digest)


def tenant_of_key(digest: str) -> UUID | None:
    """The tenant that an API key is of. Never changes either; whether it is in force the key knows."""
    return _tenant_behind("api-key", digest)


def tenant_of_page(name: str) -> UUID | None:
    """The tenant whose page for visitors stands at this name. Never changes either."""
    return _tenant_behind("page", name)


def forget() -> None:
    """Remember nothing of a database that was left for another."""
    _only_tenant.cache_clear()


def _tenant_behind(channel: str, outside_id: str) -> UUID | None:
    try:
        return _only_tenant(channel, outside_id)
    except NobodyHome:
        return None


def put_up(channel: str, outside_id: str, tenant: UUID) -> None:
    """Let a door lead to a tenant; again is no error."""
    Doorplate.insert(channel=channel, outside_id=outside_id, tenant_id=tenant).on_conflict_ignore().execute()


def take_down(channel: str, outside_id: str, tenant: UUID) -> None:
    Doorplate.delete().where(
        (Doorplate.channel == channel)
        & (Doorplate.outside_id == outside_id)
        & (Doorplate.tenant_id == tenant)
    ).execute()
