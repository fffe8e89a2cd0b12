"""Addresses that let one member do one thing once: join, become an owner. Looking at one never uses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from filon.foundation import clock, ids
from filon.foundation.errors import Gone
from filon.foundation.i18n import _
from filon.foundation.limits import count_attempt
from filon.foundation.secrets import digest
from filon.foundation.tenancy import acting_for, here
from filon.foundation.transactions import on_its_own, transaction
from filon.tenants import doorplates
from filon.tenants.models import Link, Member, Tenant

TRIES_AN_HOUR = 30

Made = TypeVar("Made")


def new_link(purpose: str, member: UUID, lifetime: timedelta) -> str:
    """A fresh token for the member; earlier ones of this purpose stop working."""
    forget(Link.select().where((Link.purpose == purpose) & (Link.member_id == member)))
    token = ids.new_token()
    Link.create(purpose=purpose, member_id=member, digest=digest(token), expires_at=clock.now() + lifetime)
    doorplates.put_up(purpose, digest(token), here())
    return token


def open_links(purpose: str) -> list[Any]:
    """Those of the tenant in context that still work."""
    return list(
        Link.select().where(
            (Link.purpose == purpose) & Link.used_at.is_null() & (Link.expires_at > clock.now())
        )
    )


def look(purpose: str, token: str, *, caller: str) -> str:
    """The name of the business that the link is for. Raises Gone when it is used, old or unknown."""
    count_attempt(purpose, caller, most=TRIES_AN_HOUR, seconds=3600)
    for tenant in doorplates.tenants_behind(purpose, digest(token)):
        with acting_for(tenant), on_its_own(write=False):
            link = Link.get_or_none(_open(purpose, token))
            if link is not None and _holder(link.member_id) is not None:
                return str(Tenant.current().name)
    raise over()


def use(purpose: str, token: str, then: Callable[[Any], Made], *, caller: str) -> Made:
    """Use the link up and do what it is for, with its member, in its tenant. Raises Gone as look() does."""
    count_attempt(purpose, caller, most=TRIES_AN_HOUR, seconds=3600)
    for tenant in doorplates.tenants_behind(purpose, digest(token)):
        with acting_for(tenant), transaction():
            used = (
                Link.update(used_at=clock.now())
                .where(_open(purpose, token))
                .returning(Link.member_id)
                .execute()
            )
            doorplates.take_down(purpose, digest(token), tenant)
            for row in used:
                member = _holder(row.member_id)
                if member is not None:
                    return then(member)
    raise over()


def forget(links: Any) -> int:
    """Delete these links and their doorplates; returns how many."""
    count = 0
    for link in links:
        doorplates.take_down(link.purpose, link.digest, here())
        count += Link.delete().where(Link.id == link.id).execute()
    return count


def over() -> Gone:
    return Gone(_("Ce lien a déjà servi, ou il est trop ancien. Demandez-en un autre."), code="link_over")


def _open(purpose: str, token: str) -> Any:
    return (
        (Link.purpose == purpose)
        & (Link.digest == digest(token))
        & Link.used_at.is_null()
        & (Link.expires_at > clock.now())
    )


def _holder(id: UUID) -> Any:
    """The member, unless they were removed or the business is no more."""
    member = Member.find(id)
    if member is None or member.removed_at is not None or Tenant.current().removed_at is not None:
        return None
    return member
