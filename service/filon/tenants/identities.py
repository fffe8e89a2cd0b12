"""Who is asking, from a request's own words: a bearer or a ticket inside wp-admin, a cookie standalone, an API key."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from uuid import UUID

from flask import request

from filon.foundation import access
from filon.foundation.api_keys import looks_like_key
from filon.foundation.i18n import closest
from filon.foundation.secrets import digest
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import on_its_own
from filon.foundation.web import Identity, bearer, check_same_origin, client_address, origin_of
from filon.tenants import doorplates, keys, sessions
from filon.tenants.models import Member, Session, Site, Tenant
from filon.tenants.revoked import SiteRevoked

COOKIE = "filon_session"


def identify() -> Identity | None:
    """Who is behind this request, or None.

    Below /app/s/<site> cookies count for nothing, elsewhere bearers; keys count at the API only, and there before
    any cookie.
    """
    site = (request.view_args or {}).get("site")
    if site is not None:
        return _in_frame(site)
    token = bearer()
    if token is not None and request.path.startswith("/api/"):
        return _by_key(token)
    check_same_origin()
    return _standalone()


def _in_frame(site: UUID) -> Identity | None:
    token, ticket = bearer(), request.args.get("ticket")
    tenant = doorplates.tenant_of_site(site)
    if tenant is None or not (token or ticket):
        return None
    with ExitStack() as stack:
        stack.enter_context(acting_for(tenant))
        if token is None and not _is_ticket(str(ticket)):
            raise sessions.ticket_over()
        stack.enter_context(on_its_own(write=token is None, together=token is not None))
        Tenant.ask_current_ahead()
        row = Site.find(site)
        if row is None or row.revoked_at is not None:
            raise SiteRevoked()
        found = sessions.find_session(token, site=site) if token else _by_ticket(str(ticket))
        return _identity(*found) if found else None


def _is_ticket(ticket: str) -> bool:
    """Whether there ever was such a ticket: a made-up one never takes a writer's turn."""
    with on_its_own(write=False):
        return sessions.knows_ticket(ticket)


def _by_ticket(ticket: str) -> tuple[Any, Any] | None:
    session = Session.find(sessions.use_ticket(ticket, request.path))
    member = Member.find(session.member_id)
    return (session, member) if member and member.removed_at is None else None


def _by_key(token: str) -> Identity | None:
    if not looks_like_key(token):
        return None
    tenant, key = keys.find_key(token, caller=client_address())
    if tenant.removed_at is not None:
        return None
    with acting_for(tenant.id):
        keys.note_use(key)
    return Identity(
        tenant=tenant.id,
        business=tenant.name,
        business_number=tenant.number,
        member=None,
        name=key.name,
        role=access.role_of(key.scopes),
        language=closest(request.headers.get("Accept-Language"), otherwise=tenant.language),
        zone=tenant.zone,
        region=tenant.region,
        currency=tenant.currency,
        list_columns=tenant.list_columns,
        scopes=frozenset(key.scopes),
    )


def _standalone() -> Identity | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    tenant = doorplates.tenant_of_session(digest(token))
    if tenant is None:
        return None
    with acting_for(tenant):
        with on_its_own(write=False, together=True):
            Tenant.ask_current_ahead()
            found = sessions.find_session(token, site=None)
            who = _identity(*found) if found else None
        if found and who:
            sessions.note_seen(found[0])
        return who


def _identity(session: Any, member: Any) -> Identity | None:
    tenant = Tenant.current()
    if tenant.removed_at is not None:
        return None
    return Identity(
        tenant=tenant.id,
        business=tenant.name,
        business_number=tenant.number,
        member=member.id,
        name=member.name,
        role=member.role,
        language=member.language,
        zone=tenant.zone,
        region=tenant.region,
        currency=tenant.currency,
        list_columns=tenant.list_columns,
        site=session.site_id,
        session=session.id,
        scheme=session.scheme,
        # wp-admin has its own colour; elsewhere the business's.
        colour=session.colour if session.site_id else tenant.colour or "",
        logo=tenant.logo or "",
        email=member.email or "",
        only_own=member.is_limited,
    )


def site_origin(site: UUID) -> str | None:
    """The origin of the site's wp-admin for `frame-ancestors`; None when unknown, unpaired or revoked."""
    tenant = doorplates.tenant_of_site(site)
    if tenant is None:
        return None
    with acting_for(tenant), on_its_own(write=False):
        row = Site.find(site)
    return origin_of(row.admin_url or row.home_url) if row is not None and row.is_connected else None
